import { matchLimits, maxRefused, type AcceptorProfile, type MatchLimit } from '@stablegate/contracts'
import { isInBounds, limitOf, tillLimitOf, type MatchRequest } from './limits.ts'
import { calendarOf, type Calendar } from './period.ts'
import type { Till } from './market.ts'
import type { OpenOrder } from './open-orders.ts'
import { newAccountUse, type Seat } from './seat.ts'
import type { BookState, Reference } from './state.ts'
import { isWithin, priceUnitsOf, spreadBpsOf, termsOf, type BookQuote } from './terms.ts'

/** Which limits stood in the way of how many, and of whom: those that came nearest first. */
export type Explanation = {
  readonly limits: { readonly limit: MatchLimit; readonly acceptors: number }[]
  readonly refused: { readonly acceptor: string; readonly limit: MatchLimit }[]
}

type Asked = {
  readonly book: BookState
  readonly request: MatchRequest
  readonly reference: Reference
  readonly atMs: number
  readonly calendar: Calendar
  /** The first open order of the payer. */
  readonly open: OpenOrder | undefined
}

const order = new Map(matchLimits.map((limit, index) => [limit, index]))
const orderOf = (limit: MatchLimit): number => order.get(limit) ?? 0
const nearest = (limits: readonly MatchLimit[], none: MatchLimit): MatchLimit =>
  limits.reduce((best, limit) => (orderOf(limit) > orderOf(best) ? limit : best), limits[0] ?? none)

/** As a listed entry has them, but nothing of the book is touched by looking. */
const tillsOf = (seat: Seat, profile: AcceptorProfile, { currency, method }: MatchRequest): Till[] =>
  profile.accounts
    .filter((account) => account.method === method && account.currency === currency)
    .map((account) => ({ account, use: seat.accounts.get(account.account) ?? newAccountUse() }))

const limitOfQuote = (
  { book, request, reference, atMs, calendar, open }: Asked,
  seat: Seat,
  profile: AcceptorProfile,
  quote: BookQuote,
): MatchLimit | undefined => {
  const priceUnits = priceUnitsOf(quote, reference.units)
  if (!isWithin(priceUnits, reference.units, book.policy.maxDeviationBps))
    return 'price_out_of_range'
  const tills = tillsOf(seat, profile, request)
  const terms = termsOf(request.amount, priceUnits, quote.currency)
  const limit = limitOf(book, { seat, quote, tills }, profile, request, terms, atMs, calendar)
  if (limit) return limit
  const ofTills = tills.map((till) =>
    tillLimitOf(till, open, terms.fiatMinor, calendar),
  )
  const closed = ofTills.filter((each) => each !== undefined)
  if (closed.length === tills.length) return nearest(closed, 'no_account')
  return isInBounds(spreadBpsOf(priceUnits, reference.units), request, terms)
    ? undefined
    : 'price_bounds'
}

/** The limit of the acceptor that was nearest to taking it; none of those who do not serve it. */
const limitOfSeat = (asked: Asked, seat: Seat): MatchLimit | undefined => {
  const { profile } = seat
  const { currency, method } = asked.request
  const quotes = profile?.quotes.filter(
    (quote) => quote.currency === currency && quote.methods.includes(method),
  )
  if (!profile || !quotes?.length) return undefined
  if (!profile.active) return 'not_active'
  if (!profile.online) return 'offline'
  const limits: MatchLimit[] = []
  for (const quote of quotes) {
    const limit = limitOfQuote(asked, seat, profile, quote)
    if (!limit) return undefined
    limits.push(limit)
  }
  return nearest(limits, 'no_account')
}

/**
 * Rule 17: each refusal names its limit. Asked only once nobody was found, and of every seat, also
 * those that the index leaves out: so it is as long as the book is wide, and no match pays for it.
 */
export const explain = (book: BookState, request: MatchRequest, atMs: number): Explanation => {
  const { amount, currency } = request
  const reference = book.references.get(currency)
  const isOther = amount.fix === 'fiat' && amount.currency !== currency
  if (!reference || isOther) return { limits: [], refused: [] }
  const open = book.orders.ofPayer(request.payerFingerprint)
  const asked = { book, request, reference, atMs, calendar: calendarOf(atMs), open }
  const counts = new Map<MatchLimit, number>()
  const all: { acceptor: string; limit: MatchLimit }[] = []
  for (const seat of book.seats.values()) {
    const limit = limitOfSeat(asked, seat)
    if (!limit) continue
    counts.set(limit, (counts.get(limit) ?? 0) + 1)
    all.push({ acceptor: seat.acceptor, limit })
  }
  const near = (left: { limit: MatchLimit }, right: { limit: MatchLimit }): number =>
    orderOf(right.limit) - orderOf(left.limit)
  return {
    limits: [...counts].map(([limit, acceptors]) => ({ limit, acceptors })).sort(near),
    refused: all.sort(near).slice(0, maxRefused),
  }
}
