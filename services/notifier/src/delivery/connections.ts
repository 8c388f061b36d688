import { Pool } from 'undici'
import type { AddressPolicy } from './address-guard.ts'
import { maxHeaderBytes } from './attempt.ts'
import { guardedConnector } from './guarded-connector.ts'
import type { Resolve } from './resolver.ts'

/** A receiver that cannot even be connected to is given up sooner than one that thinks. */
const maxConnectMs = 5_000

type Settings = { readonly timeoutMs: number; readonly policy: AddressPolicy; readonly resolve: Resolve }

/** The connections of one endpoint, to where it leads now; those to where it led end with the tries on them. */
export class Connections {
  readonly #settings: Settings
  readonly #open = new Set<Pool>()
  #to: { readonly origin: string; readonly pool: Pool } | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  to(origin: string): Pool {
    if (this.#to?.origin !== origin) {
      if (this.#to) this.#leave(this.#to.pool)
      this.#to = { origin, pool: this.#pool(origin) }
      this.#open.add(this.#to.pool)
    }
    return this.#to.pool
  }

  /** Cuts off whatever is still under way. */
  async destroy(): Promise<void> {
    this.#to = undefined
    const open = [...this.#open]
    this.#open.clear()
    await Promise.all(open.map((pool) => pool.destroy()))
  }

  #leave(pool: Pool): void {
    pool.close().catch(() => undefined).finally(() => this.#open.delete(pool))
  }

  #pool(origin: string): Pool {
    const { timeoutMs, policy, resolve } = this.#settings
    return new Pool(origin, {
      connections: 2, pipelining: 1,
      connect: guardedConnector({ policy, resolve, timeoutMs: Math.min(timeoutMs, maxConnectMs) }),
      maxHeaderSize: maxHeaderBytes,
    })
  }
}
