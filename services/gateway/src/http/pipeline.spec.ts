import { firstApiVersion, type ApiChange } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { routes } from '../routes/index.ts'
import { fixture, request, secrets } from './gateway.fixture.ts'
import type { Route } from './route.ts'

const routeOf = (operation: string): Route => {
  const found = routes.find((route) => route.operation === operation)
  if (!found) throw new Error(operation)
  return found
}
const create = routeOf('createMerchant')
const body = { name: 'Shop' }
const json = (text: string | Buffer): Record<string, unknown> => JSON.parse(text.toString()) as Record<string, unknown>
const operator = secrets.operator

describe('idempotency', () => {
  it('gives the first answer again and executes once', async () => {
    const { pipeline, sent } = fixture()
    const first = await pipeline.run(create, request('/v1/merchants', { secret: operator, body, key: 'k' }))
    const again = await pipeline.run(create, request('/v1/merchants', { secret: operator, body, key: 'k' }))
    expect(again.status).toBe(201)
    expect(again.body).toBe(first.body)
    expect(again.headers['position']).toBe(first.headers['position'])
    expect(sent).toHaveLength(1)
  })

  it('refuses another body, and knows the same one in another order', async () => {
    const { pipeline } = fixture()
    const run = (other: unknown) => pipeline.run(create, request('/v1/merchants', { secret: operator, body: other, key: 'k' }))
    await run({ name: 'Shop', tier: 'new' })
    expect((await run({ tier: 'new', name: 'Shop' })).status).toBe(201)
    expect(json((await run({ name: 'Other' })).body)['code']).toBe('idempotency_key_reused')
  })

  it('keeps refusals, but nothing that may come out otherwise', async () => {
    let answers = 0
    const { pipeline, sent } = fixture({
      answer: () => {
        answers += 1
        if (answers === 1) return { status: 'retry', reason: 'busy' }
        if (answers === 2) return { status: 'broken', message: 'bug' }
        return { status: 'rejected', code: 'fees_nonsensical' }
      },
    })
    const run = () => pipeline.run(create, request('/v1/merchants', { secret: operator, body, key: 'k' }))
    const statuses = [await run(), await run(), await run(), await run()].map(({ status }) => status)
    expect(statuses).toEqual([503, 500, 409, 409])
    expect(sent).toHaveLength(3)
    // The same request is the same command, however often it was sent.
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(new Set(sent.map(({ data }) => data['merchant'])).size).toBe(1)
  })

  it('keeps callers apart', async () => {
    const { pipeline, sent } = fixture()
    const issue = routeOf('issueKey')
    const run = (secret: string) => pipeline.run(issue, request('/v1/keys', { secret, body: {}, key: 'k' }))
    const [a, b] = [await run(secrets.merchant), await run(secrets.acceptor)]
    expect(json(a.body)['secret']).not.toBe(json(b.body)['secret'])
    expect(sent.map(({ data }) => data['holder'])).toEqual(['mer_own', 'acc_own'])
  })

  it('is demanded of every POST, and of the public a key that nobody guesses', async () => {
    const { pipeline } = fixture()
    for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'ü']) {
      const { body: problem } = await pipeline.run(create, request('/v1/merchants', { secret: operator, body, key }))
      expect(json(problem)['code']).toBe('idempotency_key_required')
    }
    const choice = { currency: 'CNY', method: 'alipay', payer: { name: 'W', account_tail: '1' } }
    const choose = (key: string) => pipeline.run(
      routeOf('choose'), request('/v1/checkout/pay_1/choose', { params: { payment: 'pay_1' }, body: choice, key }))
    expect((await choose('short')).status).toBe(400)
    expect((await choose('long-enough-to-be-unique')).status).toBe(201)
  })
})

describe('what a stranger sends', () => {
  const hostile: readonly unknown[] = [
    null, [], 'text', 5, { name: 5 }, { name: '' }, { name: '   ' }, { name: 'x'.repeat(121) }, { name: 'a', extra: 1 },
    { name: 'a', __proto__x: 1 }, JSON.parse('{"name":"a","__proto__":{"tier":"x"}}'), { name: 'a', constructor: {} },
    { name: 'a', fees: { bps: -1 } }, { name: 'a', fees: { bps: 1e9 } }, { name: 'a', fees: { bps: 1.5 } },
    { name: { $gt: '' } }, { name: ['a'] },
  ]
  it.each(hostile.map((value) => [JSON.stringify(value), value]))('is refused: %s', async (_text, value) => {
    const { pipeline, sent } = fixture()
    const { status, body: problem } = await pipeline.run(create, request('/v1/merchants', { secret: operator, body: value }))
    expect([status, json(problem)['code']]).toEqual([422, 'request_invalid'])
    expect(sent).toEqual([])
  })

  it.each([
    '0', '0.00', '-1', '1e3', '0x10', '1.1234567', '١', ' 1', '1 ', '', 'NaN', 'Infinity', '1,5', '9'.repeat(16), '1.', '.5', '+1',
  ])('is no amount of USDT: "%s"', async (amount) => {
    const { pipeline } = fixture()
    const { status } = await pipeline.run(routeOf('createPayment'), request('/v1/payments', {
      secret: secrets.merchant, body: { reference: 'r', amount: { amount, currency: 'USDT' } },
    }))
    expect(status).toBe(422)
  })

  it('reads amounts to the last unit', async () => {
    const { pipeline, sent } = fixture()
    const pay = (amount: object) => pipeline.run(routeOf('createPayment'), request('/v1/payments', {
      secret: secrets.merchant, body: { reference: 'r', amount },
    }))
    await pay({ amount: '12.500001', currency: 'USDT' })
    await pay({ amount: '720.5', currency: 'CNY' })
    await pay({ amount: '720', currency: 'JPY' })
    expect(sent.map(({ data }) => data['amount'])).toEqual([
      { fix: 'usdt', usdtMicro: 12_500_001n }, { fix: 'fiat', currency: 'CNY', fiatMinor: 72_050n },
      { fix: 'fiat', currency: 'JPY', fiatMinor: 720n },
    ])
  })

  it('sees ids that cannot be as not there', async () => {
    for (const payment of ["pay_1' or 1=1", 'pay_', 'mer_1', '../x', 'pay_'.padEnd(60, 'a'), 'pay_ü']) {
      const { status } = await fixture().pipeline.run(routeOf('getPayment'), request('/', { secret: secrets.merchant, params: { payment } }))
      expect(status).toBe(404)
    }
  })

  it('takes no file that is not what it says it is', async () => {
    const upload = (bytes: unknown, type: string) => fixture().pipeline.run(routeOf('uploadEvidence'), request('/v1/evidence', {
      secret: secrets.acceptor, body: bytes, query: { kind: 'statement' }, headers: { 'content-type': type },
    }))
    expect((await upload(Buffer.from('<html>'), 'image/png')).status).toBe(415)
    expect((await upload(Buffer.from('%PDF-1.7'), 'application/pdf')).status).toBe(201)
    expect((await upload(Buffer.from('MZ\0'), 'text/plain')).status).toBe(415)
    expect((await upload({ json: true }, 'application/json')).status).toBe(415)
    expect((await upload(Buffer.alloc(0), 'text/plain')).status).toBe(413)
  })
})

describe('answers', () => {
  it('bear the request id, the budget and the position', async () => {
    const { pipeline } = fixture({ burst: 5 })
    const { headers } = await pipeline.run(create, request('/v1/merchants', {
      secret: operator, body, headers: { 'request-id': 'my-request-1' },
    }))
    expect(headers).toMatchObject({ 'request-id': 'my-request-1', 'ratelimit-limit': '5', 'ratelimit-remaining': '4', position: 'order:7' })
    const odd = await pipeline.run(create, request('/v1/merchants', { secret: operator, body, headers: { 'request-id': 'a\r\nb' } }))
    expect(odd.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('to keys that nobody knows end in a wait for their address, and for nobody else', async () => {
    const { pipeline } = fixture({ refusals: 3, ask: () => [] })
    const show = async (secret: string, ip: string) => {
      const { status, body: told } = await pipeline.run(routeOf('listKeys'), request('/v1/keys', { secret, ip }))
      return [status, json(told)['code']]
    }
    const guess = (ip: string, n: number) => show(`sk_test_guessguessguessguess${n}`, ip)
    // Its own key works meanwhile: it is remembered, and asks nobody.
    expect(await show(secrets.merchant, '2001:db8::1')).toEqual([200, undefined])
    for (let n = 0; n < 3; n += 1) expect(await guess(`2001:db8::${n}`, n)).toEqual([401, 'key_invalid'])
    expect(await guess('2001:db8::9', 9)).toEqual([429, 'rate_limited'])
    expect(await show(secrets.merchant, '2001:db8::9')).toEqual([200, undefined])
    expect(await guess('192.0.2.1', 1)).toEqual([401, 'key_invalid'])
  })

  it('cost the budget of a key, and that of its holder once all keys together have asked enough', async () => {
    const asking = (more: { readonly burst: number; readonly burstOfAll: number }) => {
      const { pipeline } = fixture({ ...more, ask: () => [] })
      return async (secret: string) => {
        const { status, headers } = await pipeline.run(routeOf('listKeys'), request('/v1/keys', { secret }))
        return [status, headers['ratelimit-remaining']]
      }
    }
    const apart = asking({ burst: 2, burstOfAll: 8 })
    expect([await apart(secrets.merchant), await apart(secrets.merchant), await apart(secrets.merchant)])
      .toEqual([[200, '1'], [200, '0'], [429, undefined]])
    expect(await apart(secrets.reader)).toEqual([200, '1'])
    const together = asking({ burst: 2, burstOfAll: 3 })
    expect([await together(secrets.merchant), await together(secrets.merchant), await together(secrets.reader)])
      .toEqual([[200, '1'], [200, '0'], [200, '0']])
    expect(await together(secrets.reader)).toEqual([429, undefined])
    expect(await together(secrets.acceptor)).toEqual([200, '1'])
  })

  it('of the public cost the budget of a whole IPv6 network', async () => {
    const { pipeline } = fixture({ burst: 2, ask: () => null })
    const look = async (ip: string) => (await pipeline.run(routeOf('getCheckout'),
      request('/v1/checkout/pay_1', { params: { payment: 'pay_1' }, ip }))).status
    expect([await look('2001:db8::1'), await look('2001:db8::2'), await look('2001:db8::3')]).toEqual([404, 404, 429])
    expect(await look('2001:db8:0:1::1')).toBe(404)
  })

  it('say when there is room again', async () => {
    const { pipeline } = fixture({ burst: 1 })
    const run = () => pipeline.run(routeOf('listKeys'), request('/v1/keys', { secret: secrets.merchant }))
    await run()
    const { status, headers, body: problem } = await run()
    expect([status, headers['retry-after'], json(problem)['code']]).toEqual([429, '1', 'rate_limited'])
    expect(headers['content-type']).toContain('application/problem+json')
  })

  it('never show what broke', async () => {
    const { pipeline } = fixture({ ask: () => { throw new Error('password=hunter2') } })
    const { status, body: problem } = await pipeline.run(routeOf('listKeys'), request('/v1/keys', { secret: secrets.merchant }))
    expect(status).toBe(500)
    expect(problem.toString()).not.toContain('hunter2')
  })

  it('refuse a Read-After that is none', async () => {
    const { pipeline } = fixture()
    const { status } = await pipeline.run(routeOf('listKeys'), request('/', { secret: secrets.merchant, headers: { 'read-after': 'x' } }))
    expect(status).toBe(400)
  })
})

describe('personal data', () => {
  it('leaves the gateway sealed only', async () => {
    const { pipeline, sent, gateway } = fixture()
    await pipeline.run(routeOf('choose'), request('/v1/checkout/pay_1/choose', {
      params: { payment: 'pay_1' }, body: { currency: 'CNY', method: 'alipay', payer: { name: '王小明', account_tail: '9876' } },
    }))
    await pipeline.run(routeOf('claim'), request('/v1/checkout/pay_1/claim', {
      secret: secrets.session, params: { payment: 'pay_1' }, body: { bank_reference: 'REF-4711' },
    }))
    const cny = { amount: '1', currency: 'CNY' }
    await pipeline.run(routeOf('addPaymentAccount'), request('/v1/acceptor/payment_accounts', {
      secret: secrets.acceptor,
      body: {
        method: 'alipay', currency: 'CNY', details: { holder: '李', account: '6222021234' },
        limits: { per_order: cny, per_day: cny, per_month: cny },
      },
    }))
    const all = JSON.stringify(sent, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    for (const secret of ['王小明', '9876', 'REF-4711', '6222021234', '李', 'cs_test_']) expect(all).not.toContain(secret)
    const { payer } = sent[0]!.data as { payer: { sealedName: string } }
    expect(await gateway.vault.open(payer.sealedName)).toBe('王小明')
  })
})

describe('Read-After', () => {
  const read = async (operation: string, url: string, after: string, more: object = {}) => {
    const { pipeline, asked } = fixture({
      ask: (_service, name) => name === 'host.parked' ? [] : { accounts: [], items: [], hasMore: false },
    })
    const { status, body } = await pipeline.run(routeOf(operation), request(url, {
      secret: secrets.merchant, headers: { 'read-after': after }, ...more,
    }))
    return { status, code: json(body)['code'], asked }
  }

  it('is waited for where the answer comes from that log', async () => {
    expect(await read('getBalance', '/v1/balance', 'ledger:7')).toMatchObject({ status: 200 })
  })

  it('is refused, never ignored, where the answer comes from another log or from none', async () => {
    expect(await read('getBalance', '/v1/balance', 'order:7')).toMatchObject({ status: 400, code: 'header_invalid', asked: [] })
    expect(await read('listParked', '/v1/parked', 'order:7', { secret: secrets.operator }))
      .toMatchObject({ status: 400, code: 'header_invalid' })
    expect(await read('readLog', '/v1/logs/order/events', 'ledger:7', { secret: secrets.operator, params: { log: 'order' } }))
      .toMatchObject({ status: 400, code: 'header_invalid' })
  })
})

describe('versions', () => {
  const changes: readonly ApiChange[] = [{
    version: '2027-02-01', description: 'A merchant is opened by its title.',
    answers: { merchant: ({ name, ...rest }) => ({ ...rest, title: name }) },
    requests: { createMerchant: ({ title, ...rest }) => ({ ...rest, name: title }) },
  }]
  const own = routeOf('getOwnMerchant')
  const row = {
    id: 'mer_own', livemode: false, name: 'Shop', status: 'active', tier: 'new', fee_version: 1, fee_bps: 0, fee_fixed_micro: 0n,
    commission_bps: 0, agent: null, agent_share_bps: 0, created_at_ms: 0, settings_version: 0, settings: {},
  }

  it('are those of the key, unless the request says otherwise; the answer says which it was', async () => {
    const { pipeline } = fixture({ changes, ask: () => row })
    const old = await pipeline.run(own, request('/v1/merchant', { secret: secrets.merchant }))
    expect(old.headers['stablegate-version']).toBe(firstApiVersion)
    expect(json(old.body)).toMatchObject({ title: 'Shop' })
    const headers = { 'stablegate-version': '2027-02-01' }
    const next = await pipeline.run(own, request('/v1/merchant', { secret: secrets.merchant, headers }))
    expect(next.headers['stablegate-version']).toBe('2027-02-01')
    expect(json(next.body)).toMatchObject({ name: 'Shop' })
  })

  it('take a body as it was sent then; a repetition is the same request in whatever version it is answered', async () => {
    const { pipeline, sent } = fixture({ changes })
    const run = (version: string) => pipeline.run(create, request('/v1/merchants', {
      secret: operator, body: { title: 'Shop' }, key: 'k', headers: { 'stablegate-version': version },
    }))
    const first = await run(firstApiVersion)
    expect([first.status, json(first.body)['title'], sent[0]?.data['name']]).toEqual([201, 'Shop', 'Shop'])
    expect((await run(firstApiVersion)).body).toBe(first.body)
    expect(sent).toHaveLength(1)
    // Who never had a key of an older version speaks the newest.
    const newest = await pipeline.run(create, request('/v1/merchants', { secret: operator, body: { title: 'Shop' } }))
    expect(json(newest.body)['code']).toBe('request_invalid')
  })

  it('that do not exist are refused with those that do', async () => {
    const { pipeline, sent } = fixture({ changes })
    for (const version of ['2026-11-25', 'latest', '']) {
      const headers = { 'stablegate-version': version }
      const { status, body: answer } = await pipeline.run(create, request('/v1/merchants', { secret: operator, body, headers }))
      expect([status, json(answer)['code']]).toEqual([400, 'version_unknown'])
      expect(json(answer)['detail']).toContain(`${firstApiVersion}, 2027-02-01`)
    }
    expect(sent).toEqual([])
  })
})
