import { Pool as HttpPool } from 'undici'
import { nextTryAtMs, parseRetryAfterMs } from '../domain/retry-schedule.ts'
import { tryOnce, type Attempt } from './attempt.ts'
import { guardedConnector } from './guarded-connector.ts'
import type { AddressPolicy } from './address-guard.ts'
import type { Due, Target, Tried } from './queue.ts'
import { endpointSecret, endpointSigningKey, type MasterKeys } from './secrets.ts'
import { signedHeaders, type Signer } from './signature.ts'

export type LaneSettings = {
  readonly schedule: readonly number[]
  readonly timeoutMs: number
  readonly policy: AddressPolicy
  readonly masters: MasterKeys
}

/** What a lane needs of the world; the deliverer gives it. */
export type LanePorts = {
  readonly now: () => number
  readonly chance: () => number
  readonly due: (endpoint: string, kind: 'fresh' | 'retry') => Promise<readonly Due[]>
  readonly record: (tried: Tried) => void
  readonly recorded: () => Promise<void>
  readonly pause: (endpoint: string, untilMs: number) => Promise<void>
  readonly gone: (target: Target, messageId: string) => Promise<void>
}

/**
 * The deliveries of one endpoint, apart from all others: connections of its own, first tries one
 * after the other in the order of the sequence, repeated tries beside them on their own schedule.
 */
export class Lane {
  readonly #settings: LaneSettings
  readonly #ports: LanePorts
  #target: Target
  #http: HttpPool | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false
  #cut = false
  lastUsedAtMs: number
  /** Nothing is sent after this: the endpoint may be another replica's by then. */
  leaseUntilMs: number

  constructor(target: Target, leaseUntilMs: number, settings: LaneSettings, ports: LanePorts) {
    this.leaseUntilMs = leaseUntilMs
    this.#target = target
    this.#settings = settings
    this.#ports = ports
    this.lastUsedAtMs = ports.now()
  }

  get busy(): boolean {
    return this.#running !== undefined
  }

  /** Takes what is due until nothing is. Called while it runs, it looks once more at the end. */
  wake(target?: Target, onError: (error: unknown) => void = () => undefined): void {
    if (target) this.#target = target
    this.#again = true
    this.#stopped = false
    this.lastUsedAtMs = this.#ports.now()
    this.#running ??= this.#run().catch(onError).finally(() => { this.#running = undefined })
  }

  /** Ends after the tries under way; one that hangs is cut off, and counts as not made. */
  async stop(cutAfter: Promise<void>): Promise<void> {
    this.#stopped = true
    await Promise.race([this.#running, cutAfter])
    this.#cut = this.busy
    await this.#http?.destroy()
    await this.#running
    this.#http = undefined
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && this.#ports.now() < this.leaseUntilMs
  }

  async #run(): Promise<void> {
    while (this.#again && this.#mayGoOn) {
      this.#again = false
      await Promise.all([this.#work('fresh'), this.#work('retry')])
    }
    this.lastUsedAtMs = this.#ports.now()
  }

  async #work(kind: 'fresh' | 'retry'): Promise<void> {
    while (this.#mayGoOn) {
      const due = await this.#ports.due(this.#target.endpoint, kind)
      if (due.length === 0) return
      for (const delivery of due) {
        if (!this.#mayGoOn) break
        await this.#deliver(delivery)
      }
      // Read again only what is written, or the same tries would come once more.
      await this.#ports.recorded()
    }
  }

  #signers(nowMs: number): readonly Signer[] {
    const { endpoint, keyId, secretVersion, previous, ed25519 } = this.#target
    const { masters } = this.#settings
    const of = (key: string, version: number): Signer[] => [
      { kind: 'hmac', secret: endpointSecret(masters, key, endpoint, version) },
      ...(ed25519 ? [{ kind: 'ed25519', key: endpointSigningKey(masters, key, endpoint, version) } as const] : []),
    ]
    const old = previous && nowMs < previous.untilMs ? of(previous.keyId, previous.version) : []
    return [...of(keyId, secretVersion), ...old]
  }

  async #deliver(delivery: Due): Promise<void> {
    const { endpoint } = this.#target
    const url = new URL(this.#target.url)
    const startedAtMs = this.#ports.now()
    const { timeoutMs, policy } = this.#settings
    this.#http ??= new HttpPool(url.origin, {
      connections: 2, pipelining: 1, connect: guardedConnector(policy, Math.min(timeoutMs, 5_000)),
      maxHeaderSize: 16 * 1024,
    })
    const headers = signedHeaders(delivery.messageId, startedAtMs, delivery.body, this.#signers(startedAtMs))
    const attempt = await tryOnce(this.#http, url, headers, delivery.body, timeoutMs)
    if (this.#cut) return
    const nowMs = this.#ports.now()
    const retryAfterMs = parseRetryAfterMs(attempt.retryAfter, nowMs) ?? 0
    this.#ports.record({
      endpoint, sequence: delivery.sequence, triesBefore: delivery.tries,
      ...this.#next(delivery, attempt, nowMs, retryAfterMs),
      atMs: startedAtMs, durationMs: Math.max(0, Math.round(nowMs - startedAtMs)), outcome: attempt.outcome,
      status: attempt.status ?? null, responseHead: attempt.responseHead, detail: attempt.detail,
    })
    if (attempt.outcome === 'gone') {
      this.#stopped = true
      await this.#ports.gone(this.#target, delivery.messageId)
    } else if (retryAfterMs > 0 && attempt.outcome !== 'delivered') {
      // The receiver asked for a rest: nothing at all goes there until then.
      this.#stopped = true
      await this.#ports.pause(endpoint, nowMs + retryAfterMs)
    }
  }

  #next(
    delivery: Due, attempt: Attempt, nowMs: number, retryAfterMs: number,
  ): Pick<Tried, 'state' | 'dueAtMs'> {
    if (attempt.outcome === 'delivered') return { state: 'delivered', dueAtMs: nowMs }
    const { schedule } = this.#settings
    const dueAtMs = nextTryAtMs(schedule, delivery.tries + 1, nowMs, this.#ports.chance(), retryAfterMs)
    return dueAtMs === undefined ? { state: 'failed', dueAtMs: nowMs } : { state: 'pending', dueAtMs }
  }
}
