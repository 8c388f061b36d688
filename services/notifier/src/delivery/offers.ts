import type { Due } from './queue.ts'

/** Deliveries of one endpoint kept in memory at most; what does not fit is in the queue. */
export const maxOffers = 500

/**
 * First tries that were handed to a lane as they were queued, in the order of the sequence, so that
 * it need not read them back. They count only while they are all there is (`areAll`): from a look
 * into the queue that found nothing more, until one had to be given up.
 */
export class Offers {
  #queue: Due[] = []
  /** Up to this sequence all was taken, from here or from the queue. */
  #upTo = 0
  #areAll = false

  get areAll(): boolean {
    return this.#areAll
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0
  }

  add(fresh: readonly Due[]): void {
    if (this.#queue.length + fresh.length > maxOffers) this.forget()
    else this.#queue.push(...fresh)
  }

  /** The next one that was not taken from the queue already. */
  take(): Due | undefined {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (next.sequence <= this.#upTo) continue
      this.#upTo = next.sequence
      return next
    }
    return undefined
  }

  /** One was taken from the queue. */
  took(sequence: number): void {
    this.#upTo = Math.max(this.#upTo, sequence)
  }

  /** A look into the queue found nothing more: what comes later is offered. */
  begin(): void {
    this.#areAll = true
  }

  /** Something may be in the queue that was not offered: it must be looked at before more is taken. */
  forget(): void {
    this.#queue = []
    this.#areAll = false
  }
}
