import { boot, type Running } from '@stablegate/host'
import { encode } from '@stablegate/kernel'
import { dispatchCommands, ledgerCommands, payeeCommands } from '@stablegate/contracts'
import { addressOfKey } from '@stablegate/tron'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { startProcessSystem, type ProcessSystem } from './system.ts'
import { assertBuilt } from './whole/build.ts'

type Payout = { readonly id: string; readonly state: string; readonly to_address: string; readonly txid: string | null }
type Dispatch = { readonly id: string; readonly state: string; readonly reason: string | null; readonly attempts: number }

const services = ['ledger', 'chain-watcher', 'treasury', 'signer'] as const
/** Every fact of a payout's way that is written by the service that dies of it. */
const steps = {
  treasury: [
    'payout.requested', 'payout.opened', 'payout.pended', 'payout.screened', 'dispatch.opened', 'dispatch.built',
    'transaction.registered', 'dispatch.signed', 'transaction.landed', 'dispatch.landed', 'payout.landed', 'payout.confirmed',
  ],
  signer: ['intent.approved', 'signing.requested', 'vault.granted', 'signing.granted', 'signature.made'],
} as const
const merchant = 'mer_crash'
const amountMicro = 5_000_000n
const feeMicro = 2_000_000n
const fundsMicro = 5_000_000_000n

let system: ProcessSystem
let chain: LocalChain
let asker: Running
let customer: CustomerWallet
let sent = 0
let asked = 0

const patience = { deadlineMs: 120_000, everyMs: 100 }
const addressOf = (index: number): string => addressOfKey(Buffer.alloc(32, index + 1))

const command = async (type: string, data: unknown): Promise<string> => {
  const answer = await asker.commands.send(type, data, { id: `crash-${(sent += 1)}`, actor: 'spec', timeoutMs: 300_000 })
  return answer.status === 'rejected' ? answer.code : answer.status
}

const query = async <T>(service: string, name: string, input: object): Promise<T | undefined> => {
  const answer = await asker.queries.ask<T>(service, name, input)
  return answer.status === 'answered' ? answer.value : undefined
}

const balance = async (account: string): Promise<bigint> => {
  const found = await query<{ accounts: { account: string; postedMicro: bigint; pendingMicro: bigint }[] }>(
    'ledger', 'balances', { ledger: 'usdt-sandbox', accounts: [account] })
  const row = found?.accounts.find((one) => one.account === account)
  return row === undefined ? -1n : row.postedMicro
}

/** A payout to an address that is paid by no other. */
const ask = async (): Promise<void> => {
  const index = (asked += 1)
  expect(await command(payeeCommands.requestPayout.type, {
    payout: `po_crash${index}`, payee: { kind: 'merchant', merchant }, chain: 'sandbox', to: addressOf(index), amountMicro, by: 'spec',
  })).toBe('accepted')
}

const progress = (line: string): void => {
  if (process.env['STABLEGATE_E2E_TELL'] !== undefined) process.stderr.write(`${line}\n`)
}

/** What a person would do who is asked: nothing of it can land, so it is tried again. */
const helpHalted = async (): Promise<void> => {
  const halted = await query<Dispatch[]>('treasury', 'dispatches', { state: 'halted' }) ?? []
  for (const { id } of halted) {
    await command(dispatchCommands.retry.type, { dispatch: id, operator: 'opr_ann', reason: 'The crash is over.' })
  }
}

beforeAll(async () => {
  assertBuilt(services)
  system = await startProcessSystem({
    name: 'payout-crashes', fsync: false, only: services, chain: { blockMs: 200, solidLagBlocks: 3 },
    config: { TREASURY_LIFE_MS: '10000', TREASURY_BROADCAST_MS: '300', SIGNER_UNAPPROVED_USDT: '1000' },
  })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  asker = await boot([], { config: { ...system.servers.config, PORT: 0, LOG_LEVEL: 'error' } })
  customer = await CustomerWallet.open(chain, 10_000_000_000n)
  await customer.pay(treasuryKeys.hot.address, 3_000_000_000n)
  await command(ledgerCommands.transfer.type, {
    ledger: 'usdt-sandbox', memo: {},
    transfers: [{ kind: 'post', id: 'funds', debit: 'custody:test', credit: `merchant:${merchant}:available`, amountMicro: fundsMicro, category: 'test_funds' }],
  })
  const policy = {
    feeMicro, maxMicro: 100_000_000n, maxPerDayMicro: 5_000_000_000n, newAddressDelayMs: 0, youngAddressMs: 0, approvals: [],
    trusted: Array.from({ length: 50 }, (_, index) => addressOf(index + 1)), trustedOnly: true,
  }
  await command(payeeCommands.proposePolicy.type, { party: merchant, policy, operator: 'opr_ann', reason: 'A test.' })
  await command(payeeCommands.approvePolicy.type, { party: merchant, operator: 'opr_bob' })
  await waitFor(async () => (await balance('custody:hot:sandbox')) === 3_000_000_000n, { ...patience, what: 'the hot address' })
}, 180_000)

afterAll(async () => {
  await asker?.stop()
  await system?.stop()
})

/** What waits, beside the error. */
const told = async (error: unknown): Promise<never> => {
  const waiting = (await query<Dispatch[]>('treasury', 'dispatches', { limit: 200 }))?.filter(({ state }) => state !== 'landed')
  const incidents = await query<unknown[]>('treasury', 'incidents', { open: true })
  const output = services.map((name) => `${name}: ${system.service(name).output.slice(-4).join('')}`)
  throw new Error(encode({ waiting, incidents, output }), { cause: error })
}

/** Lets a service die at each of its steps, before and after the fact is in the log, and come back to the next. */
const killAtEachStep = async (name: keyof typeof steps): Promise<number> => {
  const service = system.service(name)
  let kills = 0
  await service.end()
  const asking: Promise<void>[] = []
  for (const type of steps[name]) {
    for (const when of ['before', 'after']) {
      service.start({ DIE_AT: `${when}:${type}` })
      // Whoever asks while it is down is answered after one of the next starts.
      asking.push(ask())
      await waitFor(() => !service.alive, { ...patience, what: `${name} to die ${when} ${type}` }).catch(told)
      kills += 1
      progress(`${name} died ${when} ${type}`)
      if (name === 'signer') await helpHalted()
    }
  }
  service.start()
  await service.ready()
  await Promise.all(asking)
  return kills
}

test('killed before and after every step, each payout lands once', async () => {
  const { faults } = chain.sandbox
  faults.add({ kind: 'lose-broadcast', path: 'broadcasthex', every: 4 })
  faults.add({ kind: 'drop-answer', path: 'broadcasthex', every: 5 })
  faults.add({ kind: 'drop-request', path: 'broadcasthex', every: 7 })
  faults.add({ kind: 'reject', code: 'SERVER_BUSY', path: 'broadcasthex', every: 6 })
  const kills = await killAtEachStep('treasury')
  const signerKills = await killAtEachStep('signer')
  expect(kills).toBe(steps.treasury.length * 2)
  expect(signerKills).toBe(steps.signer.length * 2)
  const payouts = await waitFor(async () => {
    await helpHalted()
    const rows = await query<Payout[]>('treasury', 'payouts', { limit: 200 }) ?? []
    return rows.length === asked && rows.every(({ state }) => state === 'confirmed' || state === 'voided') ? rows : undefined
  }, { ...patience, what: 'every payout to end' }).catch(told)
  const confirmed = payouts.filter(({ state }) => state === 'confirmed')
  for (const { to_address: to, state } of payouts) {
    expect({ to, paid: await customer.balanceMicro(to) }).toEqual({ to, paid: state === 'confirmed' ? amountMicro : 0n })
  }
  expect(new Set(confirmed.map(({ txid }) => txid)).size).toBe(confirmed.length)
  const count = BigInt(confirmed.length)
  await waitFor(async () => (await balance('custody:hot:sandbox')) === 3_000_000_000n - count * amountMicro, { ...patience, what: 'custody' })
  expect(await balance(`merchant:${merchant}:available`)).toBe(fundsMicro - count * (amountMicro + feeMicro))
  expect(await query<unknown[]>('treasury', 'incidents', { open: true })).toEqual([])
  const dispatches = await query<Dispatch[]>('treasury', 'dispatches', { limit: 200 }) ?? []
  process.stderr.write(`${JSON.stringify({
    kills: kills + signerKills, payouts: asked, confirmed: confirmed.length,
    attempts: dispatches.reduce((sum, { attempts }) => sum + attempts, 0),
  })}\n`)
}, 900_000)
