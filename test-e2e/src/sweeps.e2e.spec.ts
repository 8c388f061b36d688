import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { World, type Acceptor } from './world.ts'

type Balances = { readonly accounts: readonly { readonly account: string; readonly postedMicro: bigint }[] }

let system: LocalSystem
let chain: LocalChain
let otc: Acceptor
let address = ''

const patience = { deadlineMs: 120_000, everyMs: 100 }

const balance = async (ledger: string, account: string): Promise<bigint> => {
  const answer = await system.running.queries.ask<Balances>('ledger', 'balances', { ledger, accounts: [account] })
  const row = answer.status === 'answered' ? answer.value.accounts.find((one) => one.account === account) : undefined
  return row?.postedMicro ?? 0n
}
const usdt = (account: string): Promise<bigint> => balance('usdt-sandbox', account)

beforeAll(async () => {
  system = await startLocalSystem({
    name: 'sweeps', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 },
    config: {
      TREASURY_SWEEP_USDT: '50', TREASURY_SWEEP_POLL_MS: '200', TREASURY_HOT_CEILING_USDT: '150', TREASURY_HOT_TARGET_USDT: '40',
    },
  })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  const world = new World(system.url)
  otc = await world.acceptor({
    name: 'Swept OTC', owner: 'swept', house: true, price: '7.30', currency: 'CNY', method: 'alipay', funds: '10', min: '10.00', max: '1000.00',
  })
  address = await world.depositAddress(otc)
}, 120_000)
afterAll(() => system?.stop())

test('a deposit moves to the hot address once it is worth it, with TRX of ours, and no balance changes by it', async () => {
  const customer = await CustomerWallet.open(chain, 1_000_000_000n)
  await customer.pay(address, 49_000_000n)
  await waitFor(async () => (await usdt(`acceptor:${otc.id}`)) === 59_000_000n, { ...patience, what: 'the first deposit' })
  await customer.pay(address, 75_456_789n)
  const had = 59_000_000n + 75_456_789n
  await waitFor(async () => (await usdt('custody:hot:sandbox')) > 0n, { ...patience, what: 'the sweep' })
  expect(await usdt('custody:hot:sandbox')).toBe(124_456_788n)
  expect(await usdt('custody:deposit:sandbox')).toBe(1n)
  expect(await usdt(`acceptor:${otc.id}`)).toBe(had)
  expect(await customer.balanceMicro(treasuryKeys.hot.address)).toBe(124_456_788n)
  expect(await customer.balanceMicro(address)).toBe(1n)
  // The top-up and the sweep itself: both are the operator's cost, in TRX.
  await waitFor(async () => (await balance('trx-sandbox', 'cost:sweep')) > 1_100_000n, { ...patience, what: 'the costs' })
  const dispatches = await system.running.queries.ask<{ id: string; state: string }[]>('treasury', 'dispatches', {})
  expect(dispatches.status === 'answered' && dispatches.value.map(({ id, state }) => `${id.slice(0, 3)} ${state}`).sort())
    .toEqual(['gas landed', 'swp landed'])
  const incidents = await system.running.queries.ask<unknown[]>('treasury', 'incidents', { open: true })
  expect(incidents).toMatchObject({ value: [] })
}, 300_000)

test('what the hot address has too much of goes to the cold one, and its target stays', async () => {
  const customer = await CustomerWallet.open(chain, 1_000_000_000n)
  const hotMicro = 124_456_788n
  await customer.pay(address, 100_000_000n)
  await waitFor(async () => (await usdt('custody:cold:sandbox')) > 0n, { ...patience, what: 'the move to cold' })
  const sweptMicro = 100_000_000n
  expect(await usdt('custody:cold:sandbox')).toBe(hotMicro + sweptMicro - 40_000_000n)
  expect(await usdt('custody:hot:sandbox')).toBe(40_000_000n)
  expect(await usdt(`acceptor:${otc.id}`)).toBe(59_000_000n + 75_456_789n + sweptMicro)
  expect(await customer.balanceMicro(treasuryKeys.cold.address)).toBe(184_456_788n)
  const dispatches = await system.running.queries.ask<{ id: string; state: string }[]>('treasury', 'dispatches', {})
  expect(dispatches.status === 'answered' && dispatches.value.filter(({ id }) => id.startsWith('cold_')))
    .toMatchObject([{ id: 'cold_sandboxx1', state: 'landed' }])
  const incidents = await system.running.queries.ask<unknown[]>('treasury', 'incidents', { open: true })
  expect(incidents).toMatchObject({ value: [] })
}, 300_000)
