import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeServer, page, problem } from './fake-server.fixture.ts'
import {
  AuthenticationError, ConflictError, ConnectionError, IdempotencyError, InvalidRequestError, NotFoundError, PermissionError,
  RateLimitedError, ServerError, Stablegate, StablegateError, type TransportOptions,
} from './index.ts'

const body = { reference: 'order-1', amount: { amount: '720.00', currency: 'CNY' as const } }

let server: FakeServer
let slept: number[]
const client = (more: Partial<TransportOptions> = {}): Stablegate => new Stablegate({
  apiKey: 'sk_test_abc', baseUrl: `${server.url}/`, random: () => 0.5,
  sleep: async (delayMs) => { slept.push(delayMs) }, ...more,
})
beforeEach(async () => {
  server = await FakeServer.start()
  slept = []
})
afterEach(() => server.stop())

describe('money out and back', () => {
  it('is asked for where the API has it, with bodies and cursors as it takes them', async () => {
    const stablegate = client()
    server.answers = [{ status: 201, body: { id: 'po_1' } }]
    await stablegate.payouts.create({ to: 'TR7', amount: { amount: '5', currency: 'USDT' } }, { idempotencyKey: 'salary-7' })
    expect(server.seen.at(-1)).toMatchObject({ method: 'POST', path: '/v1/payouts', headers: { 'idempotency-key': 'salary-7' } })
    await stablegate.refunds.link('ref_1')
    expect(server.seen.at(-1)).toMatchObject({ method: 'POST', path: '/v1/refunds/ref_1/link' })
    server.answers = [page([{ id: '9-0' }], true), page([{ id: '4-1' }], false)]
    expect(await stablegate.payouts.lines('po_1').take(5)).toEqual([{ id: '9-0' }, { id: '4-1' }])
    expect([server.seen.at(-1)?.path, server.seen.at(-1)?.query.get('starting_after')]).toEqual(['/v1/payouts/po_1/lines', '9-0'])
    server.answers = [page([{ id: '2026-11' }], false)]
    expect(await stablegate.feeInvoices.list().take(1)).toEqual([{ id: '2026-11' }])
  })
})

describe('a call', () => {
  it('bears the key, an Idempotency-Key and the body', async () => {
    server.answers = [{ status: 201, body: { id: 'pay_1' } }]
    expect(await client().payments.create(body)).toEqual({ id: 'pay_1' })
    const [seen] = server.seen
    expect(seen).toMatchObject({ method: 'POST', path: '/v1/payments', headers: { authorization: 'Bearer sk_test_abc' } })
    expect(seen!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
    expect(JSON.parse(seen!.body)).toEqual(body)
  })

  it('is repeated with the same Idempotency-Key and body over what passes', async () => {
    server.answers = ['hang up', problem(503, 'temporarily_unavailable'), problem(409, 'request_in_progress'),
      { status: 502, body: '<html>' }, { status: 201, body: { id: 'pay_1' } }]
    expect(await client().payments.create(body)).toEqual({ id: 'pay_1' })
    expect(server.seen).toHaveLength(5)
    expect(new Set(server.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(new Set(server.seen.map((each) => each.body)).size).toBe(1)
    expect(slept).toEqual([187.5, 375, 750, 1500])
  })

  it('waits at least as long as Retry-After says', async () => {
    server.answers = [problem(429, 'rate_limited', { 'retry-after': '7' }), { status: 200, body: {} }]
    await client().balance.get()
    expect(slept).toEqual([7_125])
  })

  it('does not wait longer than its bound', async () => {
    server.answers = [problem(429, 'rate_limited', { 'retry-after': '3600' })]
    const error = await client().balance.get().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({ retryAfterMs: 3_600_000, requestId: 'req-12345678' })
    expect(server.seen).toHaveLength(1)
  })

  it('gives up after its retries and tells the key to go on with', async () => {
    server.answers = ['hang up']
    const error = await client({ maxRetries: 2 }).payments.create(body, { idempotencyKey: 'mine' })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'network', idempotencyKey: 'mine' })
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine', 'mine'])
  })

  it('is bounded in time, and ends at once when the caller aborts', async () => {
    server.answers = [() => undefined]
    await expect(client({ timeoutMs: 50, maxRetries: 0 }).balance.get()).rejects.toMatchObject({ reason: 'timeout' })
    const abort = new AbortController()
    const asked = client().balance.get({ signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    expect(slept).toEqual([])
  })

  it('follows no redirect: the key would go along', async () => {
    server.answers = [{ status: 307, headers: { location: '/elsewhere' } }]
    await expect(client().balance.get()).rejects.toBeInstanceOf(StablegateError)
    expect(server.seen).toHaveLength(1)
  })

  it('keeps keys out of clear text and out of what is no key', () => {
    expect(() => new Stablegate({ apiKey: 'sk_live_a', baseUrl: 'http://pay.example' })).toThrow(/https/)
    expect(() => new Stablegate({ apiKey: 'cs_test_a', baseUrl: server.url })).toThrow(/sk_test_/)
  })
})

describe('an error', () => {
  it.each([
    [400, 'header_invalid', InvalidRequestError], [401, 'key_invalid', AuthenticationError],
    [403, 'scope_missing', PermissionError], [404, 'not_found', NotFoundError], [409, 'reference_taken', ConflictError],
    [422, 'request_invalid', InvalidRequestError], [422, 'idempotency_key_reused', IdempotencyError],
    [500, 'internal_error', ServerError],
  ])('of %i %s has its class and code', async (status, code, Class) => {
    server.answers = [problem(status, code)]
    const error = await client({ maxRetries: 0 }).payments.create(body).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Class)
    expect(error).toMatchObject({ status, code, detail: `about ${code}` })
    expect(String(error)).not.toContain('sk_test_abc')
  })
})

describe('a list', () => {
  it('is walked page by page with the filters kept', async () => {
    server.answers = [page([{ id: 'pay_3' }, { id: 'pay_2' }], true), page([{ id: 'pay_1' }], false)]
    const ids: string[] = []
    for await (const { id } of client().payments.list({ status: 'settled', limit: 2 })) ids.push(id)
    expect(ids).toEqual(['pay_3', 'pay_2', 'pay_1'])
    expect(server.seen.map(({ query }) => query.toString())).toEqual([
      'status=settled&limit=2', 'status=settled&limit=2&starting_after=pay_2',
    ])
  })

  it('ends where the server says more and gives none', async () => {
    server.answers = [page([], true)]
    expect(await client().statement.list().take(5)).toEqual([])
  })

  it('goes on by sequence for events and deliveries', async () => {
    server.answers = [page([{ sequence: 8 }, { sequence: 9 }], true), page([{ sequence: 10 }], false)]
    expect(await client().events.list({ after: 7 }).take(9)).toHaveLength(3)
    server.answers = [page([{ sequence: 5 }], true), page([], false)]
    await client().deliveries.list('whe_1').take(9)
    expect(server.seen.map(({ query }) => query.toString())).toEqual(['after=7', 'after=9', '', 'before=5'])
  })

  it('of events can be followed', async () => {
    server.answers = [page([{ sequence: 1 }], false), page([], false), page([{ sequence: 2 }], false)]
    const seen: number[] = []
    for await (const { sequence } of client().events.follow({}, { pollMs: 1 })) {
      seen.push(sequence)
      if (sequence === 2) break
    }
    expect(seen).toEqual([1, 2])
    expect(server.seen.map(({ query }) => query.get('after'))).toEqual(['0', '1', '1'])
  })
})

describe('a read', () => {
  it('sees the writes of its client, in their own log', async () => {
    let nowMs = 0
    const sdk = client({ now: () => nowMs })
    server.answers = [{ status: 201, body: {}, headers: { position: 'order:42' } }]
    await sdk.payments.create(body)
    server.answers = [{ status: 201, body: {}, headers: { position: 'order:41' } }]
    await sdk.payments.cancel('pay_1')
    server.answers = [{ status: 200, body: {} }]
    await sdk.payments.get('pay_1')
    await sdk.balance.get()
    await client().payments.get('pay_1', { readAfter: 'order:7' })
    expect(sdk.positionOf('order')).toBe('order:42')
    nowMs = 61_000
    await sdk.payments.get('pay_1')
    expect(server.seen.slice(2).map(({ headers }) => headers['read-after'])).toEqual([
      'order:42', undefined, 'order:7', undefined,
    ])
  })
})
