import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allServices, startLocalSystem, type LocalSystem } from './system.ts'
import { allQuiet } from './whole/books.ts'
import { fiat, operatorKeys, textOf, World, type Acceptor, type Merchant } from './world.ts'

type Json = Record<string, unknown>

let system: LocalSystem
let world: World
let merchant: Merchant
let house: Acceptor
const ann = { key: operatorKeys.ann }

beforeAll(async () => {
  system = await startLocalSystem({
    name: 'onboarding', fsync: false, config: { PARTIES_REJECT: 'Bad Actor;Other Bad', PARTIES_HOLD: 'Doubtful' },
  })
  world = new World(system.url)
  merchant = await world.merchant({ name: 'Shop' })
  house = await world.acceptor({
    name: 'House', owner: 'house', house: true, autoAccept: true, price: '7.30', currency: 'CNY', method: 'alipay', funds: '1000',
    min: '10.00', max: '5000.00',
  })
}, 120_000)
afterAll(() => system?.stop())

/** What operators say of an acceptor reaches the book of quotes by its log, and a choice must not overtake it. */
const everybodyKnows = (): Promise<void> => allQuiet(system.servers.config['DATABASE_URL'] ?? '', allServices, 20_000)

it('a payer of the same owner is never matched, and only operators learn why', async () => {
  const payer = { name: 'Li Wei', account_tail: '4821' }
  const payment = textOf(await world.api.post('/v1/payments', { reference: 'own-1', amount: fiat('720.00', 'CNY') }, { key: merchant.key }), 'id')
  // As another would write it: width and spaces make no other person.
  await world.operate(`/v1/acceptors/${house.id}/related_payers`, { name: ' LI  wei', account_tail: '48-21' })
  await everybodyKnows()
  const chosen = await waitFor(() => world.api.post(`/v1/checkout/${payment}/choose`, { currency: 'CNY', method: 'alipay', payer }),
    { deadlineMs: 20_000, what: 'the checkout to open' })
  const session = textOf(chosen, 'session_secret')
  const found = await waitFor(async () => {
    const shown = await world.api.get(`/v1/payments/${payment}/failed_matches`, ann)
    const attempts = shown['attempts'] as readonly Json[]
    return attempts.length > 0 && attempts
  }, { deadlineMs: 20_000, what: 'the match to fail' })
  expect(found).toMatchObject([{
    reason: 'no_acceptor', limits: [{ limit: 'excluded', acceptors: 1 }], refused: [{ acceptor: house.id, limit: 'excluded' }],
  }])
  await everybodyKnows()
  const told = JSON.stringify([
    await world.api.get(`/v1/checkout/${payment}`, { key: session }), await world.api.get(`/v1/payments/${payment}`, { key: merchant.key }),
    await world.api.get(`/v1/payments/${payment}/timeline`, { key: merchant.key }), await world.api.get('/v1/acceptor/passed_by', { key: house.key }),
  ])
  expect(told).not.toContain('"excluded"')
  expect(told).toContain('no_acceptor')
  expect((await world.api.call('GET', `/v1/payments/${payment}/failed_matches`, undefined, { key: merchant.key })).status).toBe(403)

  await world.operate(`/v1/acceptors/${house.id}/related_payers`, { ...payer, related: false })
  // The read model takes its moment.
  await expect.poll(() => world.api.get(`/v1/acceptors/${house.id}/related`, ann)).toMatchObject({ merchants: [], payers: [] })
  await waitFor(async () => {
    await world.api.call('POST', `/v1/checkout/${payment}/choose`, { currency: 'CNY', method: 'alipay', payer }, { key: session })
    return (await world.api.get(`/v1/checkout/${payment}`, { key: session }))['state'] === 'awaiting_payment'
  }, { deadlineMs: 20_000, everyMs: 1_000, what: 'the acceptor to be asked' })
}, 90_000)

it('an acceptor learns which limit of its own let a payment pass by', async () => {
  const payment = textOf(await world.api.post('/v1/payments', { reference: 'dear-1', amount: fiat('5000.01', 'CNY') }, { key: merchant.key }), 'id')
  await waitFor(() => world.api.post(`/v1/checkout/${payment}/choose`, {
    currency: 'CNY', method: 'alipay', payer: { name: 'Wang', account_tail: '7' },
  }), { deadlineMs: 20_000, what: 'the checkout to open' })
  const lines = await waitFor(async () => {
    const shown = await world.api.get('/v1/acceptor/passed_by', { key: house.key })
    const all = shown['lines'] as readonly Json[]
    return all.length > 0 && all
  }, { deadlineMs: 20_000, what: 'it to be counted' })
  expect(lines).toMatchObject([{ limit: 'quote_size', times: 1 }])
}, 60_000)

it('a payer who chooses for many payments in the same instant is offered one order', async () => {
  const payer = { name: 'Zhao Many', account_tail: '9911' }
  const payments = await Promise.all(Array.from({ length: 6 }, async (_, index) => textOf(await world.api.post('/v1/payments', {
    reference: `many-${index}`, amount: fiat(`${20 + index}.00`, 'CNY'),
  }, { key: merchant.key }), 'id')))
  const sessions = await Promise.all(payments.map(async (payment) => textOf(
    await world.api.post(`/v1/checkout/${payment}/choose`, { currency: 'CNY', method: 'alipay', payer }), 'session_secret')))
  const ends = await Promise.all(payments.map((payment, index) => waitFor(async () => {
    const { state, unserved } = await world.api.get(`/v1/checkout/${payment}`, { key: sessions[index] })
    return state === 'awaiting_payment' || state === 'onchain_offered' ? `${String(state)} ${String(unserved)}` : undefined
  }, { deadlineMs: 20_000, what: `${payment} to be matched or not` })))
  expect(ends.filter((end) => end === 'awaiting_payment null')).toHaveLength(1)
  expect(ends.filter((end) => end === 'onchain_offered payer_has_open_order')).toHaveLength(5)
}, 60_000)

const merchantOf = async (name: string): Promise<Json> => {
  const id = textOf(await world.operate('/v1/merchants', { name }), 'id')
  return waitFor(() => world.api.get(`/v1/merchants/${id}`, ann), { deadlineMs: 20_000, what: `${name} to be known` })
}

it('merchants are screened before they take anything: rejected stays out, held waits for people', async () => {
  expect((await world.api.get(`/v1/merchants/${merchant.id}`, ann))['screening']).toMatchObject({ outcome: 'pass' })
  const bad = await merchantOf('BAD  actor & Sons')
  expect(bad).toMatchObject({ status: 'suspended', screening: { outcome: 'reject', reason: 'name on the reject list' } })
  expect(textOf(bad['screening'] as Json, 'list_digest')).toMatch(/^[0-9a-f]{64}$/)
  const path = `/v1/merchants/${textOf(bad, 'id')}`
  const refused = await world.api.call('POST', `${path}/reinstate`, { reason: 'please' }, ann)
  expect([refused.status, refused.body['code']]).toEqual([409, 'screening_rejected'])
  const held = await merchantOf('Doubtful Trading')
  expect(held).toMatchObject({ status: 'suspended', screening: { outcome: 'hold' } })
  // The same lists say the same: nothing is written.
  expect((await world.operate(`/v1/merchants/${textOf(held, 'id')}/screen`))['events']).toEqual([])
  await world.operate(`/v1/merchants/${textOf(held, 'id')}/reinstate`, { reason: 'another of that name' })
  await waitFor(async () => (await world.api.get(`/v1/merchants/${textOf(held, 'id')}`, ann))['status'] === 'active',
    { deadlineMs: 20_000, what: 'the merchant to be let in' })
  const { key } = merchant
  expect(Object.keys(await world.api.get('/v1/merchant', { key }))).not.toContain('screening')
}, 60_000)

it('acceptors too, by their owner as well; nobody verifies who is held before two people let it in', async () => {
  const id = textOf(await world.operate('/v1/acceptors', { name: 'Corner OTC', owner: 'doubtful' }), 'id')
  const path = `/v1/acceptors/${id}`
  await waitFor(async () => {
    const { status, body } = await world.api.call('GET', path, undefined, ann)
    return status === 200 && body['status'] === 'suspended' && (body['screening'] as Json)['outcome'] === 'hold'
  }, { deadlineMs: 20_000, what: 'the acceptor to be held' })
  const verify = (): Promise<{ readonly status: number; readonly body: Json }> =>
    world.api.call('POST', `${path}/verify`, { tier: 'starter' }, { key: operatorKeys.bob })
  expect((await verify()).body['code']).toBe('acceptor_suspended')
  await world.operate(`${path}/reinstate`, { reason: 'seen in person' })
  const { id: proposal } = await waitFor(async () => {
    const { data } = await world.api.get(`${path}/proposals`, ann)
    return (data as Json[])[0]
  }, { deadlineMs: 20_000, what: 'the proposal' })
  expect((await world.api.call('POST', `${path}/proposals/${String(proposal)}/approve`, {}, ann)).body['code'])
    .toBe('requester_cannot_approve')
  await world.operate(`${path}/proposals/${String(proposal)}/approve`, {}, { key: operatorKeys.bob })
  expect((await verify()).status).toBe(200)
}, 60_000)
