import type { OrderOutcome, ReputationLine } from '@stablegate/contracts'
import { unreachable } from '@stablegate/kernel'

/** What reputation knows of an order. */
export type ScoredOrder = {
  readonly order: string
  readonly merchant: string
  readonly payerFingerprint: string
  readonly outcome: OrderOutcome
  readonly usdtMicro: bigint
  readonly respondedAfterMs?: number | undefined
}

/** Merchants and payers of the acceptor's own beneficial owner. */
export type Related = { readonly merchants: readonly string[]; readonly payers: readonly string[] }

/** The newest so many recorded orders count: reputation can be earned again. */
export const reputationWindow = 200

export const reputationPolicy = {
  base: 400,
  /**
   * Gains from one payer and one merchant are capped, so that nobody makes a name with two
   * accounts.
   */
  ordersPerPayer: 3,
  ordersPerMerchant: 30,
  /** An order counts more with its value, up to this. */
  cappedValueMicro: 500_000_000n,
  quickResponseMs: 10_000,
  quickBonus: 50,
} as const

/** 2 points for any order and up to 4 more for its value. */
const gainOf = (usdtMicro: bigint): number => {
  const { cappedValueMicro } = reputationPolicy
  const capped = usdtMicro < cappedValueMicro ? usdtMicro : cappedValueMicro
  return 2 + Number((capped * 4n) / cappedValueMicro)
}

const pointsOf = ({ outcome, usdtMicro }: ScoredOrder): number => {
  switch (outcome) {
    case 'settled':
      return gainOf(usdtMicro)
    case 'dispute_won':
      return gainOf(usdtMicro)
    case 'settled_late':
      return Math.floor(gainOf(usdtMicro) / 2)
    case 'declined':
      return -8
    case 'silent':
      return -15
    case 'account_unusable':
      return -20
    case 'claim_unanswered':
      return -40
    case 'split':
      return -20
    case 'dispute_lost':
      return -150
    // Not the acceptor's doing.
    case 'unpaid':
    case 'refunded':
    case 'cancelled':
    case 'recalled':
      return 0
    default:
      return unreachable(outcome)
  }
}

/** Takes one from the allowance of a key; false when it was used up. */
const takeOne = (used: Map<string, number>, key: string, allowance: number): boolean => {
  const count = used.get(key) ?? 0
  if (count >= allowance) return false
  used.set(key, count + 1)
  return true
}

const median = (values: readonly number[]): number | undefined =>
  [...values].sort((left, right) => left - right)[values.length >> 1]

export type Reputation = { readonly score: number; readonly lines: readonly ReputationLine[] }

/**
 * Score from 0 to 1000 with the line of every order, oldest first; the lines' points sum to it
 * unless it was clamped. Losses always count; gains count once a payer's and a merchant's allowance
 * lasts, and never from the owner's own people.
 */
export const reputationOf = (orders: readonly ScoredOrder[], related: Related): Reputation => {
  const { base, ordersPerPayer, ordersPerMerchant, quickResponseMs, quickBonus } = reputationPolicy
  const byPayer = new Map<string, number>()
  const byMerchant = new Map<string, number>()
  const lineOf = (order: ScoredOrder): ReputationLine => {
    const line = (points: number, why: ReputationLine['why']): ReputationLine => ({
      order: order.order,
      what: order.outcome,
      points,
      why,
    })
    const points = pointsOf(order)
    if (points === 0) return line(0, 'neutral')
    if (points < 0) return line(points, 'counted')
    if (
      related.merchants.includes(order.merchant) ||
      related.payers.includes(order.payerFingerprint)
    ) {
      return line(0, 'related')
    }
    if (!takeOne(byPayer, order.payerFingerprint, ordersPerPayer)) return line(0, 'payer_cap')
    if (!takeOne(byMerchant, order.merchant, ordersPerMerchant)) return line(0, 'merchant_cap')
    return line(points, 'counted')
  }
  const windowed = orders.slice(-reputationWindow)
  const lines: ReputationLine[] = [
    { order: null, what: 'base', points: base, why: 'base' },
    ...windowed.map(lineOf),
  ]
  const responseMs = median(windowed.flatMap(({ respondedAfterMs }) => respondedAfterMs ?? []))
  if (responseMs !== undefined && responseMs <= quickResponseMs) {
    lines.push({ order: null, what: 'median_response', points: quickBonus, why: 'response_time' })
  }
  const sum = lines.reduce((total, { points }) => total + points, 0)
  return { score: Math.max(0, Math.min(1000, sum)), lines }
}
