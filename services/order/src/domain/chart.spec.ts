import { paymentStatuses, type PaymentStatus } from '@stablegate/contracts'
import { describe, expect, test } from 'vitest'
import { chartTable } from './chart.ts'
import { rights, type Role } from './rights.ts'
import { sessionOf, type Verb } from './state.ts'
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
  open: { customer: 'choose chooseOnChain', acceptor: '', merchant: 'cancel', operator: 'cancel' },
  requested: { customer: 'cancel chooseOnChain', acceptor: '', merchant: 'cancel', operator: 'cancel' },
  onchain_offered: {
    customer: 'cancel choose chooseOnChain',
    acceptor: '',
    merchant: 'cancel',
    operator: 'cancel',
  },
  awaiting_transfer: {
    customer: 'cancel choose',
    acceptor: '',
    merchant: 'cancel',
    operator: 'approveJudgement assign cancel dismissWrongAsset retryTransfer',
  },
  confirming_transfer: {
    customer: '',
    acceptor: '',
    merchant: '',
    operator: 'approveJudgement assign dismissWrongAsset retryTransfer',
  },
  offered: {
    customer: 'cancel chooseOnChain',
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
    merchant: 'acceptUnapplied flag requestRefund',
    operator:
      'acceptUnapplied approveJudgement decideAppeal decideRecall dismissWrongAsset flag requestRefund retryTransfer setAside unflag',
  },
  split: {
    customer: 'appeal',
    acceptor: 'markRefunded reportRecall',
    merchant: 'acceptUnapplied flag requestRefund',
    operator:
      'acceptUnapplied approveJudgement decideAppeal decideRecall dismissWrongAsset flag requestRefund retryTransfer setAside unflag',
  },
  closed_unpaid: {
    customer: 'lateClaim',
    acceptor: 'confirmLate',
    merchant: 'acceptUnapplied decideLate requestRefund',
    operator:
      'acceptUnapplied approveJudgement assign decideLate dismissWrongAsset requestRefund retryTransfer setAside unflag',
  },
  closed_refunded: {
    customer: 'acknowledgeRefund lateClaim',
    acceptor: 'confirmLate',
    merchant: 'acceptUnapplied decideLate requestRefund',
    operator:
      'acceptUnapplied approveJudgement assign decideLate dismissWrongAsset requestRefund retryTransfer setAside unflag',
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
    merchant: 'acceptUnapplied requestRefund topUp',
    operator:
      'acceptUnapplied approveJudgement assign dismissWrongAsset requestRefund retryTransfer setAside topUp',
  },
  cancelled: {
    customer: '',
    acceptor: '',
    merchant: 'acceptUnapplied requestRefund',
    operator:
      'acceptUnapplied approveJudgement assign dismissWrongAsset requestRefund retryTransfer setAside',
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
  chooseOnChain: {},
  acceptUnapplied: { reason: 'so' },
  topUp: { reason: 'so' },
  requestRefund: { refund: 'ref_1', amountMicro: 1n, from: 'unapplied', reason: 'so' },
  setAside: { amountMicro: 1n, reason: 'so' },
  assign: { amountMicro: 1n, reason: 'so' },
  dismissWrongAsset: { reason: 'so' },
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
      | 'recordAddress'
      | 'refuseAddress'
      | 'recordDeposit'
      | 'recordWrongAsset'
      | 'recordRefund'
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
    'chooseOnChain',
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
  merchant: ['cancel', 'flag', 'openDispute', 'extend', 'acceptPart', 'decideLate', 'acceptUnapplied', 'topUp', 'requestRefund'],
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
    'acceptUnapplied',
    'topUp',
    'requestRefund',
    'setAside',
    'assign',
    'dismissWrongAsset',
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
            role === 'customer' &&
            sessionOf(story.state) === undefined &&
            verb !== 'choose' &&
            verb !== 'chooseOnChain'
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
