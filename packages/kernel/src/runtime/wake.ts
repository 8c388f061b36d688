import type { Clock } from './ports.ts'

/** Given as a reason, so that no error with a stack is made for every wake. */
const awake = 'awake'

/** Wakes one loop. A call while nobody waits is not lost: the next wait ends at once. */
export class Wake {
  #pending = false
  #release: (() => void) | undefined

  notify(): void {
    if (this.#release === undefined) this.#pending = true
    else this.#release()
  }

  /** True when woken, false when the time is over or the signal aborts. */
  async wait(signal: AbortSignal, atMost?: { clock: Clock; delayMs: number }): Promise<boolean> {
    if (this.#pending || signal.aborted) return this.#take()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#release = () => {
      this.#pending = true
      resolve()
    }
    const done = (): void => resolve()
    signal.addEventListener('abort', done, { once: true })
    const sleep = atMost && new AbortController()
    if (atMost !== undefined) void atMost.clock.sleep(atMost.delayMs, sleep?.signal).then(done, done)
    await promise
    this.#release = undefined
    signal.removeEventListener('abort', done)
    sleep?.abort(awake)
    return this.#take()
  }

  #take(): boolean {
    const woken = this.#pending
    this.#pending = false
    return woken
  }
}
