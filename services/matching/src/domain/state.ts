import {
  defaultBookPolicy, type BookPolicy, type FiatCurrency, type matchingEvents, type MessageOf, type PaymentMethod,
} from '@stablegate/contracts'
import { noneAnswered, type Answered } from './answered.ts'
import type { Market } from './market.ts'
import { newSeat, type Seat } from './seat.ts'

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
  /** By the id of the escrow. */
  readonly orders: Map<string, OpenOrder>
  /** Account, payer and fiat amount of open orders: the bank could not tell two of them apart. */
  readonly openPairs: Set<string>
  readonly answered: Answered
}

export const emptyBook = (): BookState => ({
  policy: defaultBookPolicy, seats: new Map(), references: new Map(), markets: new Map(), orders: new Map(),
  openPairs: new Set(), answered: noneAnswered(),
})

export const seatOf = (book: BookState, acceptor: string): Seat => {
  const known = book.seats.get(acceptor)
  if (known) return known
  const seat = newSeat(acceptor)
  book.seats.set(acceptor, seat)
  return seat
}

export const marketKey = (currency: FiatCurrency, method: PaymentMethod): string => `${currency}|${method}`

export const pairOf = (account: string, payerFingerprint: string, fiatMinor: bigint): string =>
  `${account}|${fiatMinor}|${payerFingerprint}`
