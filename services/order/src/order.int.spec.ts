import { randomUUID } from 'node:crypto'
import type {
  CaseRecord,
  EarningsRecord,
  OrderRecord,
  OutageRecord,
  Overview,
  Page,
  PaymentRecord,
  RefundRecord,
  TimelineEntry,
} from '@stablegate/contracts'
import { boot, type After, type Running } from '@stablegate/host'
import { encode, type Answer } from '@stablegate/kernel'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { order } from './service.ts'
import {
  acceptor,
  claimInput,
  confirmInput,
  customer,
  examplePolicy,
  fiatMinor,
  hex,
  merchant,
  offerOf,
  operator,
  payerOf,
  proof,
} from './domain/story.spec-support.ts'
import { transferIdOf } from './domain/transfer-ids.ts'

let nats: Nats
let running: Running
let after: After | undefined

beforeAll(async () => {
  const [bus, databaseUrl] = await Promise.all([launchNats({ own: true }), testDatabase()])
  nats = bus
  // Without its process the service asks nothing of others; the spec tells their facts itself.
  running = await boot(
    { ...order, processes: [] },
    {
      env: {},
      migrate: true,
      config: {
        EVENT_STORE_URL: databaseUrl,
        DATABASE_URL: databaseUrl,
        NATS_URL: bus.url,
        LISTEN_HOST: '127.0.0.1',
        PORT: 0,
        LOG_LEVEL: 'silent',
      },
    },
  )
  await running.ready()
})

afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

const send = (verb: string, data: Record<string, unknown>): Promise<Answer> =>
  running.commands.send(`order.${verb}`, data, { id: randomUUID(), actor: 'spec' })

const does = async (verb: string, data: Record<string, unknown>): Promise<void> => {
  const answer = await send(verb, data)
  if (answer.status !== 'accepted') throw new Error(`${verb}: ${JSON.stringify(answer)}`)
  after = { log: answer.log, position: answer.position }
}

const ask = async <Value>(name: string, input: Record<string, unknown>): Promise<Value> => {
  const answer = await running.queries.ask<Value>('order', name, input, after ? { after } : {})
  if (answer.status !== 'answered') throw new Error(`${name}: ${JSON.stringify(answer)}`)
  return answer.value
}

const create = (payment: string, more: Record<string, unknown> = {}): Promise<void> =>
  does('payment.create', {
    payment,
    merchant: 'mer_1',
    livemode: false,
    ledger: 'usdt-sandbox',
    reference: `ref-${payment}`,
    amount: { fix: 'fiat', currency: 'CNY', fiatMinor },
    policy: examplePolicy,
    metadata: { cart: '7' },
    ...more,
  })

const offer = async (payment: string): Promise<void> => {
  await does('payment.choose', {
    payment,
    by: customer,
    currency: 'CNY',
    method: 'alipay',
    payer: payerOf(payment),
  })
  const made = offerOf(1, { payment, order: `ord_${payment.slice(4)}x1` })
  await does('payment.record_offer', { payment, offer: made })
  await does('payment.record_transfer', { payment, ids: [transferIdOf('escrow', payment, 1)] })
}

const claim = async (payment: string, bankReferenceHash: string): Promise<void> => {
  await offer(payment)
  await does('payment.accept_offer', { payment, by: acceptor })
  await does('payment.claim', { payment, ...claimInput, bankReferenceHash })
}

const settle = async (payment: string, bankReferenceHash: string): Promise<void> => {
  await claim(payment, bankReferenceHash)
  await does('payment.confirm', { payment, ...confirmInput })
  await does('payment.record_transfer', { payment, ids: [transferIdOf('post', payment, 1)] })
}

describe('payments on real servers', () => {
  test('overviews sum what settled and count what was created, by span, method and word', async () => {
    await create('pay_sum1', { merchant: 'mer_sum' })
    await create('pay_sum2', { merchant: 'mer_sum' })
    await create('pay_sum3', { merchant: 'mer_sum' })
    await settle('pay_sum1', hex('6'))
    await does('payment.cancel', { payment: 'pay_sum2', by: { role: 'merchant', merchant: 'mer_sum' } })
    const nowMs = Date.now()
    const edgesMs = [nowMs - 86_400_000, nowMs - 3_600_000, nowMs + 3_600_000, nowMs + 86_400_000]
    const overview = await ask<Overview>('overview', { merchant: 'mer_sum', edgesMs })
    const settled = {
      count: 1, grossMicro: 98_630_136n, feeMicro: 986_301n, returnedMicro: 0n, medianMs: expect.any(Number), p95Ms: expect.any(Number),
    }
    expect(overview).toEqual({
      created: { count: 3, settled: 1 }, createdBySpan: [{ span: 1, count: 3, settled: 1 }],
      words: [{ word: 'cancelled', count: 1 }, { word: 'pending', count: 1 }, { word: 'settled', count: 1 }],
      settled, settledBySpan: [{ span: 1, ...settled }], settledByMethod: [{ method: 'alipay', ...settled }],
    })
    expect(overview.settled.medianMs).toBeGreaterThanOrEqual(0)
    expect(await ask<Overview>('overview', { merchant: 'mer_nobody', edgesMs })).toMatchObject({
      created: { count: 0, settled: 0 }, createdBySpan: [], words: [], settled: { count: 0, medianMs: null }, settledByMethod: [],
    })
    expect(await ask<Overview>('overview', { edgesMs: edgesMs.slice(0, 2) })).toMatchObject({ created: { count: 0 }, settledBySpan: [] })
    const earned = await ask<readonly EarningsRecord[]>('earnings', { acceptor: 'acc_1', edgesMs })
    expect(earned).toEqual([{
      span: 1, account: 'pac_1', method: 'alipay', currency: 'CNY', orders: expect.any(Number), fiatMinor: expect.any(BigInt),
      usdtMicro: expect.any(BigInt), commissionMicro: expect.any(BigInt), marginMicro: 0n,
    }])
    expect(earned[0]?.commissionMicro).toBeGreaterThanOrEqual(197_260n)
    expect(await ask('earnings', { acceptor: 'acc_other', edgesMs })).toEqual([])
  })

  test('a payment is settled and read back in every form', async () => {
    await create('pay_whole')
    await settle('pay_whole', hex('1'))
    const record = await ask<PaymentRecord>('getPayment', { payment: 'pay_whole' })
    expect(record).toMatchObject({
      status: 'settled',
      merchant: 'mer_1',
      acceptor: 'acc_1',
      account: 'pac_1',
      sessionHash: hex('a'),
      payment: {
        status: 'settled',
        context: null,
        axes: { settlement: 'settled', amount: 'exact', time: 'in_time', assurance: 'solid' },
        amount: { amount: '720.00', currency: 'CNY' },
        metadata: { cart: '7' },
        settlement: {
          gross: { amount: '98.630136', currency: 'USDT' },
          fee: { amount: '0.986301', currency: 'USDT' },
          net: { amount: '97.643835', currency: 'USDT' },
          released: false,
        },
      },
    })
    const timeline = await ask<readonly TimelineEntry[]>('paymentTimeline', {
      payment: 'pay_whole',
    })
    expect(timeline.map(({ type }) => type.replace('payment.', ''))).toEqual([
      'created',
      'method_chosen',
      'match_requested',
      'offer_recorded',
      'escrow_pended',
      'offer_accepted',
      'claimed',
      'settlement_decided',
      'settled',
    ])
    expect(encode(timeline)).not.toMatch(/sealed|sessionHash|bankReference/)
    expect(await ask('getPayment', { payment: 'pay_nobody' })).toBeNull()
  })

  test("a merchant's reference is taken once", async () => {
    await create('pay_ref')
    expect(
      await send('payment.create', {
        payment: 'pay_ref2',
        merchant: 'mer_1',
        livemode: false,
        ledger: 'usdt-sandbox',
        reference: 'ref-pay_ref',
        amount: { fix: 'usdt', usdtMicro: 1_000_000n },
        policy: examplePolicy,
        metadata: {},
      }),
    ).toMatchObject({ status: 'rejected', code: 'reference_taken' })
  })

  test('a bank reference settles one order; its second claimant sends both to review', async () => {
    await create('pay_first')
    await settle('pay_first', hex('2'))
    await create('pay_second')
    await claim('pay_second', hex('2'))
    const confirmed = await send('payment.confirm', { payment: 'pay_second', ...confirmInput })
    expect(confirmed).toMatchObject({ status: 'rejected' })
    const found = await waitFor(
      async () => {
        const { items } = await ask<Page<CaseRecord>>('cases', {})
        const both = items.filter(
          ({ payment }) => payment === 'pay_first' || payment === 'pay_second',
        )
        return both.length === 2 ? both : undefined
      },
      { deadlineMs: 5_000, what: 'both payments in review' },
    )
    expect(found.map(({ payment, kind, reason }) => [payment, kind, reason]).toSorted()).toEqual([
      ['pay_first', 'flag', 'reference_contested'],
      ['pay_second', 'dispute', 'reference_contested'],
    ])
    expect(
      await send('payment.give_verdict', {
        payment: 'pay_second',
        by: operator,
        verdict: { outcome: 'full' },
        reason: 'both',
        ruleBroken: false,
      }),
    ).toMatchObject({ status: 'rejected', code: 'bank_reference_used' })
  })

  test('a clock fires by itself', async () => {
    await create('pay_slow', {
      policy: { ...examplePolicy, clocks: { ...examplePolicy.clocks, offerMs: 30 } },
    })
    await offer('pay_slow')
    await waitFor(
      async () => {
        const record = await ask<PaymentRecord>('getPayment', { payment: 'pay_slow' })
        return record.status === 'requested' && record.payment.status === 'matching'
          ? record
          : undefined
      },
      { deadlineMs: 10_000, what: 'the offer to lapse' },
    )
  })

  test('lists are paged, newest first', async () => {
    for (const payment of ['pay_a', 'pay_b', 'pay_c']) await create(payment, { merchant: 'mer_2' })
    const first = await ask<Page<PaymentRecord>>('listPayments', { merchant: 'mer_2', limit: 2 })
    expect([first.items.map(({ payment }) => payment.id), first.hasMore]).toEqual([
      ['pay_c', 'pay_b'],
      true,
    ])
    const rest = await ask<Page<PaymentRecord>>('listPayments', {
      merchant: 'mer_2',
      limit: 2,
      startingAfter: 'pay_b',
    })
    expect([rest.items.map(({ payment }) => payment.id), rest.hasMore]).toEqual([['pay_a'], false])
    await does('payment.cancel', { payment: 'pay_b', by: { ...merchant, merchant: 'mer_2' } })
    const cancelled = await ask<Page<PaymentRecord>>('listPayments', {
      merchant: 'mer_2',
      word: 'cancelled',
    })
    expect(cancelled.items.map(({ payment }) => payment.id)).toEqual(['pay_b'])
    const byReference = await ask<Page<PaymentRecord>>('listPayments', {
      merchant: 'mer_2',
      reference: 'ref-pay_a',
    })
    expect(byReference.items).toHaveLength(1)
  })

  test('an acceptor sees its orders, an operator the evidence', async () => {
    await create('pay_case')
    await claim('pay_case', hex('3'))
    await does('payment.refuse', { payment: 'pay_case', by: acceptor, reason: 'not_received' })
    await does('payment.add_evidence', { payment: 'pay_case', by: customer, evidence: proof('d') })
    const orders = await ask<Page<OrderRecord>>('acceptorOrders', { acceptor: 'acc_1', open: true })
    expect(orders.items.find(({ order: { payment } }) => payment === 'pay_case')).toMatchObject({
      open: true,
      sealedPayerName: 'sealed',
      sealedReference: 'sealed',
      order: { state: 'disputed', fiat: { amount: '720.00' } },
    })
    const next = await ask<Page<OrderRecord>>('acceptorOrders', {
      acceptor: 'acc_1',
      startingAfter: orders.items[0]?.order.id,
    })
    expect(next.items.map(({ order: { id } }) => id)).not.toContain(orders.items[0]?.order.id)
    const ofPayment = (who: string): Promise<Page<OrderRecord>> =>
      ask('acceptorOrders', { acceptor: who, payment: 'pay_case', limit: 1 })
    expect((await ofPayment('acc_1')).items.map(({ order: { id } }) => id)).toEqual(['ord_casex1'])
    expect((await ofPayment('acc_2')).items).toEqual([])
    const { items } = await ask<Page<CaseRecord>>('cases', { kind: 'dispute', acceptor: 'acc_1' })
    expect(items.find(({ payment }) => payment === 'pay_case')).toMatchObject({
      reason: 'not_received',
      suggestion: 'full',
      escalated: false,
      evidence: [{ side: 'customer', bankProof: true }],
    })
    const named = proof('d').evidence
    const isRead = (where: object): Promise<boolean> => ask('evidenceInCase', { evidence: named, ...where })
    expect(await isRead({ payment: 'pay_case' })).toBe(true)
    expect(await isRead({ acceptor: 'acc_1' })).toBe(true)
    expect(await isRead({ payment: 'pay_case', acceptor: 'acc_2' })).toBe(false)
    expect(await isRead({})).toBe(false)
    expect(await ask('evidenceInCase', { evidence: 'evd_other', payment: 'pay_case' })).toBe(false)
    await does('payment.concede', { payment: 'pay_case', by: acceptor })
    expect(await isRead({ payment: 'pay_case' })).toBe(false)
  })

  test('an outage is proposed by one and recorded by another', async () => {
    const span = { fromMs: Date.now() - 60_000, toMs: Date.now() - 30_000 }
    await does('outage.propose', {
      outage: 'out_1',
      operator: 'opr_1',
      ...span,
      reason: 'bank down',
    })
    await does('outage.approve', { outage: 'out_1', operator: 'opr_2' })
    expect(await ask<readonly OutageRecord[]>('outages', {})).toMatchObject([
      { outage: 'out_1', state: 'recorded', operators: ['opr_1', 'opr_2'] },
    ])
  })
})

describe('on chain', () => {
  const coin = {
    deposit: 'dep_int', round: 1, amountMicro: 40_000_000n, txid: hex('7'), part: 'log-0', from: `T${'b'.repeat(33)}`,
    block: { number: 7, hash: hex('8'), atMs: Date.now() },
  }
  const payment = 'pay_chain'
  const refund = 'ref_int'

  test('a part that came is shown, listed while it waits, and given back through a stream of its own', async () => {
    await create(payment, { amount: { fix: 'usdt', usdtMicro: 100_000_000n } })
    await does('payment.choose_on_chain', { payment, by: customer })
    await does('payment.record_address', { payment, network: 'sandbox', address: `T${'a'.repeat(33)}` })
    await does('payment.cancel', { payment, by: merchant })
    for (const stage of ['observed', 'solid', 'booked', 'passed']) await does('payment.record_deposit', { payment, ...coin, stage })
    // What was told before is nothing new, also after it was read back from the database.
    await does('payment.record_deposit', { payment, ...coin, stage: 'booked' })
    expect((await ask<PaymentRecord>('getPayment', { payment })).payment).toMatchObject({
      status: 'unresolved', context: 'underpaid', axes: { amount: 'under', assurance: 'solid' },
      on_chain: { status: 'unresolved', unapplied: { amount: '40.000000' }, missing: { amount: '60.000000' }, observed: [{ stage: 'passed' }] },
    })
    const waiting = await ask<readonly PaymentRecord[]>('unapplied', {})
    expect(waiting.map((one) => one.payment.id)).toEqual([payment])
    const cases = await ask<Page<CaseRecord>>('cases', { kind: 'unapplied' })
    expect(cases.items).toMatchObject([{ payment, reason: 'underpaid', escalated: false }])

    await does('payment.request_refund', { payment, by: merchant, refund, amountMicro: 40_000_000n, from: 'unapplied', reason: 'x' })
    await does('refund.open', {
      refund, payment, merchant: 'mer_1', livemode: false, network: 'sandbox', from: 'unapplied', amountMicro: 40_000_000n, reason: 'x',
      sessionHash: customer.sessionHash, addressMs: 60_000,
    })
    await does('refund.give_address', { refund, by: customer, address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' })
    expect(await ask<RefundRecord>('getRefund', { refund })).toMatchObject({
      refund: { status: 'sending', amount: { amount: '40.000000' }, address_before: null }, sessionHash: customer.sessionHash,
    })
    const fact = { outcome: 'confirmed', txid: hex('9') }
    await does('refund.record_payout', { refund, payout: 'po_intx1', fact })
    await does('payment.record_refund', { payment, refund, outcome: 'paid' })
    const { items } = await ask<Page<RefundRecord>>('listRefunds', { payment, status: 'paid' })
    expect(items).toMatchObject([{ refund: { id: refund, txid: hex('9') } }])
    expect((await ask<Page<RefundRecord>>('listRefunds', { merchant: 'mer_2' })).items).toEqual([])
    expect((await ask<PaymentRecord>('getPayment', { payment })).payment.status).toBe('refunded')
    expect(await ask<readonly PaymentRecord[]>('unapplied', {})).toEqual([])
  })

  test('the clock of a refund closes it where nobody says where it goes', async () => {
    const late = 'ref_late'
    await does('refund.open', {
      refund: late, payment, merchant: 'mer_1', livemode: false, network: 'sandbox', from: 'unapplied', amountMicro: 1n, reason: 'x',
      sessionHash: customer.sessionHash, addressMs: 1,
    })
    const record = await waitFor(async () => {
      const found = await ask<RefundRecord>('getRefund', { refund: late })
      return found.refund.status === 'closed' ? found : undefined
    }, { what: 'the refund to close' })
    expect(record.refund.note).toBe('no_address')
  })
})
