import type { Clock } from '@stablegate/kernel'

/** A budget of calls: so many a second, and as many at once after a rest. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #clock: Clock
  #tokens: number
  #atMs: number
  #turn: Promise<void> = Promise.resolve()

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond
    this.#clock = clock
    this.#tokens = perSecond
    this.#atMs = clock.now()
  }

  /** Resolves when `calls` may be made; those who wait are served in order. */
  take(calls: number, signal?: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#take(calls, signal))
    // One who gives up must not stop those behind.
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #take(calls: number, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted()
      this.#refill()
      if (this.#tokens >= Math.min(calls, this.#perSecond)) {
        this.#tokens -= calls
        return
      }
      const missing = Math.min(calls, this.#perSecond) - this.#tokens
      await this.#clock.sleep(Math.max(1, Math.ceil((missing / this.#perSecond) * 1_000)), signal)
    }
  }

  #refill(): void {
    const nowMs = this.#clock.now()
    const gained = (Math.max(0, nowMs - this.#atMs) / 1_000) * this.#perSecond
    this.#tokens = Math.min(this.#perSecond, this.#tokens + gained)
    this.#atMs = nowMs
  }
}
