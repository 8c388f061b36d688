import type { Clock } from '@stablegate/kernel'

/** The machine's clock. An aborted sleep just ends: the runtime aborts many, and errors are dear. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) => new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve()
      return
    }
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, delayMs)
    signal?.addEventListener('abort', end, { once: true })
  }),
}
