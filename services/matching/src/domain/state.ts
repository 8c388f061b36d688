import {
  defaultBookPolicy,
  type BookPolicy,
  type FiatCurrency,
  type matchingEvents,
  type MessageOf,
  type PaymentMethod,
} from '@stablegate/contracts'
import { noneAnswered, type Answered } from './answered.ts'
import type { Market } from './market.ts'
import { newSeat, type AccountUse, type Seat } from './seat.ts'

export type Reference = {
  readonly price: string
  readonly units: bigint
  /** When the oldest of its used inputs was taken: a reference is as old as that. */
  readonly freshAtMs: number
  readonly newestInputMs: number
}

export type OfferMade = MessageOf<typeof matchingEvents.offerMade>['data']

/** An offer until its order ends. */
export type OpenOrder = {
  readonly seat: Seat
  readonly use: AccountUse
  readonly offer: OfferMade
  /** Its amount is not yet in the ledger's figures, so it comes off the free liquidity here. */
  isReserved: boolean
}

/** A book folded from its events; replaying them gives the same book, index included. */
export type BookState = {
  policy: BookPolicy
  readonly seats: Map<string, Seat>
  readonly references: Map<FiatCurrency, Reference>
  readonly markets: Map<string, Market>
  /** By payment: nearly always one. */
  readonly orders: Map<string, readonly OpenOrder[]>
  /** Payments with an open order, by the fingerprint of their payer: one, but for a moment. */
  readonly payers: Map<string, readonly string[]>
  readonly answered: Answered
}

export const emptyBook = (): BookState => ({
  policy: defaultBookPolicy,
  seats: new Map(),
  references: new Map(),
  markets: new Map(),
  orders: new Map(),
  payers: new Map(),
  answered: noneAnswered(),
})

export const seatOf = (book: BookState, acceptor: string): Seat => {
  const known = book.seats.get(acceptor)
  if (known) return known
  const seat = newSeat(acceptor)
  book.seats.set(acceptor, seat)
  return seat
}

export const marketKey = (currency: FiatCurrency, method: PaymentMethod): string =>
  `${currency}|${method}`

export const orderOf = (book: BookState, payment: string, attempt: number): OpenOrder | undefined =>
  book.orders.get(payment)?.find(({ offer }) => offer.attempt === attempt)

export const addOrder = (book: BookState, order: OpenOrder): void => {
  const { payment } = order.offer
  const known = book.orders.get(payment)
  book.orders.set(payment, known ? [...known, order] : [order])
  const { payerFingerprint } = order.offer
  const payments = book.payers.get(payerFingerprint)
  book.payers.set(payerFingerprint, payments ? [...payments, payment] : [payment])
}

export const endOrder = (book: BookState, order: OpenOrder): void => {
  const { payment } = order.offer
  const orders = book.orders.get(payment) ?? []
  if (orders.length > 1) book.orders.set(payment, orders.filter((other) => other !== order))
  else book.orders.delete(payment)
  const { payerFingerprint } = order.offer
  const payments = book.payers.get(payerFingerprint) ?? []
  if (payments.length > 1) {
    book.payers.set(payerFingerprint, payments.toSpliced(payments.indexOf(payment), 1))
  } else book.payers.delete(payerFingerprint)
}

/**
 * Rule 18: one open order a payer. Attempts of one payment follow each other and never stand in
 * each other's way.
 */
export const hasOtherOrder = (book: BookState, payer: string, payment: string): boolean =>
  book.payers.get(payer)?.some((other) => other !== payment) ?? false

/** Every open order of a seat, in the order in which they were offered. */
export const openOrdersOf = (book: BookState, seat: Seat): readonly OpenOrder[] =>
  [...book.orders.values()].flat().filter((order) => order.seat === seat)

const escrow = /^escrow:(pay_[^:]+):(\d+)$/

/** The open order whose escrow a transfer is; most transfers are none. */
export const orderOfTransfer = (book: BookState, transfer: string): OpenOrder | undefined => {
  if (!transfer.startsWith('escrow:')) return undefined
  const [, payment, attempt] = escrow.exec(transfer) ?? []
  return payment === undefined ? undefined : orderOf(book, payment, Number(attempt))
}
