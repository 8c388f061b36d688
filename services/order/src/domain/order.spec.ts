import { describe, expect, test } from 'vitest'
import { suggestedOutcome } from './dispute.ts'
import {
  acceptor,
  awaiting,
  claimInput,
  claimed,
  closedUnpaid,
  confirmInput,
  customer,
  disputed,
  fiatMinor,
  hex,
  lateCase,
  merchant,
  minuteMs,
  operator,
  pay,
  posted,
  proof,
  queried,
  refundDue,
  refundInput,
  secondOperator,
  settling,
  split,
  usdtMicro,
  created,
  examplePolicy,
  offered,
  requested,
} from './story.spec-support.ts'
import { transferIdOf } from './transfer-ids.ts'

const escrow = (attempt: number) => ({ ids: [transferIdOf('escrow', pay, attempt)] })
const verdict = (outcome: 'full' | 'none', fiatGoesBack = false) =>
  ({
    by: operator,
    reason: 'so',
    ruleBroken: false,
    verdict: outcome === 'full' ? { outcome } : { outcome, fiatGoesBack },
  }) as const

describe('awaiting payment', () => {
  test('fifteen minutes, then grace of thirty, then closed unpaid with the amount blocked for five days', () => {
    const story = closedUnpaid()
    expect(story.types.slice(-2)).toEqual(['grace_entered', 'closed'])
    expect(story.last.data).toMatchObject({
      status: 'closed_unpaid',
      reason: 'grace_over',
      voids: true,
      blockUntilMs: story.atMs + 5 * 24 * 60 * minuteMs,
    })
    expect(story.state.word).toBe('expired')
  })

  test('a cancel is only a word: the escrow stays until "not paid" or the end of grace', () => {
    const story = awaiting().does('cancel', { by: customer })
    expect(story.state).toMatchObject({ status: 'grace', escrows: { 1: 'pended' } })
    story.does('stateNotPaid', { by: customer })
    expect(story.state).toMatchObject({
      status: 'closed_unpaid',
      word: 'cancelled',
      escrows: { 1: 'voiding' },
    })
  })

  test('an attest of the acceptor ends nothing', () => {
    expect(awaiting().rings('pay').does('attestNothingCame', { by: acceptor }).state.status).toBe(
      'grace',
    )
  })

  test('an unusable account opens grace at once', () => {
    expect(awaiting().does('reportAccountUnusable', { by: acceptor }).state).toMatchObject({
      status: 'grace',
      graceReason: 'account_unusable',
    })
  })

  test('a claim in grace with bank time inside the lock is in time', () => {
    const story = awaiting()
    const paidAtMs = story.atMs + minuteMs
    story.rings('pay').wait(minuteMs)
    expect(story.does('claim', { ...claimInput, paidAtMs }).last.data).toMatchObject({
      time: 'in_time',
    })
    expect(claimed(awaiting().rings('pay').wait(1)).last.data).toMatchObject({ time: 'late' })
  })

  test('the acceptor may confirm without a claim, with a reference of its own', () => {
    const story = awaiting().does('confirm', { ...confirmInput, bankReferenceHash: hex('c') })
    expect(story.last.data).toMatchObject({
      bankReferenceHashes: [hex('c')],
      unclaimedHashes: [hex('c')],
    })
  })

  test('grace is extended once by its own length', () => {
    const story = awaiting().rings('pay')
    const before = story.state.clocks['grace']!.dueAtMs
    story.does('extend', { by: operator })
    expect(story.state.clocks['grace']!.dueAtMs - before).toBe(30 * minuteMs)
  })
})

describe('claimed', () => {
  test('the acceptor is reminded at 5 and 10 minutes, reported at 15, and disputed at 30', () => {
    const story = claimed()
    const from = story.atMs
    const at = (kind: string): number => (story.rings(kind).atMs - from) / minuteMs
    expect([at('remind'), at('remind'), at('silent'), at('answer')]).toEqual([5, 10, 15, 30])
    expect(story.types.slice(-4)).toEqual([
      'acceptor_reminded',
      'acceptor_reminded',
      'acceptor_silent',
      'disputed',
    ])
    expect(story.state.dispute?.reason).toBe('no_answer')
  })

  test('a refusal is a dispute by its reason', () => {
    for (const reason of ['not_received', 'third_party', 'wrong_account'] as const) {
      expect(claimed().does('refuse', { by: acceptor, reason }).state).toMatchObject({
        status: 'disputed',
        dispute: { reason },
      })
    }
  })

  test('the exact amount settles; the merchant owns a recall', () => {
    const story = settling()
    expect(story.last.data).toMatchObject({
      way: 'confirmed',
      status: 'settled',
      postedMicro: usdtMicro,
      recallOwner: 'merchant',
      escrow: 'standing',
      attempt: 1,
    })
    expect(story.state).toMatchObject({ status: 'settling', word: 'confirming' })
    posted(story)
    expect(story.state).toMatchObject({
      status: 'settled',
      word: 'settled',
      escrows: { 1: 'posted' },
    })
    expect(Object.keys(story.state.clocks).toSorted()).toEqual([
      'appeal',
      'recall',
      'release',
      'reserve',
    ])
  })

  test('an acceptor that confirms a mismatched payer owns the recall', () => {
    expect(
      claimed().does('confirm', { ...confirmInput, payerMatches: false }).last.data,
    ).toMatchObject({ recallOwner: 'acceptor' })
  })

  test('an amount that differs from the claim never releases by itself', () => {
    const story = awaiting().does('claim', { ...claimInput, claimedMinor: 70_000n })
    expect(story.does('confirm', confirmInput).state.status).toBe('amount_query')
  })

  test("a suspended acceptor's confirmation waits for an operator's", () => {
    const story = claimed()
      .does('suspendOrder', { by: operator, reason: 'x' })
      .does('confirm', confirmInput)
    expect(story.state).toMatchObject({ status: 'claimed', heldConfirmation: true })
    expect(story.send('confirm', confirmInput)).toBe('nothing_to_confirm')
    expect(story.does('coConfirm', { by: operator }).last.data).toMatchObject({
      way: 'co_confirmed',
      postedMicro: usdtMicro,
    })
  })

  test('what is shown when its acceptor is suspended ends by an operator, by whatever way it settles', () => {
    const told = { attempt: 1, acceptor: 'acc_1' }
    const ways = [
      awaiting().does('recordSuspension', told).does('claim', claimInput).does('confirm', confirmInput),
      claimed().does('recordSuspension', told).does('confirm', confirmInput),
      queried().does('recordSuspension', told).does('answerAmount', { by: customer, answer: 'agree' }),
      queried().does('recordSuspension', told).does('acceptPart', { by: merchant }),
      queried().does('recordSuspension', told).does('correctAmount', { by: acceptor, receivedMinor: fiatMinor }),
    ]
    for (const story of ways) {
      expect(story.state).toMatchObject({ status: 'claimed', heldConfirmation: true })
      expect(story.does('coConfirm', { by: operator }).state.status).toBe('settling')
    }
    const [, , agreedPart] = ways
    expect(agreedPart?.last.data).toMatchObject({ receivedMinor: 70_000n, way: 'co_confirmed' })
    expect(awaiting().does('recordSuspension', told).rings('pay').rings('grace').state.status).toBe('closed_unpaid')
  })

  test('a suspension told after the end, or while operators judge, changes nothing', () => {
    const told = { attempt: 1, acceptor: 'acc_1' }
    for (const make of [() => disputed(), () => settling(), () => posted(), closedUnpaid])
      expect(make().send('recordSuspension', told)).toEqual([])
  })

  test("so does a flagged one's", () => {
    const story = claimed(awaiting().does('flag', { by: merchant, reason: 'x' })).does(
      'confirm',
      confirmInput,
    )
    expect(story.state.heldConfirmation).toBe(true)
    expect(story.rings('answer').state).toMatchObject({
      status: 'disputed',
      heldConfirmation: false,
    })
  })

  test('a reference that another order claims too sends it to review', () => {
    const story = claimed().does('recordContest', { bankReferenceHash: hex('b'), other: 'pay_2' })
    expect(story.state).toMatchObject({
      status: 'disputed',
      dispute: { reason: 'reference_contested' },
    })
    expect(
      posted().does('recordContest', { bankReferenceHash: hex('b'), other: 'pay_2' }).state.flag
        ?.reason,
    ).toBe('reference_contested')
    expect(
      created().send('recordContest', { bankReferenceHash: hex('b'), other: 'pay_2' }),
    ).toEqual([])
  })
})

describe('another amount', () => {
  test('agreed: floor(U x A / F) is posted and the rest is void', () => {
    const story = queried().does('answerAmount', { by: customer, answer: 'agree' })
    expect(story.last.data).toMatchObject({
      way: 'agreed',
      postedMicro: 95_890_410n,
      recallOwner: 'acceptor',
    })
    expect(posted(story).state.word).toBe('resolved underpaid')
  })

  test('the merchant accepts a part', () => {
    expect(queried().does('acceptPart', { by: merchant }).last.data).toMatchObject({
      way: 'part_accepted',
    })
  })

  test('an excess is a fiat debt, never USDT, until the acceptor has paid it back', () => {
    const story = posted(queried(80_000n).does('answerAmount', { by: customer, answer: 'agree' }))
    expect(story.state.settlement).toMatchObject({
      postedMicro: usdtMicro,
      fiatDebtMinor: 8_000n,
      fiatDebtPaid: false,
    })
    expect(story.does('markRefunded', refundInput).state.settlement?.fiatDebtPaid).toBe(true)
  })

  test('topped up: grace, then a claim and the whole amount', () => {
    const story = queried().does('answerAmount', { by: customer, answer: 'top_up' })
    expect(story.state.status).toBe('grace')
    story
      .does('claim', { ...claimInput, bankReferenceHash: hex('c'), claimedMinor: 2_000n })
      .does('confirm', confirmInput)
    expect(story.last.data).toMatchObject({
      way: 'confirmed',
      bankReferenceHashes: [hex('b'), hex('c')],
    })
  })

  test('a top-up that never comes is disputed, for money was received', () => {
    expect(
      queried().does('answerAmount', { by: customer, answer: 'top_up' }).rings('grace').state
        .status,
    ).toBe('disputed')
  })

  test('corrected upward to the whole amount it settles, else it waits on', () => {
    expect(
      queried().does('correctAmount', { by: acceptor, receivedMinor: 71_000n }).state,
    ).toMatchObject({ status: 'amount_query', received: { receivedMinor: 71_000n } })
    expect(
      queried().does('correctAmount', { by: acceptor, receivedMinor: fiatMinor }).state.status,
    ).toBe('settling')
  })

  test('silence or contest is a dispute', () => {
    expect(queried().rings('query').state.status).toBe('disputed')
    expect(
      queried().does('answerAmount', { by: customer, answer: 'contest' }).state.dispute?.reason,
    ).toBe('contested')
  })

  test('a refund, asked or offered, closes when it is marked or acknowledged, and is disputed after a day', () => {
    expect(queried().does('offerRefund', { by: acceptor }).state.status).toBe('fiat_refund_due')
    expect(refundDue().does('markRefunded', refundInput).state).toMatchObject({
      status: 'closed_refunded',
      word: 'refunded',
    })
    const acknowledged = refundDue().does('acknowledgeRefund', { by: customer })
    expect(acknowledged.state).toMatchObject({ status: 'closed_refunded', clocks: {} })
    expect(refundDue().rings('refund').state.dispute?.reason).toBe('refund_overdue')
  })
})

describe('disputed', () => {
  test('never times out into a release', () => {
    const story = disputed().rings('evidence').rings('verdict')
    expect(story.state).toMatchObject({
      status: 'disputed',
      escalated: true,
      escrows: { 1: 'pended' },
      clocks: {},
    })
  })

  test('the only side with bank proof should win; with none the acceptor; with both a human decides', () => {
    const story = disputed()
    expect(suggestedOutcome(story.state)).toBe('none')
    story.does('addEvidence', { by: acceptor, evidence: proof('1', false) })
    story.does('addEvidence', { by: customer, evidence: proof('2') })
    expect(suggestedOutcome(story.state)).toBe('full')
    story.does('addEvidence', { by: acceptor, evidence: proof('3') })
    expect(suggestedOutcome(story.state)).toBeUndefined()
  })

  test('verdicts: full, none, none with the fiat back, split', () => {
    expect(disputed().does('giveVerdict', verdict('full')).types.slice(-2)).toEqual([
      'judged',
      'settlement_decided',
    ])
    const none = disputed().does('giveVerdict', verdict('none'))
    expect(none.state).toMatchObject({ status: 'closed_unpaid', word: 'resolved disputed' })
    expect(disputed().does('giveVerdict', verdict('none', true)).state.status).toBe(
      'fiat_refund_due',
    )
    expect(split().state).toMatchObject({
      status: 'split',
      word: 'resolved disputed',
      settlement: { postedMicro: usdtMicro / 2n },
    })
  })

  test('two people above the limit, and nobody judges an order of an acceptor they run', () => {
    const policy = { ...examplePolicy, twoPeopleFromMicro: usdtMicro }
    const story = disputed(claimed(awaiting(offered(requested(created({ policy }))))))
    story.does('giveVerdict', verdict('full'))
    expect(story.state).toMatchObject({ status: 'disputed', proposal: { operator: 'opr_1' } })
    expect(
      story.send('approveJudgement', { by: { ...secondOperator, relatedOwners: ['owner-1'] } }),
    ).toBe('conflict_of_interest')
    story.does('approveJudgement', { by: secondOperator })
    expect(story.events.at(-2)?.data).toMatchObject({ operators: ['opr_1', 'opr_2'] })
    expect(story.state.status).toBe('settling')
  })

  test("a release against a third-party refusal is the operator's recall", () => {
    const story = claimed()
      .does('refuse', { by: acceptor, reason: 'third_party' })
      .does('giveVerdict', verdict('full'))
    expect(story.last.data).toMatchObject({ recallOwner: 'operator' })
  })

  test('a verdict may name the true bank reference', () => {
    const story = disputed().does('giveVerdict', {
      ...verdict('full'),
      bankReferenceHash: hex('f'),
    })
    expect(story.last.data).toMatchObject({ bankReferenceHashes: [hex('f')] })
  })

  test('conceding', () => {
    expect(disputed().does('concede', { by: acceptor }).last.data).toMatchObject({
      way: 'conceded',
      postedMicro: usdtMicro,
    })
    expect(disputed().does('concede', { by: customer }).last.data).toMatchObject({
      reason: 'customer_conceded',
    })
    const withMoney = queried().rings('query').does('concede', { by: customer })
    expect(withMoney.state.status).toBe('fiat_refund_due')
  })
})

describe('late', () => {
  test('a late claim that the acceptor confirms pends and settles anew', () => {
    const story = lateCase()
    expect(story.state.word).toBe('unresolved paid_late')
    story.does('confirmLate', {
      by: acceptor,
      receivedMinor: fiatMinor,
      bankReferenceHash: hex('b'),
    })
    expect(story.last.data).toMatchObject({
      escrow: 'anew',
      attempt: 2,
      time: 'late',
      way: 'late_confirmed',
    })
    story
      .does('recordTransfer', escrow(2))
      .does('recordTransfer', { ids: [transferIdOf('post', pay, 2)] })
    expect(story.state).toMatchObject({
      status: 'settled',
      word: 'settled',
      escrows: { 1: 'voiding', 2: 'posted' },
    })
  })

  test('without liquidity it becomes a case for operators, and may be tried again with the same reference', () => {
    const story = lateCase().does('confirmLate', {
      by: acceptor,
      receivedMinor: fiatMinor,
      bankReferenceHash: hex('b'),
    })
    story.does('recordTransfer', { ...escrow(2), refused: 'insufficient_funds' })
    expect(story.state).toMatchObject({ status: 'late_case', lateRefused: true })
    story.does('decideLate', { by: operator, outcome: 'accept', reason: 'funded' })
    expect(story.last.data).toMatchObject({ attempt: 3, bankReferenceHashes: [] })
  })

  test('an operator accepts a part, denies, or sends it back', () => {
    const part = lateCase().does('decideLate', {
      by: operator,
      outcome: 'accept',
      receivedMinor: 36_000n,
      reason: 'half',
    })
    expect(part.last.data).toMatchObject({ postedMicro: usdtMicro / 2n })
    const denied = lateCase().does('decideLate', { by: operator, outcome: 'deny', reason: 'no' })
    expect(denied.last.data).toMatchObject({
      status: 'closed_unpaid',
      reason: 'late_denied',
      voids: false,
    })
    const back = lateCase().does('decideLate', {
      by: merchant,
      outcome: 'refund',
      reason: 'sold out',
    })
    expect(back.state).toMatchObject({ status: 'fiat_refund_due', word: 'unresolved paid_late' })
    expect(back.rings('refund').does('giveVerdict', verdict('full')).last.data).toMatchObject({
      escrow: 'anew',
    })
  })

  test('nobody decides: escalated', () => {
    expect(lateCase().rings('case').state).toMatchObject({ status: 'late_case', escalated: true })
  })
})
