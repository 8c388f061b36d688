import type { Clock } from '@stablegate/kernel'

/** A clock whose timers can be had without a promise. */
export type MachineClock = Clock & {
  /** Calls `due` after so long, unless it is ended before by what this answers. */
  readonly timer: (delayMs: number, due: () => void) => () => void
}

const timer = (delayMs: number, due: () => void): (() => void) => {
  const timeout = setTimeout(due, delayMs)
  return () => clearTimeout(timeout)
}

/** A sleep of a timer. Aborted it just ends: the runtime aborts many, and errors are dear. */
export const sleepOf = (
  start: (due: () => void) => () => void, signal: AbortSignal | undefined,
): Promise<void> => new Promise((resolve) => {
  if (signal?.aborted === true) {
    resolve()
    return
  }
  const end = (): void => {
    stop()
    signal?.removeEventListener('abort', end)
    resolve()
  }
  const stop = start(end)
  signal?.addEventListener('abort', end, { once: true })
})

/** The machine's clock. */
export const realClock: MachineClock = {
  now: () => Date.now(),
  timer,
  sleep: (delayMs, signal) => sleepOf((due) => timer(delayMs, due), signal),
}
