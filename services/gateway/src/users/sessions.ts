import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type { HostContext } from '@stablegate/host'
import { symmetricEncrypt } from 'better-auth/crypto'
import type { MasterKey } from '../crypto/master-key.ts'
import { neighbourhoodOf } from '../http/address-list.ts'
import { freshMs, type Scope } from '../http/scopes.ts'
import { Problem } from '../http/problem.ts'
import type { UserRow } from '../views/users.ts'
import { Attempts, freeTriesOfAddress } from './attempts.ts'
import { idleMsOf, isAttended, isAwake } from './idleness.ts'
import { library, type Library } from './library.ts'
import { rights } from './roles.ts'

/** What of a request says who sits at the browser. */
export type Browser = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Where it calls from. */
  readonly ip?: string
}

/** Somebody signed in, whole: password, and a second factor where the person has one. */
export type SignedIn = {
  readonly row: UserRow
  readonly name: string
  readonly email: string
  readonly sessionId: string
  readonly token: string
  readonly expiresAtMs: number
  readonly secondFactorAtMs: number | undefined
  readonly totp: boolean
  readonly passkeys: number
}

/** Cookies to be set, beside an answer. */
export type WithCookies<Value> = { readonly value: Value; readonly cookies: readonly string[] }

export type SessionsOptions = {
  readonly host: Pick<HostContext, 'db' | 'pool' | 'views' | 'machineClock'>
  readonly master: MasterKey
  readonly publicUrl: URL
  readonly passkeyOrigin: string | undefined
}

const headerOf = ({ headers }: Browser, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

const parseCookies = (text: string): Map<string, string> => new Map(text.split(';').flatMap((pair): [string, string][] => {
  const at = pair.indexOf('=')
  return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]]
}))

/** The cookies that the browser would send after an answer that sets these. */
const cookieHeaderAfter = (before: string, set: readonly string[]): string => {
  const cookies = parseCookies(before)
  for (const line of set) {
    const [pair = '', ...attributes] = line.split(';')
    const at = pair.indexOf('=')
    const isGone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute))
    if (isGone) cookies.delete(pair.slice(0, at))
    else cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}

type Refusal = Error & { readonly statusCode: number; readonly body?: { readonly code?: string } }

/** By its shape: the library and its plugins may each bring their own class of it. */
const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Error && error.name === 'APIError' && 'statusCode' in error && typeof error.statusCode === 'number'

/** Refusals of the library, in our words. */
const refusals: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: 'sign_in_failed', INVALID_EMAIL: 'sign_in_failed', INVALID_PASSWORD: 'password_wrong',
  INVALID_CODE: 'code_wrong', INVALID_BACKUP_CODE: 'code_wrong', INVALID_TWO_FACTOR_COOKIE: 'sign_in_first',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'sign_in_first', ACCOUNT_TEMPORARILY_LOCKED: 'sign_in_locked',
  TOTP_NOT_ENABLED: 'second_factor_missing', TOTP_ALREADY_ENABLED: 'second_factor_exists', BACKUP_CODES_NOT_ENABLED: 'code_wrong',
  UNAUTHORIZED: 'sign_in_first', SESSION_NOT_FRESH: 'second_factor_required', CHALLENGE_NOT_FOUND: 'passkey_refused',
  PASSKEY_NOT_FOUND: 'passkey_refused', AUTHENTICATION_FAILED: 'passkey_refused', FAILED_TO_VERIFY_REGISTRATION: 'passkey_refused',
  PASSWORD_TOO_SHORT: 'request_invalid', PASSWORD_TOO_LONG: 'request_invalid',
}

/** People who sign in at the pages: who they are, and that it is they. The only face of the library. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #attempts: Attempts
  #library: Library | undefined

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#attempts = new Attempts(options.host.pool, () => options.host.machineClock.now())
  }

  get library(): Library {
    const { host, master, publicUrl, passkeyOrigin } = this.#options
    this.#library ??= library({
      db: host.db, secret: master.key('sign-in').toString('hex'), publicUrl, passkeyOrigin,
    })
    return this.#library
  }

  /** Who is signed in; undefined when nobody is, or not wholly, or not any more. */
  async current(browser: Browser): Promise<SignedIn | undefined> {
    const cookie = headerOf(browser, 'cookie')
    if (cookie === undefined || !cookie.includes('sg.session_token')) return undefined
    const found = await this.library.api.getSession({ headers: new Headers({ cookie }) })
    if (!found) return undefined
    const row = await this.row(found.user.id)
    if (row?.status !== 'active') return undefined
    const { session, user } = found
    const idleMs = idleMsOf(row.role)
    const { pool, machineClock } = this.#options.host
    const use = { nowMs: machineClock.now(), attended: isAttended(browser) }
    if (idleMs !== undefined && !await isAwake(pool, session.id, idleMs, use)) return undefined
    const passkeys = await pool.query<{ count: bigint }>(
      'select count(*) from auth_passkeys where "userId" = $1', [user.id])
    return {
      row, name: user.name, email: user.email, sessionId: session.id, token: session.token,
      expiresAtMs: session.expiresAt.getTime(), secondFactorAtMs: session.secondFactorAt?.getTime() ?? undefined,
      totp: user.twoFactorEnabled === true, passkeys: Number(passkeys.rows[0]?.count ?? 0),
    }
  }

  async row(user: string): Promise<UserRow | undefined> {
    return await this.#options.host.views.selectFrom('users').selectAll().where('id', '=', user).executeTakeFirst() as UserRow | undefined
  }

  /** What the pages of this browser bear in `X-CSRF-Token`. */
  csrfOf({ token }: SignedIn): string {
    return this.#options.master.digest('csrf', token).toString('base64url')
  }

  /** Refuses what a page of strangers made this browser send. */
  assertOwnPage(browser: Browser): void {
    const site = headerOf(browser, 'sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('csrf_invalid')
    const origin = headerOf(browser, 'origin')
    if (origin === undefined) return
    const own = [this.#options.publicUrl.host, headerOf(browser, 'host')]
    if (!URL.canParse(origin) || !own.includes(new URL(origin).host)) throw new Problem('csrf_invalid')
  }

  assertCsrf(browser: Browser, signedIn: SignedIn): void {
    this.assertOwnPage(browser)
    const given = createHash('sha256').update(headerOf(browser, 'x-csrf-token') ?? '').digest()
    const expected = createHash('sha256').update(this.csrfOf(signedIn)).digest()
    if (!timingSafeEqual(given, expected)) throw new Problem('csrf_invalid')
  }

  /** The signed-in person of an act of a page; throws when nobody is or a page of strangers asks. */
  async actor(browser: Browser): Promise<SignedIn> {
    const signedIn = await this.current(browser)
    if (!signedIn) throw new Problem('sign_in_first')
    this.assertCsrf(browser, signedIn)
    return signedIn
  }

  /** Throws unless a second factor was shown within the last minutes. */
  assertFresh(person: { readonly secondFactorAtMs: number | undefined; readonly hasSecondFactor: boolean }): void {
    if (!person.hasSecondFactor) throw new Problem('second_factor_missing')
    const { secondFactorAtMs: atMs } = person
    if (atMs === undefined || this.#options.host.machineClock.now() - atMs > freshMs) throw new Problem('second_factor_required')
  }

  async signIn(browser: Browser, email: string, password: string): Promise<WithCookies<object>> {
    this.assertOwnPage(browser)
    const subject = `password:${this.#options.master.digest('fingerprint', 'email', email.toLowerCase()).toString('hex')}`
    // Addresses are people: what is kept of them is a keyed hash.
    const from = `from:${this.#options.master.digest('fingerprint', 'address', neighbourhoodOf(browser.ip)).toString('hex')}`
    await this.#attempts.take(from, freeTriesOfAddress)
    await this.#attempts.take(subject)
    const { cookies } = await this.#call(browser, (headers) =>
      this.library.api.signInEmail({ body: { email, password }, headers, returnHeaders: true }))
    await Promise.all([this.#attempts.forget(subject), this.#attempts.giveBack(from)])
    const after = this.#browserAfter(browser, cookies)
    const value = await this.show(after) as { readonly state: string }
    if (value.state === 'signed_out') throw new Problem('sign_in_failed')
    return { value, cookies }
  }

  /** A code of the authenticator or a recovery code: ends signing in, or makes the session fresh. */
  async code(browser: Browser, code: string): Promise<WithCookies<object>> {
    this.assertOwnPage(browser)
    const signedIn = await this.current(browser)
    if (signedIn) this.assertCsrf(browser, signedIn)
    const user = signedIn?.row.id ?? await this.#challenged(browser)
    if (user === undefined) throw new Problem('sign_in_first')
    const subject = `code:${user}`
    await this.#attempts.take(subject)
    await this.#useOnce(user, code)
    const isTotp = /^\d{6}$/.test(code)
    const { cookies } = await this.#call(browser, (headers) => isTotp
      ? this.library.api.verifyTOTP({ body: { code }, headers, returnHeaders: true })
      : this.library.api.verifyBackupCode({ body: { code }, headers, returnHeaders: true }))
    await this.#attempts.forget(subject)
    return this.#fresh(browser, cookies)
  }

  /** Who gave the right password a moment ago, by the cookie that says so. */
  async #challenged(browser: Browser): Promise<string | undefined> {
    const cookies = parseCookies(headerOf(browser, 'cookie') ?? '')
    const signed = [...cookies].find(([name]) => name.endsWith('sg.two_factor'))?.[1]
    const identifier = signed === undefined ? undefined : decodeURIComponent(signed).split('.')[0]
    if (identifier === undefined) return undefined
    const context = await this.library.$context
    const found = await context.internalAdapter.findVerificationValue(identifier)
    return found && found.expiresAt.getTime() > this.#options.host.machineClock.now() ? found.value : undefined
  }

  /** A code that somebody saw over a shoulder is worth nothing a second time. */
  async #useOnce(user: string, code: string): Promise<void> {
    const { pool, machineClock } = this.#options.host
    const nowMs = machineClock.now()
    await pool.query('delete from used_codes where user_id = $1 and at_ms < $2', [user, nowMs - 10 * 60_000])
    const digest = this.#options.master.digest('fingerprint', 'code', user, code).toString('hex')
    const kept = await pool.query(
      'insert into used_codes (user_id, code, at_ms) values ($1, $2, $3) on conflict do nothing', [user, digest, nowMs])
    if (kept.rowCount === 0) throw new Problem('code_wrong')
  }

  /** The session shown after a factor was: fresh from now. */
  async #fresh(browser: Browser, cookies: readonly string[]): Promise<WithCookies<object>> {
    const after = this.#browserAfter(browser, cookies)
    const signedIn = await this.current(after)
    if (!signedIn) throw new Problem('sign_in_failed')
    await this.#options.host.pool.query('update auth_sessions set "secondFactorAt" = $2 where token = $1',
      [signedIn.token, new Date(this.#options.host.machineClock.now())])
    return { value: await this.show(after), cookies }
  }

  async end(browser: Browser): Promise<WithCookies<object>> {
    await this.actor(browser)
    const { cookies } = await this.#call(browser, (headers) => this.library.api.signOut({ headers, returnHeaders: true }))
    return { value: await this.show(this.#browserAfter(browser, cookies)), cookies }
  }

  async beginTotp(browser: Browser, password: string): Promise<WithCookies<object>> {
    const signedIn = await this.actor(browser)
    if (signedIn.passkeys > 0) this.assertFresh({ ...signedIn, hasSecondFactor: true })
    const { response, cookies } = await this.#guarded(signedIn, browser, (headers) =>
      this.library.api.enableTwoFactor({ body: { password }, headers, returnHeaders: true }))
    const { totpURI, backupCodes } = response as { readonly totpURI: string; readonly backupCodes: readonly string[] }
    return {
      cookies, value: {
        object: 'totp', uri: totpURI, secret: new URL(totpURI).searchParams.get('secret'), recovery_codes: backupCodes,
      },
    }
  }

  async confirmTotp(browser: Browser, code: string): Promise<WithCookies<object>> {
    await this.actor(browser)
    return this.code(browser, code)
  }

  async removeTotp(browser: Browser, password: string): Promise<WithCookies<object>> {
    const signedIn = await this.actor(browser)
    this.assertFresh({ ...signedIn, hasSecondFactor: signedIn.totp || signedIn.passkeys > 0 })
    const { cookies } = await this.#guarded(signedIn, browser, (headers) =>
      this.library.api.disableTwoFactor({ body: { password }, headers, returnHeaders: true }))
    return { value: await this.show(this.#browserAfter(browser, cookies)), cookies }
  }

  async changePassword(browser: Browser, password: string, newPassword: string): Promise<WithCookies<object>> {
    const signedIn = await this.actor(browser)
    if (signedIn.totp || signedIn.passkeys > 0) this.assertFresh({ ...signedIn, hasSecondFactor: true })
    const { cookies } = await this.#guarded(signedIn, browser, (headers) => this.library.api.changePassword({
      body: { currentPassword: password, newPassword, revokeOtherSessions: true }, headers, returnHeaders: true,
    }))
    return { value: await this.show(this.#browserAfter(browser, cookies)), cookies }
  }

  async passkeyOptions(browser: Browser): Promise<WithCookies<object>> {
    this.assertOwnPage(browser)
    const { response, cookies } = await this.#call(browser, (headers) =>
      this.library.api.generatePasskeyAuthenticationOptions({ headers, returnHeaders: true }))
    return { value: { object: 'passkey_options', options: response }, cookies }
  }

  /** A passkey knows its owner by itself: it is both factors. */
  async signInWithPasskey(browser: Browser, credential: Record<string, unknown>): Promise<WithCookies<object>> {
    this.assertOwnPage(browser)
    const before = await this.current(browser)
    if (before) this.assertCsrf(browser, before)
    const { cookies } = await this.#call(browser, (headers) =>
      this.library.api.verifyPasskeyAuthentication({ body: { response: credential }, headers, returnHeaders: true }))
    const fresh = await this.#fresh(browser, cookies)
    // The library opens another session; the one before would linger.
    if (before) await this.#options.host.pool.query('delete from auth_sessions where token = $1', [before.token])
    return fresh
  }

  async newPasskeyOptions(browser: Browser): Promise<WithCookies<object>> {
    const signedIn = await this.actor(browser)
    if (signedIn.totp || signedIn.passkeys > 0) this.assertFresh({ ...signedIn, hasSecondFactor: true })
    const { response, cookies } = await this.#call(browser, (headers) =>
      this.library.api.generatePasskeyRegistrationOptions({ headers, returnHeaders: true }))
    return { value: { object: 'passkey_options', options: response }, cookies }
  }

  async addPasskey(browser: Browser, credential: Record<string, unknown>, name: string): Promise<WithCookies<object>> {
    await this.actor(browser)
    const { cookies } = await this.#call(browser, (headers) =>
      this.library.api.verifyPasskeyRegistration({ body: { response: credential, name }, headers, returnHeaders: true }))
    return this.#fresh(browser, cookies)
  }

  async passkeys(browser: Browser): Promise<readonly { readonly id: string; readonly name: string | null;
    readonly createdAt: Date | null }[]> {
    const signedIn = await this.current(browser)
    if (!signedIn) throw new Problem('sign_in_first')
    const found = await this.#options.host.pool.query<{ id: string; name: string | null; createdAt: Date | null }>(
      'select id, name, "createdAt" from auth_passkeys where "userId" = $1 order by "createdAt", id', [signedIn.row.id])
    return found.rows
  }

  async removePasskey(browser: Browser, passkey: string): Promise<object> {
    const signedIn = await this.actor(browser)
    this.assertFresh({ ...signedIn, hasSecondFactor: true })
    const gone = await this.#options.host.pool.query('delete from auth_passkeys where id = $1 and "userId" = $2', [passkey,
      signedIn.row.id])
    if (gone.rowCount === 0) throw new Problem('not_found')
    return this.show(browser)
  }

  /**
   * Keeps the credentials of a joined invitation; of one generation only the first counts, and of an
   * older one nothing any more.
   */
  async keepCredentials(
    user: { readonly id: string; readonly email: string; readonly name: string; readonly generation: number }, passwordHash: string,
  ): Promise<boolean> {
    const client = await this.#options.host.pool.connect()
    const now = new Date(this.#options.host.machineClock.now())
    try {
      await client.query('begin')
      const kept = await client.query(
        `insert into auth_users as u (id, name, email, "emailVerified", "createdAt", "updatedAt", generation)
         values ($1, $2, $3, true, $4, $4, $5) on conflict (id) do update set name = $2, "updatedAt" = $4, generation = $5,
           "twoFactorEnabled" = false where u.generation < $5`,
        [user.id, user.name, user.email.toLowerCase(), now, user.generation])
      if (kept.rowCount === 1) {
        for (const table of ['auth_accounts', 'auth_sessions', 'auth_second_factors', 'auth_passkeys']) {
          await client.query(`delete from ${table} where "userId" = $1`, [user.id])
        }
        await client.query(
          `insert into auth_accounts (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
           values ($1, $2, 'credential', $2, $3, $4, $4)`, [randomUUID(), user.id, passwordHash, now])
      }
      await client.query('commit')
      return kept.rowCount === 1
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  /** Test mode: an authenticator with a secret that everybody knows (base32), unless the person has one. */
  async keepTotp(user: string, secret: string): Promise<void> {
    const { secretConfig: key } = await this.library.$context
    const sealed = await Promise.all([`base32:${secret}`, '[]'].map((data) => symmetricEncrypt({ key, data })))
    const { pool } = this.#options.host
    await pool.query(
      `insert into auth_second_factors (id, "userId", secret, "backupCodes")
       select $1, $1, $2, $3 where not exists (select 1 from auth_second_factors where "userId" = $1) on conflict do nothing`,
      [user, ...sealed])
    await pool.query('update auth_users set "twoFactorEnabled" = true where id = $1', [user])
  }

  /** The session as pages see it. */
  async show(browser: Browser): Promise<object> {
    const signedIn = await this.current(browser)
    if (!signedIn) {
      const isChallenged = await this.#challenged(browser) !== undefined
      return {
        object: 'session', state: isChallenged ? 'second_factor' : 'signed_out', csrf: null, user: null,
        second_factors: null, fresh_until: null, expires_at: null, idle_seconds: null,
      }
    }
    const { row, secondFactorAtMs } = signedIn
    const { role, scopes } = rights[row.role]
    return {
      object: 'session', state: 'signed_in', csrf: this.csrfOf(signedIn),
      user: {
        id: row.id, name: signedIn.name, email: signedIn.email, role: row.role, party: role,
        holder: row.party === 'operator' ? null : row.party, operator: role === 'operator' ? operatorIdOf(row) : null,
        scopes: scopes satisfies readonly Scope[],
      },
      second_factors: { totp: signedIn.totp, passkeys: signedIn.passkeys },
      fresh_until: secondFactorAtMs === undefined ? null : new Date(secondFactorAtMs + freshMs).toISOString(),
      expires_at: new Date(signedIn.expiresAtMs).toISOString(),
      idle_seconds: (idleMsOf(row.role) ?? 0) / 1_000 || null,
    }
  }

  #browserAfter(browser: Browser, cookies: readonly string[]): Browser {
    return { headers: { ...browser.headers, cookie: cookieHeaderAfter(headerOf(browser, 'cookie') ?? '', cookies) } }
  }

  /** An act that asks for the password of somebody signed in: as guessable as at the door. */
  async #guarded<Response>(
    signedIn: SignedIn, browser: Browser, act: (headers: Headers) => Promise<{ headers: Headers; response: Response }>,
  ): Promise<{ readonly response: Response; readonly cookies: readonly string[] }> {
    const subject = `again:${signedIn.row.id}`
    await this.#attempts.take(subject)
    const done = await this.#call(browser, act)
    await this.#attempts.forget(subject)
    return done
  }

  async #call<Response>(
    browser: Browser, act: (headers: Headers) => Promise<{ headers: Headers; response: Response }>,
  ): Promise<{ readonly response: Response; readonly cookies: readonly string[] }> {
    const headers = new Headers({ cookie: headerOf(browser, 'cookie') ?? '' })
    const origin = headerOf(browser, 'origin')
    if (origin !== undefined) headers.set('origin', origin)
    try {
      const { headers: answered, response } = await act(headers)
      return { response, cookies: answered.getSetCookie() }
    } catch (error) {
      if (!isRefusal(error)) throw error
      // What else it refuses is a request that no page makes.
      const code = refusals[error.body?.code ?? ''] ?? (error.statusCode < 500 ? 'request_invalid' : undefined)
      if (code === undefined) throw error
      throw new Problem(code, code === 'sign_in_locked' ? { retryAfterMs: 15 * 60_000 } : {})
    }
  }
}

/** Under which id somebody acts as an operator: that of the own API key, where there is one. */
export const operatorIdOf = (row: UserRow): string => (row.operator === '' ? row.id.replace('usr_', 'opr_') : row.operator)
