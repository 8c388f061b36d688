import {
  isoTime, notifierCommands, payeeKey, usdtMoney, type MessageOf, type payeeEvents, type PublicPayout,
} from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import { requestOf, type PayoutEvent, type PayoutRequest, type PayoutState } from './payout-state.ts'

type Refused = MessageOf<typeof payeeEvents.payoutRefused>['data']

/** Test money is on the sandbox alone. */
const isLive = ({ chain }: Pick<PayoutRequest, 'chain'>): boolean => chain === 'tron'

const append = (request: Pick<PayoutRequest, 'chain' | 'payee' | 'payout'>, type: string, payload: PublicPayout): CommandToSend => ({
  type: notifierCommands.append.type,
  data: { owner: payeeKey(request.payee), livemode: isLive(request), type, subject: request.payout, payload },
})

const statusOf = ({ status, txid }: PayoutState): PublicPayout['status'] => {
  if (status === 'pending') return 'requested'
  return status === 'cleared' && txid !== '' ? 'sent' : status
}

const publicOf = ({ payout, payee, chain, to, amountMicro }: Omit<Refused, 'code' | 'atMs'>) => ({
  id: payout, object: 'payout', kind: payee.kind, owner: payeeKey(payee), network: chain, to, amount: usdtMoney(amountMicro),
}) as const

/** A payout as its payee sees it. */
export const publicPayoutOf = (state: PayoutState): PublicPayout => {
  const request = requestOf(state)
  return {
    ...publicOf(request), fee: usdtMoney(request.feeMicro), status: statusOf(state), approvals_needed: state.approvals,
    approved_by: [...state.operators], reference: request.reference ?? null, batch: request.batch ?? null,
    reason: state.reason === '' ? null : state.reason, txid: state.txid === '' ? null : state.txid,
    requested_at: isoTime(state.openedAtMs),
  }
}

/** What a payee is told by webhook; the steps between are seen by asking. */
const told: Readonly<Partial<Record<PayoutEvent['type'], string>>> = {
  'payout.opened': 'payout.requested',
  'payout.waiting': 'payout.waiting',
  'payout.cleared': 'payout.approved',
  'payout.sent': 'payout.sent',
  'payout.confirmed': 'payout.confirmed',
  'payout.voided': 'payout.voided',
  'payout.revoked': 'payout.revoked',
  'payout.returned': 'payout.returned',
  'payout.overpaid': 'payout.overpaid',
  'payout.overpayment_undone': 'payout.overpayment_undone',
}

/** Of refunds the merchant hears by the refund itself; agents have no feed, their page follows the log. */
const isTold = ({ payee }: Pick<PayoutRequest, 'payee'>): boolean => payee.kind !== 'refund' && payee.kind !== 'agent'

/** Public events for the feed of a payee. */
export const payoutNotices = (event: PayoutEvent, state: PayoutState): readonly CommandToSend[] => {
  const type = told[event.type]
  const request = requestOf(state)
  return type === undefined || !isTold(request) ? [] : [append(request, type, publicPayoutOf(state))]
}

/** One that was never to be: nothing was set aside for it. */
export const tellRefused = (refused: Refused): readonly CommandToSend[] => !isTold(refused)
  ? []
  : [append(refused, 'payout.refused', {
    ...publicOf(refused), fee: usdtMoney(0n), status: 'refused', approvals_needed: 0, approved_by: [], reference: null, batch: null,
    reason: refused.code, txid: null, requested_at: isoTime(refused.atMs),
  })]
