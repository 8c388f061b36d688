import type {
  AcceptorProfile,
  CommandOf,
  matchFailures,
  matchingCommands,
} from '@stablegate/contracts'
import type { Entry } from './market.ts'
import { calendarOf, usedIn, type Calendar } from './period.ts'
import { hasOpen, type Seat } from './seat.ts'
import { hasOtherOrder, marketKey, type BookState, type Reference } from './state.ts'
import { termsOf, type Terms } from './terms.ts'

export type MatchRequest = Extract<
  CommandOf<typeof matchingCommands>,
  { type: 'matching.book.request_match' }
>['data']
export type MatchFailure = (typeof matchFailures)[number]
type Account = AcceptorProfile['accounts'][number]

export type Pick = {
  readonly entry: Entry
  readonly profile: AcceptorProfile
  readonly account: Account
  readonly terms: Terms
  readonly reference: Reference
}

const isExcluded = (profile: AcceptorProfile, request: MatchRequest): boolean =>
  request.excludedAcceptors.includes(profile.acceptor) ||
  request.excludedOwners.includes(profile.owner) ||
  profile.relatedMerchants.includes(request.merchant) ||
  profile.relatedPayers.includes(request.payerFingerprint)

/** Caps of the acceptor and its free liquidity. */
const hasRoom = (
  seat: Seat,
  profile: AcceptorProfile,
  usdtMicro: bigint,
  { day, month }: Calendar,
): boolean =>
  seat.freeMicro - seat.reservedMicro >= usdtMicro &&
  seat.openOrders < profile.maxOpenOrders &&
  seat.openMicro + usdtMicro <= profile.maxOpenMicro &&
  usedIn(seat.day, day) + usdtMicro <= profile.maxPerDayMicro &&
  usedIn(seat.month, month) + usdtMicro <= profile.maxPerMonthMicro

/** The account that takes the fiat: of those that may, the one least used today. */
const accountFor = (
  entry: Entry,
  request: MatchRequest,
  fiatMinor: bigint,
  { day, month }: Calendar,
): Account | undefined => {
  let best: Account | undefined
  let bestUsed = 0n
  for (const { account, use } of entry.tills) {
    if (fiatMinor > account.maxPerOrderMinor) continue
    const usedToday = usedIn(use.day, day)
    if (usedToday + fiatMinor > account.maxPerDayMinor) continue
    if (usedIn(use.month, month) + fiatMinor > account.maxPerMonthMinor) continue
    if (best && usedToday >= bestUsed) continue
    if (hasOpen(use, request.payerFingerprint, fiatMinor)) continue
    best = account
    bestUsed = usedToday
  }
  return best
}

const fits = (
  book: BookState,
  entry: Entry,
  request: MatchRequest,
  terms: Terms,
  atMs: number,
  calendar: Calendar,
): { readonly profile: AcceptorProfile; readonly account: Account } | undefined => {
  const { seat, quote } = entry
  const { profile } = seat
  if (!profile || terms.usdtMicro <= 0n) return undefined
  if (atMs - quote.setAtMs < book.policy.quoteRestMs) return undefined
  if (terms.fiatMinor < quote.minMinor || terms.fiatMinor > quote.maxMinor) return undefined
  if (isExcluded(profile, request)) return undefined
  if (!hasRoom(seat, profile, terms.usdtMicro, calendar)) return undefined
  const account = accountFor(entry, request, terms.fiatMinor, calendar)
  return account && { profile, account }
}

const isInBounds = (entry: Entry, request: MatchRequest, terms: Terms): boolean =>
  (request.maxSpreadBps === undefined || entry.spreadBps <= request.maxSpreadBps) &&
  (request.minUsdtMicro === undefined || terms.usdtMicro >= request.minUsdtMicro)

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
  if (hasOtherOrder(book, request.payerFingerprint, request.payment)) return 'payer_has_open_order'

  const calendar = calendarOf(atMs)
  let failure: MatchFailure = 'no_acceptor'
  for (const group of book.markets.get(marketKey(currency, method))?.groups ?? []) {
    for (let entry = group.first; entry; entry = entry.next) {
      const terms = termsOf(amount, entry.priceUnits, currency)
      const fit = fits(book, entry, request, terms, atMs, calendar)
      if (!fit) continue
      if (isInBounds(entry, request, terms)) {
        return { entry, profile: fit.profile, account: fit.account, terms, reference }
      }
      failure = 'price_out_of_bounds'
    }
  }
  return failure
}
