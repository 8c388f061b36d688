import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseMasterKeys } from '@stablegate/contracts/webhook-keys'
import type { HostContext } from '@stablegate/host'
import { encode, MemoryEventStore, type LogBatch, type Message } from '@stablegate/kernel'
import { testDatabase } from '@stablegate/testing'
import pg from 'pg'
import { migrations } from '../migrations.ts'
import { publicOrLoopback } from './address-guard.ts'
import { Deliverer } from './deliverer.ts'
import { FanOutWorker } from './fan-out-worker.ts'
import type { LaneSettings } from './lane.ts'
import { resolver } from './resolver.ts'

export const masters = parseMasterKeys(`test:${Buffer.alloc(32, 1).toString('base64')}`)

export type Received = {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly sequence: number
  readonly atMs: number
}
export type Answerer = (response: ServerResponse, received: Received, nth: number) => void

/** A real receiver; what it answers depends on the path. */
export class Receiver {
  readonly received: Received[] = []
  readonly answers = new Map<string, Answerer>()
  readonly #byPath = new Map<string, Received[]>()
  readonly #server: Server
  url = ''

  constructor() {
    this.#server = createServer((request, response) => { void this.#take(request, response) })
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const path = request.url ?? ''
    const { sequence } = JSON.parse(body) as { sequence: number }
    const received = { path, headers: request.headers as Record<string, string>, body, sequence, atMs: Date.now() }
    this.received.push(received)
    this.#byPath.set(path, this.#byPath.get(path) ?? [])
    this.#byPath.get(path)!.push(received)
    const answer = this.answers.get(path) ?? ((out) => { out.end('ok') })
    answer(response, received, this.at(path).length)
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve) => { this.#server.listen(port, '127.0.0.1', resolve) })
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  at(path: string): readonly Received[] {
    return this.#byPath.get(path) ?? []
  }

  sequences(path: string): readonly number[] {
    return this.at(path).map(({ sequence }) => sequence)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => { this.#server.close(resolve) })
  }
}

export type Sent = { readonly type: string; readonly data: unknown; readonly id: string | undefined }

/**
 * The delivery of webhooks on a real Postgres, fed from a log in memory: everything of the service
 * but its commands, which are noted in `sent`.
 */
export class DeliveryStage {
  readonly pool: pg.Pool
  readonly store = new MemoryEventStore()
  readonly receiver = new Receiver()
  readonly sent: Sent[] = []
  /** An error that is logged fails the test, unless it is what the test is about. */
  mayFail = false
  readonly #sequences = new Map<string, number>()
  readonly #stopping: (() => Promise<void>)[] = []
  readonly #tails = new Set<(batch: LogBatch) => void>()
  readonly #spreaders: FanOutWorker[] = []

  private constructor(pool: pg.Pool) {
    this.pool = pool
  }

  static async database(): Promise<pg.Pool> {
    // int8 as bigint, as the host's pool gives it.
    const pool = new pg.Pool({
      connectionString: await testDatabase(), max: 10,
      types: { getTypeParser: (oid: number, format?: unknown) =>
        oid === 20 ? BigInt : pg.types.getTypeParser(oid, format as 'text') } as never,
    })
    for (const { sql } of migrations) await pool.query(sql)
    return pool
  }

  /** An empty stage on a database that was used before. */
  static async set(pool: pg.Pool): Promise<DeliveryStage> {
    await pool.query('truncate targets, messages, deliveries, attempts; update fan_out_cursor set position = 0, incarnation = null')
    const stage = new DeliveryStage(pool)
    await stage.receiver.listen()
    return stage
  }

  async close(): Promise<void> {
    await this.receiver.close()
    await Promise.all(this.#stopping.map((stop) => stop()))
  }

  async append(stream: string, ...events: Message[]): Promise<void> {
    const known = await this.store.readStream(stream, 0)
    const { incarnation, position: previous } = await this.store.head('notifier')
    await this.store.append({
      log: 'notifier',
      streams: [{
        stream, expected: known.length === 0 ? 'none' : known.length - 1,
        events: events.map(({ type, data }) => ({ id: randomUUID(), type, version: 1, data: encode(data), metadata: '{}' })),
      }],
    })
    const stored = await this.store.readLog('notifier', previous, events.length)
    const last = stored.at(-1)?.position ?? previous
    for (const tail of this.#tails) tail({ log: 'notifier', incarnation, previous, last, events: stored })
  }

  /** An endpoint whose path at the receiver is its name, unless it lies elsewhere. */
  endpoint(
    name: string,
    { owner = 'mer_1', types = [], ed25519 = false, apiVersion, url = `${this.receiver.url}/${name}` }: {
      readonly owner?: string; readonly types?: readonly string[]; readonly ed25519?: boolean; readonly url?: string
      readonly apiVersion?: string
    } = {},
  ): Promise<void> {
    return this.append(`notifier.endpoint-whe_${name}`, {
      type: 'endpoint.created',
      data: {
        endpoint: `whe_${name}`, owner, livemode: false, url, types, ed25519, keyId: 'test', secretVersion: 1, atMs: Date.now(),
        ...(apiVersion === undefined ? {} : { apiVersion }),
      },
    })
  }

  /** Something happened to an endpoint. */
  note(name: string, type: string, data: object, owner = 'mer_1'): Promise<void> {
    return this.append(`notifier.endpoint-whe_${name}`, { type, data: { endpoint: `whe_${name}`, owner, ...data } })
  }

  publish(count = 1, owner = 'mer_1', type = 'payment.settled', more: object = {}): Promise<void> {
    const events = Array.from({ length: count }, () => {
      const sequence = (this.#sequences.get(owner) ?? 0) + 1
      this.#sequences.set(owner, sequence)
      return {
        type: 'webhook.queued',
        data: { owner, livemode: false, sequence, type, subject: 'pay_1', payload: { id: 'pay_1' }, atMs: Date.now(), ...more },
      }
    })
    return this.append(`notifier.feed-${owner}`, ...events)
  }

  /** How many events of an owner there are. */
  published(owner = 'mer_1'): number {
    return this.#sequences.get(owner) ?? 0
  }

  #context(): Pick<HostContext, 'pool' | 'commands' | 'logger' | 'clock' | 'machineClock' | 'events' | 'tail'> {
    const clock: HostContext['clock'] = {
      now: () => Date.now(),
      sleep: (delayMs, signal) => new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(delayMs, 20))
        signal?.addEventListener('abort', () => { clearTimeout(timer); resolve() }, { once: true })
      }),
    }
    return {
      pool: this.pool, events: this.store,
      commands: {
        send: (type, data, options) => {
          this.sent.push({ type, data, id: options.id })
          return Promise.resolve({ status: 'accepted', events: [], log: 'notifier', position: 0 })
        },
      },
      tail: (_, listener) => {
        this.#tails.add(listener)
        return () => { this.#tails.delete(listener) }
      },
      logger: { warn: () => undefined, error: (details: unknown) => { if (!this.mayFail) throw new Error(String(details)) } } as never,
      clock, machineClock: clock,
    }
  }

  /** One more replica; it ends with the stage. */
  run({ schedule = [0, 50, 50], timeoutMs = 2000, ...settings }: Partial<LaneSettings> = {}): Deliverer {
    const context = this.#context()
    const deliverer = new Deliverer({
      context, holder: randomUUID(), chance: () => 0,
      settings: { schedule, timeoutMs, policy: publicOrLoopback, resolve: resolver(), masters, changes: [], ...settings },
    })
    const spreader = new FanOutWorker(context, (step) => deliverer.queued(step), (fresh) => deliverer.ahead(fresh))
    this.#spreaders.push(spreader)
    deliverer.start()
    spreader.start(new AbortController().signal)
    this.#stopping.push(async () => { await spreader.stop(); await deliverer.stop() })
    return deliverer
  }

  /** As where a replica loses its lock: it goes on sending, and moves nothing into the queue any more. */
  async endSpreading(): Promise<void> {
    await Promise.all(this.#spreaders.map((spreader) => spreader.stop()))
  }

  /** States of an endpoint's deliveries in the order of the sequence. */
  async states(name: string): Promise<readonly string[]> {
    const found = await this.pool.query<{ state: string }>(
      'select state from deliveries where endpoint = $1 order by sequence', [`whe_${name}`])
    return found.rows.map(({ state }) => state)
  }
}
