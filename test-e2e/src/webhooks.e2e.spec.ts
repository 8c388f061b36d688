import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encode } from '@stablegate/kernel'
import { PostgresEventStore } from '@stablegate/kernel/postgres'
import { Stablegate } from '@stablegate/sdk'
import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProcessSystem, type ProcessSystem } from './system.ts'
import { assertBuilt } from './whole/build.ts'
import { textOf, World, type Merchant } from './world.ts'

const services = ['gateway', 'order', 'notifier']
const patience = { deadlineMs: 120_000, everyMs: 50 }

type Json = Record<string, unknown>
type Taken = {
  readonly path: string; readonly id: string; readonly sequence: number; readonly headers: Record<string, string>; readonly body: string
}

/** A receiver that may keep somebody waiting for an answer, and says what it is told to otherwise. */
const taken: Taken[] = []
let answer: (one: Taken) => Promise<number> | number = () => 204
let receiver: Server
let receiverUrl: string
let system: ProcessSystem
let world: World

const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const headers = request.headers as Record<string, string>
  const { sequence } = JSON.parse(body) as { sequence: number }
  const one = { path: request.url ?? '', id: headers['webhook-id'] ?? '', sequence, headers, body }
  taken.push(one)
  response.writeHead(await answer(one)).end()
}

beforeAll(async () => {
  assertBuilt(services)
  receiver = createServer((request, response) => { take(request, response).catch(() => response.destroy()) })
  await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve) })
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  system = await startProcessSystem({
    name: 'webhooks', fsync: false, only: services,
    config: { WEBHOOK_TIMEOUT_MS: '60000', WEBHOOK_RETRY_SCHEDULE_MS: `0${',200'.repeat(200)}` },
  })
  world = new World(system.url)
})
afterAll(async () => {
  receiver?.closeAllConnections()
  receiver?.close()
  await system?.stop()
})

const at = (path: string): readonly Taken[] => taken.filter((one) => one.path === path)
const sequencesAt = (path: string): readonly number[] => at(path).map(({ sequence }) => sequence)
const firsts = (sequences: readonly number[]): readonly number[] => [...new Set(sequences)]
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

/** One public event: a payment that is taken back. */
const cancelled = async ({ key }: Merchant): Promise<string> => {
  const payment = textOf(await world.api.post('/v1/payments', {
    reference: randomUUID(), amount: { amount: '10.000000', currency: 'USDT' },
  }, { key }), 'id')
  await world.api.post(`/v1/payments/${payment}/cancel`, {}, { key })
  return payment
}

test('an endpoint through the API: told in order, turned, switched off, rewound, and every try in its log', async () => {
  const merchant = await world.merchant({ name: 'Told' })
  const post = (path: string, body: Json = {}): Promise<Json> => world.api.post(`/v1/webhook_endpoints${path}`, body, { key: merchant.key })
  const created = await world.withNewKey(() => post('', { url: `${receiverUrl}/told` }))
  const [endpoint, secret] = [textOf(created, 'id'), textOf(created, 'secret')]
  const told = (count: number): Promise<unknown> =>
    waitFor(() => at('/told').length >= count, { ...patience, what: `${count} webhooks` })
  const last = (): Taken => at('/told').at(-1)!

  answer = ({ sequence }) => (sequence === 2 && at('/told').filter((one) => one.sequence === 2).length === 1 ? 500 : 204)
  for (let count = 1; count <= 3; count += 1) await cancelled(merchant)
  await waitFor(() => sequencesAt('/told').length === 4, { ...patience, what: 'three webhooks, one of them twice' })
  expect(firsts(sequencesAt('/told'))).toEqual([1, 2, 3])
  for (const one of at('/told')) expect(() => new Webhook(secret).verify(one.body, one.headers)).not.toThrow()

  const newSecret = textOf(await post(`/${endpoint}/rotate_secret`, { overlap_seconds: 3_600 }), 'secret')
  await waitFor(async () => {
    const seen = at('/told').length
    await cancelled(merchant)
    await told(seen + 1)
    return last().headers['webhook-signature']?.split(' ').length === 2
  }, patience)
  for (const one of [secret, newSecret]) expect(() => new Webhook(one).verify(last().body, last().headers)).not.toThrow()

  // Switched off, nothing goes there; what was missed is seen by the sequence and asked for.
  await post(`/${endpoint}/disable`)
  const missed = await cancelled(merchant)
  const feed = await waitFor(async () => {
    const { data } = await world.api.get('/v1/events?limit=200', { key: merchant.key })
    return (data as Json[]).some(({ subject }) => subject === missed) && data as Json[]
  }, patience)
  await post(`/${endpoint}/enable`)
  await cancelled(merchant)
  const newest = feed.length + 1
  await waitFor(() => sequencesAt('/told').includes(newest), { ...patience, what: 'the first after it was switched on' })
  expect(firsts(sequencesAt('/told'))).toEqual(upTo(newest).filter((sequence) => sequence !== feed.length))
  await post(`/${endpoint}/redeliver`, { from_sequence: 1, to_sequence: newest })
  await waitFor(() => at('/told').filter(({ sequence }) => sequence === 1).length === 2, { ...patience, what: 'the rewind' })
  await waitFor(() => sequencesAt('/told').includes(feed.length), { ...patience, what: 'what was missed' })
  expect(at('/told').find(({ sequence }) => sequence === feed.length)?.id).toBe(feed.at(-1)?.['id'])

  const log = await waitFor(async () => {
    const { data } = await world.api.get(`/v1/webhook_endpoints/${endpoint}/deliveries?limit=100`, { key: merchant.key })
    return (data as Json[]).every(({ state }) => state === 'delivered') && data as Json[]
  }, patience)
  const second = log.find(({ sequence }) => sequence === 2)!
  expect(second).toMatchObject({ request: { url: `${receiverUrl}/told`, body: at('/told')[1]!.body } })
  expect((second['attempts'] as Json[]).slice(0, 2)).toMatchObject([{ outcome: 'refused', status: 500 }, { outcome: 'delivered', status: 204 }])
})

test('an endpoint through the API: paused it is queued for, moved it leads elsewhere, and nothing is lost or out of order', async () => {
  const merchant = await world.merchant({ name: 'Paused' })
  const { key } = merchant
  const post = (path: string, body: Json = {}): Promise<Json> => world.api.post(`/v1/webhook_endpoints${path}`, body, { key })
  const refused = async (path: string, body: Json = {}): Promise<unknown> =>
    (await world.api.call('POST', `/v1/webhook_endpoints${path}`, body, { key })).body['code']
  answer = () => 204
  const created = await world.withNewKey(() => post('', { url: `${receiverUrl}/before` }))
  const [endpoint, secret] = [textOf(created, 'id'), textOf(created, 'secret')]
  const shown = (): Promise<Json> => world.api.get(`/v1/webhook_endpoints/${endpoint}`, { key })
  const waiting = async (count: number): Promise<unknown> => waitFor(async () => {
    const { data } = await world.api.get(`/v1/webhook_endpoints/${endpoint}/deliveries?state=pending`, { key })
    return (data as Json[]).length === count
  }, { ...patience, what: `${count} that wait` })
  await cancelled(merchant)
  await waitFor(() => at('/before').length === 1, patience)

  expect(await refused(`/${endpoint}/resume`)).toBe('endpoint_not_paused')
  const { webhookEndpoints } = new Stablegate({ apiKey: key, baseUrl: system.url })
  expect((await webhookEndpoints.pause(endpoint)).events).toEqual(['endpoint.paused'])
  expect(await refused(`/${endpoint}/pause`)).toBe('endpoint_paused')
  await waitFor(async () => (await shown())['paused_at'] !== null, patience)
  await cancelled(merchant)
  await waiting(1)
  await post(`/${endpoint}/redeliver`, { from_sequence: 1, to_sequence: 1 })
  await cancelled(merchant)
  await waiting(3)
  expect(sequencesAt('/before')).toEqual([1])

  for (const url of ['ftp://shop.example/', 'http://user@shop.example/', `${receiverUrl}/#here`]) {
    expect(await refused(`/${endpoint}`, { url })).toBe('endpoint_url_refused')
  }
  const moved = await webhookEndpoints.change(endpoint, { url: `${receiverUrl}/after`, description: 'moved' })
  expect(moved.events).toEqual(['endpoint.changed'])
  expect((await post(`/${endpoint}`, { description: 'moved' }))['events']).toEqual([])
  await waitFor(async () => (await shown())['url'] === `${receiverUrl}/after`, patience)
  expect(await shown()).toMatchObject({ description: 'moved', enabled: true, types: [], secret_version: 1 })
  // A stranger changes, pauses and resumes nothing of somebody else.
  const stranger = await world.merchant({ name: 'Stranger' })
  for (const path of ['', '/pause', '/resume']) {
    await expect(world.api.post(`/v1/webhook_endpoints/${endpoint}${path}`, {}, { key: stranger.key })).rejects.toThrow(/endpoint_unknown/)
  }

  await webhookEndpoints.resume(endpoint)
  await waitFor(() => at('/after').length === 3, { ...patience, what: 'what waited' })
  await cancelled(merchant)
  await waitFor(() => at('/after').length === 4, patience)
  expect([sequencesAt('/before'), sequencesAt('/after')]).toEqual([[1], [1, 2, 3, 4]])
  for (const one of at('/after')) expect(() => new Webhook(secret).verify(one.body, one.headers)).not.toThrow()
  expect(await shown()).toMatchObject({ paused_at: null })
})

test('a replica that dies with tries under way loses none of them: another sends them again, as the same messages', async () => {
  const [endpoints, events, gate] = [40, 100, 50]
  const owners = upTo(endpoints).map((number) => `mer_dies${number}`)
  const url = system.servers.config['EVENT_STORE_URL'] ?? ''
  // With an answer kept back from every endpoint, each has one try under way when the replica dies, however fast it is.
  const released = Promise.withResolvers<void>()
  answer = async ({ sequence }) => {
    if (sequence === gate) await released.promise
    return 204
  }
  const store = await PostgresEventStore.open({ url })
  const put = (stream: string, from: number, messages: readonly { readonly type: string; readonly data: unknown }[]): Promise<unknown> =>
    store.append({
      log: 'notifier',
      streams: [{
        stream, expected: from === 0 ? 'none' : from - 1,
        events: messages.map(({ type, data }) => ({ id: randomUUID(), type, version: 1, data: encode(data), metadata: '{}' })),
      }],
    })
  await Promise.all(owners.map(async (owner) => {
    const [endpoint, atMs] = [`whe_${owner.slice(4)}`, Date.now()]
    await put(`notifier.endpoint-${endpoint}`, 0, [{ type: 'endpoint.created', data: {
      endpoint, owner, livemode: false, url: `${receiverUrl}/${owner}`, types: [], ed25519: false, keyId: 'test', secretVersion: 1, atMs,
    } }])
    await put(`notifier.feed-${owner}`, 0, upTo(events).map((sequence) => ({
      type: 'webhook.queued',
      data: { owner, livemode: false, sequence, type: 'payment.settled', subject: 'pay_1', payload: { id: 'pay_1' }, atMs },
    })))
  }))
  await store.close()
  const atGate = (): number => taken.filter(({ path, sequence }) => path.startsWith('/mer_dies') && sequence === gate).length
  await waitFor(() => atGate() >= endpoints, { ...patience, what: 'a try under way to each endpoint' })

  const heir = await system.twin('notifier')
  await heir.ready()
  await system.service('notifier').end('SIGKILL')
  released.resolve()

  const database = new pg.Client({ connectionString: system.servers.config['DATABASE_URL'] ?? '' })
  await database.connect()
  await waitFor(async () => {
    const { rows } = await database.query<{ count: number }>(
      `select count(*)::integer as count from notifier.deliveries where state = 'delivered' and owner like 'mer_dies%'`)
    return rows[0]?.count === endpoints * events
  }, { ...patience, what: 'every delivery' })
  await database.end()
  for (const owner of owners) {
    const tries = at(`/${owner}`)
    expect([owner, firsts(tries.map(({ sequence }) => sequence))]).toEqual([owner, upTo(events)])
    // One id for each sequence, over all tries and both replicas.
    expect(new Set(tries.map(({ sequence, id }) => `${sequence} ${id}`)).size).toBe(events)
    expect(tries.filter(({ sequence }) => sequence === gate).length).toBeGreaterThanOrEqual(2)
  }
})
