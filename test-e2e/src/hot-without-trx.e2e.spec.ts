import { payeeCommands } from '@stablegate/contracts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '@stablegate/testing'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { operatorKeys, textOf, World } from './world.ts'

type Json = Record<string, unknown>

/** A transfer burns some four TRX, and wants a third more to be there: one goes, the next finds the hot address dry. */
const hotTrx = 9

let system: LocalSystem
let chain: LocalChain
let world: World
let merchant = ''
let shop: CustomerWallet
let sent = 0

const patience = { deadlineMs: 40_000, everyMs: 100 }
const { hot } = treasuryKeys

const command = async (type: string, data: unknown): Promise<string> => {
  const answer = await system.running.commands.send(type, data, { id: `dry-${(sent += 1)}`, actor: 'spec' })
  return answer.status === 'rejected' ? answer.code : answer.status
}

const stateOf = async (payout: string): Promise<string | undefined> => {
  const answer = await system.running.queries.ask<{ state: string } | null>('treasury', 'payout', { payout })
  return answer.status === 'answered' ? answer.value?.state : undefined
}
const becomes = (payout: string, state: string): Promise<unknown> =>
  waitFor(async () => (await stateOf(payout)) === state, { ...patience, what: `${payout} to be ${state}` })

const ask = (payout: string): Promise<string> => command(payeeCommands.requestPayout.type, {
  payout, payee: { kind: 'merchant', merchant }, chain: 'sandbox', to: shop.address, amountMicro: 5_000_000n, by: 'spec',
})

const incidents = async (query: string): Promise<readonly Json[]> => {
  const { data } = await world.api.get(`/v1/incidents?${query}`, { key: operatorKeys.ann })
  return (data as Json[]).filter(({ kind }) => kind === 'hot_lacks_trx')
}

/** Rounds of the builder that failed, one after the other. */
const failures = async (): Promise<number> => {
  const { workers } = await system.running.status()
  const found = Object.entries(workers).find(([name]) => name.endsWith('transaction-builder'))
  return Number(found?.[1]['failures'] ?? 0)
}

beforeAll(async () => {
  system = await startLocalSystem({ name: 'dry', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3, hotTrx } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  world = new World(system.url)
  merchant = (await world.merchant({ name: 'Paid Shop' })).id
  await world.operate('/v1/test_funds', { holder: merchant, amount: { amount: '100', currency: 'USDT' } })
  // Whoever has USDT already costs less to pay.
  shop = await CustomerWallet.open(chain, 1_000_000n)
  const funder = await CustomerWallet.open(chain, 1_000_000_000n)
  await funder.pay(hot.address, 50_000_000n)
  const policy = {
    feeMicro: 0n, maxMicro: 50_000_000n, maxPerDayMicro: 100_000_000n, newAddressDelayMs: 0, youngAddressMs: 0, approvals: [],
    trusted: [shop.address], trustedOnly: false,
  }
  await command(payeeCommands.proposePolicy.type, { party: merchant, policy, operator: 'opr_ann', reason: 'A drill.' })
  await command(payeeCommands.approvePolicy.type, { party: merchant, operator: 'opr_bob' })
  await command(payeeCommands.addDestination.type, { party: merchant, chain: 'sandbox', address: shop.address, by: 'spec' })
}, 120_000)
afterAll(() => system?.stop())

it('a payout whose fee the hot address has not waits, people are told, and it goes once there is TRX', async () => {
  const before = await shop.balanceMicro()
  expect(await ask('po_first')).toBe('accepted')
  await becomes('po_first', 'confirmed')
  expect(await incidents('open=true')).toEqual([])

  expect(await ask('po_second')).toBe('accepted')
  const [incident] = await waitFor(async () => {
    const open = await incidents('open=true')
    return open.length > 0 && open
  }, { ...patience, what: 'the incident' })
  expect(incident).toMatchObject({ kind: 'hot_lacks_trx', state: 'open', stops: [], cause: 'po_second' })
  expect(String(incident?.['detail'])).toMatch(new RegExp(`${hot.address} lacks [1-9]\\d* sun`))
  expect(await ask('po_third')).toBe('accepted')
  await becomes('po_third', 'cleared')

  // It stops nothing, so one person closes it. While it still lacks TRX no other follows, for all wait for the same.
  await world.operate(`/v1/incidents/${textOf(incident ?? {}, 'id')}/propose_closing`, { reason: 'TRX is on its way.' })
  await waitFor(async () => (await incidents('open=true')).length === 0, { ...patience, what: 'the closing' })
  const rounds = await failures()
  await waitFor(async () => (await failures()) > rounds + 3, { ...patience, what: 'rounds in which nothing can be built' })
  expect(await incidents('limit=100')).toMatchObject([{ state: 'closed' }])
  for (const payout of ['po_second', 'po_third']) expect(await stateOf(payout)).toBe('cleared')

  await chain.sandbox.faucet(hot.address, { trxSun: 50_000_000n })
  for (const payout of ['po_second', 'po_third']) await becomes(payout, 'confirmed')
  expect(await shop.balanceMicro()).toBe(before + 15_000_000n)
  expect(await incidents('limit=100')).toMatchObject([{ state: 'closed' }])
}, 120_000)
