import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@stablegate/kernel'

/** The machine's clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (delayMs, signal) => {
    if (signal?.aborted === true) return
    // The only rejection is the abort, which here just ends the wait.
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  },
}
