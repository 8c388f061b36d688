// An auditor who believes nobody: what the API gives is verified by a program that asks no server,
// and somebody with all rights on the database is found out.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keyText, type Report } from '@stablegate/proof'
import { signerOfSeed } from '@stablegate/proof/node'
import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerWallet } from './customer-wallet.ts'
import { startLocalSystem, type LocalSystem } from './system.ts'
import { fiat, operatorKeys, textOf, usdt, World, type Acceptor, type Merchant } from './world.ts'

type Json = Record<string, unknown>
const program = fileURLToPath(new URL('../../packages/proof/dist/verify.js', import.meta.url))
/** The key of test mode, which everybody knows; an auditor has that of live mode from the operator. */
const key = keyText(signerOfSeed('seal.stablegate.test', new Uint8Array(Buffer.alloc(32, 'stablegate'))).key)
const patience = { deadlineMs: 60_000, everyMs: 100 }

let folder: string
let system: LocalSystem
let world: World
let merchant: Merchant
let acceptor: Acceptor
let settled: string
let onChain: string

const auditor = { key: operatorKeys.ann }

const text = async (path: string): Promise<string> => {
  const answer = await fetch(system.url + path, { headers: { authorization: `Bearer ${operatorKeys.ann}` } })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.text()
}

/** Downloads once the checkpoint covers what happened so far. */
const download = async (path: string, name: string): Promise<string> => {
  const file = join(folder, name)
  await waitFor(async () => {
    writeFileSync(file, await text(path))
    return true
  }, { ...patience, what: path })
  return file
}

const verify = (...args: readonly string[]): Promise<Report> => new Promise((resolve, reject) => {
  // Nothing of this machine is given to it but the files.
  execFile(process.execPath, [program, ...args, '--key', key, '--json'], { env: {}, cwd: folder }, (error, stdout) => {
    if (stdout === '') reject(error ?? new Error('it said nothing'))
    else resolve(JSON.parse(stdout) as Report)
  })
})

const checkpointOf = async (log: string): Promise<Json> => {
  const { data } = await world.api.get('/v1/checkpoints', auditor)
  return (data as Json[]).find((one) => one['log'] === log)?.['checkpoint'] as Json
}

/** Waits until everything that is in the log now is covered. */
const covered = async (log: string): Promise<void> => {
  const { head } = await world.api.get(`/v1/logs/${log}/events?limit=1`, auditor)
  const { position } = head as { readonly position: number }
  await waitFor(async () => Number((await checkpointOf(log))?.['position'] ?? 0) >= position, { ...patience, what: `${log} to be sealed` })
}

const pay = async (reference: string): Promise<string> => {
  const payment = textOf(await world.api.post('/v1/payments', { reference, amount: fiat('720.00', 'CNY') }, { key: merchant.key }), 'id')
  const chosen = await waitFor(() => world.api.post(`/v1/checkout/${payment}/choose`, {
    currency: 'CNY', method: 'alipay', payer: { name: 'Li Wei', account_tail: '4821' },
  }), { ...patience, what: 'the checkout' })
  const session = textOf(chosen, 'session_secret')
  await world.checkout(payment, session, 'awaiting_payment')
  await world.api.post(`/v1/checkout/${payment}/claim`, { bank_reference: `ALI-${reference}` }, { key: session })
  const order = await world.order(acceptor, payment, 'claimed')
  await world.api.post(`/v1/orders/${textOf(order, 'id')}/confirm`, {
    received: fiat('720.00', 'CNY'), payer_matches: true, bank_reference: `ALI-${reference}`,
  }, { key: acceptor.key })
  await world.checkout(payment, session, 'settled')
  return payment
}

beforeAll(async () => {
  if (!existsSync(program)) throw new Error('build first: npm test does, or tsc -b')
  folder = mkdtempSync(join(tmpdir(), 'stablegate-auditor-'))
  system = await startLocalSystem({
    name: 'seal', fsync: false, chain: { blockMs: 300 },
    config: { SEALER_INTERVAL_MS: '200', SEALER_DIR: join(folder, 'published') },
  })
  world = new World(system.url)
  merchant = await world.merchant({ name: 'Shop', agent: { agent: 'agt_seal', share_bps: 1_000 } })
  acceptor = await world.acceptor({
    name: 'OTC', owner: 'owner-1', currency: 'CNY', method: 'alipay', funds: '20000', bond: '500', price: '7.27',
    min: '100.00', max: '50000.00', autoAccept: true,
  })
  settled = await pay('seal-1')
  await pay('seal-2')
  const { chain } = system.servers
  if (chain === undefined) throw new Error('there is a chain')
  const wallet = await CustomerWallet.open(chain, 1_000_000_000n)
  onChain = textOf(await world.api.post('/v1/payments', { reference: 'seal-3', amount: usdt('100') }, { key: merchant.key }), 'id')
  const way = await world.chooseOnChain(onChain)
  await wallet.pay(way.address, way.amountMicro)
  await world.paymentIs(merchant, onChain, 'settled')
  await world.operate('/v1/reserves/prove')
  await waitFor(async () => ((await world.api.get('/v1/reserves?limit=1', auditor))['data'] as Json[])[0]?.['outcome'] === 'equal',
    { ...patience, what: 'a proof of the reserves' })
  for (const log of ['order', 'ledger', 'treasury']) await covered(log)
}, 180_000)
afterAll(async () => {
  await system?.stop()
  if (folder !== undefined) rmSync(folder, { recursive: true })
})

describe('an auditor verifies without asking us', () => {
  it('all balances, and that they are those that the API shows', async () => {
    const file = await download('/v1/proofs/books', 'books.ndjson')
    const report = await verify(file)
    expect(report).toMatchObject({ isRight: true, faults: [] })
    expect(report.held).toContain('debits equal credits')
    const { data } = await world.api.get('/v1/accounts?limit=100', auditor)
    for (const { account, posted } of data as { readonly account: string; readonly posted: { readonly amount: string } }[]) {
      expect(report.held).toContain(`${account} has ${BigInt(posted.amount.replace('.', ''))}`)
    }
    expect((data as Json[]).length).toBeGreaterThan(6)
  })

  it('one balance, a payment of each kind, and the reserves', async () => {
    const account = `merchant:${merchant.id}:available`
    expect(await verify(await download(`/v1/proofs/books?account=${account}`, 'account.ndjson'))).toMatchObject({ isRight: true })
    for (const payment of [settled, onChain]) {
      const report = await verify(await download(`/v1/proofs/payments/${payment}`, 'payment.ndjson'))
      expect(report).toMatchObject({ isRight: true })
      expect(report.held.join()).toMatch(/\/ledger\/.*\d+ events stand in the trees/)
    }
    const reserves = await verify(await download('/v1/proofs/reserves', 'reserves.ndjson'))
    expect(reserves).toMatchObject({ isRight: true })
    expect(reserves.held).toContainEqual(expect.stringContaining('custody of the proof of reserves'))
    expect(reserves.held.some((one) => /^custody:deposit:sandbox has \d{7,}$/.test(one))).toBe(true)
  })

  it('a single event, and that the log only grew', async () => {
    const before = await text('/v1/checkpoints/ledger/latest')
    writeFileSync(join(folder, 'older.txt'), before)
    await pay('seal-4')
    await covered('ledger')
    const size = before.split('\n')[1]
    const file = await download(`/v1/checkpoints/ledger/consistency?older=${size}`, 'consistency.json')
    expect(await verify(file, '--older', 'older.txt')).toMatchObject({ isRight: true })
    expect(await verify(await download('/v1/proofs/books', 'books.ndjson'), '--older', 'older.txt')).toMatchObject({ isRight: true })
    const proof = await world.api.get('/v1/checkpoints/ledger/inclusion?position=3', auditor)
    expect(proof).toMatchObject({ index: 2, event: { log: 'ledger', position: 3 } })
  })

  it('also when a person was forgotten: what was sealed stays, and nobody can read it', async () => {
    const forgotten = await pay('seal-5')
    await world.operate(`/v1/payments/${forgotten}/forget_payer`, { reason: 'Asked by the payer.' })
    await covered('order')
    await covered('ledger')
    expect(await verify(await download(`/v1/proofs/payments/${forgotten}`, 'forgotten.ndjson'))).toMatchObject({ isRight: true })
    const { data } = await world.api.get(`/v1/streams/order.payment-${forgotten}`, auditor)
    expect(JSON.stringify(data)).not.toContain('Li Wei')
  })

  it('with checkpoints that have left the database', () => {
    const logs = readdirSync(join(folder, 'published'))
    expect(logs).toEqual(expect.arrayContaining(['ledger', 'order', 'treasury', 'gateway']))
  })
})

describe('an administrator of the database who changes an amount', () => {
  it('is found out by the verifier, which names the position, and halts the sealing', async () => {
    const client = new pg.Client({ connectionString: system.servers.config['DATABASE_URL'] })
    await client.connect()
    const { rows: [event] } = await client.query<{ position: string; data: string }>(
      `select position, data from eventstore.event where log = 'ledger' and data like '%"category":"fee"%' order by position limit 1`)
    const position = Number(event!.position)
    await client.query('alter table eventstore.event disable trigger all')
    await client.query(`update eventstore.event set data = regexp_replace(data, '"amountMicro":"(\\d+)"', '"amountMicro":"1\\1"')
      where log = 'ledger' and position = $1`, [position])
    await client.query('alter table eventstore.event enable trigger all')
    await client.end()

    const { faults } = await verify(await download('/v1/proofs/books', 'changed.ndjson'))
    expect(faults).toContainEqual(expect.objectContaining({ code: 'event_changed', position }))
    expect(faults).toContainEqual(expect.objectContaining({ code: 'books_broken', position }))
    const halted = await waitFor(async () => {
      const { data } = await world.api.get('/v1/checkpoints', auditor)
      return (data as Json[]).find((one) => one['log'] === 'ledger' && one['halted'] !== null)
    }, { ...patience, what: 'sealing to be halted' })
    expect(halted['halted']).toMatchObject({ code: 'sealed_event_changed', position })
  })
})
