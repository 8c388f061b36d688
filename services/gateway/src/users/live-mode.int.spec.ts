import { randomUUID } from 'node:crypto'
import { boot, type Running } from '@stablegate/host'
import { launchNats, testDatabase, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../crypto/master-key.ts'
import { gateway } from '../service.ts'
import { PageBrowser, totpCode } from './browser.fixture.ts'

const operators = { ann: 'sk_live_operatorAnnoperatorAnn', bob: 'sk_live_operatorBoboperatorBob' }
const password = 'a password of twelve'
const origin = 'https://pay.example.com'
let nats: Nats
let running: Running
let url = ''

beforeAll(async () => {
  nats = await launchNats({ own: true })
  const database = await testDatabase()
  running = await boot([gateway], {
    env: {}, migrate: true,
    config: {
      EVENT_STORE_URL: database, DATABASE_URL: database, NATS_URL: nats.url, LISTEN_HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'warn',
      LIVEMODE: 'live', PUBLIC_URL: origin, TRUSTED_PROXIES: '127.0.0.1',
      GATEWAY_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'), WEBHOOK_MASTER_KEYS: `k:${Buffer.alloc(32, 2).toString('base64')}`,
      OPERATORS: JSON.stringify(Object.entries(operators).map(([name, key]) => ({ operator: `opr_${name}`, key_hash: sha256(key) }))),
    },
  })
  await running.ready()
  url = running.urls['gateway'] ?? ''
})
afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

type Answer = { readonly status: number; readonly body: Record<string, unknown> }
const call = async (key: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await fetch(url + path, {
    headers: {
      authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      ...headers,
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() as Record<string, unknown> }
}
const ann = (path: string, body: unknown = {}) => call(operators.ann, path, body)
const bob = (path: string, body: unknown = {}) => call(operators.bob, path, body)

describe('where money is real', () => {
  it('a merchant is let in by two operators and makes its own keys; what is of test mode is refused', async () => {
    const merchant = (await ann('/v1/merchants', { name: 'Shop' })).body['id'] as string
    for (const [path, body] of [
      [`/v1/merchants/${merchant}/keys`, {}], ['/v1/test_funds', { holder: merchant, amount: { amount: '1', currency: 'USDT' } }],
      ['/v1/test_users', { email: 'a@shop.example', role: 'merchant_owner', holder: merchant, name: 'A', password }],
    ] as const) expect([path, await ann(path, body)]).toMatchObject([path, { status: 403, body: { code: 'test_mode_only' } }])

    const invited = (await ann('/v1/invitations', { email: 'owner@shop.example', role: 'merchant_owner', holder: merchant })).body
    expect(invited).toMatchObject({ approval_needed: true, link: expect.stringMatching(/^https:\/\/pay\.example\.com\/app\/join#usr_/) })
    const join = { invitation: String(invited['link']).split('#')[1] ?? '', name: 'Olive', password }
    const owner = new PageBrowser(url)
    expect(await owner.post('/v1/session/join', join, { origin })).toMatchObject({ code: 'invitation_unapproved' })
    expect((await ann(`/v1/users/${invited['id'] as string}/approve`)).body).toMatchObject({ code: 'requester_cannot_approve' })
    expect((await bob(`/v1/users/${invited['id'] as string}/approve`)).status).toBe(200)
    const joined = await owner.post('/v1/session/join', join, { origin })
    expect(joined).toMatchObject({ status: 200, body: { state: 'signed_in', livemode: true } })
    const cookie = joined.headers.getSetCookie().find((line) => line.includes('session_token'))
    for (const part of [/^__Host-sg\.session_token=/, /HttpOnly/i, /Secure/i, /SameSite=Strict/i, /Path=\/(;|$)/i]) expect(cookie).toMatch(part)

    expect(await owner.post('/v1/keys', {}, { origin })).toMatchObject({ status: 403, code: 'second_factor_missing' })
    const { secret } = (await owner.post('/v1/session/totp', { password }, { origin })).body as { readonly secret: string }
    expect((await owner.post('/v1/session/totp/confirm', { code: totpCode(secret) }, { origin })).status).toBe(200)
    const made = await owner.post('/v1/keys', { addresses: ['203.0.113.0/24'] }, { origin })
    expect(made).toMatchObject({ status: 201, body: { livemode: true, secret: expect.stringMatching(/^sk_live_/) } })

    // Its server calls through the proxy, which says from where; nobody else's word counts.
    const key = made.body['secret'] as string
    const from = async (forwarded: string) => (await call(key, '/v1/merchant', undefined, { 'x-forwarded-for': forwarded })).status
    expect([await from('203.0.113.7'), await from('198.51.100.1'), await from('203.0.113.7, 198.51.100.1')]).toEqual([200, 403, 403])
  })

  it('keys of test mode are nobody\'s', async () => {
    for (const key of ['sk_test_operatorAnnoperatorAnn', 'cs_test_sessionsessionsession']) {
      expect(await call(key, '/v1/merchant')).toMatchObject({ status: 401, body: { code: 'key_invalid' } })
    }
  })
})
