import {
  accounts, custodyReferenceOf, payeeKey, usdtLedgerOf, ledgerCommands, type Memo, type MessageOf, type OnChain, type Payee,
  type payoutEvents, type PayoutRepair, type TransferRequest,
} from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import type { PayoutRequest, PendStep } from './payout-state.ts'

export type PayoutStep = 'pend' | 'hold' | 'fund' | 'post' | 'void' | PayoutRepair

/**
 * Ids of a payout's movements are functions of what they are for, a repair's of its round too; the
 * fee's stands behind a slash.
 */
export const payoutTransferId = (payout: string, step: PayoutStep, round?: number): string =>
  round === undefined ? `payout:${payout}:${step}` : `payout:${payout}:${step}:${round}`

const pattern = /^payout:(po_[0-9A-Za-z]{1,40}):(?:pend|hold|post|void|(?:fund|reverse|repost|give_back):\d{1,4})$/

/** Whose movement it is; undefined for those of others. */
export const payoutOfTransfer = (id: string): string | undefined => pattern.exec(id)?.[1]

const sourceOf = (payee: Payee): string => {
  switch (payee.kind) {
    case 'merchant': return accounts.available(payee.merchant)
    case 'acceptor': return accounts.acceptor(payee.acceptor)
    case 'agent': return accounts.agent(payee.agent)
    case 'refund': return payee.from === 'unapplied' ? accounts.unapplied(payee.payment) : accounts.available(payee.merchant)
  }
}

/** The transfer on chain that a set follows. */
type Landed = Pick<OnChain, 'txid' | 'part'>

const whose = (payee: Payee): Memo => {
  switch (payee.kind) {
    case 'acceptor': return { acceptor: payee.acceptor }
    case 'agent': return {}
    case 'merchant':
    case 'refund': return { merchant: payee.merchant }
  }
}

const memoOf = ({ payout, payee }: PayoutRequest, reference?: string): Memo => ({
  note: payout,
  ...whose(payee),
  ...(payee.kind === 'refund' ? { payment: payee.payment } : {}),
  ...(reference === undefined ? {} : { reference }),
})

const ask = (request: PayoutRequest, transfers: readonly TransferRequest[], reference?: string): CommandToSend => ({
  type: ledgerCommands.transfer.type,
  data: { ledger: usdtLedgerOf(request.chain), transfers, memo: memoOf(request, reference) },
})

const legs = ({ payout, payee, chain, amountMicro, feeMicro }: PayoutRequest) => {
  const debit = sourceOf(payee)
  const category = payee.kind === 'refund' ? 'refund' as const : 'payout' as const
  return [
    { of: '', debit, credit: accounts.custody('hot', chain), amountMicro, category },
    { of: '/fee', debit, credit: accounts.payoutIncome, amountMicro: feeMicro, category: 'fee' as const },
  ].filter((leg) => leg.amountMicro > 0n).map((leg) => ({ ...leg, payout }))
}

const pendAs = (request: PayoutRequest, id: string): readonly TransferRequest[] =>
  legs(request).map(({ of, debit, credit, amountMicro, category }) => ({ kind: 'pend', id: id + of, debit, credit, amountMicro, category }))

const pendId = ({ payout }: PayoutRequest, pend: PendStep): string => `payout:${payout}:${pend}`

const voidAs = (request: PayoutRequest, id: string, pend: PendStep): readonly TransferRequest[] =>
  legs(request).map(({ of }) => ({ kind: 'void_pending', id: id + of, pending: pendId(request, pend) + of, category: 'void' }))

/** The amount and the fee are set aside together, or neither is. */
export const pendPayout = (request: PayoutRequest): CommandToSend =>
  ask(request, pendAs(request, payoutTransferId(request.payout, 'pend')))

/** As long as the hot address lacks the amount, it is set aside against nothing that could lack. */
export const holdPayout = (request: PayoutRequest): CommandToSend => ask(request, legs(request).map(
  ({ of, debit, credit, amountMicro, category, payout }) => ({
    kind: 'pend', id: payoutTransferId(payout, 'hold') + of, debit, credit: of === '' ? accounts.unapplied(payout) : credit, amountMicro,
    category,
  })))

/** What was held is pended out of the hot address, at once or not at all. */
export const fundPayout = (request: PayoutRequest, round: number): CommandToSend => {
  const id = payoutTransferId(request.payout, 'fund', round)
  return ask(request, [...voidAs(request, `${id}/held`, 'hold'), ...pendAs(request, id)])
}

/** Solid on chain: what was set aside leaves. The reference names the transfer that it follows. */
export const postPayout = (request: PayoutRequest, landed: Landed, pend: PendStep): CommandToSend => ask(
  request, legs(request).map(({ of, category, payout }) => ({
    kind: 'post_pending', id: payoutTransferId(payout, 'post') + of, pending: pendId(request, pend) + of, category,
  })), custodyReferenceOf(landed))

export const voidPayout = (request: PayoutRequest, pend: PendStep): CommandToSend =>
  ask(request, voidAs(request, payoutTransferId(request.payout, 'void'), pend))

type Cascade = Extract<TransferRequest, { kind: 'cascade' }>
const cascade = (id: string, amountMicro: bigint, category: Cascade['category'], ...legs: (readonly [string, string])[]): Cascade[] =>
  amountMicro === 0n
    ? []
    : [{ kind: 'cascade', id, amountMicro, category, legs: legs.map(([debit, credit]) => ({ debit, credit })) }]

/** To its payee again; what the payee owes is repaid first, and what was never settled waits for its payment once more. */
const givenBack = (payee: Payee, debit: string): readonly (readonly [string, string])[] => {
  const credit = sourceOf(payee)
  const isUnapplied = payee.kind === 'refund' && payee.from === 'unapplied'
  return isUnapplied ? [[debit, credit]] : [[debit, accounts.receivable(payeeKey(payee))], [debit, credit]]
}

type RepairAsked = MessageOf<typeof payoutEvents.repairAsked>['data']

/**
 * Rule 9. What is revoked is custody again and in nobody's balance until it lands once more, or never
 * can; till then no other payout finds it on the hot address.
 */
export const repairPayout = (
  request: PayoutRequest, { step, round, custody: of }: Pick<RepairAsked, 'step' | 'round' | 'custody'>, landed: Landed,
): CommandToSend => {
  const { payout, payee, chain, amountMicro, feeMicro } = request
  const id = payoutTransferId(payout, step, round)
  const custody = accounts.custody(of, chain)
  const hot = accounts.custody('hot', chain)
  const limbo = accounts.unapplied(payout)
  switch (step) {
    case 'reverse': return ask(request, cascade(id, amountMicro, 'adjustment', [custody, limbo]), custodyReferenceOf(landed))
    case 'repost': return ask(request, cascade(id, amountMicro, 'adjustment', [limbo, custody]), custodyReferenceOf(landed))
    case 'give_back': return ask(request, [
      ...cascade(id, amountMicro, 'adjustment', ...givenBack(payee, limbo)),
      ...cascade(`${id}/fee`, feeMicro, 'fee', ...givenBack(payee, accounts.payoutIncome)),
      ...(custody === hot ? [] : cascade(`${id}/hot`, amountMicro, 'adjustment', [hot, custody])),
    ])
  }
}

type Overpaid = MessageOf<typeof payoutEvents.overpaid>['data'] | MessageOf<typeof payoutEvents.overpaymentUndone>['data']

/** The first time has the id that it had before there could be a second one. */
const overpaidId = ({ payout, txid, round }: Overpaid): string => `payout:${payout}:overpaid:${txid}${round === 1 ? '' : `:${round}`}`

/** Paid although it was given back, or twice: the payee gives it back or owes it; a refund's is the operator's loss. */
export const chargePayee = (overpaid: Overpaid): CommandToSend => {
  const { payee, chain, amountMicro } = overpaid
  const custody = accounts.custody('hot', chain)
  const legs = payee.kind === 'refund'
    ? [[accounts.equity, custody] as const]
    : [[sourceOf(payee), custody] as const, [accounts.receivable(payeeKey(payee)), custody] as const]
  return ask(overpaid, cascade(overpaidId(overpaid), amountMicro, 'adjustment', ...legs), custodyReferenceOf(overpaid))
}

/** And it was not after all: what is still owed for it is forgiven first. */
export const dischargePayee = (undone: Overpaid): CommandToSend => {
  const { payee, chain, amountMicro } = undone
  const custody = accounts.custody('hot', chain)
  const legs = payee.kind === 'refund' ? [[custody, accounts.equity] as const] : givenBack(payee, custody)
  return ask(undone, cascade(`${overpaidId(undone)}/undone`, amountMicro, 'adjustment', ...legs), custodyReferenceOf(undone))
}
