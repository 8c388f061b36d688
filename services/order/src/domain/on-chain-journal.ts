import { accounts, type ChainName, type Division, type TransferRequest } from '@stablegate/contracts'
import { clawBack } from './journal.ts'
import type { DataOf } from './state.ts'
import type { Parcel } from './suspense-items.ts'
import { transferIdOf } from './transfer-ids.ts'

export type ChainParties = {
  readonly payment: string
  readonly merchant: string
  readonly network: ChainName
  readonly agent?: string | undefined
}

type Cascade = Extract<TransferRequest, { kind: 'cascade' }>

const cascade = (
  id: string, amountMicro: bigint, category: Cascade['category'], ...legs: (readonly [debit: string, credit: string])[]
): Cascade[] =>
  amountMicro === 0n
    ? []
    : [{ kind: 'cascade', id, amountMicro, category, legs: legs.map(([debit, credit]) => ({ debit, credit })) }]

/**
 * Unapplied money becomes the merchant's: what the merchant owes is repaid first, and the fee is
 * owed where nothing is left to take it from.
 */
export const applyUnapplied = (
  { payment, merchant, agent }: ChainParties, count: number,
  { postedMicro, feeMicro, agentMicro }: Pick<Division, 'postedMicro' | 'feeMicro' | 'agentMicro'>,
): TransferRequest[] => {
  const id = transferIdOf('apply', payment, count)
  const unapplied = accounts.unapplied(payment)
  const available = accounts.available(merchant)
  const receivable = accounts.receivable(merchant)
  return [
    ...cascade(id, postedMicro, 'payment', [unapplied, receivable], [unapplied, available]),
    ...cascade(`${id}/fee`, feeMicro, 'fee', [available, accounts.paymentIncome], [receivable, accounts.paymentIncome]),
    ...cascade(`${id}/agent`, agentMicro, 'agent_share', [accounts.agentCost, accounts.agent(agent ?? 'none')]),
  ]
}

export const moveToSuspense = (
  { payment, network }: ChainParties, count: number, { amountMicro, item }: Parcel,
): TransferRequest[] => [{
  kind: 'post', id: transferIdOf('aside', payment, count), amountMicro, category: 'adjustment',
  debit: accounts.unapplied(payment), credit: accounts.suspense(network, item),
}]

/** Who decides that two do not take the same: the item's account, which has a floor. */
export const moveFromSuspense = (
  { payment, network }: ChainParties, count: number, { amountMicro, item }: Parcel,
): TransferRequest[] => [{
  kind: 'post', id: transferIdOf('assign', payment, count), amountMicro, category: 'adjustment',
  debit: accounts.suspense(network, item), credit: accounts.unapplied(payment),
}]

/** Rule 9: the merchant gives back, then owes; what neither it nor this payment has is the operator's. */
export const reverseDeposit = (
  { payment, merchant, network, agent }: ChainParties, decided: Omit<DataOf<'reversalDecided'>, 'payment' | 'atMs' | 'clocks'>,
): TransferRequest[] => {
  const id = transferIdOf('reverse', payment, decided.count)
  const available = accounts.available(merchant)
  const custody = accounts.custody('deposit', network)
  const back = (name: string, amountMicro: bigint, ...from: readonly string[]): Cascade[] =>
    cascade(`${id}/${name}`, amountMicro, 'adjustment', ...from.map((debit) => [debit, custody] as const))
  return [
    ...cascade(`${id}/fee`, decided.feeMicro, 'fee', [accounts.paymentIncome, available]),
    // What another decision took out of the item first, the operator bears.
    ...back('aside', decided.fromAsideMicro ?? 0n, accounts.suspense(network, decided.deposit), accounts.equity),
    ...back('unapplied', decided.fromUnappliedMicro, accounts.unapplied(payment)),
    ...back('merchant', decided.fromMerchantMicro, available, accounts.receivable(merchant)),
    ...back('loss', decided.lossMicro, accounts.equity),
    ...clawBack(`${id}/agent`, accounts.agent(agent ?? 'none'), accounts.agentCost, decided.agentMicro),
  ]
}
