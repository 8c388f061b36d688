import { randomUUID } from 'node:crypto'
import { boot, type Running } from '@stablegate/host'
import { launchNats, testDatabase, type Nats } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gateway } from '../service.ts'
import { forgetOldSignIns } from './attempts.ts'
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
      RATE_LIMIT_KEY: '10000/10000', RATE_LIMIT_PUBLIC: '10000/10000', TRUSTED_PROXIES: '127.0.0.1',
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
const bob = byKey(keys.bob)

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

/** Somebody with an authenticator, signed in whole. */
const securedPerson = async (role: string, more: object = {}) => {
  const one = await personOf(role, { totp_secret: totpSecret, ...more })
  const used = totpCode(totpSecret)
  expect((await one.browser.post('/v1/session/code', { code: used })).body).toMatchObject({ state: 'signed_in' })
  return { ...one, used }
}
/** As time has it when the second factor was shown long ago. */
const age = (user: string) => running.context('gateway').pool.query(
  `update auth_sessions set "secondFactorAt" = "secondFactorAt" - interval '301 seconds' where "userId" = $1`, [user])

describe('a session', () => {
  it('changes something only for a page that bears its token and is of this origin', async () => {
    const { browser } = await securedPerson('merchant_owner', { holder: await merchantOf() })
    const issue = (headers: Record<string, string>) => browser.post('/v1/keys', {}, headers)
    expect(await issue({ 'x-csrf-token': 'other' })).toMatchObject({ status: 403, code: 'csrf_invalid' })
    expect(await issue({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403, code: 'csrf_invalid' })
    expect(await issue({ 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403, code: 'csrf_invalid' })
    expect(await issue({ origin: 'https://evil.example' })).toMatchObject({ status: 403, code: 'csrf_invalid' })
    expect((await issue({})).status).toBe(201)
    const stranger = new PageBrowser(url)
    expect(await stranger.post('/v1/session', { email: 'a@b.example', password }, { origin: 'https://evil.example' }))
      .toMatchObject({ status: 403, code: 'csrf_invalid' })
  })

  it('has a cookie that no script reads and no other page sends', async () => {
    const { signedIn } = await personOf('merchant_viewer', { holder: await merchantOf() })
    const cookie = signedIn.headers.getSetCookie().find((line) => line.startsWith('sg.session_token='))
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Strict/i)
    expect(cookie).toMatch(/Path=\/(;|$)/i)
    expect(cookie).not.toMatch(/Domain=/i)
  })

  it('cannot be made up, altered or kept beyond its end', async () => {
    const { browser, id } = await personOf('merchant_viewer', { holder: await merchantOf() })
    const cookie = browser.cookies.get('sg.session_token') ?? ''
    const thief = new PageBrowser(url)
    for (const forged of [cookie.split('.')[0] ?? '', `x${cookie}`, cookie.replace(/.{10}$/, 'AAAAAAAAAA')]) {
      thief.cookies.set('sg.session_token', forged)
      expect((await thief.get('/v1/merchant')).status).toBe(401)
    }
    await running.context('gateway').pool.query(`update auth_sessions set "expiresAt" = now() - interval '1 second' where "userId" = $1`, [id])
    expect((await browser.get('/v1/merchant')).status).toBe(401)
  })

  it('needs a second factor of the last five minutes for keys, and the same request goes through after it', async () => {
    const { browser, id, used } = await securedPerson('merchant_owner', { holder: await merchantOf() })
    await age(id)
    const once = { 'idempotency-key': randomUUID() }
    expect(await browser.post('/v1/keys', {}, once)).toMatchObject({ status: 403, code: 'second_factor_required' })
    expect(await browser.post('/v1/session/code', { code: used })).toMatchObject({ code: 'code_wrong' })
    expect((await browser.post('/v1/session/code', { code: totpCode(totpSecret, 1) })).status).toBe(200)
    expect((await browser.post('/v1/keys', {}, once)).status).toBe(201)
  })

  it('ends with the person and changes with the role', async () => {
    const merchant = await merchantOf()
    const { browser, id } = await personOf('merchant_developer', { holder: merchant })
    const owner = await securedPerson('merchant_owner', { holder: merchant })
    expect((await owner.browser.post(`/v1/users/${id}/role`, { role: 'merchant_viewer', reason: 'moved' })).status).toBe(200)
    await expect.poll(async () => ((await browser.get('/v1/session')).body['user'] as { role: string }).role).toBe('merchant_viewer')
    expect((await owner.browser.post(`/v1/users/${id}/disable`, { reason: 'left' })).status).toBe(200)
    await expect.poll(async () => (await browser.get('/v1/merchant')).status).toBe(401)
    expect((await browser.get('/v1/session')).body).toMatchObject({ state: 'signed_out' })
  })
})

describe('guessing', () => {
  it('of a password is locked out, even with many guesses at once, and the lock is told', async () => {
    const { email } = await personOf('merchant_viewer', { holder: await merchantOf() })
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) =>
      new PageBrowser(url).post('/v1/session', { email: index % 2 === 0 ? email : email.toUpperCase(), password: `guess ${index}` })))
    const codes = guesses.map(({ code }) => code)
    expect(codes.filter((code) => code === 'sign_in_failed')).toHaveLength(5)
    expect(codes.filter((code) => code === 'sign_in_locked')).toHaveLength(7)
    const locked = await new PageBrowser(url).post('/v1/session', { email, password })
    expect([locked.status, Number(locked.headers.get('retry-after')) > 0]).toEqual([429, true])
    await running.context('gateway').pool.query('update sign_in_attempts set open_at_ms = 0')
    expect((await new PageBrowser(url).post('/v1/session', { email, password })).status).toBe(200)
  })

  it('at many names is locked out by where it comes from, and right passwords do not count', async () => {
    const { email } = await personOf('merchant_viewer', { holder: await merchantOf() })
    const { pool } = running.context('gateway')
    const from = (ip: string, who: string, with_ = password) =>
      new PageBrowser(url).post('/v1/session', { email: who, password: with_ }, { 'x-forwarded-for': ip })
    const failures = async () => (await pool.query<{ failures: number }>(
      `select failures from sign_in_attempts where subject like 'from:%' order by at_ms desc limit 1`)).rows[0]?.failures
    expect((await from('2001:db8::1', 'nobody1@example.com')).code).toBe('sign_in_failed')
    expect((await from('2001:db8::2', email)).status).toBe(200)
    expect(await failures()).toBe(1)
    await pool.query(`update sign_in_attempts set failures = 199 where subject like 'from:%' and failures = 1`)
    expect((await from('2001:db8::3', 'nobody2@example.com')).code).toBe('sign_in_failed')
    // Another name and another address of the same network: the wait is that of whoever guesses.
    expect(await from('2001:db8::4', 'nobody3@example.com')).toMatchObject({ status: 429, code: 'sign_in_locked' })
    expect((await from('203.0.113.7', email)).status).toBe(200)
  })

  it('of a code is locked out, at the door and inside', async () => {
    const { browser } = await securedPerson('merchant_owner', { holder: await merchantOf() })
    const codes: (string | undefined)[] = []
    for (let guess = 0; guess < 7; guess += 1) codes.push((await browser.post('/v1/session/code', { code: `00000${guess}` })).code)
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'code_wrong'), 'sign_in_locked', 'sign_in_locked'])
  })
})

describe('an invitation', () => {
  const secretOf = (link: unknown): string => String(link).split('#')[1] ?? ''

  it('makes a person once, and many takers at once are one', async () => {
    const merchant = await merchantOf()
    const email = addressOf()
    const invited = await ann('/v1/invitations', { email, role: 'merchant_owner', holder: merchant }, `invite-${email}`)
    expect(invited).toMatchObject({ status: 201, body: { approval_needed: true } })
    expect((await ann('/v1/invitations', { email, role: 'merchant_owner', holder: merchant },
      `invite-${email}`)).body).toEqual(invited.body)
    expect(await ann('/v1/invitations', { email, role: 'merchant_viewer',
      holder: merchant })).toMatchObject({ body: { code: 'email_taken' } })
    const invitation = secretOf(invited.body['link'])
    expect(await new PageBrowser(url).post('/v1/session/join', { invitation, name: 'Ann herself', password }))
      .toMatchObject({ code: 'invitation_unapproved' })
    expect((await bob(`/v1/users/${invited.body['id'] as string}/approve`)).status).toBe(200)
    const takers = await Promise.all(Array.from({ length: 5 }, (_, index) => new PageBrowser(url)
      .post('/v1/session/join', { invitation, name: 'Mia', password: `a password of taker ${index}` })))
    expect(takers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(takers.filter(({ code }) => code === 'invitation_used')).toHaveLength(4)
    const winner = takers.findIndex(({ status }) => status === 200)
    expect(await new PageBrowser(url).post('/v1/session', { email, password: `a password of taker ${winner}` }))
      .toMatchObject({ status: 200, body: { user: { name: 'Mia', role: 'merchant_owner', holder: merchant } } })
    const forged = `${invitation.slice(0, -1)}${invitation.endsWith('A') ? 'B' : 'A'}`
    for (const wrong of ['x', forged, `usr_nobody.${'a'.repeat(43)}`]) {
      expect(await new PageBrowser(url).post('/v1/session/join', { invitation: wrong, name: 'M',
        password })).toMatchObject({ code: 'invitation_unknown' })
    }
  })

  it('of an operator works when another operator approved, who is not the first', async () => {
    const email = addressOf()
    const invited = await ann('/v1/invitations', { email, role: 'operator_admin' })
    const { id, link } = invited.body as { readonly id: string; readonly link: string }
    const join = () => new PageBrowser(url).post('/v1/session/join', { invitation: secretOf(link), name: 'Olaf', password })
    expect(await join()).toMatchObject({ code: 'invitation_unapproved' })
    expect(await ann(`/v1/users/${id}/approve`)).toMatchObject({ body: { code: 'requester_cannot_approve' } })
    expect((await bob(`/v1/users/${id}/approve`)).status).toBe(200)
    expect(await join()).toMatchObject({ status: 200, body: { user: { party: 'operator', operator: id.replace('usr_', 'opr_') } } })
  })

  it('for who is a person already sets everything anew; what an older link set is void', async () => {
    const merchant = await merchantOf()
    const email = addressOf()
    const invited = (await ann('/v1/invitations', { email, role: 'merchant_owner', holder: merchant })).body
    const first = secretOf(invited['link'])
    await bob(`/v1/users/${invited['id'] as string}/approve`)
    const browser = new PageBrowser(url)
    const joined = await browser.post('/v1/session/join', { invitation: first, name: 'Rita', password })
    const user = (joined.body['user'] as { id: string }).id
    const reset = await ann(`/v1/users/${user}/reset`, { reason: 'forgot it' })
    const rejoin = () => new PageBrowser(url).post('/v1/session/join', {
      invitation: secretOf(reset.body['link']), name: 'Rita', password: 'another password',
    })
    // One operator alone gets nobody's account.
    expect(await rejoin()).toMatchObject({ code: 'invitation_unknown' })
    expect((await browser.get('/v1/session')).body).toMatchObject({ state: 'signed_in' })
    expect((await ann(`/v1/users/${user}/approve`)).body).toMatchObject({ code: 'requester_cannot_approve' })
    expect((await bob(`/v1/users/${user}/approve`)).status).toBe(200)
    expect(await rejoin()).toMatchObject({ status: 200 })
    expect((await browser.get('/v1/session')).body).toMatchObject({ state: 'signed_out' })
    expect((await new PageBrowser(url).post('/v1/session', { email, password })).code).toBe('sign_in_failed')
    expect((await new PageBrowser(url).post('/v1/session/join', { invitation: first, name: 'R',
      password })).code).toMatch(/invitation_(used|unknown)/)
  })

  it('is for the own party alone', async () => {
    const owner = await securedPerson('merchant_owner', { holder: await merchantOf() })
    for (const body of [{ role: 'operator_admin' }, { role: 'acceptor_owner' }, { role: 'merchant_viewer', holder: await merchantOf() }]) {
      expect(await owner.browser.post('/v1/invitations', { email: addressOf(), ...body })).toMatchObject({ code: 'role_of_other_party' })
    }
    const stranger = await personOf('merchant_viewer', { holder: await merchantOf() })
    expect(await owner.browser.post(`/v1/users/${stranger.id}/disable`, { reason: 'x' })).toMatchObject({ code: 'user_unknown' })
    expect(JSON.stringify((await owner.browser.get('/v1/users?limit=100')).body)).not.toContain(stranger.email)
  })
})

describe('an authenticator', () => {
  it('is set up with the password, counts once confirmed, and recovery codes work once', async () => {
    const { browser, email } = await personOf('merchant_owner', { holder: await merchantOf() })
    expect(await browser.post('/v1/keys')).toMatchObject({ status: 403, code: 'second_factor_missing' })
    expect(await browser.post('/v1/session/totp', { password: 'wrong password' })).toMatchObject({ code: 'password_wrong' })
    const { secret, recovery_codes: recovery } = (await browser.post('/v1/session/totp', { password })).body as
      { readonly secret: string; readonly recovery_codes: readonly string[] }
    expect(await browser.post('/v1/session/totp/confirm', { code: totpCode(secret) }))
      .toMatchObject({ status: 200, body: { second_factors: { totp: true }, fresh_until: expect.any(String) } })
    expect((await browser.post('/v1/keys')).status).toBe(201)
    const again = new PageBrowser(url)
    expect((await again.post('/v1/session', { email, password })).body).toMatchObject({ state: 'second_factor' })
    expect((await again.post('/v1/session/code', { code: recovery[0] })).body).toMatchObject({ state: 'signed_in' })
    const third = new PageBrowser(url)
    await third.post('/v1/session', { email, password })
    expect(await third.post('/v1/session/code', { code: recovery[0] })).toMatchObject({ code: 'code_wrong' })
  })

  it('and passwords are nowhere in the log or in clear', async () => {
    const { events, pool } = running.context('gateway')
    const log = await events.readLog('gateway', 0, 1000)
    expect(log.some(({ data }) => data.includes('@example.com') || data.includes(password))).toBe(false)
    const kept = await pool.query<{ password: string }>('select password from auth_accounts')
    expect(kept.rows.every(({ password: hash }) => hash.startsWith('$argon2id$'))).toBe(true)
    const secrets = await pool.query<{ secret: string }>('select secret from auth_second_factors')
    expect(secrets.rows.some(({ secret }) => secret.includes(totpSecret))).toBe(false)
  })
})

describe('a session that nobody sits at', () => {
  const minuteMs = 60_000
  /** As if the last use had been so long ago. */
  const sleeps = async (user: string, ms: number): Promise<void> => {
    await running.context('gateway').pool.query(
      `update session_uses set used_at_ms = used_at_ms - $2 where session in (select id from auth_sessions where "userId" = $1)`, [user, ms])
  }

  it('ends after half an hour for those who can move money, and is no session any more', async () => {
    const { browser, id, signedIn } = await personOf('merchant_owner', { holder: await merchantOf() })
    expect(signedIn.body['idle_seconds']).toBe(1_800)
    await sleeps(id, 29 * minuteMs)
    expect((await browser.get('/v1/merchant')).status).toBe(200)
    await sleeps(id, 29 * minuteMs)
    expect((await browser.get('/v1/merchant')).status).toBe(200)
    await sleeps(id, 31 * minuteMs)
    expect(await browser.get('/v1/merchant')).toMatchObject({ status: 401, code: 'key_required' })
    await sleeps(id, -31 * minuteMs)
    expect((await browser.get('/v1/session')).body).toMatchObject({ state: 'signed_out', idle_seconds: null })
  })

  it('is not kept awake by what its page asks alone', async () => {
    const { browser, id } = await personOf('merchant_owner', { holder: await merchantOf() })
    await sleeps(id, 20 * minuteMs)
    expect((await browser.get('/v1/merchant', { 'x-unattended': '1' })).status).toBe(200)
    expect((await browser.get('/v1/merchant', { accept: 'text/event-stream' })).status).toBe(200)
    await sleeps(id, 11 * minuteMs)
    expect((await browser.get('/v1/merchant', { 'x-unattended': '1' })).status).toBe(401)
  })

  it('lasts where nobody can do harm, and for acceptors who wait for offers', async () => {
    const viewer = await personOf('merchant_viewer', { holder: await merchantOf() })
    expect(viewer.signedIn.body['idle_seconds']).toBeNull()
    await sleeps(viewer.id, 60 * minuteMs)
    expect((await viewer.browser.get('/v1/merchant')).status).toBe(200)
  })
})

it('forgets what is over, and nothing else', async () => {
  const { browser, id } = await personOf('merchant_viewer', { holder: await merchantOf() })
  const { pool, clock } = running.context('gateway')
  await pool.query(
    `insert into auth_sessions (id, token, "userId", "expiresAt", "createdAt", "updatedAt")
     values ('old', 'old', $1, now() - interval '1 second', now(), now())`, [id])
  await forgetOldSignIns(pool, clock.now())
  const left = await pool.query('select id from auth_sessions where "userId" = $1', [id])
  expect(left.rows).toHaveLength(1)
  expect((await browser.get('/v1/merchant')).status).toBe(200)
})

describe('live changes', () => {
  it('reach whom they concern, with the cookie, and nobody else', async () => {
    const merchant = await merchantOf()
    const { browser } = await personOf('merchant_viewer', { holder: merchant })
    const stranger = await personOf('merchant_viewer', { holder: await merchantOf() })
    const ended = new AbortController()
    const listen = async (to: PageBrowser) => {
      const response = await fetch(`${url}/v1/live`, {
        headers: { cookie: [...to.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }, signal: ended.signal,
      })
      expect(response.headers.get('content-type')).toContain('text/event-stream')
      const chunks: string[] = []
      void (async () => {
        for await (const chunk of response.body!) chunks.push(new TextDecoder().decode(chunk as Uint8Array))
      })().catch(() => undefined)
      await expect.poll(() => chunks.join('')).toContain(': here')
      return chunks
    }
    const [own, others] = await Promise.all([listen(browser), listen(stranger.browser)])
    expect((await fetch(`${url}/v1/live`)).status).toBe(401)
    await ann(`/v1/merchants/${merchant}/fees`, { bps: 50 })
    await expect.poll(() => own.join(''), { timeout: 5_000 }).toContain('"log":"gateway"')
    expect(others.join('')).not.toContain('event: change')
    ended.abort()
  })
})
