import { paymentStatuses, type PaymentStatus } from '@stablegate/contracts'
import { describe, expect, test } from 'vitest'
import { chartTable } from './chart.ts'
import { rights, type Role } from './rights.ts'
import type { Verb } from './state.ts'
import {
  acceptor,
  confirmInput,
  customer,
  fiatMinor,
  hex,
  merchant,
  operator,
  payerOf,
  proof,
  refundInput,
  wayTo,
  claimInput,
  type InputOf,
} from './story.spec-support.ts'

/** The chart once more in words of its own, so that a slip in the table of rights is seen. */
const chart: Readonly<Record<PaymentStatus, Readonly<Record<Role, string>>>> = {
  open: { customer: 'choose', acceptor: '', merchant: 'cancel', operator: 'cancel' },
  requested: { customer: 'cancel', acceptor: '', merchant: 'cancel', operator: 'cancel' },
  onchain_offered: {
    customer: 'cancel choose',
    acceptor: '',
    merchant: 'cancel',
    operator: 'cancel',
  },
  offered: {
    customer: 'cancel',
    acceptor: 'acceptOffer declineOffer',
    merchant: 'cancel',
    operator: 'cancel suspendOrder',
  },
  awaiting_payment: {
    customer: 'cancel claim',
    acceptor: 'confirm reportAccountUnusable',
    merchant: 'flag openDispute',
    operator: 'flag openDispute suspendOrder unflag',
  },
  grace: {
    customer: 'claim stateNotPaid',
    acceptor: 'attestNothingCame confirm',
    merchant: 'extend openDispute',
    operator: 'extend openDispute suspendOrder unflag',
  },
  claimed: {
    customer: 'addEvidence',
    acceptor: 'confirm refuse',
    merchant: 'openDispute',
    operator: 'coConfirm openDispute suspendOrder unflag',
  },
  amount_query: {
    customer: 'answerAmount',
    acceptor: 'correctAmount offerRefund',
    merchant: 'acceptPart',
    operator: 'unflag',
  },
  fiat_refund_due: {
    customer: 'acknowledgeRefund',
    acceptor: 'markRefunded',
    merchant: 'extend',
    operator: 'extend unflag',
  },
  disputed: {
    customer: 'addEvidence concede',
    acceptor: 'addEvidence concede',
    merchant: '',
    operator: 'approveJudgement giveVerdict unflag',
  },
  settling: {
    customer: '',
    acceptor: '',
    merchant: '',
    operator: 'approveJudgement retryTransfer',
  },
  settled: {
    customer: 'appeal',
    acceptor: 'markRefunded reportRecall',
    merchant: 'flag',
    operator: 'approveJudgement decideAppeal decideRecall flag retryTransfer unflag',
  },
  split: {
    customer: 'appeal',
    acceptor: 'markRefunded reportRecall',
    merchant: 'flag',
    operator: 'approveJudgement decideAppeal decideRecall flag retryTransfer unflag',
  },
  closed_unpaid: {
    customer: 'lateClaim',
    acceptor: 'confirmLate',
    merchant: 'decideLate',
    operator: 'approveJudgement decideLate retryTransfer unflag',
  },
  closed_refunded: {
    customer: 'acknowledgeRefund lateClaim',
    acceptor: 'confirmLate',
    merchant: 'decideLate',
    operator: 'approveJudgement decideLate retryTransfer unflag',
  },
  late_case: {
    customer: 'addEvidence',
    acceptor: 'confirmLate',
    merchant: 'decideLate',
    operator: 'approveJudgement decideLate retryTransfer unflag',
  },
  expired: {
    customer: '',
    acceptor: '',
    merchant: '',
    operator: 'approveJudgement retryTransfer',
  },
  cancelled: {
    customer: '',
    acceptor: '',
    merchant: '',
    operator: 'approveJudgement retryTransfer',
  },
}

const actors = { customer, acceptor, merchant, operator } as const
const roles = ['customer', 'acceptor', 'merchant', 'operator'] as const

/** The particulars of each actor's command; who sends it is added. */
const particulars = {
  choose: { currency: 'CNY', method: 'alipay', payer: payerOf('p') },
  claim: claimInput,
  stateNotPaid: {},
  answerAmount: { answer: 'agree' },
  acknowledgeRefund: {},
  appeal: { reason: 'no' },
  lateClaim: claimInput,
  acceptOffer: {},
  declineOffer: {},
  confirm: confirmInput,
  refuse: { reason: 'not_received' },
  reportAccountUnusable: {},
  attestNothingCame: {},
  correctAmount: { receivedMinor: 71_000n },
  offerRefund: {},
  markRefunded: refundInput,
  confirmLate: { receivedMinor: fiatMinor, bankReferenceHash: hex('c') },
  reportRecall: { recalledMinor: fiatMinor, proof: proof('d') },
  cancel: {},
  addEvidence: { evidence: proof('d') },
  concede: {},
  flag: { reason: 'odd' },
  openDispute: { reason: 'odd' },
  extend: {},
  acceptPart: {},
  unflag: { reason: 'fine' },
  suspendOrder: { reason: 'odd' },
  coConfirm: {},
  giveVerdict: {
    verdict: { outcome: 'none', fiatGoesBack: false },
    reason: 'so',
    ruleBroken: false,
  },
  decideLate: { outcome: 'refund', reason: 'so' },
  decideAppeal: { outcome: 'upheld', reason: 'so' },
  decideRecall: { outcome: 'denied', reason: 'so' },
  retryTransfer: { transfer: 'post:pay_1:1', reason: 'so' },
  approveJudgement: {},
} as const satisfies {
  readonly [
    V in Exclude<
      Verb,
      | 'create'
      | 'recordOffer'
      | 'recordNoOffer'
      | 'recordTransfer'
      | 'recordSuspension'
      | 'recordContest'
      | 'clock'
    >
  ]: object
}

/** Which roles a command may name at all; its schema says so. */
const byRole: Readonly<Record<Role, readonly Verb[]>> = {
  customer: [
    'choose',
    'claim',
    'stateNotPaid',
    'answerAmount',
    'acknowledgeRefund',
    'appeal',
    'lateClaim',
    'cancel',
    'addEvidence',
    'concede',
  ],
  acceptor: [
    'acceptOffer',
    'declineOffer',
    'confirm',
    'refuse',
    'reportAccountUnusable',
    'attestNothingCame',
    'correctAmount',
    'offerRefund',
    'markRefunded',
    'confirmLate',
    'reportRecall',
    'addEvidence',
    'concede',
  ],
  merchant: ['cancel', 'flag', 'openDispute', 'extend', 'acceptPart', 'decideLate'],
  operator: [
    'cancel',
    'flag',
    'openDispute',
    'extend',
    'unflag',
    'suspendOrder',
    'coConfirm',
    'giveVerdict',
    'decideLate',
    'decideAppeal',
    'decideRecall',
    'retryTransfer',
    'approveJudgement',
  ],
}

describe('every state, actor and command', () => {
  for (const status of paymentStatuses) {
    test(status, () => {
      for (const role of roles) {
        const mayDo = chart[status][role].split(' ').filter(Boolean)
        expect((rights[status][role] ?? []).toSorted()).toEqual(mayDo)
        for (const verb of byRole[role]) {
          const story = wayTo[status]()
          expect(story.state.status).toBe(status)
          const input = { ...particulars[verb as keyof typeof particulars], by: actors[role] }
          const outcome = story.send(verb, input as unknown as InputOf<typeof verb>)
          const refused = typeof outcome === 'string' && outcome.startsWith('not_while_')
          const stranger = role === 'acceptor' && story.state.order === undefined
          const unbound =
            role === 'customer' && story.state.choice === undefined && verb !== 'choose'
          if (stranger) expect(outcome).toBe('not_your_order')
          else if (unbound) expect(outcome).toBe('session_mismatch')
          else
            expect([verb, refused ? outcome : 'allowed']).toEqual([
              verb,
              mayDo.includes(verb) ? 'allowed' : `not_while_${status}`,
            ])
        }
      }
    })
  }
})

test('the chart prints as a table with every state', () => {
  const table = chartTable()
  for (const status of paymentStatuses) expect(table).toContain(`| \`${status}\` |`)
  expect(table).toContain('answer')
})
