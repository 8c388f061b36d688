import { OrderBook, Side } from 'nodejs-order-book'

/** Price levels of the resting orders, as many as our quotes have prices. */
const levels = 300

/**
 * An exchange's limit order book with as many resting orders: the nearest well-kept peer there is.
 * It has no limits, exclusions, liquidity or reputation to look at, and keeps no record of answers.
 */
export class PeerBook {
  readonly #book = new OrderBook()
  #orders = 0
  filled = 0

  constructor(resting: number) {
    for (let number = 0; number < resting; number += 1) this.#rest()
  }

  #rest(): void {
    this.#orders += 1
    const price = 7250 + ((this.#orders * 7) % levels)
    this.#book.limit({ id: `order-${this.#orders}`, side: Side.SELL, size: 100, price })
  }

  /** One order that takes the best resting one whole, and one that rests in its place. */
  match(): void {
    const { done } = this.#book.market({ side: Side.BUY, size: 100 })
    this.filled += done.length
    this.#rest()
  }
}
