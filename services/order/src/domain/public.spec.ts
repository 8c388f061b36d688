import {
  caseRecord,
  newPublicPayment,
  orderRecord,
  paymentRecord,
  paymentStatuses,
} from '@stablegate/contracts'
import { decode, encode } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { caseRecordsOf, orderRecordOf, paymentRecordOf, publicPaymentOf } from './public.ts'
import {
  claimed,
  created,
  customer,
  disputed,
  fiatMinor,
  merchant,
  operator,
  posted,
  proof,
  queried,
  split,
  acceptor,
  awaiting,
  closedUnpaid,
  lateCase,
  offered,
  wayTo,
  type Story,
} from './story.spec-support.ts'

const words = {
  open: 'pending',
  requested: 'matching',
  onchain_offered: 'pending',
  offered: 'matching',
  awaiting_transfer: 'awaiting_customer',
  confirming_transfer: 'awaiting_customer',
  awaiting_payment: 'awaiting_customer',
  grace: 'awaiting_customer',
  claimed: 'confirming',
  amount_query: 'unresolved underpaid',
  fiat_refund_due: 'unresolved underpaid',
  disputed: 'unresolved disputed',
  settling: 'confirming',
  settled: 'settled',
  split: 'resolved disputed',
  closed_unpaid: 'expired',
  closed_refunded: 'refunded',
  late_case: 'unresolved paid_late',
  expired: 'expired',
  cancelled: 'cancelled',
} as const

describe('public objects in every state', () => {
  for (const status of paymentStatuses) {
    test(status, () => {
      // As a view keeps it: through the codec and back.
      const state = decode<Story['state']>(encode(wayTo[status]().state))
      const { payment } = paymentRecord.parse(paymentRecordOf(state))
      expect([payment.status, payment.context].filter(Boolean).join(' ')).toBe(words[status])
      expect(payment.order?.state ?? status).toBe(status)
      if (state.order) orderRecord.parse(orderRecordOf(state))
      for (const one of caseRecordsOf(state)) caseRecord.parse(one)
      expect(caseRecordsOf(state).map(({ kind }) => kind)).toEqual(
        { disputed: ['dispute'], late_case: ['late_case'] }[status as string] ?? [],
      )
    })
  }
})

test('the answer of a creation is the object as it is', () => {
  const story = created({ description: 'a', returnUrl: 'https://shop.example' })
  const [event] = story.events
  if (event?.type !== 'payment.created') throw new Error('a payment begins with its creation')
  expect(newPublicPayment(event.data)).toEqual(publicPaymentOf(story.state))
})

test('axes are kept apart', () => {
  const axesOf = (story: Story): unknown => Object.values(publicPaymentOf(story.state).axes)
  expect(axesOf(created())).toEqual(['open', 'none', 'in_time', 'none'])
  expect(axesOf(claimed())).toEqual(['open', 'none', 'in_time', 'observed'])
  expect(axesOf(queried(80_000n))).toEqual(['open', 'over', 'in_time', 'held'])
  expect(axesOf(split())).toEqual(['settled', 'under', 'in_time', 'solid'])
  expect(axesOf(wayTo.late_case())).toEqual(['open', 'none', 'late', 'held'])
  expect(axesOf(wayTo.expired())).toEqual(['closed', 'none', 'in_time', 'none'])
})

test('the deadline is that of the state, not that of a reminder', () => {
  const story = claimed()
  expect(publicPaymentOf(story.state).deadline_at).toBe(
    new Date(story.atMs + 30 * 60_000).toISOString(),
  )
  expect(publicPaymentOf(posted().state).deadline_at).toBeNull()
})

test('who pays is the acceptor\'s to see from its acceptance until the last appeal has ended', () => {
  const isShown = (story: Story): boolean => orderRecordOf(story.state).payerShown
  expect(isShown(offered())).toBe(false)
  expect(isShown(offered().does('cancel', { by: merchant }))).toBe(false)
  for (const story of [awaiting(), claimed(), disputed(), wayTo.settling(), posted(), split(), closedUnpaid(), lateCase()])
    expect([story.state.status, isShown(story)]).toEqual([story.state.status, true])
  expect(isShown(posted().rings('appeal'))).toBe(false)
  expect(isShown(closedUnpaid().rings('appeal'))).toBe(false)
  const appealed = split().does('appeal', { by: customer, reason: 'x' })
  expect(isShown(appealed)).toBe(true)
  expect(isShown(appealed.does('decideAppeal', { by: operator, outcome: 'upheld', reason: 'x' }))).toBe(false)
  const recall = posted().rings('appeal')
    .does('reportRecall', { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') })
  expect(isShown(recall)).toBe(true)
  expect(isShown(recall.does('decideRecall', { by: operator, outcome: 'denied', reason: 'x' }))).toBe(false)
})

describe('cases', () => {
  const kinds = (story: Story): string[] => caseRecordsOf(story.state).map(({ kind }) => kind)

  test('everything that waits for a human has one', () => {
    expect(kinds(posted().does('flag', { by: merchant, reason: 'x' }))).toEqual(['flag'])
    expect(kinds(split().does('appeal', { by: customer, reason: 'x' }))).toEqual(['appeal'])
    const recall = { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') } as const
    expect(kinds(posted().does('reportRecall', recall))).toEqual(['recall'])
    const [open] = caseRecordsOf(posted().does('reportRecall', recall).state)
    expect(open?.evidence).toMatchObject([{ side: 'acceptor', evidence: recall.proof.evidence }])
    const excess = queried(80_000n).does('answerAmount', { by: customer, answer: 'agree' })
    expect(kinds(posted(excess))).toEqual(['fiat_debt'])
    const refused = posted()
      .rings('release')
      .does('recordTransfer', { ids: ['release:pay_1:1'], refused: 'x' })
    expect(kinds(refused)).toEqual(['transfer'])
    const suspended = claimed().does('suspendOrder', { by: operator, reason: 'x' })
    expect(kinds(suspended.does('confirm', { by: acceptor, receivedMinor: fiatMinor, payerMatches: true }))).toEqual([
      'flag',
    ])
  })

  test('an escalated one says so and has no clock left', () => {
    expect(caseRecordsOf(disputed().rings('verdict').state)).toMatchObject([
      { kind: 'dispute', escalated: true, dueAtMs: null },
    ])
  })
})
