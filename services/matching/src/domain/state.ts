import {
  defaultBookPolicy,
  type BookPolicy,
  type FiatCurrency,
  type PaymentMethod,
} from '@stablegate/contracts'
import { noneAnswered, type Answered } from './answered.ts'
import type { Market } from './market.ts'
import { OpenOrders, type OpenOrder } from './open-orders.ts'
import type { Pricing } from './pricing.ts'
import { newSeat, type AccountUse, type Seat } from './seat.ts'

export type Reference = {
  readonly price: string
  readonly units: bigint
  /** When the oldest of its used inputs was taken: a reference is as old as that. */
  readonly freshAtMs: number
  readonly newestInputMs: number
  readonly pricing: Pricing
}

/** A book folded from its events; replaying them gives the same book, index included. */
export type BookState = {
  policy: BookPolicy
  readonly seats: Map<string, Seat>
  readonly references: Map<FiatCurrency, Reference>
  readonly markets: Map<FiatCurrency, Map<PaymentMethod, Market>>
  readonly orders: OpenOrders
  readonly answered: Answered
}

export const emptyBook = (): BookState => ({
  policy: defaultBookPolicy,
  seats: new Map(),
  references: new Map(),
  markets: new Map(),
  orders: new OpenOrders(),
  answered: noneAnswered(),
})

export const seatOf = (book: BookState, acceptor: string): Seat => {
  const known = book.seats.get(acceptor)
  if (known) return known
  const seat = newSeat(acceptor)
  book.seats.set(acceptor, seat)
  return seat
}

export const marketOf = (
  book: BookState,
  currency: FiatCurrency,
  method: PaymentMethod,
): Market | undefined => book.markets.get(currency)?.get(method)

/**
 * Rule 18: one open order a payer. Attempts of one payment follow each other and never stand in
 * each other's way.
 */
export const hasOtherOrder = (first: OpenOrder | undefined, payment: string): boolean => {
  for (let order = first; order; order = order.nextOfPayer) {
    if (order.payment !== payment) return true
  }
  return false
}

/** The bank could not tell two open orders of one payer and amount on one account apart. */
export const hasSameAmount = (
  first: OpenOrder | undefined,
  use: AccountUse,
  fiatMinor: bigint,
): boolean => {
  for (let order = first; order; order = order.nextOfPayer) {
    if (order.use === use && order.fiatMinor === fiatMinor) return true
  }
  return false
}

/** Every open order of a seat, in the order in which they were offered. */
export const openOrdersOf = (book: BookState, seat: Seat): readonly OpenOrder[] =>
  [...book.orders].filter((order) => order.seat === seat)

const escrow = /^escrow:(pay_[^:]+):(\d+)$/

/** The open order whose escrow a transfer is; most transfers are none. */
export const orderOfTransfer = (book: BookState, transfer: string): OpenOrder | undefined => {
  if (!transfer.startsWith('escrow:')) return undefined
  const [, payment, attempt] = escrow.exec(transfer) ?? []
  return payment === undefined ? undefined : book.orders.of(payment, Number(attempt))
}
