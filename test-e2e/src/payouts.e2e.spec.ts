import { payeeCommands, payoutCommands } from '@stablegate/contracts'
import { TronWeb } from 'tronweb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from '@stablegate/testing'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { operatorKeys, textOf, World } from './world.ts'

type Json = Record<string, unknown>
type Payout = { readonly state: string; readonly txid: string | null; readonly reason: string | null }

let system: LocalSystem
let chain: LocalChain
let world: World
let merchant = ''
let shop: CustomerWallet
let sent = 0

const patience = { deadlineMs: 40_000, everyMs: 100 }

const command = async (type: string, data: unknown): Promise<string> => {
  const answer = await system.running.commands.send(type, data, { id: `payouts-${(sent += 1)}`, actor: 'spec' })
  return answer.status === 'rejected' ? answer.code : answer.status
}

const account = async (name: string): Promise<string> => {
  const { data } = await world.api.get('/v1/accounts?limit=100', { key: operatorKeys.ann })
  const found = (data as Json[]).find((each) => each['account'] === name)
  return found === undefined ? '0.000000' : String((found['posted'] as Json)['amount'])
}

const shown = async (payout: string): Promise<Payout | undefined> => {
  const answer = await system.running.queries.ask<Payout | null>('treasury', 'payout', { payout })
  return answer.status === 'answered' ? answer.value ?? undefined : undefined
}
const inState = (payout: string, state: string): Promise<Payout> => waitFor(async () => {
  const row = await shown(payout)
  return row?.state === state ? row : undefined
}, { ...patience, what: `${payout} to be ${state}` }).catch(async (error: unknown) => {
  const dispatches = await system.running.queries.ask('treasury', 'dispatches', {})
  throw new Error(JSON.stringify([await shown(payout), dispatches]), { cause: error })
})

const ask = (payout: string, to: string, amountMicro: bigint): Promise<string> => command(payeeCommands.requestPayout.type, {
  payout, payee: { kind: 'merchant', merchant }, chain: 'sandbox', to, amountMicro, by: `merchant:${merchant}`,
})

const openPolicy = {
  feeMicro: 2_000_000n, maxMicro: 10_000_000_000n, maxPerDayMicro: 20_000_000_000n, newAddressDelayMs: 0, youngAddressMs: 0,
  approvals: [{ aboveMicro: 100_000_000n, people: 2 }], trusted: [], trustedOnly: false,
}

beforeAll(async () => {
  system = await startLocalSystem({ name: 'payouts', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  world = new World(system.url)
  merchant = (await world.merchant({ name: 'Paid Shop' })).id
  await world.operate('/v1/test_funds', { holder: merchant, amount: { amount: '5000', currency: 'USDT' } })
  shop = await CustomerWallet.open(chain, 1_000_000n)
  const funder = await CustomerWallet.open(chain, 10_000_000_000n)
  await funder.pay(treasuryKeys.hot.address, 3_000_000_000n)
  await waitFor(async () => (await account('custody:hot:sandbox')) === '3000.000000', { ...patience, what: 'money on the hot address' })
}, 120_000)
afterAll(() => system?.stop())

describe('payouts', () => {
  it('go only where the payee said, and its policy is set by two people', async () => {
    expect(await ask('po_early', shop.address, 1_000_000n)).toBe('accepted')
    expect((await inState('po_early', 'refused')).reason).toBe('destination_unknown')
    const policy = { party: merchant, policy: openPolicy, reason: 'Known for years.' }
    expect(await command(payeeCommands.proposePolicy.type, { ...policy, operator: 'opr_ann' })).toBe('accepted')
    expect(await command(payeeCommands.approvePolicy.type, { party: merchant, operator: 'opr_ann' })).toBe('same_person')
    expect(await command(payeeCommands.approvePolicy.type, { party: merchant, operator: 'opr_bob' })).toBe('accepted')
    for (const address of [shop.address, chain.token, treasuryKeys.gas.address]) {
      await command(payeeCommands.addDestination.type, { party: merchant, chain: 'sandbox', address, by: 'spec' })
    }
  })

  it('are approved by two, signed, landed and posted to the micro-unit', async () => {
    const before = await shop.balanceMicro()
    expect(await ask('po_first', shop.address, 500_000_000n)).toBe('accepted')
    await inState('po_first', 'approving')
    expect(await command(payoutCommands.approve.type, { payout: 'po_first', operator: 'opr_ann' })).toBe('accepted')
    expect(await command(payoutCommands.approve.type, { payout: 'po_first', operator: 'opr_ann' })).toBe('already_approved')
    expect(await command(payoutCommands.approve.type, { payout: 'po_first', operator: 'opr_bob' })).toBe('accepted')
    const { txid } = await inState('po_first', 'confirmed')
    expect(await shop.balanceMicro()).toBe(before + 500_000_000n)
    expect(await account(`merchant:${merchant}:available`)).toBe('4498.000000')
    expect(await account('custody:hot:sandbox')).toBe('2500.000000')
    expect(await account('income:payout')).toBe('2.000000')
    const info = await new TronWeb({ fullHost: chain.sandbox.url }).trx.getTransactionInfo(String(txid))
    expect(info.receipt.result).toBe('SUCCESS')
    const costs = await waitFor(async () => {
      const answer = await system.running.queries.ask<{ accounts: { account: string; postedMicro: bigint }[] }>(
        'ledger', 'balances', { ledger: 'trx-sandbox', accounts: ['cost:energy'] })
      return answer.status === 'answered' && answer.value.accounts.find((one) => one.postedMicro > 0n)
    }, { ...patience, what: 'the cost' })
    expect(costs.postedMicro).toBe(BigInt(info.fee))
  })

  it('are voided, and all is given back, where the destination is ours, or the token itself', async () => {
    expect(await ask('po_token', chain.token, 1_000_000n)).toBe('accepted')
    expect(await ask('po_own', treasuryKeys.gas.address, 1_000_000n)).toBe('accepted')
    expect((await inState('po_token', 'voided')).reason).toBe('destination_token')
    expect((await inState('po_own', 'voided')).reason).toBe('destination_own')
    expect(await account(`merchant:${merchant}:available`)).toBe('4498.000000')
  })

  it('are cancelled before anything is signed', async () => {
    expect(await ask('po_cancelled', shop.address, 200_000_000n)).toBe('accepted')
    await inState('po_cancelled', 'approving')
    expect(await command(payoutCommands.cancel.type, { payout: 'po_cancelled', party: 'mer_other', by: 'x' })).toBe('not_your_payout')
    expect(await command(payoutCommands.cancel.type, { payout: 'po_cancelled', party: merchant, by: 'spec' })).toBe('accepted')
    await inState('po_cancelled', 'voided')
  })

  it('survive lost and dropped broadcasts, and a batch of equal ones lands once each', async () => {
    chain.sandbox.faults.add({ kind: 'lose-broadcast', path: 'broadcasthex', times: 3 })
    chain.sandbox.faults.add({ kind: 'drop-answer', path: 'broadcasthex', every: 2, times: 4 })
    chain.sandbox.faults.add({ kind: 'reject', code: 'SERVER_BUSY', path: 'broadcasthex', every: 3, times: 3 })
    const before = await shop.balanceMicro()
    const batch = Array.from({ length: 6 }, (_, index) => `po_batch${index}`)
    for (const payout of batch) expect(await ask(payout, shop.address, 10_000_000n)).toBe('accepted')
    const done = await Promise.all(batch.map((payout) => inState(payout, 'confirmed')))
    expect(new Set(done.map(({ txid }) => txid)).size).toBe(batch.length)
    expect(await shop.balanceMicro()).toBe(before + 60_000_000n)
  })

  it('stop when somebody else moves our money, and deposits go on', async () => {
    const thief = new TronWeb({ fullHost: chain.sandbox.url, privateKey: Buffer.from(treasuryKeys.hot.privateKey).toString('hex') })
    await thief.trx.sendTransaction(shop.address, 1_000_000)
    const incident = await waitFor(async () => {
      const { data } = await world.api.get('/v1/incidents?open=true', { key: operatorKeys.ann })
      return (data as Json[]).find(({ kind }) => kind === 'unsigned_act')
    }, { ...patience, what: 'the incident' })
    expect(incident['stops']).toEqual(['signing', 'payouts'])
    expect(await ask('po_stopped', shop.address, 20_000_000n)).toBe('accepted')
    await inState('po_stopped', 'cleared')
    const path = `/v1/incidents/${textOf(incident, 'id')}`
    await world.operate(`${path}/propose_closing`, { reason: 'A drill.' })
    await world.operate(`${path}/approve_closing`, {}, { key: operatorKeys.bob })
    await inState('po_stopped', 'confirmed')
    expect((await world.api.get('/v1/trial_balance', { key: operatorKeys.ann }))['balanced']).toBe(true)
  })
})
