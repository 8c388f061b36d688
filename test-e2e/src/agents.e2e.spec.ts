import { randomUUID } from 'node:crypto'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { totpCode } from './browser/totp.ts'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { fiat, operatorKeys, textOf, usdt, World, type Acceptor, type Merchant } from './world.ts'

type Json = Record<string, unknown>
type Agent = { get(path: string): Promise<Json>; post(path: string, body: Json): Promise<Json> }

let system: LocalSystem
let world: World
let merchant: Merchant
let house: Acceptor
let wallet: CustomerWallet
const patience = { deadlineMs: 60_000, everyMs: 100 }
const [password, totpSecret] = ['correct horse battery staple', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP']

beforeAll(async () => {
  system = await startLocalSystem({ name: 'agents', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  world = new World(system.url)
  merchant = await world.merchant({ name: 'Referred Shop', feeBps: 500, agent: { agent: 'agt_one', share_bps: 5_000 } })
  house = await world.acceptor({
    name: 'House', owner: 'house', house: true, autoAccept: true, price: '7.30', currency: 'CNY', method: 'alipay', funds: '1000',
    min: '10.00', max: '5000.00',
  })
  wallet = await CustomerWallet.open(system.servers.chain, 1_000_000n)
  const funder = await CustomerWallet.open(system.servers.chain, 500_000_000n)
  await funder.pay(treasuryKeys.hot.address, 400_000_000n)
}, 180_000)
afterAll(() => system?.stop())

/** Somebody of an agent who signed in with both factors, as the pages do. */
const signedIn = async (holder: string): Promise<Agent> => {
  const email = `${randomUUID()}@example.com`
  await world.operate('/v1/test_users', { email, name: 'Rita', password, totp_secret: totpSecret, role: 'agent_owner', holder })
  const cookies = (answer: Response): string =>
    answer.headers.getSetCookie().filter((line) => !/max-age=0/i.test(line)).map((line) => line.split(';')[0]).join('; ')
  const send = (path: string, body: Json, headers: Record<string, string>): Promise<Response> => fetch(system.url + path, {
    method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers },
  })
  const challenged = await send('/v1/session', { email, password }, {})
  const session = await send('/v1/session/code', { code: totpCode(totpSecret, Date.now()) }, { cookie: cookies(challenged) })
  const { csrf } = await session.json() as { readonly csrf: string }
  const headers = { cookie: cookies(session), 'x-csrf-token': csrf }
  const of = async (answer: Response): Promise<Json> => ({ status: answer.status, ...await answer.json() as Json })
  return {
    get: async (path) => of(await fetch(system.url + path, { headers })),
    post: async (path, body) => of(await send(path, body, { ...headers, 'idempotency-key': randomUUID() })),
  }
}

const paid = async (): Promise<string> => {
  const payment = textOf(await world.api.post('/v1/payments', {
    reference: 'referred-1', amount: fiat('720.00', 'CNY'), test_clocks: { hold: 15_000 },
  }, { key: merchant.key }), 'id')
  const chosen = await waitFor(() => world.api.post(`/v1/checkout/${payment}/choose`, {
    currency: 'CNY', method: 'alipay', payer: { name: 'Li Wei', account_tail: '4821' },
  }), { ...patience, what: 'an offer' })
  const session = textOf(chosen, 'session_secret')
  await world.checkout(payment, session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: 'ALI-1' }, { key: session })
  const order = await world.order(house, payment, 'claimed')
  await world.api.post(`/v1/orders/${textOf(order, 'id')}/confirm`, { received: fiat('720.00', 'CNY'), payer_matches: true },
    { key: house.key })
  await world.paymentIs(merchant, payment, 'settled')
  return payment
}

/** 98.630136 at 5 % are 4.931506, less 0.197260 of commission, and half of that. */
const share = '2.367123'
const balance = async (agent: Agent): Promise<Json> => {
  const [account] = (await agent.get('/v1/balance'))['accounts'] as readonly Record<string, Json>[]
  return Object.fromEntries(['posted', 'pending', 'free'].map((name) => [name, account?.[name]?.['amount']]))
}
const inState = (agent: Agent, payout: string, state: string): Promise<Json> => waitFor(async () => {
  const shown = await agent.get(`/v1/payouts/${payout}`)
  return shown['status'] === state ? shown : undefined
}, { ...patience, what: `${payout} to be ${state}` })

it('an agent is paid its share once the hold is over, by the same rules as everybody', async () => {
  const [agent, stranger] = await Promise.all([signedIn('agt_one'), signedIn('agt_two')])
  const policy = {
    fee: 'none', max: usdt('100'), max_per_day: usdt('100'), new_address_delay_s: 0, young_address_s: 0,
    approvals: [{ above: 'none', people: 2 }],
  }
  await world.operate('/v1/payout_policies/propose', { owner: 'agt_one', policy, reason: 'A test has no day to wait.' })
  await world.operate('/v1/payout_policies/approve', { owner: 'agt_one' }, { key: operatorKeys.bob })
  const unnamed = textOf(await agent.post('/v1/payouts', { to: wallet.address, amount: usdt('1') }), 'id')
  expect((await inState(agent, unnamed, 'refused'))['reason']).toBe('destination_unknown')
  expect((await agent.post('/v1/payout_destinations', { address: wallet.address, label: 'Own' }))['status']).toBe(201)

  const payment = await paid()
  expect(await balance(agent)).toEqual({ posted: share, pending: share, free: '0.000000' })
  const early = textOf(await agent.post('/v1/payouts', { to: wallet.address, amount: usdt('1') }), 'id')
  expect((await inState(agent, early, 'voided'))['reason']).toBe('insufficient_funds')

  await waitFor(async () => (await balance(agent))['free'] === share, { ...patience, what: 'the hold to be over' })
  const payout = textOf(await agent.post('/v1/payouts', { to: wallet.address, amount: usdt('2') }), 'id')
  await inState(agent, payout, 'approving')
  expect((await stranger.get(`/v1/payouts/${payout}`))['status']).toBe(404)
  await world.operate(`/v1/payouts/${payout}/approve`)
  await world.operate(`/v1/payouts/${payout}/approve`, {}, { key: operatorKeys.bob })
  expect(await inState(agent, payout, 'confirmed')).toMatchObject({ kind: 'agent', owner: 'agt_one', amount: usdt('2.000000') })
  await waitFor(async () => (await balance(agent))['posted'] === '0.367123', { ...patience, what: 'the books to show it' })

  const earnings = (await agent.get('/v1/agent/earnings'))['shares']
  expect(earnings).toMatchObject([
    { merchant: merchant.id, name: 'Referred Shop', payments: 1, earned: usdt(share), returned: usdt('0.000000') },
  ])
  const lines = (await agent.get('/v1/statement'))['data'] as readonly Json[]
  expect(lines.map(({ category, net }) => [category, (net as Json)['amount']])).toEqual([
    ['payout', '-2.000000'], ['agent_share', share],
  ])
  expect(lines[1]?.['payment']).toBe(payment)
  expect((await stranger.get('/v1/agent/earnings'))['shares']).toEqual([])
  expect((await agent.get(`/v1/payments/${payment}`))['code']).toBe('role_forbidden')
}, 180_000)
