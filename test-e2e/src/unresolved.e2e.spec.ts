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

  it('what was paid for another payment goes there by two operators, through suspense', async () => {
    const [{ payment: wrong, address }, right] = [await overdue('wrong-one'), await asked('right-one')]
    await world.chooseOnChain(right)
    await customer.pay(address, 100_000_000n)
    expect(reasonOf(await become(wrong, 'unresolved'))).toBe('unresolved paid_late')
    const act = (payment: string, path: string) =>
      world.operate(`/v1/payments/${payment}/${path}`, { amount: usdt('100'), reason: 'Paid for the other one.' })
    const approve = (payment: string, key: string = operatorKeys.bob) =>
      world.operate(`/v1/payments/${payment}/approve_judgement`, {}, { key })
    await act(wrong, 'set_aside')
    await expect(approve(wrong, operatorKeys.ann)).rejects.toThrow(/same_person/)
    await approve(wrong)
    await become(wrong, 'resolved')
    await holds('suspense:sandbox', '100.000000')
    await act(right, 'assign')
    await approve(right)
    await become(right, 'settled')
    await holds('suspense:sandbox', '0.000000')
    await holds(`unapplied:${right}`, '0.000000')
  })

  it('refunded, the excess lands at the address that the customer gave, and never at one of ours', async () => {
    const hot = treasuryKeys.hot.address
    await customer.pay(hot, 500_000_000n)
    await holds('custody:hot:sandbox', '500.000000')
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
    await holds('custody:hot:sandbox', '470.000000')
    const told = await waitFor(async () => {
      const { data } = await world.api.get('/v1/events?limit=100', { key: merchant.key })
      const types = (data as Json[]).filter((one) => JSON.stringify(one).includes(refund)).map(({ type }) => type)
      return types.includes('refund.paid') && types
    }, { ...patience, what: 'the merchant to be told' })
    expect(told).toEqual(['refund.created', 'refund.sending', 'refund.returned', 'refund.sending', 'refund.paid'])
  })
})
