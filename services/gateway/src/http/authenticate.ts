import type { ReadonlyKysely } from 'kysely/readonly'
import { sha256 } from '../crypto/master-key.ts'
import type { KeyRow } from '../views/keys.ts'
import type { Caller } from './caller.ts'
import { Problem } from './problem.ts'

export type Operator = { readonly operator: string; readonly keyHash: string; readonly owners: readonly string[] }

export const keyPrefix = (livemode: boolean): string => (livemode ? 'sk_live_' : 'sk_test_')
export const sessionPrefix = (livemode: boolean): string => (livemode ? 'cs_live_' : 'cs_test_')

/** A revoked key opens nothing more after this at the latest. */
const cacheMs = 1_000
const cacheLimit = 10_000

type Keys = ReadonlyKysely<{ readonly keys: KeyRow }>

/** Tells who calls by what they show; unknown secrets are refused, nothing shown is the public. */
export class Authenticator {
  readonly #keys: Keys
  readonly #operators: ReadonlyMap<string, Operator>
  readonly #livemode: boolean
  readonly #now: () => number
  readonly #cache = new Map<string, { readonly row: KeyRow; readonly untilMs: number }>()

  constructor(options: {
    readonly keys: Keys; readonly operators: readonly Operator[]; readonly livemode: boolean; readonly now: () => number
  }) {
    this.#keys = options.keys
    this.#operators = new Map(options.operators.map((operator) => [operator.keyHash, operator]))
    this.#livemode = options.livemode
    this.#now = options.now
  }

  async callerOf(authorization: string | undefined, ip: string): Promise<Caller> {
    if (authorization === undefined) return { role: 'public', ip }
    const secret = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(authorization)?.[1]
    if (secret === undefined) throw new Problem('key_invalid')
    const hash = sha256(secret)
    if (secret.startsWith(sessionPrefix(this.#livemode))) return { role: 'session', sessionHash: hash }
    if (!secret.startsWith(keyPrefix(this.#livemode))) throw new Problem('key_invalid')
    const operator = this.#operators.get(hash)
    if (operator) return { role: 'operator', operator: operator.operator, owners: operator.owners }
    return this.#holder(await this.#row(hash))
  }

  #holder(row: KeyRow | undefined): Caller {
    if (!row || row.revoked || row.livemode !== this.#livemode) throw new Problem('key_invalid')
    const scopes = row.scopes.split(',')
    switch (row.role) {
      case 'merchant': return { role: 'merchant', merchant: row.holder, scopes }
      case 'acceptor': return { role: 'acceptor', acceptor: row.holder, scopes }
      default: throw new Problem('key_invalid')
    }
  }

  async #row(hash: string): Promise<KeyRow | undefined> {
    const nowMs = this.#now()
    const cached = this.#cache.get(hash)
    if (cached && nowMs < cached.untilMs) return cached.row
    const row = await this.#keys.selectFrom('keys').selectAll().where('id', '=', hash).executeTakeFirst()
    // What is unknown is not kept: a stranger could fill the cache, and a new key would wait.
    if (!row) return undefined
    if (this.#cache.size >= cacheLimit) this.#cache.clear()
    this.#cache.set(hash, { row, untilMs: nowMs + cacheMs })
    return row
  }
}
