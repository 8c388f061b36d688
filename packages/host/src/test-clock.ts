import { decode, type Clock, type EventStore } from '@stablegate/kernel'
import type { Logger } from 'pino'
import { realClock, sleepOf, type MachineClock } from './real-clock.ts'

/** The stream of the service `test-mode` whose events move the time of a whole test system. */
export const testTimeStream = 'test-mode.time-main'

const pollMs = 200
type Sleeper = { readonly dueAtMs: number; readonly end: () => void }

/**
 * The clock of test mode: the machine's, ahead by what was told. It only ever goes forward. Who
 * sleeps when it is moved wakes by the new time, so that what waits for days goes on at once.
 */
export class TestClock implements Clock {
  readonly #machine: MachineClock
  readonly #sleepers = new Set<Sleeper>()
  #aheadMs = 0

  constructor(machine: MachineClock = realClock) {
    this.#machine = machine
  }

  get aheadMs(): number {
    return this.#aheadMs
  }

  now(): number {
    return this.#machine.now() + this.#aheadMs
  }

  /** Moves it ahead of the machine by so much in all; less than before is no news. */
  moveTo(aheadMs: number): void {
    if (aheadMs <= this.#aheadMs) return
    this.#aheadMs = aheadMs
    const nowMs = this.now()
    for (const { dueAtMs, end } of this.#sleepers) if (nowMs >= dueAtMs) end()
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOf((end) => {
      const sleeper = { dueAtMs: this.now() + delayMs, end }
      this.#sleepers.add(sleeper)
      // Timers are the machine's; a move that is not far enough leaves too long a timer, never one too short.
      const stop = this.#machine.timer(delayMs, end)
      return () => {
        stop()
        this.#sleepers.delete(sleeper)
      }
    }, signal)
  }
}

export type TimeFollower = { readonly stop: () => Promise<void> }

type Advanced = { readonly aheadMs: number }

/**
 * Keeps the clock where the log says. It is read once before anything runs, so that a process that
 * was started again does not fall back in time, and then again and again: every process of the
 * system follows within a moment.
 */
export const followTime = async (
  store: Pick<EventStore, 'readStream'>, clock: TestClock, logger: Logger,
): Promise<TimeFollower> => {
  let next = 0
  const look = async (): Promise<void> => {
    for (const event of await store.readStream(testTimeStream, next)) {
      next = event.revision + 1
      clock.moveTo(decode<Advanced>(event.data).aheadMs)
    }
  }
  await look()
  const stopping = new AbortController()
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await realClock.sleep(pollMs, stopping.signal)
      if (stopping.signal.aborted) return
      await look().catch((error: unknown) => logger.debug({ err: error }, 'the time of test mode was not read'))
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
