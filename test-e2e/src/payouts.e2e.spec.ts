import { chainCommands, payeeCommands, payoutCommands } from '@stablegate/contracts'
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
let key = ''
let shop: CustomerWallet
let sent = 0

const patience = { deadlineMs: 40_000, everyMs: 100 }

const command = async (type: string, data: unknown): Promise<string> => {
  const answer = await system.running.commands.send(type, data, { id: `payouts-${(sent += 1)}`, actor: 'spec' })
  return answer.status === 'rejected' ? answer.code : answer.status
}

const account = async (name: string, part: 'posted' | 'free' = 'posted'): Promise<string> => {
  const { data } = await world.api.get('/v1/accounts?limit=100', { key: operatorKeys.ann })
  const found = (data as Json[]).find((each) => each['account'] === name)
  return found === undefined ? '0.000000' : String((found[part] as Json)['amount'])
}

const becomes = (name: string, amount: string, part: 'posted' | 'free' = 'posted'): Promise<unknown> =>
  waitFor(async () => (await account(name, part)) === amount, { ...patience, what: `${name} to be ${amount}` })

const shown = async (payout: string): Promise<Payout | undefined> => {
  const answer = await system.running.queries.ask<Payout | null>('treasury', 'payout', { payout })
  return answer.status === 'answered' ? answer.value ?? undefined : undefined
}
const inState = (payout: string, state: string): Promise<Payout> => waitFor(async () => {
  const row = await shown(payout)
  return row?.state === state ? row : undefined
}, { ...patience, what: `${payout} to be ${state}` }).catch(async (error: unknown) => {
  const dispatches = await system.running.queries.ask('treasury', 'dispatches', {})
  const seen = [await shown(payout), dispatches]
  throw new Error(JSON.stringify(seen, (_, value: unknown) => typeof value === 'bigint' ? String(value) : value), { cause: error })
})

const ask = (payout: string, to: string, amountMicro: bigint): Promise<string> => command(payeeCommands.requestPayout.type, {
  payout, payee: { kind: 'merchant', merchant }, chain: 'sandbox', to, amountMicro, by: `merchant:${merchant}`,
})

/** What the payee was told of a payout, once the last of it is there. */
const toldOf = (payout: string, last: string): Promise<readonly unknown[]> => waitFor(async () => {
  const { data } = await world.api.get('/v1/events?limit=100', { key })
  const types = (data as Json[]).filter(({ subject }) => subject === payout).map(({ type }) => type)
  return types.at(-1) === last && types
}, { ...patience, what: `the payee to be told ${last}` })

const incidentOf = (kind: string): Promise<string> => waitFor(async () => {
  const { data } = await world.api.get('/v1/incidents?open=true', { key: operatorKeys.ann })
  const found = (data as Json[]).find((one) => one['kind'] === kind)
  return found && textOf(found, 'id')
}, { ...patience, what: `an incident: ${kind}` })
const close = async (incident: string): Promise<void> => {
  await world.operate(`/v1/incidents/${incident}/propose_closing`, { reason: 'A drill.' })
  await world.operate(`/v1/incidents/${incident}/approve_closing`, {}, { key: operatorKeys.bob })
}

const openPolicy = {
  feeMicro: 2_000_000n, maxMicro: 10_000_000_000n, maxPerDayMicro: 20_000_000_000n, newAddressDelayMs: 0, youngAddressMs: 0,
  approvals: [{ aboveMicro: 100_000_000n, people: 2 }], trusted: [], trustedOnly: false,
}

beforeAll(async () => {
  system = await startLocalSystem({ name: 'payouts', fsync: false, chain: { blockMs: 200, solidLagBlocks: 3 } })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  world = new World(system.url)
  const paid = await world.merchant({ name: 'Paid Shop' })
  merchant = paid.id
  key = paid.key
  await world.operate('/v1/test_funds', { holder: merchant, amount: { amount: '5000', currency: 'USDT' } })
  shop = await CustomerWallet.open(chain, 1_000_000n)
  const funder = await CustomerWallet.open(chain, 10_000_000_000n)
  await funder.pay(treasuryKeys.hot.address, 3_000_000_000n)
  await waitFor(async () => (await account('custody:hot:sandbox')) === '3000.000000', { ...patience, what: 'money on the hot address' })
}, 120_000)
afterAll(() => system?.stop())

const stoppedByAThief = async (): Promise<void> => {
  const thief = new TronWeb({ fullHost: chain.sandbox.url, privateKey: Buffer.from(treasuryKeys.hot.privateKey).toString('hex') })
  await thief.trx.sendTransaction(shop.address, 1_000_000)
  const incident = await incidentOf('unsigned_act')
  expect(await ask('po_stopped', shop.address, 20_000_000n)).toBe('accepted')
  expect(await ask('po_suspended', shop.address, 30_000_000n)).toBe('accepted')
  await inState('po_stopped', 'cleared')
  await inState('po_suspended', 'cleared')
  // What befalls the payee while nothing is signed stops what was cleared; it is given back whole.
  await world.operate(`/v1/merchants/${merchant}/suspend`, { reason: 'A drill.' })
  expect((await inState('po_suspended', 'voided')).reason).toBe('payee_frozen')
  expect((await inState('po_stopped', 'voided')).reason).toBe('payee_frozen')
  expect(await toldOf('po_stopped', 'payout.voided')).toEqual(['payout.requested', 'payout.approved', 'payout.voided'])
  await becomes(`merchant:${merchant}:available`, await account(`merchant:${merchant}:available`), 'free')
  await world.operate(`/v1/merchants/${merchant}/reinstate`, { reason: 'A drill.' })
  await close(incident)
  await waitFor(async () => {
    const payout = `po_after${(sent += 1)}`
    await ask(payout, shop.address, 20_000_000n)
    const row = await waitFor(() => shown(payout), { ...patience, what: payout })
    return row.state !== 'refused' && inState(payout, 'confirmed')
  }, { ...patience, what: 'payouts to go on' })
  expect((await world.api.get('/v1/trial_balance', { key: operatorKeys.ann }))['balanced']).toBe(true)
}

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
    const money = (amount: string) => ({ amount, currency: 'USDT' })
    expect(await world.api.get('/v1/payouts/po_first/composition', { key })).toMatchObject({
      amount: money('500.000000'), fee: money('2.000000'), opening: money('0.000000'), closing: money('4498.000000'), previous: null,
      categories: [{ category: 'test_funds', lines: 1, net: money('5000.000000') }],
    })
    const month = new Date().toISOString().slice(0, 7)
    expect(await world.api.get(`/v1/fee_invoices/${month}`, { key })).toMatchObject({
      status: 'open', lines: [{ kind: 'payout', count: 1, gross: money('500.000000'), fee: money('2.000000') }],
    })
    expect(await toldOf('po_first', 'payout.confirmed')).toEqual([
      'payout.requested', 'payout.approved', 'payout.sent', 'payout.confirmed',
    ])
    expect(await toldOf('po_early', 'payout.refused')).toEqual(['payout.refused'])
  })

  it('that were solid and are gone are nobody\'s until they land again, and two people say so', async () => {
    const { txid } = await inState('po_first', 'confirmed')
    const solid = await waitFor(async () => {
      const read = await system.running.queries.ask<Json[]>('chain-watcher', 'transfers', { chain: 'sandbox', address: shop.address })
      return read.status === 'answered' ? read.value.find((one) => one['txid'] === txid) : undefined
    }, { what: 'the watcher to show the transfer' })
    const on = { chain: 'sandbox', txid, part: solid['part'] }
    const blockHash = solid['block_hash']
    const revoke = (operator: string) =>
      command(chainCommands.revoke.type, { ...on, blockHash, reason: 'The network said so.', operator })
    expect([await revoke('opr_ann'), await revoke('opr_ann')]).toEqual(['accepted', 'same_person'])
    expect((await shown('po_first'))?.state).toBe('confirmed')
    expect(await revoke('opr_bob')).toBe('accepted')
    await inState('po_first', 'revoked')
    await becomes('unapplied:po_first', '500.000000')
    // On the hot address, and nobody else's payout finds it there.
    await becomes('custody:doubtful:sandbox', '500.000000')
    expect(await account('custody:hot:sandbox')).toBe('2500.000000')
    expect(await account(`merchant:${merchant}:available`)).toBe('4498.000000')
    const incident = await incidentOf('false_solid')
    const { from_address: from, to_address: to, token, amount_micro: amountMicro, ours } = solid
    const block = { number: Number(solid['block_number']) + 1, hash: 'd'.repeat(64), atMs: Number(solid['block_at_ms']) + 200 }
    await command(chainCommands.see.type, { ...on, token, from, to, amountMicro: BigInt(String(amountMicro)), ours, block, solid: true })
    await inState('po_first', 'confirmed')
    await becomes('unapplied:po_first', '0.000000')
    await becomes('custody:doubtful:sandbox', '0.000000')
    expect(await account('custody:hot:sandbox')).toBe('2500.000000')
    expect((await toldOf('po_first', 'payout.confirmed')).slice(-2)).toEqual(['payout.revoked', 'payout.confirmed'])
    await close(incident)
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

  it('stop when somebody else moves our money, and deposits go on', stoppedByAThief)
})
