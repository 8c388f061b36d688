import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import type { HostContext } from '@stablegate/host'
import { encode, MemoryEventStore, type LogBatch, type Message } from '@stablegate/kernel'
import { testDatabase, waitFor } from '@stablegate/testing'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../migrations.ts'
import { publicOrLoopback } from './address-guard.ts'
import { Deliverer } from './deliverer.ts'
import { FanOut } from './fan-out.ts'
import { FanOutWorker } from './fan-out-worker.ts'
import { deliveryRetentionMs, forgetOldDeliveries } from './retention.ts'
import { endpointSecret, parseMasterKeys } from '@stablegate/contracts/webhook-keys'

const masters = parseMasterKeys(`test:${Buffer.alloc(32, 1).toString('base64')}`)

type Received = { readonly path: string; readonly headers: Record<string, string>; readonly body: string; readonly atMs: number }
type Answerer = (response: ServerResponse, received: Received, nth: number) => void

/** A real receiver; what it answers depends on the path. */
class Receiver {
  readonly received: Received[] = []
  readonly answers = new Map<string, Answerer>()
  readonly #server: Server
  url = ''

  constructor() {
    this.#server = createServer((request, response) => { void this.#take(request, response) })
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const path = request.url ?? ''
    const received = { path, headers: request.headers as Record<string, string>, body, atMs: Date.now() }
    this.received.push(received)
    const answer = this.answers.get(path) ?? ((out) => { out.end('ok') })
    answer(response, received, this.at(path).length)
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve) })
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  at(path: string): readonly Received[] {
    return this.received.filter((one) => one.path === path)
  }

  sequences(path: string): readonly number[] {
    return this.at(path).map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

let pool: pg.Pool
let store: MemoryEventStore
let receiver: Receiver
let sent: { type: string; data: unknown }[]
let stopping: (() => Promise<void>)[]
let sequences: Map<string, number>

beforeAll(async () => {
  // int8 as bigint, as the host's pool gives it.
  pool = new pg.Pool({
    connectionString: await testDatabase(), max: 10,
    types: { getTypeParser: (oid: number, format?: unknown) =>
      oid === 20 ? BigInt : pg.types.getTypeParser(oid, format as 'text') } as never,
  })
  for (const { sql } of migrations) await pool.query(sql)
})
afterAll(() => pool.end())

beforeEach(async () => {
  await pool.query(`truncate targets, messages, deliveries, attempts; update fan_out_cursor set position = 0, incarnation = null`)
  store = new MemoryEventStore()
  receiver = new Receiver()
  await receiver.listen()
  sent = []
  stopping = []
  sequences = new Map()
})
afterEach(async () => {
  receiver.close()
  await Promise.all(stopping.map((stop) => stop()))
})

const append = async (stream: string, ...events: Message[]): Promise<void> => {
  const known = await store.readStream(stream, 0)
  await store.append({
    log: 'notifier',
    streams: [{
      stream, expected: known.length === 0 ? 'none' : known.length - 1,
      events: events.map(({ type, data }) => ({ id: randomUUID(), type, version: 1, data: encode(data), metadata: '{}' })),
    }],
  })
}

const endpoint = (name: string, owner = 'mer_1', types: readonly string[] = []): Promise<void> =>
  append(`notifier.endpoint-whe_${name}`, {
    type: 'endpoint.created',
    data: {
      endpoint: `whe_${name}`, owner, livemode: false, url: `${receiver.url}/${name}`, types, ed25519: false,
      keyId: 'test', secretVersion: 1, atMs: Date.now(),
    },
  })

const publish = (count = 1, owner = 'mer_1', type = 'payment.settled'): Promise<void> => {
  const events = Array.from({ length: count }, () => {
    const sequence = (sequences.get(owner) ?? 0) + 1
    sequences.set(owner, sequence)
    return {
      type: 'webhook.queued',
      data: { owner, livemode: false, sequence, type, subject: 'pay_1', payload: { id: 'pay_1' }, atMs: Date.now() },
    }
  })
  return append(`notifier.feed-${owner}`, ...events)
}

const context = (): Pick<HostContext, 'pool' | 'commands' | 'logger' | 'clock' | 'events' | 'tail'> => ({
  pool, events: store,
  commands: {
    send: (type, data) => {
      sent.push({ type, data })
      return Promise.resolve({ status: 'accepted', events: [], log: 'notifier', position: 0 })
    },
  },
  tail: () => () => undefined,
  logger: { warn: () => undefined, error: (details: unknown) => { throw new Error(String(details)) } } as never,
  clock: {
    now: () => Date.now(),
    sleep: (delayMs, signal) => new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(delayMs, 20))
      signal?.addEventListener('abort', () => { clearTimeout(timer); resolve() }, { once: true })
    }),
  },
})

const run = ({ schedule = [0, 50, 50], timeoutMs = 2000 } = {}): Deliverer => {
  const ports = context()
  const deliverer = new Deliverer({
    context: ports, holder: randomUUID(), chance: () => 0,
    settings: { schedule, timeoutMs, policy: publicOrLoopback, masters },
  })
  const spreader = new FanOutWorker(ports, (step) => deliverer.queued(step))
  deliverer.start()
  spreader.start(new AbortController().signal)
  stopping.push(async () => { await spreader.stop(); await deliverer.stop() })
  return deliverer
}

const states = async (name: string): Promise<string[]> => {
  const found = await pool.query<{ state: string }>(
    'select state from deliveries where endpoint = $1 order by sequence', [`whe_${name}`])
  return found.rows.map(({ state }) => state)
}

describe('delivery', () => {
  it('sends in order, signed, and logs what was answered', async () => {
    await endpoint('good')
    run()
    await publish(150)
    await waitFor(async () => (await states('good')).filter((state) => state === 'delivered').length === 150)
    expect(receiver.sequences('/good')).toEqual(Array.from({ length: 150 }, (_, index) => index + 1))
    const [first] = receiver.at('/good')
    const secret = endpointSecret(masters, 'test', 'whe_good', 1)
    expect(new Webhook(secret).verify(first!.body, first!.headers)).toMatchObject({
      type: 'payment.settled', sequence: 1, livemode: false, data: { id: 'pay_1' },
    })
    expect((JSON.parse(first!.body) as { id: string }).id).toBe(first!.headers['webhook-id'])
    const log = await pool.query(`select outcome, status, response_head, try from attempts where sequence = 1`)
    expect(log.rows).toEqual([{ outcome: 'delivered', status: 200, response_head: 'ok', try: 1 }])
  })

  it('gives each endpoint the types it wants, and only those of its owner', async () => {
    await endpoint('all')
    await endpoint('some', 'mer_1', ['refund.paid'])
    await endpoint('other', 'mer_2')
    run()
    await publish(2)
    await publish(1, 'mer_1', 'refund.paid')
    await waitFor(() => receiver.at('/all').length === 3 && receiver.at('/some').length === 1)
    expect(receiver.sequences('/some')).toEqual([3])
    expect(await states('other')).toEqual([])
  })

  it('tries again by its schedule while later ones go on, then gives up', async () => {
    await endpoint('flaky')
    receiver.answers.set('/flaky', (response, { body }) => {
      response.statusCode = (JSON.parse(body) as { sequence: number }).sequence === 2 ? 500 : 204
      response.end()
    })
    run({ schedule: [0, 30, 30] })
    await publish(4)
    await waitFor(async () => (await states('flaky'))[1] === 'failed')
    expect(await states('flaky')).toEqual(['delivered', 'failed', 'delivered', 'delivered'])
    const tries = receiver.at('/flaky').filter(({ body }) => body.includes('"sequence":2'))
    expect(tries).toHaveLength(3)
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1)
  })

  it('does not follow redirects, and takes no 3xx for success', async () => {
    await endpoint('moved')
    receiver.answers.set('/moved', (response) => { response.writeHead(302, { location: '/secret' }).end() })
    run({ schedule: [0] })
    await publish()
    await waitFor(async () => (await states('moved'))[0] === 'failed')
    expect(receiver.at('/secret')).toEqual([])
  })

  it('disables on 410 and sends nothing more', async () => {
    await endpoint('gone')
    receiver.answers.set('/gone', (response) => { response.writeHead(410).end() })
    run()
    await publish(5)
    await waitFor(() => sent.length > 0)
    expect(sent[0]).toEqual({
      type: 'notifier.endpoint.disable', data: { endpoint: 'whe_gone', owner: 'mer_1', reason: 'gone' },
    })
  })

  it('rests as long as Retry-After asks', async () => {
    await endpoint('busy')
    receiver.answers.set('/busy', (response, _, nth) => {
      if (nth === 1) response.writeHead(429, { 'retry-after': '1' }).end()
      else response.end()
    })
    run({ schedule: [0, 10, 10] })
    await publish(2)
    await waitFor(() => receiver.at('/busy').length === 1)
    // What is queued while it rests waits too.
    await publish()
    await waitFor(async () => (await states('busy')).filter((state) => state === 'delivered').length === 3)
    const [first, second] = receiver.at('/busy')
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(950)
    expect([...receiver.sequences('/busy')].sort()).toEqual([1, 1, 2, 3])
  })

  it('keeps hanging and failing endpoints from the others', async () => {
    for (const name of ['hang', 'fail']) await endpoint(name)
    for (let n = 0; n < 4; n += 1) await endpoint(`ok${n}`)
    receiver.answers.set('/hang', () => undefined)
    receiver.answers.set('/fail', (response) => { response.writeHead(503).end() })
    // The one that hangs is given up long after this spec: nobody may wait for it.
    run({ timeoutMs: 60_000, schedule: [0, 60_000] })
    await publish(50)
    await waitFor(async () => {
      for (let n = 0; n < 4; n += 1) if (receiver.at(`/ok${n}`).length < 50) return false
      return true
    }, { deadlineMs: 20_000 })
    expect(receiver.at('/hang').length).toBeLessThanOrEqual(1)
  })

  it('signs with both secrets during a rotation', async () => {
    await endpoint('turn')
    await append('notifier.endpoint-whe_turn', {
      type: 'endpoint.secret_rotated',
      data: { endpoint: 'whe_turn', owner: 'mer_1', keyId: 'test', secretVersion: 2, previousUntilMs: Date.now() + 60_000 },
    })
    run()
    await publish()
    const [got] = await waitFor(() => receiver.at('/turn').length > 0 && receiver.at('/turn'))
    for (const version of [1, 2]) {
      new Webhook(endpointSecret(masters, 'test', 'whe_turn', version)).verify(got!.body, got!.headers)
    }
  })

  it('redelivers on request, and queues nothing while disabled', async () => {
    const key = { endpoint: 'whe_again', owner: 'mer_1' }
    await endpoint('again')
    run()
    await publish(3)
    await waitFor(() => receiver.at('/again').length === 3)
    await append('notifier.endpoint-whe_again', { type: 'endpoint.disabled', data: { ...key, reason: 'owner', atMs: 1 } })
    await publish(2)
    await append('notifier.endpoint-whe_again', { type: 'endpoint.enabled', data: { ...key, atMs: 1 } })
    await publish()
    await waitFor(() => receiver.at('/again').length === 4)
    expect(receiver.sequences('/again')).toEqual([1, 2, 3, 6])
    await append('notifier.endpoint-whe_again', {
      type: 'endpoint.redelivery_requested', data: { ...key, fromSequence: 3, toSequence: 5, atMs: Date.now() },
    })
    await waitFor(() => receiver.at('/again').length === 7)
    expect(receiver.sequences('/again')).toEqual([1, 2, 3, 6, 3, 4, 5])
  })

  it('shares endpoints between replicas without sending twice', async () => {
    for (let n = 0; n < 6; n += 1) await endpoint(`r${n}`)
    run()
    run()
    for (let round = 0; round < 5; round += 1) await publish(20)
    await waitFor(async () => {
      const open = await pool.query(`select 1 from deliveries where state <> 'delivered'`)
      return receiver.received.length >= 600 && open.rowCount === 0
    })
    for (let n = 0; n < 6; n += 1) {
      expect(receiver.sequences(`/r${n}`)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    }
  })

  it('loses nothing with a replica that dies in the middle', async () => {
    await endpoint('heir')
    await publish(10)
    await new FanOut(pool, store).step()
    // A lease of a dead holder, already run out.
    await pool.query(`update targets set lease_holder = 'dead', lease_until_ms = $1`, [Date.now() + 300])
    run()
    await waitFor(async () => (await states('heir')).filter((state) => state === 'delivered').length === 10)
    expect(receiver.sequences('/heir')).toEqual(Array.from({ length: 10 }, (_, index) => index + 1))
    expect(receiver.received[0]!.atMs).toBeGreaterThan(0)
  })

  it('queues each event once, whoever of two takes it and whatever the bus says', async () => {
    await endpoint('a')
    const spreaders = [new FanOut(pool, store), new FanOut(pool, store)]
    const { incarnation } = await store.head('notifier')
    const batch = async (previous: number, last: number): Promise<LogBatch> => ({
      log: 'notifier', incarnation, previous, last, events: await store.readLog('notifier', previous, last - previous),
    })
    for (let turn = 1; turn <= 12; turn += 1) {
      await publish(2)
      const { position: head } = await store.head('notifier')
      const spreader = spreaders[turn % 3 === 0 ? 1 : 0]!
      // In turns: nothing heard, all twice, with a gap, an old one, of another log.
      const heard = [
        [], [await batch(head - 2, head), await batch(head - 2, head)], [await batch(head - 1, head)],
        [await batch(0, 1)], [{ ...await batch(head - 2, head), incarnation: 'other' }],
      ][turn % 5]!
      while (Number((await pool.query('select position from fan_out_cursor')).rows[0].position) < head) {
        await spreader.step(heard)
      }
    }
    const queued = await pool.query(`select sequence::integer, state from deliveries order by sequence`)
    expect(queued.rows).toEqual(Array.from({ length: 24 }, (_, index) => ({ sequence: index + 1, state: 'pending' })))
    const kept = await pool.query('select sequence::integer from messages order by sequence')
    expect(kept.rows).toHaveLength(24)
  })

  it('hands on what it queued only from where nobody else has queued', async () => {
    await endpoint('a')
    await publish()
    const [one, other] = [new FanOut(pool, store), new FanOut(pool, store)]
    expect(await one.step()).toMatchObject({ anew: true, look: new Set(['whe_a']), fresh: new Map() })
    await publish()
    const step = await one.step()
    expect(step).toMatchObject({ anew: false, moved: true })
    expect(step.fresh.get('whe_a')?.map(({ sequence }) => sequence)).toEqual([2])
    await publish()
    expect(await other.step()).toMatchObject({ anew: true, moved: true })
    await publish()
    expect(await one.step()).toMatchObject({ moved: false, more: true })
    expect(await one.step()).toMatchObject({ anew: true, moved: true, look: new Set(['whe_a']) })
  })

  it('forgets old deliveries and tries, and nothing else', async () => {
    const [owner, count] = ['mer_1', 2_500]
    await endpoint('a')
    await endpoint('off')
    await new FanOut(pool, store).step()
    const beforeMs = Date.now() - deliveryRetentionMs
    // The first 2500 are old, three are not; one endpoint never took any.
    await pool.query(
      `insert into messages select $1, n, 'evt_' || n, 'payment.settled', '{}', case when n <= $2 then $3::bigint - n else $4::bigint end
       from generate_series(1, $2::integer + 3) n`, [owner, count, beforeMs, Date.now()])
    await pool.query(
      `insert into deliveries select e, sequence, owner, case e when 'whe_a' then 'delivered' else 'pending' end, 1, at_ms
       from messages, unnest(array['whe_a', 'whe_off']) e`)
    await pool.query(
      `insert into attempts (endpoint, sequence, try, at_ms, duration_ms, outcome, response_head, detail)
       select 'whe_a', sequence, 1, at_ms, 1, 'delivered', '', '' from messages order by sequence`)
    await forgetOldDeliveries(pool, Date.now())
    for (const table of ['messages', 'deliveries', 'attempts']) {
      const kept = await pool.query(`select distinct sequence::integer from ${table} order by sequence`)
      expect(kept.rows.map(({ sequence }) => sequence)).toEqual([count + 1, count + 2, count + 3])
    }
  })

  it('stops when the log is not the one it was reading', async () => {
    await endpoint('one')
    await new FanOut(pool, store).step()
    await expect(new FanOut(pool, new MemoryEventStore()).step()).rejects.toThrow(/not the one/)
  })
})
