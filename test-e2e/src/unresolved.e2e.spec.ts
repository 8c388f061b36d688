import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { operatorKeys, textOf, World, type Merchant } from './world.ts'

type Json = Record<string, unknown>

let system: LocalSystem
let world: World
let customer: CustomerWallet
let merchant: Merchant

const patience = { deadlineMs: 60_000, everyMs: 100 }

beforeAll(async () => {
  system = await startLocalSystem({ name: 'unresolved', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  world = new World(system.url)
  customer = await CustomerWallet.open(system.servers.chain, 10_000_000_000n)
  merchant = await world.merchant({ name: 'Odd Sums', tier: 'established', feeBps: 100 })
}, 120_000)
afterAll(() => system?.stop())

const balance = async (name: string): Promise<string> => {
  const { data } = await world.api.get('/v1/accounts?limit=100', { key: operatorKeys.ann })
  const found = (data as Json[]).find((each) => each['account'] === name)
  return found === undefined ? '0.000000' : String((found['posted'] as Json)['amount'])
}

/** Read models follow: what an account holds is waited for. */
const holds = (name: string, amount: string): Promise<boolean> =>
  waitFor(async () => (await balance(name)) === amount, { ...patience, what: `${name} to hold ${amount}` })

const asked = async (reference: string, more: Json = {}): Promise<string> => textOf(await world.api.post('/v1/payments', {
  reference, amount: { amount: '100.000000', currency: 'USDT' }, ...more,
}, { key: merchant.key }), 'id')

const become = (payment: string, ...words: string[]): Promise<Json> => world.paymentIs(merchant, payment, ...words)
const resolve = (payment: string, path: string, body: Json = {}): Promise<Json> =>
  world.api.post(`/v1/payments/${payment}/${path}`, { reason: 'As agreed.', ...body }, { key: merchant.key })
const reasonOf = ({ status, context }: Json): string => `${String(status)} ${String(context)}`
const usdt = (amount: string): Json => ({ amount, currency: 'USDT' })

/** A payment whose time is over before anything comes, so that it never matters how fast the machine is. */
const overdue = async (reference: string): Promise<{ readonly payment: string; readonly address: string; readonly session: string }> => {
  const payment = await asked(reference, { test_clocks: { expiry: 4_000, transfer: 4_000 } })
  const way = await world.chooseOnChain(payment)
  await become(payment, 'expired')
  return { payment, ...way }
}

const act = (payment: string, path: 'set_aside' | 'assign', amount: string, item?: string) => world.operate(
  `/v1/payments/${payment}/${path}`, { amount: usdt(amount), reason: 'Paid for the other one.', ...(item === undefined ? {} : { item }) })
const approve = (payment: string, key: string = operatorKeys.bob) =>
  world.operate(`/v1/payments/${payment}/approve_judgement`, {}, { key })
const itemFrom = (payment: string): Promise<Json> => waitFor(async () => {
  const { data } = await world.api.get('/v1/suspense?limit=100', { key: operatorKeys.ann })
  return (data as Json[]).find((one) => one['payment'] === payment)
}, { ...patience, what: 'the item' })
const happened = (payment: string, ...types: string[]): Promise<string> => waitFor(async () => {
  const { data } = await world.api.get(`/v1/payments/${payment}/timeline`, { key: operatorKeys.ann })
  return (data as Json[]).map(({ type }) => String(type)).find((type) => types.includes(type))
}, { ...patience, what: types.join() })

describe('money in suspense', () => {
  it('what was paid for another payment goes there by two operators, through suspense', async () => {
    const [{ payment: wrong, address }, right] = [await overdue('wrong-one'), await asked('right-one')]
    await world.chooseOnChain(right)
    await customer.pay(address, 100_000_000n)
    expect(reasonOf(await become(wrong, 'unresolved'))).toBe('unresolved paid_late')
    await act(wrong, 'set_aside', '100')
    await expect(approve(wrong, operatorKeys.ann)).rejects.toThrow(/same_person/)
    await approve(wrong)
    await become(wrong, 'resolved')
    const item = await itemFrom(wrong)
    expect(item).toMatchObject({ remainder: usdt('100.000000'), received: usdt('100.000000'), source: { address, holder: wrong, amount: usdt('100.000000') } })
    await act(right, 'assign', '100', textOf(item, 'id'))
    await approve(right)
    await become(right, 'settled')
    await holds(textOf(item, 'account'), '0.000000')
    await holds(`unapplied:${right}`, '0.000000')
    await holds('suspense:sandbox', '0.000000')
  })

  it('two payments that are assigned the same item at once: one gets it, the other nothing, and it is used up', async () => {
    const { payment: wrong, address } = await overdue('contested')
    const rivals = [await asked('rival-1'), await asked('rival-2')]
    for (const rival of rivals) await world.chooseOnChain(rival)
    await customer.pay(address, 100_000_000n)
    await become(wrong, 'unresolved')
    await act(wrong, 'set_aside', '100')
    await approve(wrong)
    const item = await itemFrom(wrong)
    const id = textOf(item, 'id')
    await expect(act(rivals[0] ?? '', 'assign', '100.000001', id)).rejects.toThrow(/exceeds_item/)
    await expect(act(rivals[0] ?? '', 'assign', '1', 'dep_0')).rejects.toThrow(/item_unknown/)
    for (const rival of rivals) await act(rival, 'assign', '100', id)
    const proposed = await waitFor(async () => {
      const { data } = await world.api.get('/v1/cases?kind=assign', { key: operatorKeys.bob })
      return (data as Json[]).length === 2 && (data as Json[])
    }, { ...patience, what: 'what waits for a second person' })
    for (const one of proposed) expect(one).toMatchObject({ kind: 'assign', proposal: { kind: 'assign', item: id, amount: usdt('100.000000') } })
    await Promise.all(rivals.map((rival) => approve(rival)))
    const ends = await Promise.all(rivals.map((rival) => happened(rival, 'payment.moved', 'payment.move_refused')))
    expect(ends.toSorted()).toEqual(['payment.move_refused', 'payment.moved'])
    const [winner = '', loser = ''] = ends[0] === 'payment.moved' ? rivals : rivals.toReversed()
    await become(winner, 'settled')
    expect(reasonOf(await become(loser, 'awaiting_customer'))).toBe('awaiting_customer null')
    await holds(textOf(item, 'account'), '0.000000')
    await holds(`unapplied:${loser}`, '0.000000')
    await waitFor(async () => {
      const { data } = await world.api.get('/v1/suspense?limit=100', { key: operatorKeys.ann })
      return (data as Json[]).every((one) => one['id'] !== id)
    }, { ...patience, what: 'the item to be used up' })
    await expect(act(loser, 'assign', '1', id)).rejects.toThrow(/item_used_up/)
  })

  it('of what a stranger sent a part is assigned, and the rest becomes the operator\'s', async () => {
    const hot = treasuryKeys.hot.address
    await customer.pay(hot, 50_000_000n)
    const item = await waitFor(async () => {
      const { data } = await world.api.get('/v1/suspense', { key: operatorKeys.ann })
      // The ledger has it before the treasury has heard so.
      const isThere = ({ source }: Json) => (source as Json | null)?.['address'] === hot && (source as Json)['state'] === 'suspense'
      return (data as Json[]).find(isThere)
    }, { ...patience, what: 'the item' })
    expect(item).toMatchObject({ payment: null, remainder: usdt('50.000000'), source: { reason: 'stranger', state: 'suspense' } })
    const [id, account] = [textOf(item, 'id'), textOf(item, 'account')]
    const payment = await asked('by-a-stranger')
    await world.chooseOnChain(payment)
    await act(payment, 'assign', '20', id)
    await approve(payment)
    await holds(account, '30.000000')
    const path = `/v1/deposits/${id}`
    const decide = async (verdict: Json): Promise<void> => {
      await world.operate(`${path}/propose`, { address: hot, verdict, reason: 'Ours.' })
      await world.operate(`${path}/approve`, { address: hot }, { key: operatorKeys.bob })
    }
    // The whole is not there any more: the ledger refuses, and what is left may be decided anew.
    await decide({ outcome: 'equity' })
    await waitFor(async () => {
      const { data } = await world.api.get('/v1/deposits?state=refused', { key: operatorKeys.ann })
      return (data as Json[]).some((one) => one['id'] === id)
    }, { ...patience, what: 'the refusal' })
    await decide({ outcome: 'equity', amount: usdt('30') })
    await holds(account, '0.000000')
    await holds('operator:equity', '30.000000')
    await holds('custody:hot:sandbox', '50.000000')
  })
})

describe('money on chain that does not fit', () => {
  it('is converted at the reference price where fiat is asked', async () => {
    const payment = await asked('fiat', { amount: { amount: '73.00', currency: 'CNY' } })
    const way = await world.chooseOnChain(payment)
    expect(way.amountMicro > 9_000_000n && way.amountMicro < 11_500_000n).toBe(true)
    await customer.pay(way.address, way.amountMicro)
    expect((await become(payment, 'settled'))['on_chain']).toMatchObject({ status: 'paid', missing: usdt('0.000000') })
  })

  it('too little and late waits for a word; topped up, the rest settles it', async () => {
    const { payment, address } = await overdue('top-up')
    await customer.pay(address, 60_000_000n)
    expect(reasonOf(await become(payment, 'unresolved'))).toBe('unresolved underpaid')
    const { data } = await world.api.get('/v1/unapplied', { key: operatorKeys.ann })
    expect(data).toMatchObject([{ payment, context: 'underpaid', unapplied: usdt('60.000000'), asked: usdt('100.000000') }])
    await resolve(payment, 'top_up')
    await customer.pay(address, 40_000_000n)
    await become(payment, 'settled')
    await holds(`unapplied:${payment}`, '0.000000')
  })

  it('too much leaves the excess, which goes back to an address of the customer by session', async () => {
    const payment = await asked('too-much')
    const { session, address } = await world.chooseOnChain(payment)
    await customer.pay(address, 130_000_000n)
    expect(reasonOf(await become(payment, 'unresolved'))).toBe('unresolved overpaid')
    await expect(resolve(payment, 'refunds', { amount: usdt('30.000001'), source: 'unapplied' })).rejects.toThrow(/exceeds_unapplied/)
    const refund = textOf(await resolve(payment, 'refunds', { amount: usdt('30'), source: 'unapplied' }), 'id')
    const shown = await waitFor(async () => {
      const { refunds } = await world.api.get(`/v1/checkout/${payment}`, { key: session })
      return (refunds as Json[])[0]
    }, { ...patience, what: 'the refund to be shown to its customer' })
    expect(shown).toMatchObject({ id: refund, status: 'awaiting_address', amount: usdt('30.000000') })
    const path = `/v1/checkout/${payment}/refunds/${refund}/address`
    await expect(world.api.post(path, { address: `${address.slice(0, -1)}${address.endsWith('a') ? 'b' : 'a'}` }, { key: session }))
      .rejects.toThrow(/address_invalid/)
    await expect(resolve(payment, 'refunds', { amount: usdt('1'), source: 'unapplied' })).rejects.toThrow(/exceeds_unapplied/)
    // Closed, its amount is free again, and may be taken instead.
    await world.api.post(`/v1/refunds/${refund}/close`, { reason: 'They want to keep it as credit.' }, { key: merchant.key })
    await waitFor(() => resolve(payment, 'accept_unapplied'), { ...patience, what: 'the excess to be free again' })
    await become(payment, 'settled')
    await holds(`unapplied:${payment}`, '0.000000')
  })

  it('refunded, the excess lands at the address that the customer gave, and never at one of ours', async () => {
    const hot = treasuryKeys.hot.address
    await customer.pay(hot, 500_000_000n)
    await holds('custody:hot:sandbox', '550.000000')
    const payment = await asked('goes-back')
    const { session, address } = await world.chooseOnChain(payment)
    await customer.pay(address, 130_000_000n)
    await become(payment, 'unresolved')
    const refund = textOf(await resolve(payment, 'refunds', { amount: usdt('30'), source: 'unapplied' }), 'id')
    const give = (to: string) => waitFor(
      () => world.api.post(`/v1/checkout/${payment}/refunds/${refund}/address`, { address: to }, { key: session }),
      { ...patience, what: 'the refund to take an address' })
    const refundIs = (status: string) => waitFor(async () => {
      const shown = await world.api.get(`/v1/refunds/${refund}`, { key: merchant.key })
      return shown['status'] === status && (status !== 'awaiting_address' || shown['note'] !== null) && shown
    }, { ...patience, what: `the refund to be ${status}` })
    await give(hot)
    expect(await refundIs('awaiting_address')).toMatchObject({ note: 'destination_own', txid: null })
    const before = await customer.balanceMicro()
    await give(customer.address)
    expect(await refundIs('paid')).toMatchObject({ address: customer.address, amount: usdt('30.000000') })
    expect(await customer.balanceMicro()).toBe(before + 30_000_000n)
    await become(payment, 'settled')
    await holds(`unapplied:${payment}`, '0.000000')
    await holds('custody:hot:sandbox', '520.000000')
    const told = await waitFor(async () => {
      const { data } = await world.api.get('/v1/events?limit=100', { key: merchant.key })
      const types = (data as Json[]).filter((one) => JSON.stringify(one).includes(refund)).map(({ type }) => type)
      return types.includes('refund.paid') && types
    }, { ...patience, what: 'the merchant to be told' })
    expect(told).toEqual(['refund.created', 'refund.sending', 'refund.returned', 'refund.sending', 'refund.paid'])
  })
})
