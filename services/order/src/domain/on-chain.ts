import type { DepositStage, OnChainPolicy, PaymentStatus, PriceReference } from '@stablegate/contracts'
import { defaultOnChain, bpsOf } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import type { DataOf, PaymentState } from './state.ts'

/** A transfer to the payment's address, as far as it has come. */
export type Deposit = Omit<DataOf<'depositRecorded'>, 'payment' | 'atMs' | 'clocks'>

/** A decision to move money of this payment that the ledger has not answered yet. */
export type Move = Pick<DataOf<'moveDecided'>, 'what' | 'count' | 'amountMicro' | 'item'>

/** What settled the payment on chain. */
export type Application = Omit<DataOf<'applicationDecided'>, 'payment' | 'clocks'> & {
  readonly done: boolean
  readonly appliedAtMs?: number
}

/** The payment's way on chain, beside the orders of acceptors: its address is watched for ever. */
export type OnChainState = {
  readonly network: DataOf<'onChainChosen'>['network']
  readonly sessionHash: string
  readonly askedMicro: bigint
  readonly reference?: PriceReference | undefined
  readonly lockUntilMs: number
  /** How often it was chosen. */
  readonly locks: number
  readonly windowOver: boolean
  readonly address?: string
  readonly deposits: readonly Deposit[]
  readonly wrongAssets: readonly Omit<DataOf<'wrongAssetRecorded'>, 'payment' | 'clocks'>[]
  readonly wrongAssetsOpen: boolean
  /** Counts everything that was asked of the ledger for money on chain: each has an id of its own. */
  readonly movements: number
  readonly settlement?: Application
  /** What was decided to be the merchant's, all applications less reversals. */
  readonly appliedMicro: bigint
  /** Fee and agent's share of it, less what reversals returned. */
  readonly feeMicro: bigint
  readonly agentMicro: bigint
  /** Applications that the ledger has not answered: they may still be retried. */
  readonly applying: readonly Pick<Application, 'count' | 'purpose' | 'postedMicro' | 'feeMicro' | 'agentMicro'>[]
  readonly moves: readonly Move[]
  readonly asideMicro: bigint
  readonly assignedMicro: bigint
  /** By the transfer that money came by: set aside out of this payment less assigned to it. */
  readonly items: readonly { readonly item: string; readonly asideMicro: bigint }[]
  /** Of deposits that were revoked: what nobody of ours has to give back. */
  readonly lostMicro: bigint
  readonly reversing: readonly Omit<DataOf<'reversalDecided'>, 'payment' | 'clocks' | 'atMs'>[]
  readonly reversedMicro: bigint
}

export type RefundOfPayment = Pick<DataOf<'refundRequested'>, 'from' | 'amountMicro'> & {
  readonly is: 'open' | 'paid' | 'closed'
}

export const onChainOf = (state: PaymentState): OnChainState => {
  assertThat(state.onChain, 'the payment was never to be paid on chain')
  return state.onChain
}

export const onChainPolicyOf = (state: PaymentState): OnChainPolicy =>
  state.terms?.policy.onChain ?? defaultOnChain

/** Whether the merchant takes payments on chain, by the settings that this one was made under. */
export const isOnChainOffered = (state: PaymentState): boolean => onChainPolicyOf(state).offered !== false

/** In the chain, and neither screened to its end nor gone: what becomes of it is still open. */
const pendingStages: ReadonlySet<DepositStage> = new Set(['observed', 'solid', 'booked', 'held'])
/** In the ledger under this payment, whether it may be used or not. */
const sumOf = (deposits: readonly Deposit[]): bigint =>
  deposits.reduce((sum, { amountMicro }) => sum + amountMicro, 0n)

export const passedOf = (chain: Pick<OnChainState, 'deposits'>): readonly Deposit[] =>
  chain.deposits.filter(({ stage }) => stage === 'passed')
export const pendingOf = (chain: OnChainState): readonly Deposit[] =>
  chain.deposits.filter(({ stage }) => pendingStages.has(stage))
export const isHeld = (chain: OnChainState): boolean =>
  chain.deposits.some(({ stage }) => stage === 'held')

/** What is in a block or beyond, and was not refused. */
export const seenMicro = (chain: OnChainState): bigint =>
  sumOf([...passedOf(chain), ...pendingOf(chain)]) + chain.assignedMicro

const refundsOf = (state: PaymentState, from: RefundOfPayment['from'], ...is: RefundOfPayment['is'][]): bigint =>
  Object.values(state.refunds)
    .filter((refund) => refund.from === from && is.includes(refund.is))
    .reduce((sum, { amountMicro }) => sum + amountMicro, 0n)

export const openRefunds = (state: PaymentState): bigint =>
  refundsOf(state, 'available', 'open') + refundsOf(state, 'unapplied', 'open')
export const refundedMicro = (state: PaymentState, from: RefundOfPayment['from']): bigint =>
  refundsOf(state, from, 'paid')

const leavingMicro = (chain: OnChainState): bigint =>
  chain.moves.filter(({ what }) => what === 'aside').reduce((sum, { amountMicro }) => sum + amountMicro, 0n)

/** Passed screening, stands in `unapplied:<payment>`, and nothing was decided about it yet. */
export const freeMicro = (state: PaymentState): bigint => {
  const chain = state.onChain
  if (!chain) return 0n
  return (
    sumOf(passedOf(chain)) + chain.assignedMicro + chain.lostMicro
    - chain.appliedMicro - chain.asideMicro - leavingMicro(chain)
    - refundsOf(state, 'unapplied', 'open', 'paid')
  )
}

/** What waits in `unapplied` for an end, chosen or not: zero once the payment is resolved. */
export const unresolvedMicro = (state: PaymentState): bigint =>
  freeMicro(state) + refundsOf(state, 'unapplied', 'open') + (state.onChain ? leavingMicro(state.onChain) : 0n)

/** The least that pays the payment in full. */
export const requiredMicro = (state: PaymentState): bigint => {
  const { askedMicro } = onChainOf(state)
  return askedMicro - bpsOf(askedMicro, onChainPolicyOf(state).underToleranceBps)
}

/** The most that is still the merchant's without a word. */
export const keptMicro = (state: PaymentState): bigint => {
  const { askedMicro } = onChainOf(state)
  return askedMicro + bpsOf(askedMicro, onChainPolicyOf(state).overToleranceBps)
}

/** Of what is free, that which came in time: in a block before the price or the payment ended. */
export const inTimeMicro = (state: PaymentState): bigint => {
  const chain = onChainOf(state)
  const inTime = sumOf(passedOf(chain).filter(({ block }) => block.atMs <= chain.lockUntilMs)) + chain.assignedMicro
  const free = freeMicro(state)
  return inTime < free ? inTime : free
}

/** What the merchant has of this payment, whichever way it was settled, before refunds. */
export const settledMicro = (state: PaymentState): bigint => {
  if (state.settlement?.done) return state.settlement.postedMicro - state.recalledMicro
  const { onChain } = state
  if (!onChain?.settlement?.done) return 0n
  return onChain.appliedMicro - onChain.applying.reduce((sum, { postedMicro }) => sum + postedMicro, 0n)
}

/** Settled money that no refund has taken. */
export const refundableMicro = (state: PaymentState): bigint =>
  settledMicro(state) - refundsOf(state, 'available', 'open', 'paid')

export const isPaidOnChain = (state: PaymentState): boolean => state.onChain?.settlement !== undefined

/** Nothing more follows by itself: what is left is resolved by word. */
export const endedStatuses: ReadonlySet<PaymentStatus | 'none'> = new Set<PaymentStatus>([
  'settled', 'split', 'closed_unpaid', 'closed_refunded', 'expired', 'cancelled',
])
