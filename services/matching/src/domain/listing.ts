import type { AcceptorProfile, FiatCurrency, PaymentMethod } from '@stablegate/contracts'
import {
  insertEntries,
  insertEntry,
  moveEntry,
  newMarket,
  rankOf,
  removeEntry,
  standsBesideItsOwn,
  type Entry,
  type Market,
  type Till,
} from './market.ts'
import type { Priced } from './pricing.ts'
import { accountUseOf, isOpenForOffers, type Seat } from './seat.ts'
import type { BookState } from './state.ts'

/** The market of a currency and method, made where there is none yet. */
const openMarket = (book: BookState, currency: FiatCurrency, method: PaymentMethod): Market => {
  let ofCurrency = book.markets.get(currency)
  if (!ofCurrency) book.markets.set(currency, (ofCurrency = new Map<PaymentMethod, Market>()))
  let market = ofCurrency.get(method)
  if (!market) ofCurrency.set(method, (market = newMarket()))
  return market
}

const tillsOf = (
  seat: Seat,
  profile: AcceptorProfile,
  currency: FiatCurrency,
  method: PaymentMethod,
): readonly Till[] =>
  profile.accounts
    .filter((account) => account.method === method && account.currency === currency)
    .map((account) => ({ account, use: accountUseOf(seat, account.account) }))

/** Stands for the price of an entry that is in no group. */
const unpriced: Priced = { priceUnits: 0n, spreadBps: 0, bucket: 0, priceText: undefined }

/** The entries of a seat, one for each method of each quote, none of them in a group yet. */
const entriesOf = (book: BookState, seat: Seat, profile: AcceptorProfile): Entry[] =>
  profile.quotes.flatMap((quote) =>
    [...new Set(quote.methods)].map((method): Entry => ({
      seat,
      quote,
      method,
      market: openMarket(book, quote.currency, method),
      tills: tillsOf(seat, profile, quote.currency, method),
      priced: unpriced,
      rank: 0,
      group: undefined,
      previous: undefined,
      next: undefined,
    })),
  )

const unlist = (entry: Entry): void => {
  if (entry.group) removeEntry(entry)
}

/**
 * Prices an entry at the present reference. True where it must be put in its place, which it has
 * left; one that stays where it was or has no place any more needs nothing.
 */
const reprice = (book: BookState, entry: Entry, score: number): boolean => {
  const priced = book.references.get(entry.quote.currency)?.pricing.of(entry.quote)
  if (!priced) {
    unlist(entry)
    return false
  }
  const rank = rankOf(priced.bucket, score)
  const stays = entry.group?.rank === rank && !standsBesideItsOwn(entry)
  if (!stays) unlist(entry)
  entry.priced = priced
  entry.rank = rank
  return !stays
}

export const unlistSeat = (seat: Seat): void => {
  for (const entry of seat.entries) unlist(entry)
  seat.entries = []
}

/** Lists a seat that is not listed, if it can be offered anything. */
export const listSeat = (book: BookState, seat: Seat): void => {
  const { profile } = seat
  if (!profile || !isOpenForOffers(seat)) return
  seat.entries = entriesOf(book, seat, profile)
  for (const entry of seat.entries) if (reprice(book, entry, profile.score)) insertEntry(entry)
}

/** After its orders or liquidity changed: lists or unlists it where that changed the answer. */
export const relistSeat = (book: BookState, seat: Seat): void => {
  const isListed = seat.entries.length > 0
  if (isOpenForOffers(seat) === isListed) return
  if (isListed) unlistSeat(seat)
  else listSeat(book, seat)
}

/** Its waiting time begins anew: behind all others of its rank. */
export const sendToBack = (seat: Seat, atMs: number): void => {
  seat.lastOfferAtMs = atMs
  for (const entry of seat.entries) if (entry.group) moveEntry(entry)
}

/**
 * Prices everything of a currency anew, or of all currencies when the policy changed. Prices that
 * follow the reference mostly keep their place, and only what changes it is moved.
 */
export const repriceAll = (book: BookState, currency: FiatCurrency | undefined): void => {
  const moved: Entry[] = []
  for (const { profile, entries } of book.seats.values()) {
    if (!profile) continue
    for (const entry of entries) {
      const isMeant = currency === undefined || entry.quote.currency === currency
      if (isMeant && reprice(book, entry, profile.score)) moved.push(entry)
    }
  }
  insertEntries(moved)
}
