import { decode, type Clock, type EventStore } from '@stablegate/kernel'
import type { Logger } from 'pino'
import { realClock } from './real-clock.ts'

/** The stream of the service `test-mode` whose events move the time of a whole test system. */
export const testTimeStream = 'test-mode.time-main'

const pollMs = 200
/** Given as a reason, so that no error with a stack is made for every sleep that ends early. */
const awake = 'awake'

/**
 * The clock of test mode: the machine's, ahead by what was told. It only ever goes forward. Who
 * sleeps when it is moved wakes by the new time, so that what waits for days goes on at once.
 */
export class TestClock implements Clock {
  readonly #machine: Clock
  readonly #sleepers = new Set<() => void>()
  #aheadMs = 0

  constructor(machine: Clock = realClock) {
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
    for (const look of this.#sleepers) look()
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    const dueAtMs = this.now() + delayMs
    const moved = new AbortController()
    const stop = (): void => moved.abort(awake)
    const look = (): void => { if (this.now() >= dueAtMs) stop() }
    this.#sleepers.add(look)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      // Timers are the machine's; a move that is not far enough leaves too long a timer, never one too short.
      if (signal?.aborted !== true) await this.#machine.sleep(delayMs, moved.signal)
    } finally {
      this.#sleepers.delete(look)
      signal?.removeEventListener('abort', stop)
    }
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
