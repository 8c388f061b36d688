import type { AcceptorProfile, matchFailures } from '@stablegate/contracts'
import { isInBounds, limitOf, tillLimitOf, type Account, type MatchRequest } from './limits.ts'
import type { Entry } from './market.ts'
import { calendarOf, usedIn, type Calendar } from './period.ts'
import type { OpenOrder } from './open-orders.ts'
import { hasOtherOrder, marketOf, type BookState, type Reference } from './state.ts'
import { termsOf, type Terms } from './terms.ts'

export type MatchFailure = (typeof matchFailures)[number]

export type Pick = {
  readonly entry: Entry
  readonly profile: AcceptorProfile
  readonly account: Account
  readonly terms: Terms
  readonly reference: Reference
}

/** The account that takes the fiat: of those that may, the one least used today. */
const accountFor = (
  entry: Entry,
  open: OpenOrder | undefined,
  fiatMinor: bigint,
  calendar: Calendar,
): Account | undefined => {
  let best: Account | undefined
  let bestUsed = 0n
  for (const till of entry.tills) {
    const usedToday = usedIn(till.use.day, calendar.day)
    if (best && usedToday >= bestUsed) continue
    if (tillLimitOf(till, open, fiatMinor, calendar)) continue
    best = till.account
    bestUsed = usedToday
  }
  return best
}

/**
 * The best quote that fits, or why there is none: a missing or stale reference refuses everything,
 * since no price can be judged without it; `price_out_of_bounds` when only the bounds stood in the way.
 */
export const pick = (book: BookState, request: MatchRequest, atMs: number): Pick | MatchFailure => {
  const { amount, currency, method } = request
  const reference = book.references.get(currency)
  if (!reference) return 'reference_missing'
  if (atMs - reference.freshAtMs > book.policy.referenceMaxAgeMs) return 'reference_stale'
  if (amount.fix === 'fiat' && amount.currency !== currency) return 'no_acceptor'
  const open = book.orders.ofPayer(request.payerFingerprint)
  if (hasOtherOrder(open, request.payment)) return 'payer_has_open_order'

  const calendar = calendarOf(atMs)
  let failure: MatchFailure = 'no_acceptor'
  for (const group of marketOf(book, currency, method)?.groups ?? []) {
    for (let entry = group.first; entry; entry = entry.next) {
      const { profile } = entry.seat
      if (!profile) continue
      const terms = termsOf(amount, entry.priced.priceUnits, currency)
      if (limitOf(book, entry, profile, request, terms, atMs, calendar)) continue
      const account = accountFor(entry, open, terms.fiatMinor, calendar)
      if (!account) continue
      if (isInBounds(entry.priced.spreadBps, request, terms)) {
        return { entry, profile, account, terms, reference }
      }
      failure = 'price_out_of_bounds'
    }
  }
  return failure
}
