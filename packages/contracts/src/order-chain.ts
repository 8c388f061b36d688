import { z } from 'zod'
import { blockRef, chainAddress, chainName, txid, txPart } from './chain.ts'
import { id } from './ids.ts'
import { money, rate } from './money.ts'

/**
 * How far a transfer to a payment's address has come. `booked`: the ledger holds it in
 * `unapplied:<payment>`; `passed`, `held`, `rejected`: what screening said; only what passed may be
 * applied. `orphaned` and `revoked` may be observed once more.
 */
export const depositStages = [
  'observed', 'orphaned', 'solid', 'booked', 'passed', 'held', 'rejected', 'revoked',
] as const
export const depositStage = z.enum(depositStages)
export type DepositStage = z.output<typeof depositStage>

/** A transfer to the payment's address; the block is an attribute, not part of what it is. */
export const paymentDeposit = {
  deposit: id('deposit'),
  /** Counts how often it became solid; facts of an older round tell nothing about a newer one. */
  round: z.int().min(1).optional(),
  amountMicro: z.bigint().min(1n),
  txid,
  part: txPart,
  from: chainAddress,
  block: blockRef,
}

/** The price that a payment fixed in fiat is converted at: a median that the matching service recorded. */
export const priceReference = z.object({ price: rate, atMs: z.number() })
export type PriceReference = z.output<typeof priceReference>

/** What came to a payment's address that is no money of ours to credit. */
export const wrongAsset = {
  txid,
  part: txPart,
  reason: z.string().max(40),
  asset: z.string().max(80),
  amountUnits: z.string().max(80),
  from: chainAddress,
  block: blockRef,
}

/** Why money was applied: by itself, by tolerance of the policy, or because somebody took it so. */
export const applicationWays = ['paid', 'tolerated', 'accepted'] as const
/** `settlement` is what settles the payment, at most one; `excess` is what came beyond. */
export const applicationPurposes = ['settlement', 'excess'] as const

/** Where a refund is paid from: settled money of the merchant, or money that was applied to nothing. */
export const refundSource = z.enum(['available', 'unapplied'])
export type RefundSource = z.output<typeof refundSource>

export const onChainStatuses = [
  'preparing', 'waiting', 'part_paid', 'confirming', 'paid', 'expired', 'unresolved', 'resolved',
] as const

/** Paying on chain as merchants and customers see it. Times are RFC 3339. */
export const publicOnChain = z.object({
  /** `preparing`: no address yet. `expired`: nothing came in time; what comes later is still seen. */
  status: z.enum(onChainStatuses),
  network: chainName,
  token: z.literal('USDT'),
  /** Null until the network is watched for it: never shown before. */
  address: z.string().nullable(),
  /** What is to be paid, in USDT. */
  amount: money,
  /** Fiat for one USDT where the payment is fixed in fiat, locked until `expires_at`. */
  price: z.string().nullable(),
  /** Money in a block until then is in time. */
  expires_at: z.string(),
  /** What is missing to the amount, all transfers that are in the chain counted. */
  missing: money,
  /** Came, is solid and may be used, but is applied to nothing. */
  unapplied: money,
  /** What was applied to the payment, before fees. */
  applied: money,
  observed: z.array(z.object({
    txid: z.string(), amount: money, from: z.string(), stage: depositStage, block: z.int(), at: z.string(),
  })),
  wrong_assets: z.array(z.object({ txid: z.string(), asset: z.string(), amount_units: z.string(), at: z.string() })),
})
export type PublicOnChain = z.output<typeof publicOnChain>
