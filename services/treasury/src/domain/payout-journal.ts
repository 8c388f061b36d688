import {
  accounts, custodyReferenceOf, usdtLedgerOf, ledgerCommands, type Memo, type OnChain, type Payee, type TransferRequest,
} from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import type { PayoutRequest } from './payout.ts'

export const payoutSteps = ['pend', 'post', 'void'] as const
export type PayoutStep = (typeof payoutSteps)[number]

/** Ids of a payout's movements are functions of what they are for; the fee's stands behind a slash. */
export const payoutTransferId = (payout: string, step: PayoutStep): string => `payout:${payout}:${step}`

const pattern = /^payout:(po_[0-9A-Za-z]{1,40}):(?:pend|post|void)$/

/** Whose movement it is; undefined for those of others. */
export const payoutOfTransfer = (id: string): string | undefined => pattern.exec(id)?.[1]

const sourceOf = (payee: Payee): string => {
  switch (payee.kind) {
    case 'merchant': return accounts.available(payee.merchant)
    case 'acceptor': return accounts.acceptor(payee.acceptor)
    case 'refund': return payee.from === 'unapplied' ? accounts.unapplied(payee.payment) : accounts.available(payee.merchant)
  }
}

const memoOf = ({ payout, payee }: PayoutRequest, reference?: string): Memo => ({
  note: payout,
  ...(payee.kind === 'acceptor' ? { acceptor: payee.acceptor } : { merchant: payee.merchant }),
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

/** The amount and the fee are set aside together, or neither is. */
export const pendPayout = (request: PayoutRequest): CommandToSend => ask(request, legs(request).map(
  ({ of, debit, credit, amountMicro, category, payout }) =>
    ({ kind: 'pend', id: payoutTransferId(payout, 'pend') + of, debit, credit, amountMicro, category })))

/** Solid on chain: what was set aside leaves. The reference names the transfer that it follows. */
export const postPayout = (request: PayoutRequest, landed: Pick<OnChain, 'txid' | 'part'>): CommandToSend => ask(
  request, legs(request).map(({ of, category, payout }) => ({
    kind: 'post_pending', id: payoutTransferId(payout, 'post') + of, pending: payoutTransferId(payout, 'pend') + of, category,
  })), custodyReferenceOf(landed))

export const voidPayout = (request: PayoutRequest): CommandToSend => ask(request, legs(request).map(({ of, payout }) => ({
  kind: 'void_pending', id: payoutTransferId(payout, 'void') + of, pending: payoutTransferId(payout, 'pend') + of, category: 'void',
})))
