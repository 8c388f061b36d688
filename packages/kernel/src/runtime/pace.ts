import type { Clock } from './ports.ts'
import { Wake } from './wake.ts'

/** Who is so many pages behind began long after the others: nobody waits for it. */
const reachPages = 20
/** Who has not moved for so long is not waited for. */
const patienceMs = 2_000

/** One reader of a stretch of history. */
export type Walk = {
  /** Resolves when no other is more than a page behind that moves at all, or the signal aborts. */
  together(pageEvents: number, signal: AbortSignal): Promise<void>
  moved(position: number): void
  leave(): void
}

type Walker = { readonly log: string; position: number; movedAtMs: number; readonly wake: Wake }

/**
 * Keeps those side by side who read the same history at the same time, as the views of a service do
 * that fill themselves. What one has read and decoded the next finds in memory only for a moment: a
 * view that has little to do would be far ahead, and each would read and decode the log for itself.
 */
export class Pace {
  readonly #clock: Clock
  readonly #walkers = new Set<Walker>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  join(log: string, position: number): Walk {
    const walker = { log, position, movedAtMs: this.#clock.now(), wake: new Wake() }
    this.#walkers.add(walker)
    return {
      together: (pageEvents, signal) => this.#together(walker, pageEvents, signal),
      moved: (to) => {
        walker.position = to
        walker.movedAtMs = this.#clock.now()
        this.#tell(log)
      },
      leave: () => {
        this.#walkers.delete(walker)
        this.#tell(log)
      },
    }
  }

  async #together(walker: Walker, pageEvents: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const delayMs = this.#patienceWith(walker, pageEvents)
      if (delayMs <= 0) return
      await walker.wake.wait(signal, { clock: this.#clock, delayMs })
    }
  }

  /** How much longer it waits for the most hopeful of those behind it; 0 where there is none. */
  #patienceWith({ log, position }: Walker, pageEvents: number): number {
    const nowMs = this.#clock.now()
    let longestMs = 0
    for (const other of this.#walkers) {
      const behind = position - other.position
      if (other.log !== log || behind <= pageEvents || behind > reachPages * pageEvents) continue
      const idleMs = nowMs - other.movedAtMs
      // A clock that was set back must not make a wait longer.
      if (idleMs >= 0) longestMs = Math.max(longestMs, patienceMs - idleMs)
    }
    return longestMs
  }

  #tell(log: string): void {
    for (const walker of this.#walkers) if (walker.log === log) walker.wake.notify()
  }
}
