import { setTimeout as wait } from 'node:timers/promises'

type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/** Whoever is told to stop looks at the signal itself. */
const untilToldToStop: Sleep = (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined)

/** So many times as long as a piece of work took. */
const restsTimes = 2

/**
 * The rests of a round between its pieces of work. Sealing comes every few seconds and has thousands of
 * events to read and hash then; at once they would stand in the way of whoever shares the processor or
 * the thread. Who is far behind has rested enough after a part of the round, and works on without.
 */
export class Rests {
  readonly #aRoundMs: number
  readonly #sleep: Sleep
  #leftMs = 0

  /** @param aRoundMs All rests of one round together, milliseconds. */
  constructor(aRoundMs: number, sleep = untilToldToStop) {
    this.#aRoundMs = aRoundMs
    this.#sleep = sleep
  }

  begin(): void {
    this.#leftMs = this.#aRoundMs
  }

  /** Resolves after the rest that so much work earns, or when the signal aborts. */
  async after(workedMs: number, signal: AbortSignal): Promise<void> {
    const restMs = Math.min(workedMs * restsTimes, this.#leftMs)
    if (restMs <= 0 || signal.aborted) return
    this.#leftMs -= restMs
    await this.#sleep(restMs, signal)
  }
}
