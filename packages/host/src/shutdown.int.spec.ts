import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connect, NoRespondersError, RequestError, type NatsConnection } from '@nats-io/transport-node'
import { encode } from '@stablegate/kernel'
import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counterService } from './counter.fixture.ts'
import { addMany, bootOn, caughtUp, testServers, totalOf, type TestServers } from './counter-system.fixture.ts'

let servers: TestServers
let nats: NatsConnection

beforeAll(async () => {
  servers = await testServers()
  nats = await connect({ servers: servers.nats.url })
})
afterAll(async () => {
  await nats?.close()
  await servers?.close()
})

const launch = async (environment: Readonly<Record<string, string>> = {}): Promise<ChildProcess> => {
  const config = Object.fromEntries(
    Object.entries(servers.config).map(([name, value]) => [name, String(value)]))
  const child = spawn(
    process.execPath,
    ['--conditions=source', fileURLToPath(new URL('drain.fixture.ts', import.meta.url))],
    { env: { PATH: process.env['PATH'], ...config, LOG_LEVEL: 'warn', ...environment } })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString() })
  const [said] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => { throw new Error(`the child ended: ${errors}`) }),
  ]) as [Buffer]
  expect(said.toString()).toContain('ready')
  return child
}

const exitOf = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const [code] = await once(child, 'exit') as [number | null]
  return code
}

type Fate = 'accepted' | 'not taken' | 'lost'

/** One request without any retry. */
const ask = async (timeoutMs = 5_000): Promise<Fate> => {
  const id = randomUUID()
  const body = encode({
    id, type: 'counter.counter.add', data: { counter: id, byMicro: 1n, note: '' }, actor: 'spec',
    correlationId: id, causationId: id,
  })
  try {
    const reply = await nats.request('commands.counter.counter.add', body, { timeout: timeoutMs })
    return reply.json<{ status: string }>().status === 'accepted' ? 'accepted' : 'not taken'
  } catch (error) {
    const refused = error instanceof NoRespondersError
      || (error instanceof RequestError && error.isNoResponders())
    return refused ? 'not taken' : 'lost'
  }
}

describe('SIGTERM', () => {
  it('answers every command in flight, then ends with 0', async () => {
    const child = await launch()
    const seen: Fate[] = []
    // Requests are on their way all the time, so some meet every moment of the stop.
    const lane = async (): Promise<void> => {
      while (child.exitCode === null) seen.push(await ask())
    }
    const lanes = Promise.all(Array.from({ length: 64 }, lane))
    const count = (fate: Fate): number => seen.filter((one) => one === fate).length
    await waitFor(() => count('accepted') > 200, { everyMs: 1, deadlineMs: 20_000 })
    child.kill('SIGTERM')
    await lanes
    expect(await exitOf(child)).toBe(0)
    expect(count('lost')).toBe(0)
    const client = new pg.Client(servers.databaseUrl)
    await client.connect()
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer as count from eventstore.event where log = 'counter'`)
    await client.end()
    expect(rows[0]?.count).toBe(count('accepted'))
  })

  it('sent twice ends hard, and so does the deadline', async () => {
    const twice = await launch({ HANG: '1' })
    twice.kill('SIGTERM')
    // The first signal must have arrived, or the second would be the first.
    await waitFor(async () => {
      const fate = await ask(200)
      twice.kill('SIGINT')
      return fate !== undefined && twice.exitCode !== null
    }, { deadlineMs: 10_000 })
    expect(await exitOf(twice)).toBe(1)
    const late = await launch({ HANG: '1', SHUTDOWN_DEADLINE_MS: '300' })
    late.kill('SIGTERM')
    expect(await exitOf(late)).toBe(1)
  })

  it('is not needed where the configuration is wrong: the process says why and ends with 78', async () => {
    const child = spawn(
      process.execPath,
      ['--conditions=source', fileURLToPath(new URL('drain.fixture.ts', import.meta.url))],
      { env: { PATH: process.env['PATH'], NATS_URL: 'here', PORT: '99999' } })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString() })
    expect(await exitOf(child)).toBe(78)
    for (const name of ['EVENT_STORE_URL', 'DATABASE_URL', 'NATS_URL', 'PORT']) expect(errors).toContain(name)
  })
})

describe('SIGSTOP', () => {
  it('loses the lock to the twin within seconds, and the waking process does no harm', { timeout: 60_000 }, async () => {
    const child = await launch()
    const twin = await bootOn(servers, [counterService()])
    const active = async (): Promise<boolean> =>
      (await twin.status()).consumers.every(({ state }) => state === 'active')
    await addMany(twin, 1, 100)
    expect(await active()).toBe(false)
    child.kill('SIGSTOP')
    await waitFor(active, { deadlineMs: 20_000, what: 'the twin to take over' })
    child.kill('SIGCONT')
    await addMany(twin, 1, 200)
    await caughtUp(twin)
    expect(await totalOf(twin, 'c0')).toBe(300n)
    expect(await active()).toBe(true)
    child.kill('SIGTERM')
    expect(await exitOf(child)).toBe(0)
    await twin.stop()
  })
})
