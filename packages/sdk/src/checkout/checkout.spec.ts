import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeServer } from '../fake-server.fixture.ts'
import { Checkout, checkoutUrl } from './index.ts'

const choice = { currency: 'CNY', method: 'alipay', payer: { name: 'Li Wei', account_tail: '4821' } } as const
const acted = { id: 'pay_1', object: 'checkout', events: [] }

let server: FakeServer
beforeEach(async () => { server = await FakeServer.start() })
afterEach(() => server.stop())

it('choosing binds the session, which outlives a reload', async () => {
  const kept = new Map<string, string>()
  const store = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) }
  server.answers = [{ status: 201, body: { ...acted, session_secret: 'cs_test_1' } }]
  const checkout = new Checkout({ baseUrl: server.url, payment: 'pay_1', store })
  expect(checkout.session).toBeUndefined()
  await checkout.choose(choice)
  server.answers = [{ status: 200, body: acted }]
  await new Checkout({ baseUrl: server.url, payment: 'pay_1', store }).claim({ bank_reference: 'R1' })
  await checkout.addEvidence(new Blob(['seen'], { type: 'text/plain' }), { kind: 'note' })
  expect(server.seen.map(({ path, headers, body }) => [path, headers.authorization, headers['content-type'], body])).toEqual([
    ['/v1/checkout/pay_1/choose', undefined, 'application/json', JSON.stringify(choice)],
    ['/v1/checkout/pay_1/claim', 'Bearer cs_test_1', 'application/json', '{"bank_reference":"R1"}'],
    ['/v1/checkout/pay_1/evidence', 'Bearer cs_test_1', 'text/plain', 'seen'],
  ])
  // Where nobody is known the API asks for a key that cannot be guessed.
  expect(server.seen[0]!.headers['idempotency-key']!.length).toBeGreaterThanOrEqual(16)
})

it('the link of a refund binds a session, whatever session was before', async () => {
  server.answers = [{ status: 201, body: { ...acted, session_secret: 'cs_test_2' } }, { status: 200, body: acted }]
  const checkout = new Checkout({ baseUrl: server.url, payment: 'pay_1', session: 'cs_test_1' })
  await checkout.claimRefund('ref_1', 'rl_secret')
  await checkout.giveRefundAddress('ref_1', 'Tx')
  expect(server.seen.map(({ path, headers, body }) => [path, headers.authorization, body])).toEqual([
    ['/v1/checkout/pay_1/refunds/ref_1/claim', undefined, '{"secret":"rl_secret"}'],
    ['/v1/checkout/pay_1/refunds/ref_1/address', 'Bearer cs_test_2', '{"address":"Tx"}'],
  ])
})

it('live updates come in pieces, over broken connections, each change once', async () => {
  const stream = (chunks: readonly string[], cut: boolean) => (response: import('node:http').ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const chunk of chunks) response.write(chunk)
    if (cut) setImmediate(() => response.destroy())
  }
  server.answers = [
    stream([': still here\n\nevent: payment\nda', 'ta: {"state":"open"}\r\n\r\nevent: other\ndata: {}\n\n'], true),
    stream(['event: payment\ndata: {"state":"open"}\n\n', 'event: payment\ndata: {"state":\ndata: "settled"}\n\n'], false),
  ]
  const states: string[] = []
  for await (const { state } of new Checkout({ baseUrl: server.url, payment: 'pay_1' }).watch()) {
    states.push(state)
    if (state === 'settled') break
  }
  expect(states).toEqual(['open', 'settled'])
  expect(server.seen.map(({ path }) => path)).toEqual(['/v1/checkout/pay_1/stream', '/v1/checkout/pay_1/stream'])
})

it('live updates of what is not there end with the error, and end when the caller stops', async () => {
  server.answers = [{ status: 404, body: { code: 'not_found' } }]
  const watching = new Checkout({ baseUrl: server.url, payment: 'pay_1' }).watch()
  await expect(watching.next()).rejects.toMatchObject({ code: 'not_found' })
  server.answers = [(response) => { response.writeHead(200).flushHeaders() }]
  const abort = new AbortController()
  const waiting = new Checkout({ baseUrl: server.url, payment: 'pay_1' }).watch({ signal: abort.signal }).next()
  setTimeout(() => abort.abort(new Error('gone')), 20)
  await expect(waiting).rejects.toThrow('gone')
})

it('has an address to send the customer to', () => {
  expect(checkoutUrl('https://pay.example/', 'pay_1')).toBe('https://pay.example/checkout/pay_1')
})
