import type { Clock } from './ports.ts'

/**
 * How long a wait lasts at most, and by which clock. With `beatMs` it goes on until the next multiple
 * of it, so that all who look again and again do so at the same moment, and ask together.
 */
type AtMost = { readonly clock: Clock; readonly delayMs: number; readonly beatMs?: number }
type Until = { readonly clock: Clock; readonly sinceMs: number; readonly dueAtMs: number }

const untilOf = ({ clock, delayMs, beatMs = 1 }: AtMost): Until => {
  const sinceMs = clock.now()
  return { clock, sinceMs, dueAtMs: Math.ceil((sinceMs + delayMs) / beatMs) * beatMs }
}

/**
 * Wakes one loop. A call while nobody waits is not lost: the next wait ends at once. Most waits end
 * long before their time, many times a second; so a wait makes no timer where one is under way that
 * ends before it, but goes on when that has ended.
 */
export class Wake {
  #pending = false
  #release: (() => void) | undefined
  #until: Until | undefined
  /** When the timer under way ends. */
  #timerAtMs: number | undefined
  #heeded: AbortSignal | undefined

  notify(): void {
    this.#pending = true
    this.#release?.()
  }

  /** True when woken, false when the time is over or the signal aborts. */
  async wait(signal: AbortSignal, atMost?: AtMost): Promise<boolean> {
    if (this.#pending || signal.aborted) return this.#take()
    this.#heed(signal)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#release = resolve
    this.#until = atMost && untilOf(atMost)
    if (this.#until !== undefined) this.#sleep(this.#until, this.#until.sinceMs, signal)
    await promise
    this.#release = undefined
    this.#until = undefined
    return this.#take()
  }

  /** A signal outlives many waits: it is listened to once. */
  #heed(signal: AbortSignal): void {
    if (this.#heeded === signal) return
    this.#heeded = signal
    this.#timerAtMs = undefined
    signal.addEventListener('abort', () => this.#release?.(), { once: true })
  }

  #sleep(until: Until, nowMs: number, signal: AbortSignal): void {
    const atMs = until.dueAtMs
    if (this.#timerAtMs !== undefined && this.#timerAtMs <= atMs) return
    this.#timerAtMs = atMs
    const due = (): void => {
      if (this.#timerAtMs !== atMs || this.#heeded !== signal) return
      this.#timerAtMs = undefined
      if (this.#until !== undefined) this.#timeOf(this.#until, signal)
    }
    void until.clock.sleep(atMs - nowMs, signal).then(due, due)
  }

  #timeOf(until: Until, signal: AbortSignal): void {
    const nowMs = until.clock.now()
    // A clock that was set back must not make a wait longer.
    if (nowMs >= until.dueAtMs || nowMs < until.sinceMs) this.#release?.()
    else this.#sleep(until, nowMs, signal)
  }

  #take(): boolean {
    const woken = this.#pending
    this.#pending = false
    return woken
  }
}
