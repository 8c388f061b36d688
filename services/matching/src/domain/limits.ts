import type {
  AcceptorProfile,
  CommandOf,
  MatchLimit,
  matchingCommands,
} from '@stablegate/contracts'
import type { Entry, Till } from './market.ts'
import { usedIn, type Calendar } from './period.ts'
import type { OpenOrder } from './open-orders.ts'
import type { Seat } from './seat.ts'
import { hasSameAmount, type BookState } from './state.ts'
import type { Terms } from './terms.ts'

export type MatchRequest = Extract<
  CommandOf<typeof matchingCommands>,
  { type: 'matching.book.request_match' }
>['data']
export type Account = AcceptorProfile['accounts'][number]

/** What of a book's entry is judged; who explains makes it of acceptors that are not listed. */
export type Judged = Pick<Entry, 'seat' | 'quote' | 'tills'>

const exclusionOf = (profile: AcceptorProfile, request: MatchRequest): MatchLimit | undefined => {
  if (request.excludedAcceptors.includes(profile.acceptor)) return 'tried_before'
  return request.excludedOwners.includes(profile.owner) ||
    profile.relatedMerchants.includes(request.merchant) ||
    profile.relatedPayers.includes(request.payerFingerprint)
    ? 'excluded'
    : undefined
}

/** Caps of the acceptor and its free liquidity. */
const roomLimitOf = (
  seat: Seat,
  profile: AcceptorProfile,
  usdtMicro: bigint,
  { day, month }: Calendar,
): MatchLimit | undefined => {
  if (seat.openOrders >= profile.maxOpenOrders) return 'open_orders'
  if (seat.openMicro + usdtMicro > profile.maxOpenMicro) return 'open_value'
  if (usedIn(seat.day, day) + usdtMicro > profile.maxPerDayMicro) return 'value_per_day'
  if (usedIn(seat.month, month) + usdtMicro > profile.maxPerMonthMicro) return 'value_per_month'
  return seat.freeMicro - seat.reservedMicro < usdtMicro ? 'free_liquidity' : undefined
}

/** The first limit of a quote and its acceptor that is in the way; accounts are judged apart. */
export const limitOf = (
  book: BookState,
  { seat, quote }: Judged,
  profile: AcceptorProfile,
  request: MatchRequest,
  terms: Terms,
  atMs: number,
  calendar: Calendar,
): MatchLimit | undefined => {
  if (atMs - quote.setAtMs < book.policy.quoteRestMs) return 'quote_resting'
  const { usdtMicro, fiatMinor } = terms
  if (usdtMicro <= 0n || fiatMinor < quote.minMinor || fiatMinor > quote.maxMinor)
    return 'quote_size'
  return exclusionOf(profile, request) ?? roomLimitOf(seat, profile, usdtMicro, calendar)
}

/**
 * The limit of one payment account that is in the way; `open` is the first open order of the
 * payer.
 */
export const tillLimitOf = (
  { account, use }: Till,
  open: OpenOrder | undefined,
  fiatMinor: bigint,
  { day, month }: Calendar,
): MatchLimit | undefined => {
  if (fiatMinor > account.maxPerOrderMinor) return 'account_per_order'
  if (usedIn(use.day, day) + fiatMinor > account.maxPerDayMinor) return 'account_per_day'
  if (usedIn(use.month, month) + fiatMinor > account.maxPerMonthMinor) return 'account_per_month'
  return hasSameAmount(open, use, fiatMinor) ? 'same_amount_open' : undefined
}

/** What the merchant bound the price to. */
export const isInBounds = (spreadBps: number, request: MatchRequest, terms: Terms): boolean =>
  (request.maxSpreadBps === undefined || spreadBps <= request.maxSpreadBps) &&
  (request.minUsdtMicro === undefined || terms.usdtMicro >= request.minUsdtMicro)
