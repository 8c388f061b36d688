import { generateKeyPairSync, sign } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { verifyWebhook, type Expected, type VerifyOptions, type WebhookErrorCode } from './index.ts'

const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
const other = `whsec_${Buffer.alloc(24, 2).toString('base64')}`
const nowMs = 1_700_000_000_000
const payment = {
  object: 'payment', id: 'pay_1', reference: 'order-1', livemode: false, amount: { amount: '720.00', currency: 'CNY' },
}
const event = {
  id: 'evt_1', type: 'payment.settled', created_at: '2026-11-23T00:00:00.000Z', livemode: false, sequence: 1,
  subject: 'pay_1', data: payment,
}
const headersOf = (body: string, by: string = secret, id = 'evt_1', atMs = nowMs) => ({
  'webhook-id': id, 'webhook-timestamp': String(atMs / 1000), 'webhook-signature': new Webhook(by).sign(id, new Date(atMs), body),
})
const expected: Expected = { amount: '720', currency: 'CNY', reference: 'order-1' }
const verify = (body: string, options: VerifyOptions = {}, headers: Record<string, string> = headersOf(body)) =>
  verifyWebhook(body, headers, secret, { now: () => nowMs, ...options })
const refuses = (asked: Promise<unknown>, code: WebhookErrorCode) => expect(asked).rejects.toMatchObject({ name: 'WebhookError', code })

const text = JSON.stringify(event)

describe('a webhook', () => {
  it('signed by the reference library is believed, as text, bytes and a slice of a buffer', async () => {
    const pool = Buffer.from(`xx${text}yy`)
    for (const body of [text, Buffer.from(text), pool.subarray(2, pool.length - 2)]) {
      expect(await verifyWebhook(body, new Headers(headersOf(text)), secret, { now: () => nowMs })).toEqual(event)
    }
  })

  it('is read by the published vector of the specification', async () => {
    const headers = {
      'Webhook-Id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'Webhook-Timestamp': '1614265330',
      'Webhook-Signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const at = { now: () => 1_614_265_330_000 }
    const read = (by: string, signed: Record<string, string> = headers) => verifyWebhook('{"test": 2432232314}', signed, by, at)
    // The signature is right; the body is no event of ours.
    await refuses(read('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), 'body_invalid')
    const ed25519 = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=='
    const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='
    await refuses(read(publicKey, { ...headers, 'Webhook-Signature': ed25519 }), 'body_invalid')
    await refuses(read(publicKey), 'signature_mismatch')
  })

  it('is believed during a rotation, by either secret and either signature', async () => {
    const both = { ...headersOf(text), 'webhook-signature': `${headersOf(text, other)['webhook-signature']} ${
      headersOf(text)['webhook-signature']}` }
    for (const secrets of [secret, other, [other, secret]]) {
      await expect(verifyWebhook(text, both, secrets, { now: () => nowMs })).resolves.toEqual(event)
    }
    await expect(verifyWebhook(text, headersOf(text), [other, secret], { now: () => nowMs })).resolves.toEqual(event)
  })

  it('is believed by Ed25519, and an Ed25519 signature is none of HMAC', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64')
    const made = sign(null, Buffer.from(`evt_1.${nowMs / 1000}.${text}`), privateKey).toString('base64')
    const headers = { ...headersOf(text), 'webhook-signature': `v1a,${made}` }
    const at = { now: () => nowMs }
    await expect(verifyWebhook(text, headers, `whpk_${raw}`, at)).resolves.toEqual(event)
    await refuses(verifyWebhook(text, headers, secret, at), 'signature_mismatch')
    await refuses(verifyWebhook(text, { ...headers, 'webhook-signature': `v1,${made}` }, `whpk_${raw}`, at), 'signature_mismatch')
    await refuses(verifyWebhook(`${text} `, headers, `whpk_${raw}`, at), 'signature_mismatch')
  })

  it('is refused when anything that is signed differs', async () => {
    await refuses(verify(text.replace('720.00', '720.01'), {}, headersOf(text)), 'signature_mismatch')
    await refuses(verify(text, {}, { ...headersOf(text), 'webhook-id': 'evt_2' }), 'signature_mismatch')
    await refuses(verify(text, {}, headersOf(text, other)), 'signature_mismatch')
    for (const wrong of ['', 'v1', 'v1,', 'v2,AAAA', 'v1,!!', 'v1,AAAA', ',']) {
      const code = wrong === '' ? 'headers_invalid' : 'signature_mismatch'
      await refuses(verify(text, {}, { ...headersOf(text), 'webhook-signature': wrong }), code)
    }
    await refuses(verify(text, {}, headersOf(text, secret, 'evt_2')), 'body_invalid')
  })

  it('is refused outside the tolerance, either way', async () => {
    const late = { now: () => nowMs + 301_000 }
    await refuses(verify(text, late), 'timestamp_too_old')
    await refuses(verify(text, { now: () => nowMs - 301_000 }), 'timestamp_too_new')
    await expect(verify(text, { ...late, toleranceSeconds: 600 })).resolves.toEqual(event)
    await refuses(verify(text, {}, { ...headersOf(text), 'webhook-timestamp': 'NaN' }), 'headers_invalid')
  })

  it('is refused parsed, too large, or no event', async () => {
    await refuses(verifyWebhook(event as never, headersOf(text), secret), 'body_not_raw')
    await refuses(verify('x'.repeat(1024 * 1024 + 1)), 'body_too_large')
    for (const body of ['[]', 'null', '{', '{"id":"evt_1"}']) await refuses(verify(body), 'body_invalid')
  })

  it('needs secrets that are secrets', async () => {
    for (const bad of ['', 'whsec_', 'whsec_AAAA', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', []]) {
      await expect(verifyWebhook(text, headersOf(text), bad, { now: () => nowMs })).rejects.toThrow(TypeError)
    }
  })
})

describe('what was asked for', () => {
  it('is the amount by value, the currency and the reference', async () => {
    for (const amount of ['720', '720.0', '0720.000']) {
      await expect(verify(text, { expect: { ...expected, amount } })).resolves.toEqual(event)
    }
    for (const amount of ['72', '7200', '720.001', '-720', '7.2e2', '']) {
      await refuses(verify(text, { expect: { ...expected, amount } }), 'amount_mismatch')
    }
    await refuses(verify(text, { expect: { ...expected, currency: 'USDT' } }), 'currency_mismatch')
    await refuses(verify(text, { expect: { ...expected, reference: 'order-2' } }), 'reference_mismatch')
    await refuses(verify(text, { expect: { ...expected, livemode: true } }), 'livemode_mismatch')
  })

  it('is looked up for events about payments', async () => {
    const known = (one: { readonly data: { readonly reference: string } }) =>
      one.data.reference === 'order-1' ? expected : undefined
    await expect(verify(text, { expect: known })).resolves.toEqual(event)
    await refuses(verify(JSON.stringify({ ...event, data: { ...payment, reference: 'x' } }), { expect: known }), 'payment_unexpected')
    await refuses(verify(JSON.stringify({ ...event, data: { ...payment, amount: 720 } }), { expect: known }), 'body_invalid')
    const about = JSON.stringify({ ...event, type: 'endpoint.tested', data: {} })
    await expect(verify(about, { expect: known })).resolves.toMatchObject({ type: 'endpoint.tested' })
    await refuses(verify(about, { expect: expected }), 'payment_unexpected')
  })
})
