import { useSyncExternalStore } from 'react'

export type ConnectionState = 'open' | 'lost'

/** How often a lost server is asked whether it is back. */
const knockMs = 2_000

/**
 * Whether the server answers, as every call and every stream tell it. While it does not, this alone
 * knocks; who listens reads everything anew once it is back.
 */
class Connection {
  #state: ConnectionState = 'open'
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()

  get state(): ConnectionState {
    return this.#state
  }

  tell(state: ConnectionState): void {
    if (state === 'lost' && this.#timer === undefined) this.#timer = setTimeout(() => void this.#knock(), knockMs)
    if (state === this.#state) return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #knock(): Promise<void> {
    this.#timer = undefined
    const answer = await fetch('/icon.svg', { cache: 'no-store', method: 'HEAD' }).catch(() => undefined)
    this.tell(answer !== undefined && answer.status < 500 ? 'open' : 'lost')
  }
}

export const connection = new Connection()

export const useConnection = (): ConnectionState =>
  useSyncExternalStore(connection.listen, () => connection.state)
