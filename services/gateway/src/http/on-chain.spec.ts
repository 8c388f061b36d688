import { describe, expect, it } from 'vitest'
import { routes } from '../routes/index.ts'
import { sha256 } from '../crypto/master-key.ts'
import { fixture, request, secrets } from './gateway.fixture.ts'

const routeOf = (operation: string) => {
  const route = routes.find((one) => one.operation === operation)
  if (!route) throw new Error(`no operation ${operation}`)
  return route
}
const bodyOf = (answer: { readonly body: string | Buffer }): Record<string, unknown> =>
  JSON.parse(answer.body.toString()) as Record<string, unknown>

const onChain = { status: 'waiting', address: `T${'a'.repeat(33)}` }
const record = (currency: string, sessionHash: string | null = null) => ({
  payment: { id: 'pay_1', amount: { amount: '720.00', currency }, status: 'unresolved', context: null, order: null, on_chain: onChain },
  status: 'awaiting_transfer', merchant: 'mer_own', sessionHash, acceptor: null, owner: null, account: null, currency: null, method: null,
  mayChooseOnChain: true,
})
const references = [
  { ledger: 'usdt-sandbox', currency: 'EUR', price: '0.9', atMs: 5, inputs: [] },
  {
    ledger: 'usdt-sandbox', currency: 'CNY', price: '7.2', atMs: 900,
    inputs: [{ source: 'a', price: '7.2', takenAtMs: 700, used: true }, { source: 'b', price: '9', takenAtMs: 100, used: false }],
  },
]
const asks = (currency: string, sessionHash?: string) => (_service: string, name: string): unknown => {
  if (name === 'getPayment') return record(currency, sessionHash)
  if (name === 'references') return references
  if (name === 'address') return { address: onChain.address, is_ready: true }
  return name === 'listRefunds' ? { items: [{ refund: { id: 'ref_1' }, sessionHash }], hasMore: false } : null
}
const params = { payment: 'pay_1' }

describe('choosing to pay on chain', () => {
  it('brings the price, as old as the oldest source that it is the median of', async () => {
    const { pipeline, sent } = fixture({ ask: asks('CNY') })
    const answer = await pipeline.run(routeOf('chooseOnChain'), request('/v1/checkout/pay_1/choose_on_chain', { params, body: {} }))
    expect(answer.status).toBe(201)
    expect(sent).toMatchObject([{ type: 'order.payment.choose_on_chain', data: { reference: { price: '7.2', atMs: 700 } } }])
    // The secret acts from now on; the payment knows it by its hash alone.
    const secret = String(bodyOf(answer)['session_secret'])
    expect(sent[0]?.data['by']).toEqual({ role: 'customer', sessionHash: sha256(secret) })
  })

  it('asks for no price where USDT is fixed, and keeps the session that came', async () => {
    const { pipeline, sent, asked } = fixture({ ask: asks('USDT') })
    const answer = await pipeline.run(routeOf('chooseOnChain'),
      request('/v1/checkout/pay_1/choose_on_chain', { params, body: {}, secret: secrets.session }))
    expect(bodyOf(answer)['session_secret']).toBeNull()
    expect(sent[0]?.data).toEqual({ payment: 'pay_1', by: { role: 'customer', sessionHash: sha256(secrets.session) } })
    expect(asked.map(({ name }) => name)).not.toContain('references')
  })

  it('is not offered where there is no wallet to give an address', async () => {
    const { pipeline, sent } = fixture({ ask: (service, name) => (name === 'address' ? null : asks('USDT')(service, name)) })
    const answer = await pipeline.run(routeOf('chooseOnChain'), request('/v1/checkout/pay_1/choose_on_chain', { params, body: {} }))
    expect([answer.status, bodyOf(answer)['code'], sent]).toEqual([409, 'on_chain_unavailable', []])
    const shown = await pipeline.run(routeOf('getCheckout'), request('/v1/checkout/pay_1', { params }))
    expect(bodyOf(shown)['may_choose_on_chain']).toBe(false)
  })

  it('leaves a currency without a price to the decider', async () => {
    const { pipeline, sent } = fixture({ ask: asks('JPY') })
    await pipeline.run(routeOf('chooseOnChain'), request('/v1/checkout/pay_1/choose_on_chain', { params, body: {} }))
    expect(sent[0]?.data).not.toHaveProperty('reference')
  })
})

describe('the checkout', () => {
  it('shows where to pay, and refunds, to the session that chose and to nobody else', async () => {
    const { pipeline } = fixture({ ask: asks('USDT', sha256(secrets.session)) })
    const view = async (secret?: string) =>
      bodyOf(await pipeline.run(routeOf('getCheckout'), request('/v1/checkout/pay_1', { params, ...(secret ? { secret } : {}) })))
    expect(await view(secrets.session)).toMatchObject({ yours: true, may_choose_on_chain: true, on_chain: onChain, refunds: [{ id: 'ref_1' }] })
    expect(await view()).toMatchObject({ yours: false, on_chain: null, refunds: [] })
  })
})

describe('refunds', () => {
  it('are opened by a link that nobody but its holder knows, into a session that nobody had before', async () => {
    const refund = { refund: 'ref_1', payment: 'pay_1' }
    const ask = (_service: string, name: string): unknown =>
      (name === 'getRefund' ? { refund: { id: 'ref_1', payment: 'pay_1', merchant: 'mer_own' }, sessionHash: 'a'.repeat(64) } : null)
    const { pipeline, sent } = fixture({ ask })
    const made = bodyOf(await pipeline.run(routeOf('createRefundLink'),
      request('/v1/refunds/ref_1/link', { params: { refund: 'ref_1' }, body: {}, secret: secrets.merchant })))
    const secret = String(made['secret'])
    expect(made['path']).toBe(`/checkout/pay_1#refund=ref_1&link=${secret}`)
    expect(sent[0]?.data).toMatchObject({ refund: 'ref_1', linkHash: sha256(secret), by: { role: 'merchant', merchant: 'mer_own' } })
    const claimed = bodyOf(await pipeline.run(routeOf('claimRefund'),
      request('/v1/checkout/pay_1/refunds/ref_1/claim', { params: refund, body: { secret } })))
    expect(sent[1]?.data).toEqual({ refund: 'ref_1', linkHash: sha256(secret), sessionHash: sha256(String(claimed['session_secret'])) })
    expect(String(claimed['session_secret'])).not.toBe(secrets.session)
  })
  it('are named by the request, so that asking twice is asking once', async () => {
    const { pipeline, sent } = fixture({ ask: asks('USDT') })
    const ask = () => pipeline.run(routeOf('createRefund'), request('/v1/payments/pay_1/refunds', {
      params, secret: secrets.merchant, key: 'one-refund-and-no-more', body: { amount: { amount: '1.5', currency: 'USDT' }, reason: 'broken' },
    }))
    const [first, again] = [bodyOf(await ask()), bodyOf(await ask())]
    expect(first['id']).toMatch(/^ref_/)
    expect(again).toEqual(first)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.data).toMatchObject({ refund: first['id'], amountMicro: 1_500_000n, from: 'available', by: { role: 'merchant', merchant: 'mer_own' } })
  })
})
