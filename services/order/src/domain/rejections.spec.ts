import { defaultOnChain, paymentStatuses } from '@stablegate/contracts'
import { expect, test } from 'vitest'
import { paymentRejections, type PaymentRejection } from './rejections.ts'
import {
  acceptor,
  awaiting,
  claimInput,
  claimed,
  closedRefunded,
  closedUnpaid,
  confirmInput,
  created,
  customer,
  disputed,
  examplePolicy,
  fiatMinor,
  hex,
  lateCase,
  merchant,
  minuteMs,
  offerOf,
  offered,
  onChainFiat,
  operator,
  operatorOf,
  pay,
  paidOnChain,
  payerOf,
  posted,
  proof,
  queried,
  reached,
  refundOf,
  refundInput,
  requested,
  secondOperator,
  settling,
  split,
  underpaid,
  wayTo,
  Story,
} from './story.spec-support.ts'
import { paymentAggregate } from './aggregate.ts'

const choice = { by: customer, currency: 'CNY', method: 'alipay', payer: payerOf('p') } as const
const verdictFull = {
  by: operator,
  verdict: { outcome: 'full' },
  reason: 'so',
  ruleBroken: false,
} as const
const recall = { by: acceptor, recalledMinor: fiatMinor, proof: proof('d') } as const
const large = { ...examplePolicy, twoPeopleFromMicro: 1n }

const create = {
  merchant: 'mer_1',
  livemode: false,
  ledger: 'usdt-sandbox',
  reference: 'r',
  policy: examplePolicy,
  metadata: {},
  amount: { fix: 'usdt', usdtMicro: 100n },
} as const

/** Each code with a story that ends in it. */
const ends: Readonly<Record<string, () => unknown>> = {
  payment_exists: () => created().send('create', create),
  payment_unknown: () => new Story().send('cancel', { by: merchant }),
  ledger_mismatch: () => new Story().send('create', { ...create, livemode: true }),
  fee_exceeds_amount: () =>
    new Story().send('create', {
      ...create,
      policy: { ...examplePolicy, fee: { version: 1, bps: 0, fixedMicro: 100n } },
    }),
  session_mismatch: () =>
    awaiting().send('claim', { ...claimInput, by: { ...customer, sessionHash: hex('9') } }),
  not_your_order: () =>
    offered().send('acceptOffer', { by: { role: 'acceptor', acceptor: 'acc_9' } }),
  not_your_payment: () => created().send('cancel', { by: { role: 'merchant', merchant: 'mer_9' } }),
  conflict_of_interest: () =>
    disputed().send('giveVerdict', { ...verdictFull, by: operatorOf('opr_1', 'owner-1') }),
  too_many_choices: () => {
    const story = created({
      policy: { ...examplePolicy, clocks: { ...examplePolicy.clocks, matchMs: 1 } },
    })
    for (let choices = 0; choices < 5; choices += 1) requested(story).rings('match')
    return story.send('choose', choice)
  },
  method_not_offered: () =>
    created({ policy: { ...examplePolicy, methods: {} } }).send('choose', choice),
  currency_fixed: () => created().send('choose', { ...choice, currency: 'EUR' }),
  wrong_currency: () => claimed().send('confirm', { ...confirmInput, currency: 'EUR' }),
  over_method_limit: () =>
    created({ amount: { fix: 'usdt', usdtMicro: 10_000_000_001n } }).send('choose', choice),
  offer_unknown: () => requested().send('recordOffer', { offer: offerOf(2) }),
  paid_in_future: () => awaiting().send('claim', { ...claimInput, paidAtMs: Date.UTC(2030, 0, 1) }),
  bank_reference_missing: () => awaiting().send('confirm', confirmInput),
  money_received: () =>
    queried()
      .does('answerAmount', { by: customer, answer: 'top_up' })
      .send('stateNotPaid', { by: customer }),
  already_attested: () =>
    awaiting()
      .rings('pay')
      .does('attestNothingCame', { by: acceptor })
      .send('attestNothingCame', { by: acceptor }),
  already_suspended: () =>
    awaiting()
      .does('suspendOrder', { by: operator, reason: 'x' })
      .send('suspendOrder', { by: operator, reason: 'x' }),
  nothing_to_confirm: () => claimed().send('coConfirm', { by: operator }),
  nothing_to_top_up: () =>
    queried(fiatMinor + 1n).send('answerAmount', { by: customer, answer: 'top_up' }),
  already_topped_up: () =>
    queried()
      .does('answerAmount', { by: customer, answer: 'top_up' })
      .does('confirm', { ...confirmInput, receivedMinor: 71_000n })
      .send('answerAmount', { by: customer, answer: 'top_up' }),
  amount_not_upward: () =>
    queried().send('correctAmount', { by: acceptor, receivedMinor: 70_000n }),
  not_a_part: () => queried(fiatMinor + 1n).send('acceptPart', { by: merchant }),
  amount_too_small: () => {
    const story = created({ amount: { fix: 'usdt', usdtMicro: 1n } })
    claimed(awaiting(offered(requested(story), { usdtMicro: 1n }))).does('confirm', {
      ...confirmInput,
      receivedMinor: 1n,
    })
    return story.send('acceptPart', { by: merchant })
  },
  no_fiat_debt: () => posted().send('markRefunded', refundInput),
  already_acknowledged: () =>
    closedRefunded().does('acknowledgeRefund', { by: customer }).send('lateClaim', claimInput),
  already_extended: () =>
    awaiting().rings('pay').does('extend', { by: merchant }).send('extend', { by: operator }),
  already_flagged: () =>
    awaiting()
      .does('flag', { by: merchant, reason: 'x' })
      .send('flag', { by: operator, reason: 'y' }),
  not_flagged: () => posted().send('unflag', { by: operator, reason: 'x' }),
  too_much_evidence: () => {
    const story = disputed()
    for (let exhibits = 0; exhibits < 20; exhibits += 1) {
      const digest = exhibits.toString(16).padStart(64, '0')
      story.does('addEvidence', { by: customer, evidence: { ...proof('d'), digest } })
    }
    return story.send('addEvidence', { by: customer, evidence: proof('e') })
  },
  evidence_known: () =>
    disputed()
      .does('addEvidence', { by: customer, evidence: proof('d') })
      .send('addEvidence', { by: acceptor, evidence: proof('d') }),
  evidence_closed: () =>
    disputed()
      .rings('evidence')
      .send('addEvidence', { by: customer, evidence: proof('d') }),
  nothing_proposed: () => disputed().send('approveJudgement', { by: secondOperator }),
  same_person: () =>
    disputed(claimed(awaiting(offered(requested(created({ policy: large }))))))
      .does('giveVerdict', verdictFull)
      .send('approveJudgement', { by: operator }),
  operator_only: () =>
    lateCase().send('decideLate', { by: merchant, outcome: 'accept', reason: 'x' }),
  no_late_case: () =>
    closedUnpaid().send('decideLate', { by: operator, outcome: 'deny', reason: 'x' }),
  amount_differs: () =>
    lateCase().send('confirmLate', {
      by: acceptor,
      receivedMinor: 1n,
      bankReferenceHash: hex('b'),
    }),
  window_closed: () => closedUnpaid().rings('appeal').send('lateClaim', claimInput),
  appeal_open: () =>
    split()
      .does('appeal', { by: customer, reason: 'x' })
      .send('appeal', { by: customer, reason: 'x' }),
  appeal_decided: () =>
    split()
      .does('appeal', { by: customer, reason: 'x' })
      .does('decideAppeal', { by: operator, outcome: 'upheld', reason: 'x' })
      .send('appeal', { by: customer, reason: 'x' }),
  no_appeal: () => split().send('decideAppeal', { by: operator, outcome: 'upheld', reason: 'x' }),
  nothing_to_grant: () =>
    posted()
      .does('appeal', { by: customer, reason: 'x' })
      .send('decideAppeal', { by: operator, outcome: 'granted', reason: 'x' }),
  recall_open: () =>
    posted()
      .does('reportRecall', recall)
      .send('reportRecall', { ...recall, proof: proof('e') }),
  no_recall: () => posted().send('decideRecall', { by: operator, outcome: 'granted', reason: 'x' }),
  exceeds_settled: () =>
    posted().send('reportRecall', { ...recall, recalledMinor: fiatMinor + 1n }),
  expiry_passed: () => onChainFiat().rings('expiry').send('choose', choice),
  on_chain_not_offered: () => {
    const story = created({ policy: { ...examplePolicy, onChain: { ...defaultOnChain, offered: false } } })
    return story.send('chooseOnChain', { by: customer, reference: { price: '7.2', atMs: story.atMs } })
  },
  reference_missing: () => created().send('chooseOnChain', { by: customer }),
  reference_stale: () => {
    const story = created()
    return story.send('chooseOnChain', { by: customer, reference: { price: '7.2', atMs: story.atMs - 60_001 } })
  },
  price_out_of_bounds: () => {
    const story = created({ policy: { ...examplePolicy, minUsdtMicro: 100_000_001n } })
    return story.send('chooseOnChain', { by: customer, reference: { price: '7.2', atMs: story.atMs } })
  },
  nothing_unapplied: () =>
    created().rings('expiry').send('acceptUnapplied', { by: merchant, reason: 'x' }),
  exceeds_unapplied: () =>
    underpaid().send('setAside', { by: operator, amountMicro: 60_000_001n, reason: 'x' }),
  exceeds_item: () =>
    underpaid().send('setAside', { by: operator, amountMicro: 1n, item: 'dep_9', reason: 'x' }),
  not_on_chain: () =>
    created().rings('expiry').send('assign', { by: operator, amountMicro: 1n, reason: 'x' }),
  no_wrong_asset: () => underpaid().send('dismissWrongAsset', { by: operator, reason: 'x' }),
  refund_exists: () => underpaid().does('requestRefund', refundOf()).send('requestRefund', refundOf()),
  refund_open: () =>
    underpaid().does('requestRefund', refundOf()).send('topUp', { by: merchant, reason: 'x' }),
  refund_locked: () =>
    paidOnChain()
      .does('flag', { by: merchant, reason: 'x' })
      .send('requestRefund', refundOf({ from: 'available' })),
  hold_running: () => posted().send('requestRefund', refundOf({ from: 'available' })),
  transfer_unknown: () => offered().send('recordTransfer', { ids: ['escrow:pay_2:1'] }),
  clock_stale: () =>
    offered().send('clock', { key: pay, kind: 'offer', clockId: 'other', dueAtMs: 1, outages: [] }),
}

for (const [code, story] of Object.entries(ends)) {
  test(code, () => {
    expect(story()).toBe(code)
  })
}

test('every window closes', () => {
  expect(
    closedUnpaid()
      .rings('appeal')
      .send('confirmLate', { by: acceptor, receivedMinor: fiatMinor, bankReferenceHash: hex('b') }),
  ).toBe('window_closed')
  expect(posted().rings('appeal').send('appeal', { by: customer, reason: 'x' })).toBe(
    'window_closed',
  )
  expect(posted().rings('recall').send('reportRecall', recall)).toBe('window_closed')
})

test('not_while_<state> for every state', () => {
  for (const status of paymentStatuses) {
    const story = wayTo[status]()
    const outcome =
      status === 'closed_unpaid' || status === 'late_case' || status === 'closed_refunded'
        ? story.send('cancel', { by: merchant })
        : story.send('acceptPart', { by: merchant })
    if (status === 'amount_query')
      expect(story.send('cancel', { by: merchant })).toBe('not_while_settling')
    else expect(outcome).toBe(`not_while_${status}`)
  }
  expect(queried().send('cancel', { by: merchant })).toBe('not_while_amount_query')
})

test('the claims on streams give the two codes that no decider can give', () => {
  const claimsOf = (story: Story): readonly string[] =>
    story.events
      .flatMap((event) => paymentAggregate.claims?.(event) ?? [])
      .map(({ stream, rejected }) => {
        reached.add(rejected)
        return stream
      })
  expect(claimsOf(settling(claimed()))).toEqual([
    'order.reference-mer_1-r-1',
    `order.bankref-pac_1-alipay-${hex('b')}`,
  ])
})

test('what is counted in another currency is refused, and only where the act would be taken', () => {
  const acts = {
    claim: (currency: 'CNY' | 'EUR') =>
      awaiting().send('claim', { ...claimInput, claimedMinor: fiatMinor, currency }),
    correctAmount: (currency: 'CNY' | 'EUR') =>
      queried().send('correctAmount', { by: acceptor, receivedMinor: fiatMinor, currency }),
    decideLate: (currency: 'CNY' | 'EUR') =>
      lateCase().send('decideLate', {
        by: operator, outcome: 'accept', receivedMinor: fiatMinor, currency, reason: 'so',
      }),
    giveVerdict: (currency: 'CNY' | 'EUR') =>
      disputed().send('giveVerdict', {
        ...verdictFull, verdict: { outcome: 'split', receivedMinor: 1_000n }, currency,
      }),
    reportRecall: (currency: 'CNY' | 'EUR') => posted().send('reportRecall', { ...recall, currency }),
  }
  for (const [verb, send] of Object.entries(acts)) {
    expect([verb, send('EUR')]).toEqual([verb, 'wrong_currency'])
    expect([verb, typeof send('CNY')]).toEqual([verb, 'object'])
  }
  const stranger = { role: 'acceptor', acceptor: 'acc_9' } as const
  expect(claimed().send('confirm', { ...confirmInput, by: stranger, currency: 'EUR' })).toBe('not_your_order')
  expect(posted().send('confirm', { ...confirmInput, currency: 'EUR' })).toMatch(/^not_while_/)
})

test('no code is left unreached', () => {
  const missing = paymentRejections.filter((code: PaymentRejection) => !reached.has(code))
  expect(missing).toEqual([])
})

test('time passes in stories', () => {
  expect(claimed(awaiting().wait(minuteMs)).state.order?.claimedAtMs).toBe(
    Date.UTC(2026, 0, 1) + minuteMs,
  )
})
