import { randomUUID } from 'node:crypto'
import { once as happens } from 'node:events'
import { connect } from 'node:net'
import { boot, type Running } from '@stablegate/host'
import { launchNats, testDatabase, waitFor, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Vault } from '../crypto/vault.ts'
import { gateway } from '../service.ts'
import { IdempotencyKeys } from '../store/idempotency.ts'
import { MasterKey } from '../crypto/master-key.ts'
import { forgetOldAnswers, idempotencyRetentionMs } from '../store/retention.ts'
import { Choices, choiceWindowMs } from '../store/choices.ts'
import { KeyRewrap } from '../store/rewrap.ts'
import { subjectKeys } from '../store/subject-keys.ts'
import { orderStub } from './order-stub.fixture.ts'

const operator = 'sk_test_operatoroperatoroperator'
let nats: Nats
let running: Running
let url = ''
/** What the read model of payments shows. */
const shown = new Map<string, object>()

beforeAll(async () => {
  nats = await launchNats({ own: true })
  const database = await testDatabase()
  running = await boot([orderStub((payment) => shown.get(payment) ?? null), gateway], {
    env: {}, migrate: true,
    config: {
      EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'silent',
      OPERATORS: JSON.stringify([{ operator: 'opr_a', key: operator }]), RATE_LIMIT_KEY: '10000/10000', RATE_LIMIT_PUBLIC: '10000/10000',
    },
  })
  await running.ready()
  url = running.urls['gateway'] ?? ''
})
afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers }

const call = async (path: string, init: RequestInit & { readonly key?: string; readonly once?: string } = {}): Promise<Answer> => {
  const { key, once, ...rest } = init
  const response = await fetch(url + path, {
    ...rest,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(init.method === 'POST' ? { 'idempotency-key': once ?? randomUUID(), 'content-type': 'application/json' } : {}),
      ...rest.headers as Record<string, string>,
    },
  })
  return { status: response.status, body: JSON.parse(await response.text() || '{}') as Record<string, unknown>, headers: response.headers }
}
const post = (path: string, body: unknown, key: string, once?: string): Promise<Answer> =>
  call(path, { method: 'POST', body: JSON.stringify(body), key, ...(once === undefined ? {} : { once }) })

const merchantKey = async (): Promise<{ readonly merchant: string; readonly key: string }> => {
  const merchant = (await post('/v1/merchants', { name: 'Shop' }, operator)).body['id'] as string
  return { merchant, key: (await post(`/v1/merchants/${merchant}/keys`, {}, operator)).body['secret'] as string }
}
const usdt = { amount: '12.5', currency: 'USDT' }

describe('a payment over HTTP', () => {
  it('is made once by twenty at the same time, and each gets the same answer', async () => {
    const { key } = await merchantKey()
    const answers = await Promise.all(Array.from({ length: 20 }, () =>
      post('/v1/payments', { reference: 'race', amount: usdt }, key, 'race')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    const stream = `order.payment-${answers[0]!.body['id'] as string}`
    expect(await running.context('gateway').events.readStream(stream, 0)).toHaveLength(1)
  })

  it('is the same one after a crash between the command and its answer', async () => {
    const { merchant, key } = await merchantKey()
    const first = await post('/v1/payments', { reference: 'crash', amount: usdt }, key, 'crash')
    // As it stands when the process died after the command: a row, an old lease, no answer.
    await running.context('gateway').pool.query(
      `update idempotency set answer = null, status = null, lease_until_ms = 0 where scope = $1 and key = 'crash'`, [merchant])
    // Terms that changed meanwhile are not those of the request.
    await post(`/v1/merchants/${merchant}/fees`, { bps: 50 }, operator)
    const again = await post('/v1/payments', { reference: 'crash', amount: usdt }, key, 'crash')
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(await running.context('gateway').events.readStream(`order.payment-${first.body['id'] as string}`, 0)).toHaveLength(1)
  })

  it('with another body under the same key is refused', async () => {
    const { key } = await merchantKey()
    await post('/v1/payments', { reference: 'a', amount: usdt }, key, 'same')
    const other = await post('/v1/payments', { reference: 'b', amount: usdt }, key, 'same')
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  })
})

describe('a stream of a payment', () => {
  it('shows it now and at each change, to its merchant alone', async () => {
    const { merchant, key } = await merchantKey()
    const payment = (await post('/v1/payments', { reference: 'live', amount: usdt }, key)).body['id'] as string
    const record = (status: string) => ({ payment: { id: payment, status }, merchant, status: 'open', sessionHash: null })
    shown.set(payment, record('pending'))
    const stranger = await merchantKey()
    expect((await call(`/v1/payments/${payment}/stream`, { key: stranger.key })).status).toBe(404)
    expect((await call(`/v1/payments/${payment}/stream`)).status).toBe(401)

    const ended = new AbortController()
    const response = await fetch(`${url}/v1/payments/${payment}/stream`, {
      headers: { authorization: `Bearer ${key}` }, signal: ended.signal,
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const events: string[] = []
    const reading = (async () => {
      for await (const chunk of response.body!) events.push(new TextDecoder().decode(chunk as Uint8Array))
    })().catch(() => undefined)
    await expect.poll(() => events.join('')).toContain('"status":"pending"')
    shown.set(payment, record('settled'))
    // A fact of the payment, as its own service would leave it.
    await running.commands.send('order.payment.touch', { payment }, { id: randomUUID(), actor: 'spec' })
    await expect.poll(() => events.join(''), { timeout: 5_000 }).toContain('"status":"settled"')
    ended.abort()
    await reading
  })
})

describe('keys', () => {
  it('work when they are shown, and end when they are revoked', async () => {
    const { key } = await merchantKey()
    const keys = await call('/v1/keys', { key })
    expect(keys.status).toBe(200)
    expect(JSON.stringify(keys.body)).not.toContain(key)
    const [{ id }] = keys.body['data'] as [{ id: string }]
    expect((await post(`/v1/keys/${id}/revoke`, {}, key)).status).toBe(200)
    await expect.poll(async () => (await call('/v1/keys', { key })).status, { timeout: 5_000 }).toBe(401)
  })

  it('end at their time, serve their addresses alone, do what their scopes say, and tell when they were used', async () => {
    const { merchant, key } = await merchantKey()
    const issue = async (body: object) => (await post(`/v1/merchants/${merchant}/keys`, body, operator)).body['secret'] as string
    const expired = await issue({ expires_at: '2020-01-01T00:00:00Z' })
    expect((await call('/v1/merchant', { key: expired })).body).toMatchObject({ code: 'key_invalid' })
    const elsewhere = await issue({ addresses: ['203.0.113.0/24'] })
    expect((await call('/v1/merchant', { key: elsewhere })).body).toMatchObject({ code: 'address_refused' })
    const here = await issue({ addresses: ['203.0.113.0/24', '127.0.0.0/8', '::1'], scopes: ['read', 'operate'] })
    expect((await call('/v1/merchant', { key: here })).status).toBe(200)
    expect((await post('/v1/payments', { reference: 'by-key', amount: usdt }, here)).status).toBe(201)
    expect((await post('/v1/keys', {}, here)).body).toMatchObject({ code: 'scope_missing' })
    expect((await post('/v1/keys', { addresses: ['localhost'] }, key)).status).toBe(422)
    await expect.poll(async () => ((await call('/v1/keys', { key })).body['data'] as { last_used_at: string | null }[])
      .filter(({ last_used_at: at }) => at !== null).length).toBe(2)
  })

  it('are nowhere in the log or the tables', async () => {
    const { key } = await merchantKey()
    const { events, pool } = running.context('gateway')
    const log = await events.readLog('gateway', 0, 1000)
    expect(log.some(({ data }) => data.includes(key.slice(8)))).toBe(false)
    const rows = await pool.query(`select encode(answer, 'escape') as text from idempotency where answer is not null`)
    expect(rows.rows.some(({ text }: { text: string }) => text.includes(key.slice(8)))).toBe(false)
  })

  it('are for who exists', async () => {
    expect((await post('/v1/merchants/mer_nobody/keys', {}, operator)).status).toBe(404)
  })
})

describe('the server', () => {
  it.each([
    ['{bad', 'application/json', 400], ['['.repeat(20_000), 'application/json', 400], ['"x"', 'application/json', 422],
    [`{"name":"${'x'.repeat(70_000)}"}`, 'application/json', 413], ['name=x', 'application/x-www-form-urlencoded', 415],
    ['<a/>', 'text/xml', 415], ['{}', 'text/plain', 415], ['{"name":"a","__proto__":{"x":1}}', 'application/json', 422],
    ['\u0000', 'application/json', 400], ['{"name":"a\\u0000"}', 'application/json', 422],
    ['{"name":"a\\ud800"}', 'application/json', 422],
  ])('answers the body %.20s of %s as a problem', async (body, type, status) => {
    const answer = await call('/v1/merchants', { method: 'POST', body, key: operator, headers: { 'content-type': type } })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ status, code: expect.any(String), request_id: expect.any(String) })
  })

  it.each([
    ['what is no HTTP', 'HELO mail.example\r\n\r\n', 400, 'request_unreadable'],
    ['headers beyond 16 KiB', `GET /v1/docs HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['a path that is no URL', 'GET /v1/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404, 'route_unknown'],
  ])('answers %s as a problem, and hangs up', async (_what, bytes, status, code) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    let said = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => { said += chunk }).on('error', () => undefined)
    socket.write(bytes)
    await happens(socket, 'close')
    const [head = '', body = ''] = said.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head.toLowerCase()).toContain('content-type: application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })

  it('knows no other path or method, and shows its reference', async () => {
    expect((await call('/v1/nothing')).body).toMatchObject({ code: 'route_unknown' })
    expect((await call('/v1/payments', { method: 'DELETE' })).body).toMatchObject({ code: 'route_unknown' })
    expect((await call('/v1/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
    for (const path of ['/v1/docs', '/v1/docs/payments', '/v1/docs/errors']) {
      const page = await fetch(url + path)
      expect([path, page.status, page.headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8'])
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+';/)
    }
  })

  it('lets pages of others call the checkout, and nothing else', async () => {
    const preflight = await fetch(`${url}/v1/checkout/pay_1/choose`, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    const other = await fetch(`${url}/v1/payments`, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } })
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
    expect(other.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('idempotency keys', () => {
  const master = new MasterKey(Buffer.alloc(32, 1).toString('base64'))

  it('are executed by one of many, and by the next when that one is gone', async () => {
    const keys = new IdempotencyKeys(running.context('gateway').pool, master, () => 1_000)
    const begin = (nowMs: number, prepared = 'p1') => keys.begin('s', 'k', 'hash', nowMs, { prepared })
    const begun = await Promise.all(Array.from({ length: 10 }, () => begin(1_000)))
    expect(begun.filter(({ kind }) => kind === 'execute')).toHaveLength(1)
    expect(begun.filter(({ kind }) => kind === 'in_progress')).toHaveLength(9)
    const heirs = await Promise.all(Array.from({ length: 10 }, () => begin(60_000, 'p2')))
    expect(heirs.filter(({ kind }) => kind === 'execute')).toEqual([{ kind: 'execute', prepared: { prepared: 'p1' } }])
    await keys.finish('s', 'k', { status: 201, body: { secret: 'x' } })
    expect(await begin(120_000)).toEqual({ kind: 'answered', answer: { status: 201, body: { secret: 'x' } } })
    expect(await keys.begin('s', 'k', 'other', 120_000, {})).toEqual({ kind: 'other_request' })
  })

  it('stay with whoever executes them, however long it takes', async () => {
    const { pool } = running.context('gateway')
    let nowMs = 1_000
    const slow = new IdempotencyKeys(pool, master, () => nowMs)
    const other = new IdempotencyKeys(pool, master, () => nowMs)
    expect(await slow.begin('long', 'k', 'hash', nowMs, undefined)).toMatchObject({ kind: 'execute' })
    nowMs = 500_000
    await waitFor(async () => (await pool.query(
      `select 1 from idempotency where scope = 'long' and lease_until_ms > $1`, [nowMs])).rowCount === 1)
    expect(await other.begin('long', 'k', 'hash', nowMs, undefined)).toEqual({ kind: 'in_progress' })
    await slow.release('long', 'k')
    await waitFor(async () => (await other.begin('long', 'k', 'hash', nowMs, undefined)).kind === 'execute')
    await other.finish('long', 'k', { status: 200, body: {} })
  })

  it('are forgotten when they are old, and no sooner', async () => {
    const context = running.context('gateway')
    const nowMs = context.clock.now()
    const keys = new IdempotencyKeys(context.pool, master, () => nowMs)
    await keys.begin('old', 'k', 'hash', nowMs - idempotencyRetentionMs - 1_000, undefined)
    await keys.begin('young', 'k', 'hash', nowMs - idempotencyRetentionMs + 60_000, undefined)
    await forgetOldAnswers(context.pool, nowMs)
    const left = await context.pool.query(`select scope from idempotency where scope in ('old', 'young')`)
    expect(left.rows).toEqual([{ scope: 'young' }])
  })
})

describe('keys of subjects', () => {
  const secret = (fill: number): string => Buffer.alloc(32, fill).toString('base64')

  it('are put under the newest master key, and stay forgotten when they were', async () => {
    const context = running.context('gateway')
    const before = new Vault(new MasterKey(secret(1)), subjectKeys(context.pool))
    const sealed = await before.seal('rewrap-1', 'seed', 'kept')
    const gone = await before.seal('rewrap-2', 'seed', 'gone')
    await before.forget('rewrap-2')
    const during = new Vault(new MasterKey(`${secret(2)},${secret(1)}`), subjectKeys(context.pool))
    // Keys that the running gateway wrapped are under a third key, of which this worker knows nothing.
    await context.pool.query(`delete from subject_keys where subject not like 'rewrap-%'`)
    const worker = new KeyRewrap(context, during)
    expect(await worker.rewrapAll(new AbortController().signal)).toBe(1)
    expect(await worker.rewrapAll(new AbortController().signal)).toBe(0)
    const after = new Vault(new MasterKey(secret(2)), subjectKeys(context.pool))
    expect([await after.open(sealed), await after.open(gone)]).toEqual(['kept', undefined])
    const again = await after.seal('rewrap-2', 'seed', 'again')
    expect([await after.open(gone), await after.open(again)]).toEqual([undefined, 'again'])
  })
})

describe('choices', () => {
  it('are counted by the hour, by all replicas together', async () => {
    const { pool } = running.context('gateway')
    const [here, there] = [new Choices(pool), new Choices(pool)]
    const hour = 500_000 * choiceWindowMs
    expect(await here.count(['merchant:m', 'address:a'], hour)).toEqual([1, 1])
    expect(await there.count(['address:a', 'merchant:n'], hour + 1)).toEqual([2, 1])
    const beside = await Promise.all([here, there, here, there].map((choices) => choices.count(['address:a', 'merchant:m'], hour + 2)))
    expect(beside.map(([address]) => address).sort()).toEqual([3, 4, 5, 6])
    expect(await here.count(['address:a'], hour + choiceWindowMs)).toEqual([1])
  })
})
