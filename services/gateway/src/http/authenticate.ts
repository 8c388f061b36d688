import { keyScope } from '@stablegate/contracts'
import type { ReadonlyKysely } from 'kysely/readonly'
import { sha256 } from '../crypto/master-key.ts'
import { rights } from '../users/roles.ts'
import { operatorIdOf, type Browser, type Sessions } from '../users/sessions.ts'
import type { KeyRow } from '../views/keys.ts'
import { isListed, neighbourhoodOf } from './address-list.ts'
import type { Caller } from './caller.ts'
import { Problem } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'
import { scopes, scopesOfKey } from './scopes.ts'

export type Operator = { readonly operator: string; readonly keyHash: string; readonly owners: readonly string[] }

export const keyPrefix = (livemode: boolean): string => (livemode ? 'sk_live_' : 'sk_test_')
export const sessionPrefix = (livemode: boolean): string => (livemode ? 'cs_live_' : 'cs_test_')

/** A revoked key opens nothing more after this at the latest. */
const cacheMs = 1_000
const cacheLimit = 10_000

type Keys = ReadonlyKysely<{ readonly keys: KeyRow }>
type SignedInPeople = Pick<Sessions, 'current' | 'assertCsrf'>

/** Tells who calls by what they show; unknown secrets are refused, nothing shown is the public. */
export class Authenticator {
  readonly #keys: Keys
  readonly #operators: ReadonlyMap<string, Operator>
  readonly #livemode: boolean
  readonly #sessions: SignedInPeople
  readonly #onUse: (key: string) => void
  readonly #refused: Pick<RateLimit, 'take' | 'waitMs'> | undefined
  readonly #now: () => number
  readonly #cache = new Map<string, { readonly row: KeyRow; readonly untilMs: number }>()

  constructor(options: {
    readonly keys: Keys; readonly operators: readonly Operator[]; readonly sessions: SignedInPeople; readonly livemode: boolean
    readonly now: () => number
    /** Told of every use of a key that was let in. */
    readonly onUse?: (key: string) => void
    /** How often an address may show what nobody knows, before it is not looked up any more. */
    readonly refused?: Pick<RateLimit, 'take' | 'waitMs'>
  }) {
    this.#keys = options.keys
    this.#operators = new Map(options.operators.map((operator) => [operator.keyHash, operator]))
    this.#livemode = options.livemode
    this.#sessions = options.sessions
    this.#onUse = options.onUse ?? (() => undefined)
    this.#refused = options.refused
    this.#now = options.now
  }

  async callerOf(authorization: string | undefined, ip: string): Promise<Caller> {
    if (authorization === undefined) return { role: 'public', ip }
    try {
      return await this.#bearer(authorization, ip)
    } catch (error) {
      if (error instanceof Problem && error.code === 'key_invalid') this.#refused?.take(neighbourhoodOf(ip), this.#now())
      throw error
    }
  }

  async #bearer(authorization: string, ip: string): Promise<Caller> {
    const secret = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(authorization)?.[1]
    if (secret === undefined) throw new Problem('key_invalid')
    const hash = sha256(secret)
    if (secret.startsWith(sessionPrefix(this.#livemode))) return { role: 'session', sessionHash: hash }
    if (!secret.startsWith(keyPrefix(this.#livemode))) throw new Problem('key_invalid')
    const operator = this.#operators.get(hash)
    if (operator) return this.#operator(operator.operator, { person: operator.operator, scopes })
    return this.#holder(await this.#row(hash, ip), ip)
  }

  #holder(row: KeyRow | undefined, ip: string): Caller {
    if (!row || row.revoked || row.livemode !== this.#livemode) throw new Problem('key_invalid')
    if (row.expires_at_ms > 0 && this.#now() >= row.expires_at_ms) throw new Problem('key_invalid')
    if (!isListed(row.addresses === '' ? [] : row.addresses.split(','), ip)) throw new Problem('address_refused')
    this.#onUse(row.key)
    const somebody = { person: row.key, scopes: scopesOfKey(keyScope.array().parse(row.scopes.split(','))), apiVersion: row.api_version }
    switch (row.role) {
      case 'merchant': return { role: 'merchant', merchant: row.holder, ...somebody }
      case 'acceptor': return { role: 'acceptor', acceptor: row.holder, ...somebody }
      default: throw new Problem('key_invalid')
    }
  }

  /** Who signed in at the pages; the public, when nobody did. What changes something bears the page's token. */
  async personOf(browser: Browser, isRead: boolean, ip: string): Promise<Caller> {
    const signedIn = await this.#sessions.current(browser)
    if (!signedIn) return { role: 'public', ip }
    if (!isRead) this.#sessions.assertCsrf(browser, signedIn)
    const { row, secondFactorAtMs, totp, passkeys } = signedIn
    const { role, scopes: allowed } = rights[row.role]
    const somebody = {
      person: row.id, scopes: allowed, signedIn: { user: row.id, secondFactorAtMs, hasSecondFactor: totp || passkeys > 0 },
    }
    switch (role) {
      case 'merchant': return { role, merchant: row.party, ...somebody }
      case 'acceptor': return { role, acceptor: row.party, ...somebody }
      case 'agent': return { role, agent: row.party, ...somebody }
      // Who asks and who approves are told apart by operator, whichever way one person comes in.
      case 'operator': return this.#operator(operatorIdOf(row), { ...somebody, person: operatorIdOf(row) })
      default: return { role, ...somebody }
    }
  }

  #operator(operator: string, somebody: Omit<Extract<Caller, { role: 'operator' }>, 'role' | 'operator' | 'owners'>): Caller {
    const listed = [...this.#operators.values()].find((one) => one.operator === operator)
    return { role: 'operator', operator, owners: listed?.owners ?? [], ...somebody }
  }

  async #row(hash: string, ip: string): Promise<KeyRow | undefined> {
    const nowMs = this.#now()
    const cached = this.#cache.get(hash)
    if (cached && nowMs < cached.untilMs) return cached.row
    // A stranger's guesses must not be questions to the database without end; a key that was known stays welcome.
    const retryAfterMs = cached ? 0 : this.#refused?.waitMs(neighbourhoodOf(ip), nowMs) ?? 0
    if (retryAfterMs > 0) throw new Problem('rate_limited', { retryAfterMs })
    const row = await this.#keys.selectFrom('keys').selectAll().where('id', '=', hash).executeTakeFirst()
    // What is unknown is not kept: a stranger could fill the cache, and a new key would wait.
    if (!row) return undefined
    if (this.#cache.size >= cacheLimit) this.#cache.clear()
    this.#cache.set(hash, { row, untilMs: nowMs + cacheMs })
    return row
  }
}
