import type { AccountUse, Seat } from './seat.ts'

/** An offer until its order ends: of the event only what is asked for again. */
export type OpenOrder = {
  readonly seat: Seat
  readonly use: AccountUse
  readonly payment: string
  readonly attempt: number
  readonly payer: string
  readonly usdtMicro: bigint
  readonly fiatMinor: bigint
  readonly atMs: number
  /** Its amount is not yet in the ledger's figures, so it comes off the free liquidity here. */
  isReserved: boolean
  /** Where it stands in the book's list. */
  slot: number
  /** The next one of the same payment, and of the same payer: nearly always none. */
  nextOfPayment: OpenOrder | undefined
  nextOfPayer: OpenOrder | undefined
}

type Link = 'nextOfPayment' | 'nextOfPayer'

/**
 * The open orders by payment and by payer. The maps hold the places of orders, not the orders: a
 * `Map` whose entries come and go is copied every so often, and each copy that has grown old keeps
 * alive what the next one holds, for as long as the old generation is not collected.
 */
export class OpenOrders {
  readonly #slots: (OpenOrder | undefined)[] = []
  readonly #freeSlots: number[] = []
  readonly #firstOfPayment = new Map<string, number>()
  readonly #firstOfPayer = new Map<string, number>()

  of(payment: string, attempt: number): OpenOrder | undefined {
    let order = this.#first(this.#firstOfPayment, payment)
    while (order && order.attempt !== attempt) order = order.nextOfPayment
    return order
  }

  /** The first open order of a payer, from which `nextOfPayer` leads on. */
  ofPayer(payer: string): OpenOrder | undefined {
    return this.#first(this.#firstOfPayer, payer)
  }

  add(order: OpenOrder): void {
    order.slot = this.#freeSlots.pop() ?? this.#slots.length
    this.#slots[order.slot] = order
    this.#append(this.#firstOfPayment, order.payment, 'nextOfPayment', order)
    this.#append(this.#firstOfPayer, order.payer, 'nextOfPayer', order)
  }

  end(order: OpenOrder): void {
    this.#remove(this.#firstOfPayment, order.payment, 'nextOfPayment', order)
    this.#remove(this.#firstOfPayer, order.payer, 'nextOfPayer', order)
    this.#slots[order.slot] = undefined
    this.#freeSlots.push(order.slot)
  }

  /** Payments in the order in which they came, of each its attempts. */
  *[Symbol.iterator](): Generator<OpenOrder> {
    for (const slot of this.#firstOfPayment.values()) {
      for (let order = this.#slots[slot]; order; order = order.nextOfPayment) yield order
    }
  }

  #first(firsts: ReadonlyMap<string, number>, key: string): OpenOrder | undefined {
    const slot = firsts.get(key)
    return slot === undefined ? undefined : this.#slots[slot]
  }

  #append(firsts: Map<string, number>, key: string, link: Link, order: OpenOrder): void {
    let last = this.#first(firsts, key)
    if (!last) {
      firsts.set(key, order.slot)
      return
    }
    while (last[link]) last = last[link]
    last[link] = order
  }

  #remove(firsts: Map<string, number>, key: string, link: Link, order: OpenOrder): void {
    const first = this.#first(firsts, key)
    if (first === order) {
      if (order[link]) firsts.set(key, order[link].slot)
      else firsts.delete(key)
      return
    }
    let before = first
    while (before && before[link] !== order) before = before[link]
    if (before) before[link] = order[link]
  }
}
