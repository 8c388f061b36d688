import type { AcceptorProfile, FiatCurrency, PaymentMethod } from '@stablegate/contracts'
import {
  compareEntries,
  insertEntry,
  moveEntry,
  newMarket,
  rankOf,
  removeEntry,
  type Entry,
  type Market,
  type Till,
} from './market.ts'
import { accountUseOf, isOpenForOffers, type Seat } from './seat.ts'
import { marketKey, type BookState } from './state.ts'
import { bucketOf, isWithin, priceUnitsOf, spreadBpsOf } from './terms.ts'

const marketOf = (book: BookState, entry: Entry): Market => {
  const key = marketKey(entry.quote.currency, entry.method)
  const known = book.markets.get(key)
  if (known) return known
  const market = newMarket()
  book.markets.set(key, market)
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

/** The entries of a seat at the present references; quotes too far from the reference have none. */
const entriesOf = (book: BookState, seat: Seat): Entry[] => {
  const { profile } = seat
  if (!profile) return []
  return profile.quotes.flatMap((quote) => {
    const reference = book.references.get(quote.currency)
    if (!reference) return []
    const priceUnits = priceUnitsOf(quote, reference.units)
    if (!isWithin(priceUnits, reference.units, book.policy.maxDeviationBps)) return []
    const rank = rankOf(
      bucketOf(priceUnits, reference.units, book.policy.priceBucketBps),
      profile.score,
    )
    const spreadBps = spreadBpsOf(priceUnits, reference.units)
    const methods = new Set(quote.methods)
    return [...methods].map((method): Entry => ({
      seat,
      quote,
      method,
      priceUnits,
      spreadBps,
      rank,
      tills: tillsOf(seat, profile, quote.currency, method),
      priceText: undefined,
      group: undefined,
      previous: undefined,
      next: undefined,
    }))
  })
}

export const unlistSeat = (book: BookState, seat: Seat): void => {
  for (const entry of seat.entries) removeEntry(marketOf(book, entry), entry)
  seat.entries = []
}

/** Lists a seat that is not listed, if it can be offered anything. */
export const listSeat = (book: BookState, seat: Seat): void => {
  if (!isOpenForOffers(seat)) return
  seat.entries = entriesOf(book, seat)
  for (const entry of seat.entries) insertEntry(marketOf(book, entry), entry)
}

/** After its orders or liquidity changed: lists or unlists it where that changed the answer. */
export const relistSeat = (book: BookState, seat: Seat): void => {
  const isListed = seat.entries.length > 0
  if (isOpenForOffers(seat) === isListed) return
  if (isListed) unlistSeat(book, seat)
  else listSeat(book, seat)
}

/** Its waiting time begins anew: behind all others of its rank. */
export const sendToBack = (seat: Seat, atMs: number): void => {
  seat.lastOfferAtMs = atMs
  for (const entry of seat.entries) moveEntry(entry)
}

/** Prices everything of a currency anew, or of all currencies when the policy changed. */
export const repriceAll = (book: BookState, currency: FiatCurrency | undefined): void => {
  const seats = [...book.seats.values()].filter(({ profile }) =>
    profile?.quotes.some((quote) => currency === undefined || quote.currency === currency),
  )
  for (const seat of seats) unlistSeat(book, seat)
  const entries: Entry[] = []
  for (const seat of seats) {
    if (!isOpenForOffers(seat)) continue
    seat.entries = entriesOf(book, seat)
    entries.push(...seat.entries)
  }
  // In order, each goes to the end of its group, which is the cheap place.
  for (const entry of entries.sort(compareEntries)) insertEntry(marketOf(book, entry), entry)
}
