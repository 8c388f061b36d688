import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { fiat, operatorKeys, textOf, World, type Acceptor, type Merchant } from './world.ts'

type Json = Record<string, unknown>

let system: LocalSystem
let world: World
let merchant: Merchant
let house: Acceptor
const ann = { key: operatorKeys.ann }

beforeAll(async () => {
  system = await startLocalSystem({ name: 'onboarding', fsync: false })
  world = new World(system.url)
  merchant = await world.merchant({ name: 'Shop' })
  house = await world.acceptor({
    name: 'House', owner: 'house', house: true, autoAccept: true, price: '7.30', currency: 'CNY', method: 'alipay', funds: '1000',
    min: '10.00', max: '5000.00',
  })
}, 120_000)
afterAll(() => system?.stop())

it('a payer of the same owner is never matched, and only operators learn why', async () => {
  const payer = { name: 'Li Wei', account_tail: '4821' }
  const payment = textOf(await world.api.post('/v1/payments', { reference: 'own-1', amount: fiat('720.00', 'CNY') }, { key: merchant.key }), 'id')
  // As another would write it: width and spaces make no other person.
  await world.operate(`/v1/acceptors/${house.id}/related_payers`, { name: ' LI  wei', account_tail: '48-21' })
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
  const told = JSON.stringify([
    await world.api.get(`/v1/checkout/${payment}`, { key: session }), await world.api.get(`/v1/payments/${payment}`, { key: merchant.key }),
    await world.api.get(`/v1/payments/${payment}/timeline`, { key: merchant.key }), await world.api.get('/v1/acceptor/passed_by', { key: house.key }),
  ])
  expect(told).not.toContain('"excluded"')
  expect(told).toContain('no_acceptor')
  expect((await world.api.call('GET', `/v1/payments/${payment}/failed_matches`, undefined, { key: merchant.key })).status).toBe(403)

  await world.operate(`/v1/acceptors/${house.id}/related_payers`, { ...payer, related: false })
  expect(await world.api.get(`/v1/acceptors/${house.id}/related`, ann)).toMatchObject({ merchants: [], payers: [] })
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
