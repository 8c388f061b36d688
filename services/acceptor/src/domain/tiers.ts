import { bpsOf, divide, type AcceptorTier, type TierCaps } from '@stablegate/contracts'

const usdt = 1_000_000n

/**
 * Version of the table below. Events carry the caps they granted, so a new version changes no past.
 */
export const tierPolicyVersion = 1

const capsOf = (
  maxOpen: bigint,
  maxPerDay: bigint,
  maxPerMonth: bigint,
  maxOpenOrders: number,
  bondMinimum: bigint,
  bondShareBps: number,
): TierCaps => ({
  maxOpenMicro: maxOpen * usdt,
  maxPerDayMicro: maxPerDay * usdt,
  maxPerMonthMicro: maxPerMonth * usdt,
  maxOpenOrders,
  bondMinimumMicro: bondMinimum * usdt,
  bondShareBps,
})

/**
 * Rule 17: the bond is at least the minimum and 3 % of open orders. The book keeps the second half:
 * open value is capped at bond / 3 %, so no peak is ever above what the bond covers. The house's own
 * acceptor needs no bond: the operator's equity stands behind it.
 */
export const tierPolicy: Readonly<Record<AcceptorTier, TierCaps>> = {
  starter: capsOf(5_000n, 20_000n, 200_000n, 5, 50n, 300),
  standard: capsOf(50_000n, 200_000n, 2_000_000n, 30, 500n, 300),
  pro: capsOf(500_000n, 2_000_000n, 20_000_000n, 200, 5_000n, 300),
  house: capsOf(1_000_000n, 10_000_000n, 100_000_000n, 5_000, 0n, 0),
}

/** The value of open orders that a bond allows. */
export const openCapMicro = (caps: TierCaps, bondMicro: bigint): bigint => {
  if (caps.bondShareBps === 0) return caps.maxOpenMicro
  const covered = divide(bondMicro * 10_000n, BigInt(caps.bondShareBps), 'floor')
  return covered < caps.maxOpenMicro ? covered : caps.maxOpenMicro
}

/** A bond above this is never needed, and can be had back at any time. */
export const fullBondMicro = (caps: TierCaps): bigint => {
  const share = bpsOf(caps.maxOpenMicro, caps.bondShareBps)
  return share > caps.bondMinimumMicro ? share : caps.bondMinimumMicro
}

/** The rest of a bond is had back only after so long offline: the window of the 30-day peak. */
export const bondLockMs = 30 * 86_400_000
