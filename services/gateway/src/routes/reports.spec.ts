import type { FeeSum, JournalRow, PayoutMake, TrialRow } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { fixture, person, request, secrets, type Fixture } from '../http/gateway.fixture.ts'
import type { Route } from '../http/route.ts'
import { routes } from './index.ts'

const routeOf = (operation: string): Route => {
  const route = routes.find((one) => one.operation === operation)
  if (!route) throw new Error(operation)
  return route
}
type Asked = { readonly params?: object; readonly query?: object; readonly secret?: string }
const ask = async ({ pipeline }: Fixture, operation: string, { params = {}, query = {}, secret = secrets.merchant }: Asked) => {
  const { status, body } = await pipeline.run(routeOf(operation), request('/', { secret, params, query }))
  return { status, text: body.toString(), body: Buffer.isBuffer(body) ? {} : JSON.parse(body) as Record<string, unknown> }
}

const merchant = (createdAt: string) => ({ id: 'mer_own', name: 'Shop', created_at_ms: Date.parse(createdAt) })
const fees: readonly FeeSum[] = [
  { kind: 'payment', method: 'alipay', count: 3, grossMicro: 300_000_000n, chargedMicro: 3_000_000n, returnedCount: 1, returnedMicro: 1_000_000n },
  { kind: 'payout', method: null, count: 1, grossMicro: 200_000_000n, chargedMicro: 2_000_000n, returnedCount: 0, returnedMicro: 0n },
]
const usdt = (amount: string) => ({ amount, currency: 'USDT' })
const invoices = (now: string) => fixture({
  nowMs: Date.parse(now),
  ask: (_service, name) => name === 'merchant' ? merchant('2026-09-30T23:59:59Z') : name === 'feeSums' ? fees : null,
})

describe('invoices of fees', () => {
  it('are one for each month that the merchant was here, newest first, and the last is open', async () => {
    const gateway = invoices('2026-12-01T00:30:00Z')
    const { body } = await ask(gateway, 'listFeeInvoices', { query: { limit: '3' } })
    expect(body['has_more']).toBe(true)
    expect((body['data'] as Record<string, unknown>[]).map(({ id, number, status }) => [id, number, status])).toEqual([
      ['2026-12', 'FI-2026-12-own', 'open'],
      // What was decided in the last moment of a month may still be written.
      ['2026-11', 'FI-2026-11-own', 'open'],
      ['2026-10', 'FI-2026-10-own', 'closed'],
    ])
    const next = await ask(gateway, 'listFeeInvoices', { query: { limit: '3', starting_after: '2026-10' } })
    expect(next.body).toMatchObject({ has_more: false, data: [{ id: '2026-09' }] })
  })

  it('add up what was charged and what was given back, over the month and nothing else', async () => {
    const gateway = invoices('2026-12-05T00:00:00Z')
    const { body } = await ask(gateway, 'getFeeInvoice', { params: { month: '2026-11' } })
    expect(body).toMatchObject({
      id: '2026-11', status: 'closed', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z', merchant_name: 'Shop',
      lines: [{ kind: 'payment', method: 'alipay', count: 3, fee: usdt('3.000000'), net: usdt('2.000000') }, { kind: 'payout' }],
      total: { gross: usdt('500.000000'), fee: usdt('5.000000'), returned: usdt('1.000000'), net: usdt('4.000000') },
    })
    expect(gateway.asked.find(({ name }) => name === 'feeSums')?.input).toMatchObject({
      owner: 'mer_own', fromMs: Date.parse('2026-11-01'), toMs: Date.parse('2026-12-01'),
    })
    const { text } = await ask(gateway, 'exportFeeInvoice', { params: { month: '2026-11' } })
    expect(text.split('\r\n')).toEqual([
      'number,merchant,month,status,kind,method,count,gross,fee,returned_count,returned,net,currency',
      'FI-2026-11-own,mer_own,2026-11,closed,payment,alipay,3,300.000000,3.000000,1,1.000000,2.000000,USDT',
      'FI-2026-11-own,mer_own,2026-11,closed,payout,,1,200.000000,2.000000,0,0.000000,2.000000,USDT',
      'FI-2026-11-own,mer_own,2026-11,closed,total,,,500.000000,5.000000,,1.000000,4.000000,USDT', '',
    ])
  })

  it('are none before the merchant came, or after now', async () => {
    for (const month of ['2026-08', '2027-01']) {
      expect([month, (await ask(invoices('2026-12-05T00:00:00Z'), 'getFeeInvoice', { params: { month } })).status]).toEqual([month, 404])
    }
  })

  it('of whom a merchant names is its own, and an operator must name one', async () => {
    const gateway = invoices('2026-12-05T00:00:00Z')
    await ask(gateway, 'getFeeInvoice', { params: { month: '2026-11' }, query: { merchant: 'mer_other' } })
    expect(gateway.asked.find(({ name }) => name === 'merchant')?.input).toEqual({ merchant: 'mer_own' })
    expect((await ask(gateway, 'listFeeInvoices', { secret: secrets.operator })).status).toBe(422)
  })
})

const make: PayoutMake = {
  payout: 'po_1', account: 'merchant:mer_own:available', line: '9-0', atMs: 0, amountMicro: 5n, feeMicro: 1n, openingMicro: 2n,
  closingMicro: 3n, previous: null, previousAtMs: null, categories: [{ category: 'release', lines: 2, grossMicro: 7n, feeMicro: 0n }],
}

describe('what a payout is made of', () => {
  it('is asked for the caller\'s own account only', async () => {
    const gateway = fixture({ ask: (_service, name) => (name === 'payoutMake' ? make : null) })
    expect((await ask(gateway, 'getPayoutComposition', { params: { payout: 'po_1' } })).body)
      .toMatchObject({ payout: 'po_1', opening: usdt('0.000002'), categories: [{ category: 'release', net: usdt('0.000007') }] })
    expect(gateway.asked.at(-1)?.input).toMatchObject({ payout: 'po_1', owner: 'mer_own' })
    await ask(gateway, 'getPayoutComposition', { params: { payout: 'po_1' }, secret: secrets.operator })
    expect(gateway.asked.at(-1)?.input).not.toHaveProperty('owner')
  })

  it('is not told yet of one that is not booked, and not at all of another\'s', async () => {
    const codeOf = async (payout: object | null): Promise<unknown> => {
      const gateway = fixture({ ask: (_service, name) => (name === 'payout' ? payout : null) })
      return (await ask(gateway, 'listPayoutLines', { params: { payout: 'po_1' } })).body['code']
    }
    expect([await codeOf({ id: 'po_1' }), await codeOf(null)]).toEqual(['payout_not_booked', 'not_found'])
  })
})

describe('for accountants', () => {
  const row: JournalRow = { id: '2026-11-02/blocked', day: '2026-11-02', name: 'blocked', lines: 1, debitsMicro: 0n, creditsMicro: 5n, balanceMicro: null }
  const trial: readonly TrialRow[] = [
    { kind: 'losses', normal: 'debit', accounts: 1, balanceMicro: 7n }, { kind: 'operator:equity', normal: 'credit', accounts: 1, balanceMicro: -3n },
    { kind: 'merchant:held', normal: 'credit', accounts: 4, balanceMicro: 10n },
  ]
  const gateway = () => fixture({
    nowMs: Date.parse('2026-11-20T12:00:00Z'), signedIn: person('accountant'),
    ask: (_service, name) => (name === 'journal' ? { rows: [row], hasMore: false } : name === 'trialRows' ? trial : null),
  })

  it('the journal is that of whole days in UTC', async () => {
    const one = gateway()
    const ofOperator = { secret: secrets.operator, query: { from: '2026-11-01', to: '2026-11-02' } }
    expect((await ask(one, 'listJournal', ofOperator)).body).toMatchObject({ data: [{ id: row.id, credits: usdt('0.000005'), balance: null }] })
    expect(one.asked.at(-1)?.input).toMatchObject({ fromMs: Date.parse('2026-11-01'), toMs: Date.parse('2026-11-03'), by: 'kind' })
    expect((await ask(one, 'exportJournal', ofOperator)).text.split('\r\n')[1]).toBe('2026-11-02,blocked,1,0.000000,0.000005,,USDT')
    await ask(one, 'listJournal', { secret: secrets.operator })
    expect(one.asked.at(-1)?.input).toMatchObject({ fromMs: Date.parse('2026-11-01'), toMs: Date.parse('2026-11-21') })
    for (const query of [{ from: '2026-11-03', to: '2026-11-02' }, { from: '2025-01-01', to: '2026-11-01' }, { from: '2026-13-01' }]) {
      expect((await ask(one, 'listJournal', { secret: secrets.operator, query })).status).toBe(422)
    }
  })

  it('a balance against its side stands in the other column', async () => {
    const { body } = await ask(gateway(), 'getTrialBalanceByKind', { secret: secrets.operator })
    expect(body).toMatchObject({ balanced: true, debits: usdt('0.000007'), credits: usdt('0.000007') })
    expect(body['kinds']).toMatchObject([
      { kind: 'losses', debit: usdt('0.000007') }, { kind: 'operator:equity', debit: usdt('0.000003'), credit: usdt('0.000000') },
      { kind: 'merchant:held', credit: usdt('0.000010') },
    ])
  })
})
