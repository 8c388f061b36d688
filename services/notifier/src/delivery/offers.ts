import type { Due } from './queue.ts'

/** Deliveries of one endpoint kept in memory at most; what does not fit is in the queue. */
export const maxOffers = 500

/**
 * First tries that were handed to a lane as they were queued, in the order of the sequence, so that
 * it need not read them back. They count only while they are all there is (`areAll`): from a look
 * into the queue that found the end of it, until one had to be given up.
 */
export class Offers {
  #queue: Due[] = []
  /** Up to this sequence all was taken, from here or from the queue. */
  #upTo = 0
  #areAll = false
  #forgotten = 0

  get areAll(): boolean {
    return this.#areAll
  }

  /** How often something was given up. */
  get forgotten(): number {
    return this.#forgotten
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

  /**
   * A look into the queue found all there was, and what it found is taken: what comes later is offered,
   * unless something was given up since the look began.
   */
  begin(forgottenBefore: number): void {
    this.#areAll ||= forgottenBefore === this.#forgotten
  }

  /** Something may be in the queue that was not offered: it must be looked at before more is taken. */
  forget(): void {
    this.#queue = []
    this.#areAll = false
    this.#forgotten += 1
  }
}
