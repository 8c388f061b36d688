import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import type { LocalChain } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { operatorKeys, textOf, World, type Acceptor } from './world.ts'

type Json = Record<string, unknown>

let system: LocalSystem
let chain: LocalChain
let world: World
let customer: CustomerWallet
let otc: Acceptor
let address = ''

const patience = { deadlineMs: 60_000, everyMs: 100 }

beforeAll(async () => {
  system = await startLocalSystem({ name: 'chain', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  world = new World(system.url)
  customer = await CustomerWallet.open(chain, 10_000_000_000n)
  otc = await world.acceptor({
    name: 'Chain OTC', owner: 'chain', house: true, price: '7.30', currency: 'CNY', method: 'alipay', funds: '10',
    min: '10.00', max: '1000.00',
  })
}, 120_000)
afterAll(() => system?.stop())

const account = async (name: string): Promise<string> => {
  const { data } = await world.api.get('/v1/accounts?limit=100', { key: operatorKeys.ann })
  const found = (data as Json[]).find((each) => each['account'] === name)
  return found === undefined ? '0.000000' : String((found['posted'] as Json)['amount'])
}

describe('money on chain', () => {
  it('gives an acceptor one address, shown when the watcher looks for it', async () => {
    address = await world.depositAddress(otc)
    expect(await world.depositAddress(otc)).toBe(address)
  })

  it('credits what an ordinary account sends there, when it is solid, to the micro-unit', async () => {
    const before = await account(`acceptor:${otc.id}`)
    const txid = await customer.pay(address, 123_456_789n)
    const deposit = await waitFor(async () => {
      const { data } = await world.api.get('/v1/acceptor/deposits', { key: otc.key })
      return (data as Json[]).find((each) => each['txid'] === txid && each['state'] === 'credited')
    }, { ...patience, what: 'the deposit to be credited' })
    expect(deposit['amount']).toEqual({ amount: '123.456789', currency: 'USDT' })
    expect(Number(await account(`acceptor:${otc.id}`)) - Number(before)).toBeCloseTo(123.456789, 6)
    expect(await account('custody:deposit:sandbox')).toBe('123.456789')
    expect(await account(`unapplied:${otc.id}`)).toBe('0.000000')
  })

  it('settles a payment that is paid on chain, less the fee, available at once', async () => {
    const merchant = await world.merchant({ name: 'Chain Shop', tier: 'established', feeBps: 100 })
    const payment = textOf(await world.api.post('/v1/payments', {
      reference: 'chain-1', amount: { amount: '100.000000', currency: 'USDT' },
    }, { key: merchant.key }), 'id')
    const way = await world.chooseOnChain(payment)
    expect(way.amountMicro).toBe(100_000_000n)
    await customer.pay(way.address, way.amountMicro)
    await world.paymentIs(merchant, payment, 'settled')
    await waitFor(async () => (await account(`merchant:${merchant.id}:available`)) === '99.000000', { ...patience, what: 'the balance' })
    expect(await account(`unapplied:${payment}`)).toBe('0.000000')
    expect(await account('custody:deposit:sandbox')).toBe('223.456789')
  })

  it('keeps what a stranger sends to the hot address in suspense until two operators decide', async () => {
    const hot = chain.config['TREASURY_HOT'] ?? ''
    await customer.pay(hot, 1_000_000_000n)
    const found = await waitFor(async () => {
      const { data } = await world.api.get('/v1/deposits?state=suspense', { key: operatorKeys.ann })
      return (data as Json[]).find((each) => each['address'] === hot)
    }, { ...patience, what: 'the suspense' })
    const item = `suspense:sandbox:${textOf(found, 'id')}`
    await waitFor(async () => (await account(item)) === '1000.000000', { ...patience, what: 'the item' })
    const path = `/v1/deposits/${textOf(found, 'id')}`
    await world.operate(`${path}/propose`, { address: hot, verdict: { outcome: 'equity' }, reason: 'Working capital.' })
    await expect(world.operate(`${path}/approve`, { address: hot })).rejects.toThrow(/same_person/)
    await world.operate(`${path}/approve`, { address: hot }, { key: operatorKeys.bob })
    await waitFor(async () => (await account('operator:equity')) === '1000.000000', { ...patience, what: 'equity' })
    expect(await account(item)).toBe('0.000000')
    expect(await account('custody:hot:sandbox')).toBe('1000.000000')
  })

  it('proves the reserves: the chain, the ledger and balances of a node say the same', async () => {
    await world.operate('/v1/reserves/prove')
    const proof = await waitFor(async () => {
      const { data: [last] } = await world.api.get('/v1/reserves?limit=1', { key: operatorKeys.ann }) as { data: Json[] }
      return (last?.['on_chain'] as Json | undefined)?.['amount'] === '1223.456789' && last
    }, { ...patience, what: 'a proof of what came' })
    expect(proof).toMatchObject({
      outcome: 'equal', custody: { amount: '1223.456789' }, difference: { amount: '0.000000' }, books_balance: true, cause: null,
    })
    const { data } = await world.api.get('/v1/incidents', { key: operatorKeys.ann })
    expect(data).toEqual([])
  })

  it('shows what the issuer did as an incident that stops payouts, and freezes what lies there', async () => {
    await CustomerWallet.bank(chain).call('addBlackList(address)', [{ type: 'address', value: address }])
    const incident = await waitFor(async () => {
      const { data } = await world.api.get('/v1/incidents?open=true', { key: operatorKeys.ann })
      return (data as Json[]).find(({ kind }) => kind === 'issuer_act')
    }, { ...patience, what: 'the incident' })
    expect(incident['stops']).toEqual(['payouts'])
    await waitFor(async () => (await account('custody:frozen:sandbox')) === '123.456789', { ...patience, what: 'freezing' })
    const path = `/v1/incidents/${textOf(incident, 'id')}`
    await world.operate(`${path}/propose_closing`, { reason: 'Seen.' })
    await world.operate(`${path}/approve_closing`, {}, { key: operatorKeys.bob })
    const trial = await world.api.get('/v1/trial_balance', { key: operatorKeys.ann })
    expect(trial['balanced']).toBe(true)
  })
})
