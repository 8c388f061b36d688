import { payeeCommands, payoutCommands } from '@stablegate/contracts'
import { waitFor } from '@stablegate/testing'
import { TronWeb } from 'tronweb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { operatorKeys, World, type Acceptor } from './world.ts'

type Balances = { readonly accounts: readonly { readonly account: string; readonly postedMicro: bigint }[] }

const resourcesOf = async (address: string): Promise<{ readonly delegatedSun: number; readonly energyUsed: number }> => {
  const tronWeb = new TronWeb({ fullHost: chain.sandbox.url })
  const account = await tronWeb.trx.getUnconfirmedAccount(address) as { account_resource?: { delegated_frozenV2_balance_for_energy?: number } }
  const { EnergyUsed: energyUsed } = await tronWeb.trx.getAccountResources(address)
  return { delegatedSun: account.account_resource?.delegated_frozenV2_balance_for_energy ?? 0, energyUsed }
}

let system: LocalSystem
let chain: LocalChain
let world: World
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
    name: 'sweeps', fsync: false, // Energy for the first transfer to the hot address, and not for a second one on the same day.
    chain: { blockMs: 200, solidLagBlocks: 3, stakedTrx: 17_000 },
    config: {
      TREASURY_SWEEP_USDT: '50', TREASURY_SWEEP_POLL_MS: '200', TREASURY_HOT_CEILING_USDT: '150', TREASURY_HOT_TARGET_USDT: '40',
    },
  })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  world = new World(system.url)
  otc = await world.acceptor({
    name: 'Swept OTC', owner: 'swept', house: true, price: '7.30', currency: 'CNY', method: 'alipay', funds: '10', min: '10.00', max: '1000.00',
  })
  address = await world.depositAddress(otc)
}, 120_000)
afterAll(() => system?.stop())

type Sweep = { id: string; way: string; state: string; burn_sun: number; lend_sun: number | null; stake_sun: number; cost_sun: number }

const sweeps = async (): Promise<readonly Sweep[]> => {
  const answer = await system.running.queries.ask<Sweep[]>('treasury', 'sweeps', {})
  return answer.status === 'answered' ? [...answer.value].reverse() : []
}
const dispatched = async (): Promise<readonly string[]> => {
  const answer = await system.running.queries.ask<{ id: string; state: string }[]>('treasury', 'dispatches', {})
  return answer.status === 'answered' ? answer.value.map(({ id, state }) => `${id.split('_')[0]} ${state}`).sort() : []
}

test('a deposit moves to the hot address once it is worth it, with energy of ours that is taken back, and no balance changes', async () => {
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
  await waitFor(async () => (await sweeps())[0]?.state === 'ended', { ...patience, what: 'the end of the sweep' })
  expect(await dispatched()).toEqual(['back landed', 'gas landed', 'lend landed', 'swp landed'])
  const gas = await resourcesOf(treasuryKeys.gas.address)
  expect(gas.delegatedSun).toBe(0)
  expect(gas.energyUsed).toBeGreaterThan(100_000)
  // The address's first TRX, and what of the lending was beyond the day's bandwidth: the operator's cost, in TRX.
  const [{ way, burn_sun: burnSun, lend_sun: lendSun, cost_sun: costSun } = {} as Sweep] = await sweeps()
  expect(way).toBe('lend')
  expect(Number(burnSun)).toBeGreaterThan(13_000_000)
  expect(Number(costSun)).toBeLessThanOrEqual(Number(lendSun))
  await waitFor(async () => (await balance('trx-sandbox', 'cost:sweep')) === BigInt(costSun), { ...patience, what: 'the costs' })
  expect(await balance('trx-sandbox', 'cost:sweep')).toBeGreaterThanOrEqual(1_100_000n)
  const incidents = await system.running.queries.ask<unknown[]>('treasury', 'incidents', { open: true })
  expect(incidents).toMatchObject({ value: [] })
}, 300_000)

test('what the hot address has too much of goes to the cold one, and its target stays', async () => {
  const customer = await CustomerWallet.open(chain, 1_000_000_000n)
  const hotMicro = 124_456_788n
  await customer.pay(address, 100_000_000n)
  await waitFor(async () => (await usdt('custody:cold:sandbox')) > 0n, { ...patience, what: 'the move to cold' })
  const sweptMicro = 100_000_000n
  await waitFor(async () => (await sweeps())[1]?.state === 'ended', { ...patience, what: 'the end of the second sweep' })
  // What was lent this day is used: there is no stake for a second time, and TRX is burnt.
  expect(await sweeps()).toMatchObject([{ way: 'lend' }, { way: 'burn', lend_sun: null }])
  expect(Number((await sweeps())[1]?.cost_sun)).toBeGreaterThan(5_000_000)
  expect(await usdt('custody:cold:sandbox')).toBe(hotMicro + sweptMicro - 40_000_000n)
  expect(await usdt('custody:hot:sandbox')).toBe(40_000_000n)
  expect(await usdt(`acceptor:${otc.id}`)).toBe(59_000_000n + 75_456_789n + sweptMicro)
  const money = (amount: string) => ({ amount, currency: 'USDT' })
  expect(await world.api.get('/v1/custody', { key: operatorKeys.ann })).toMatchObject({
    hot: { account: 'custody:hot:sandbox', posted: money('40.000000') }, cold: { posted: money('184.456788') },
    doubtful: { posted: money('0.000000') }, hot_ceiling: money('150.000000'), hot_target: money('40.000000'),
  })
  expect(await customer.balanceMicro(treasuryKeys.cold.address)).toBe(184_456_788n)
  const dispatches = await system.running.queries.ask<{ id: string; state: string }[]>('treasury', 'dispatches', {})
  expect(dispatches.status === 'answered' && dispatches.value.filter(({ id }) => id.startsWith('cold_')))
    .toMatchObject([{ id: 'cold_sandboxx1', state: 'landed' }])
  const incidents = await system.running.queries.ask<unknown[]>('treasury', 'incidents', { open: true })
  expect(incidents).toMatchObject({ value: [] })
}, 300_000)

type Payout = { readonly state: string; readonly reason: string | null }

let sent = 0
let trusted = ''
const command = async (type: string, data: unknown): Promise<void> => {
  const answer = await system.running.commands.send(type, data, { id: `sweeps-${(sent += 1)}`, actor: 'spec' })
  expect(answer.status).toBe('accepted')
}
const withdraw = (payout: string, to: string, amountMicro: bigint): Promise<void> => command(payeeCommands.requestPayout.type, {
  payout, payee: { kind: 'acceptor', acceptor: otc.id }, chain: 'sandbox', to, amountMicro, by: otc.id,
})
const inState = (payout: string, state: string): Promise<Payout> => waitFor(async () => {
  const answer = await system.running.queries.ask<Payout | null>('treasury', 'payout', { payout })
  return answer.status === 'answered' && answer.value?.state === state ? answer.value : undefined
}, { ...patience, what: `${payout} to be ${state}` })
const free = async (account: string): Promise<bigint> => {
  const answer = await system.running.queries.ask<{ accounts: { account: string; freeMicro: bigint }[] }>(
    'ledger', 'balances', { ledger: 'usdt-sandbox', accounts: [account] })
  return answer.status === 'answered' ? answer.value.accounts[0]?.freeMicro ?? 0n : 0n
}

test('a payout waits for what the hot address lacks, can be taken back meanwhile, and goes on when a sweep has filled it', async () => {
  const customer = await CustomerWallet.open(chain, 1_000_000_000n)
  trusted = customer.address
  const policy = {
    feeMicro: 2_000_000n, maxMicro: 10_000_000_000n, maxPerDayMicro: 20_000_000_000n, newAddressDelayMs: 0, youngAddressMs: 0,
    approvals: [], trusted: [customer.address], trustedOnly: false,
  }
  await command(payeeCommands.proposePolicy.type, { party: otc.id, policy, reason: 'A spec.', operator: 'opr_ann' })
  await command(payeeCommands.approvePolicy.type, { party: otc.id, operator: 'opr_bob' })
  const had = await free(`acceptor:${otc.id}`)
  await withdraw('po_waits', customer.address, 100_000_000n)
  await inState('po_waits', 'waiting')
  await withdraw('po_regretted', customer.address, 60_000_000n)
  await inState('po_regretted', 'waiting')
  // The payee's money is set aside, and no more of it is asked for than there is.
  expect(await free(`acceptor:${otc.id}`)).toBe(had - 102_000_000n - 62_000_000n)
  await withdraw('po_beyond', customer.address, 100_000_000n)
  expect((await inState('po_beyond', 'voided')).reason).toBe('insufficient_funds')
  await command(payoutCommands.cancel.type, { payout: 'po_regretted', party: otc.id, by: otc.id })
  expect((await inState('po_regretted', 'voided')).reason).toBe('cancelled')
  const before = await customer.balanceMicro()
  await customer.pay(address, 90_000_000n)
  await inState('po_waits', 'confirmed')
  expect(await customer.balanceMicro()).toBe(before - 90_000_000n + 100_000_000n)
  expect(await usdt('custody:hot:sandbox')).toBe(30_000_000n)
  expect(await free(`acceptor:${otc.id}`)).toBe(had - 102_000_000n + 90_000_000n)
}, 300_000)

test('what is on its way to cold is kept for it: a payout asked for meanwhile waits, and the books follow', async () => {
  const customer = await CustomerWallet.open(chain, 1_000_000_000n)
  const coldMicro = await usdt('custody:cold:sandbox')
  await customer.pay(address, 180_000_000n)
  await waitFor(async () => (await dispatched()).filter((one) => one.startsWith('cold ')).length === 2, { ...patience, what: 'the second move' })
  await withdraw('po_meanwhile', trusted, 100_000_000n)
  await waitFor(async () => (await usdt('custody:cold:sandbox')) > coldMicro, { ...patience, what: 'the move to cold' })
  expect(await usdt('custody:cold:sandbox')).toBe(coldMicro + 170_000_000n)
  expect(await usdt('custody:hot:sandbox')).toBe(40_000_000n)
  await inState('po_meanwhile', 'waiting')
  const incidents = await system.running.queries.ask<unknown[]>('treasury', 'incidents', { open: true })
  expect(incidents).toMatchObject({ value: [] })
}, 300_000)
