import { randomUUID } from 'node:crypto'
import { boot, type Running } from '@stablegate/host'
import { launchNats, testDatabase, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gateway } from '../service.ts'
import { PageBrowser, totpCode } from './browser.fixture.ts'

const keys = { ann: 'sk_test_operatorAnnoperatorAnn', bob: 'sk_test_operatorBoboperatorBob' }
const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const password = 'a password of twelve'
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
      OPERATORS: JSON.stringify([{ operator: 'opr_ann', key: keys.ann }, { operator: 'opr_bob', key: keys.bob }]),
      RATE_LIMIT_KEY: '10000/10000', RATE_LIMIT_PUBLIC: '10000/10000',
    },
  })
  await running.ready()
  url = running.urls['gateway'] ?? ''
})
afterAll(async () => {
  await running?.stop()
  await nats?.stop()
})

const byKey = (key: string) => async (path: string, body: unknown = {}, once: string = randomUUID()) => {
  const response = await fetch(url + path, {
    method: 'POST', body: JSON.stringify(body),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': once },
  })
  return { status: response.status, body: await response.json() as Record<string, unknown> }
}
const ann = byKey(keys.ann)

let people = 0
const addressOf = (): string => `person${people += 1}@example.com`
const merchantOf = async (): Promise<string> => (await ann('/v1/merchants', { name: 'Shop' })).body['id'] as string

/** Somebody who can sign in, and a browser that has. */
const personOf = async (role: string, more: object = {}) => {
  const email = addressOf()
  const made = await ann('/v1/test_users', { email, name: 'Person', password, role, ...more })
  expect(made).toMatchObject({ status: 201 })
  const browser = new PageBrowser(url)
  const signedIn = await browser.post('/v1/session', { email, password })
  return { email, browser, signedIn, id: made.body['id'] as string }
}

describe('signing in', () => {
  it('needs the password, and answers who it is', async () => {
    const merchant = await merchantOf()
    const { email, signedIn, browser, id } = await personOf('merchant_owner', { holder: merchant })
    expect(signedIn).toMatchObject({
      status: 200, body: { state: 'signed_in', livemode: false, user: { id, email, party: 'merchant', holder: merchant } },
    })
    expect((await browser.get('/v1/session')).body).toMatchObject({ state: 'signed_in', user: { id } })
    expect((await browser.get('/v1/merchant')).body).toMatchObject({ id: merchant })
    const other = new PageBrowser(url)
    for (const wrong of [{ email, password: 'wrong password' }, { email: 'nobody@example.com', password }]) {
      expect(await other.post('/v1/session', wrong)).toMatchObject({ status: 401, code: 'sign_in_failed' })
    }
    expect((await other.get('/v1/session')).body).toMatchObject({ state: 'signed_out', user: null, csrf: null })
    expect((await other.get('/v1/merchant'))).toMatchObject({ status: 401, code: 'key_required' })
  })

  it('with an authenticator needs its code besides, which counts once', async () => {
    const { browser, signedIn, email } = await personOf('merchant_owner', { holder: await merchantOf(), totp_secret: totpSecret })
    expect(signedIn.body).toMatchObject({ state: 'second_factor', user: null })
    expect((await browser.get('/v1/merchant')).status).toBe(401)
    expect(await browser.post('/v1/session/code', { code: '000000' })).toMatchObject({ status: 401, code: 'code_wrong' })
    const code = totpCode(totpSecret)
    expect((await browser.post('/v1/session/code', { code })).body).toMatchObject({ state: 'signed_in', fresh_until: expect.any(String) })
    const thief = new PageBrowser(url)
    await thief.post('/v1/session', { email, password })
    expect(await thief.post('/v1/session/code', { code })).toMatchObject({ status: 401, code: 'code_wrong' })
  })

  it('ends when the person signs out', async () => {
    const { browser } = await personOf('merchant_owner', { holder: await merchantOf() })
    const kept = new Map(browser.cookies)
    expect((await browser.post('/v1/session/end')).body).toMatchObject({ state: 'signed_out' })
    const thief = new PageBrowser(url)
    for (const [name, value] of kept) thief.cookies.set(name, value)
    expect((await thief.get('/v1/merchant')).status).toBe(401)
  })
})
