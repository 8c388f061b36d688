import { boot, type Running } from '@stablegate/host'
import { encode } from '@stablegate/kernel'
import { dispatchCommands, ledgerCommands, payeeCommands, payoutCommands } from '@stablegate/contracts'
import { addressOfKey } from '@stablegate/tron'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { treasuryKeys, type LocalChain } from './local-chain.ts'
import { startProcessSystem, type ProcessSystem } from './system.ts'
import { assertBuilt } from './whole/build.ts'
import { World } from './world.ts'

type Payout = {
  readonly id: string; readonly party: string; readonly state: string; readonly to_address: string
  readonly amount_micro: bigint | string; readonly txid: string | null
}
type Dispatch = { readonly id: string; readonly state: string; readonly reason: string | null; readonly attempts: number }

const services = ['ledger', 'chain-watcher', 'notifier', 'treasury', 'signer', 'gateway'] as const

/** What becomes of a payout: paid at once or with two people's yes, refused, taken back, or turned down. */
type Fate = 'plain' | 'approved' | 'refused' | 'cancelled' | 'rejected'
/** A fact of a payout's way, and the payout that leads to it. */
type Step = readonly [type: string, fate: Fate]
const plain = (...types: readonly string[]): readonly Step[] => types.map((type) => [type, 'plain'])

/** Facts that are written by the service that dies of them. */
const steps = {
  treasury: [
    ...plain('payout.requested', 'payout.pended', 'payout.screened'), ['payout.approved', 'approved'], ['payout.refused', 'refused'],
    ['payout.voiding', 'cancelled'], ['payout.voided', 'rejected'],
    ...plain(
      'payout.vetted', 'dispatch.allowed', 'dispatch.built', 'transaction.registered', 'dispatch.signed', 'payout.sent',
      'transaction.landed', 'dispatch.landed', 'payout.landed', 'payout.confirmed'),
  ],
  signer: plain('intent.approved', 'signing.requested', 'vault.granted', 'signing.granted', 'signature.made'),
  ledger: plain('transfers.accepted'),
  'chain-watcher': plain('transfer.solid', 'account.acted', 'chain.advanced'),
} as const satisfies Readonly<Record<string, readonly Step[]>>
const merchants = ['mer_crash0', 'mer_crash1'] as const
const plainMicro = 5_000_000n
const approvedMicro = 6_000_000n
const tooMuchMicro = 100_000_001n
const feeMicro = 2_000_000n
const fundsMicro = 5_000_000_000n

let system: ProcessSystem
let chain: LocalChain
let asker: Running
let customer: CustomerWallet
let sent = 0
let asked = 0
/** By payout. */
const fates = new Map<string, Fate>()

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

const amountOf = (fate: Fate): bigint =>
  fate === 'plain' ? plainMicro : fate === 'refused' ? tooMuchMicro : approvedMicro

/** A payout to an address that is paid by no other. */
const ask = async (fate: Fate): Promise<void> => {
  const index = (asked += 1)
  const payout = `po_crash${index}`
  fates.set(payout, fate)
  expect(await command(payeeCommands.requestPayout.type, {
    payout, payee: { kind: 'merchant', merchant: merchants[index % 2] }, chain: 'sandbox', to: addressOf(index),
    amountMicro: amountOf(fate), by: 'spec',
  })).toBe('accepted')
}

const progress = (line: string): void => {
  if (process.env['STABLEGATE_E2E_TELL'] !== undefined) process.stderr.write(`${line}\n`)
}

/** What people would do who are asked: nothing of what is halted can land, so it is tried again. */
const helpHalted = async (): Promise<void> => {
  const halted = await query<Dispatch[]>('treasury', 'dispatches', { state: 'halted' }) ?? []
  for (const { id } of halted) {
    await command(dispatchCommands.retry.type, { dispatch: id, operator: 'opr_ann', reason: 'The crash is over.' })
  }
}

/** What waits for people gets their yes or their no, until the test is over. */
const people = async (over: AbortSignal): Promise<void> => {
  while (!over.aborted) {
    for (const { id, party } of await query<Payout[]>('treasury', 'payouts', { state: 'approving', limit: 200 }) ?? []) {
      switch (fates.get(id)) {
        case 'cancelled':
          await command(payoutCommands.cancel.type, { payout: id, party, by: 'spec' })
          break
        case 'rejected':
          await command(payoutCommands.reject.type, { payout: id, operator: 'opr_ann', reason: 'A test.' })
          break
        default:
          for (const operator of ['opr_ann', 'opr_bob']) await command(payoutCommands.approve.type, { payout: id, operator })
      }
    }
    await helpHalted()
    await new Promise<void>((resolve) => { setTimeout(resolve, 200) })
  }
}

const policyOf = async (party: string, trusted: readonly string[]): Promise<void> => {
  const policy = {
    feeMicro, maxMicro: 100_000_000n, maxPerDayMicro: 5_000_000_000n, newAddressDelayMs: 0, youngAddressMs: 0,
    approvals: [{ aboveMicro: plainMicro, people: 2 }], trusted, trustedOnly: true,
  }
  await command(payeeCommands.proposePolicy.type, { party, policy, operator: 'opr_ann', reason: 'A test.' })
  await command(payeeCommands.approvePolicy.type, { party, operator: 'opr_bob' })
  await command(ledgerCommands.transfer.type, {
    ledger: 'usdt-sandbox', memo: {},
    transfers: [{
      kind: 'post', id: `funds:${party}`, debit: 'custody:test', credit: `merchant:${party}:available`, amountMicro: fundsMicro,
      category: 'test_funds',
    }],
  })
}

beforeAll(async () => {
  assertBuilt(services)
  system = await startProcessSystem({
    name: 'payout-crashes', fsync: false, only: services, chain: { blockMs: 200, solidLagBlocks: 3 },
    config: { TREASURY_LIFE_MS: '15000', TREASURY_BROADCAST_MS: '300', SIGNER_UNAPPROVED_USDT: '1000' },
  })
  if (system.servers.chain === undefined) throw new Error('there is a chain')
  chain = system.servers.chain
  asker = await boot([], { config: { ...system.servers.config, PORT: 0, LOG_LEVEL: 'error' } })
  customer = await CustomerWallet.open(chain, 10_000_000_000n)
  await customer.pay(treasuryKeys.hot.address, 3_000_000_000n)
  for (const [parity, merchant] of merchants.entries()) {
    await policyOf(merchant, Array.from({ length: 50 }, (_, index) => addressOf(index * 2 + parity)))
  }
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
  for (const [type, fate] of steps[name]) {
    for (const when of ['before', 'after']) {
      service.start({ DIE_AT: `${when}:${type}` })
      // Whoever asks while it is down is answered after one of the next starts.
      asking.push(ask(fate))
      await waitFor(() => !service.alive, { ...patience, what: `${name} to die ${when} ${type}` }).catch(told)
      kills += 1
      progress(`${name} died ${when} ${type}`)
    }
  }
  service.start()
  await service.ready()
  await Promise.all(asking)
  return kills
}

/** A shop asks over HTTP, again and again with the same key, while the door is shut in its face. */
const killTheDoor = async (): Promise<number> => {
  const gateway = system.service('gateway')
  const world = new World(gateway.url)
  const { id: merchant, key } = await world.merchant({ name: 'Crash Shop' })
  await policyOf(merchant, [addressOf(200)])
  const wish = { to: addressOf(200), amount: { amount: '5', currency: 'USDT' } }
  const kills = 3
  for (let kill = 0; kill < kills; kill += 1) {
    const post = () => world.api.call('POST', '/v1/payouts', wish, { key, idempotencyKey: `crash-payout-${kill}` })
    const first = post().catch(() => undefined)
    await gateway.end()
    await first
    gateway.start()
    const { body } = await waitFor(async () => {
      const answer = await post()
      return answer.status === 201 ? answer : undefined
    }, { ...patience, what: 'the door to answer' })
    expect(await post()).toMatchObject({ status: 201, body: { id: body['id'] } })
    fates.set(String(body['id']), 'plain')
    progress('the gateway died')
  }
  return kills
}

const ended: ReadonlySet<string> = new Set(['confirmed', 'voided', 'refused'])
const endOf = (payout: string): string => {
  const fate = fates.get(payout)
  if (fate === 'refused') return 'refused'
  return fate === 'cancelled' || fate === 'rejected' ? 'voided' : 'confirmed'
}

test('killed before and after every step, each payout lands once or is given back once', async () => {
  const { faults } = chain.sandbox
  faults.add({ kind: 'lose-broadcast', path: 'broadcasthex', every: 4 })
  faults.add({ kind: 'drop-answer', path: 'broadcasthex', every: 5 })
  faults.add({ kind: 'drop-request', path: 'broadcasthex', every: 7 })
  faults.add({ kind: 'reject', code: 'SERVER_BUSY', path: 'broadcasthex', every: 6 })
  const over = new AbortController()
  const working = people(over.signal)
  let kills = await killAtEachStep('treasury')
  for (const name of ['signer', 'ledger', 'chain-watcher'] as const) kills += await killAtEachStep(name)
  kills += await killTheDoor()
  const payouts = await waitFor(async () => {
    const rows = await query<Payout[]>('treasury', 'payouts', { limit: 200 }) ?? []
    return rows.length === fates.size && rows.every(({ state }) => ended.has(state)) ? rows : undefined
  }, { ...patience, what: 'every payout to end' }).catch(told)
  over.abort()
  await working
  const confirmed = payouts.filter(({ state }) => state === 'confirmed')
  for (const { id, state } of payouts) expect({ id, state }).toEqual({ id, state: endOf(id) })
  for (const to of new Set(payouts.map(({ to_address: address }) => address))) {
    const dueMicro = confirmed.filter((one) => one.to_address === to).reduce((sum, one) => sum + BigInt(one.amount_micro), 0n)
    expect({ to, paid: await customer.balanceMicro(to) }).toEqual({ to, paid: dueMicro })
  }
  expect(new Set(confirmed.map(({ txid }) => txid)).size).toBe(confirmed.length)
  const paidMicro = confirmed.reduce((sum, one) => sum + BigInt(one.amount_micro), 0n)
  await waitFor(async () => (await balance('custody:hot:sandbox')) === 3_000_000_000n - paidMicro, { ...patience, what: 'custody' })
  const parties = [...new Set(payouts.map(({ party }) => party))]
  const left = await Promise.all(parties.map((party) => balance(`merchant:${party}:available`)))
  expect(left.reduce((sum, one) => sum + one, 0n))
    .toBe(BigInt(parties.length) * fundsMicro - paidMicro - BigInt(confirmed.length) * feeMicro)
  expect(await query<unknown[]>('treasury', 'incidents', { open: true })).toEqual([])
  const dispatches = await query<Dispatch[]>('treasury', 'dispatches', { limit: 200 }) ?? []
  process.stderr.write(`${JSON.stringify({
    kills, payouts: payouts.length, confirmed: confirmed.length,
    attempts: dispatches.reduce((sum, { attempts }) => sum + attempts, 0),
  })}\n`)
}, 900_000)
