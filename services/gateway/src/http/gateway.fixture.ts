import { parseMasterKeys } from '@stablegate/contracts/webhook-keys'
import type { HostContext } from '@stablegate/host'
import type { Answer } from '@stablegate/kernel'
import { Gateway } from '../gateway.ts'
import { sha256 } from '../crypto/master-key.ts'
import { Vault } from '../crypto/vault.ts'
import type { IdempotencyKeys } from '../store/idempotency.ts'
import { firstApiVersion, type ApiChange, type UserRole } from '@stablegate/contracts'
import { partyOf } from '../domain/user.ts'
import type { SignedIn } from '../users/sessions.ts'
import { Authenticator } from './authenticate.ts'
import type { ChoiceLimits } from './choice-limits.ts'
import { Pipeline, type Incoming, type Limits } from './pipeline.ts'
import { Problem } from './problem.ts'
import { RateLimit } from './rate-limit.ts'

export type Sent = { readonly type: string; readonly data: Record<string, unknown>; readonly id: string; readonly actor: string }

/** Secrets of callers as a spec uses them. */
export const secrets = {
  merchant: 'sk_test_merchantmerchantmerchant', acceptor: 'sk_test_acceptoracceptoracceptor',
  operator: 'sk_test_operatoroperatoroperator', session: 'cs_test_sessionsessionsession',
  reader: 'sk_test_readerreaderreaderreader', revoked: 'sk_test_revokedrevokedrevoked', live: 'sk_live_livelivelivelivelivelive',
} as const

const row = (role: string, holder: string, more: object = {}) =>
  ({
    key: 'key_own', role, holder, livemode: false, expires_at_ms: 0, addresses: '', scopes: 'read,write',
    api_version: firstApiVersion, revoked: false, ...more,
  })
const keyRows = new Map<string, object>([
  [sha256(secrets.merchant), row('merchant', 'mer_own')], [sha256(secrets.acceptor), row('acceptor', 'acc_own', { key: 'key_acc' })],
  [sha256(secrets.reader), row('merchant', 'mer_own', { key: 'key_reader', scopes: 'read' })],
  [sha256(secrets.revoked), row('merchant', 'mer_own', { revoked: true })],
  [sha256(secrets.live), row('merchant', 'mer_own', { livemode: true })],
])

const merchantRow = {
  id: 'mer_own', livemode: false, name: 'Shop', status: 'active', tier: 'new', fee_version: 1, fee_bps: 100, fee_fixed_micro: 0n,
  commission_bps: 20, agent: null, agent_share_bps: 0, created_at_ms: 0, settings_version: 0, settings: {}, screening: null, proposals: [],
}

/** Kysely as far as the gateway asks it: one row by its id. */
const rowOf = (table: string) => ({
  where: (_column: string, _operator: string, id: string) => ({
    executeTakeFirst: () => Promise.resolve(table === 'keys' ? keyRows.get(id) : merchantRow),
  }),
})
const views = { selectFrom: (table: string) => ({ selectAll: () => rowOf(table), select: () => rowOf(table) }) }

const memoryIdempotency = (): Pick<IdempotencyKeys, 'begin' | 'finish' | 'release'> => {
  const rows = new Map<string, { hash: string; answer?: { status: number; body: unknown }; prepared: unknown }>()
  return {
    begin: (scope, key, hash, _nowMs, prepared) => {
      const known = rows.get(`${scope} ${key}`)
      if (!known) {
        rows.set(`${scope} ${key}`, { hash, prepared })
        return Promise.resolve({ kind: 'execute', prepared })
      }
      if (known.hash !== hash) return Promise.resolve({ kind: 'other_request' })
      return Promise.resolve(known.answer ? { kind: 'answered', answer: known.answer } : { kind: 'in_progress' })
    },
    finish: (scope, key, answer) => {
      const known = rows.get(`${scope} ${key}`)
      if (known) known.answer = JSON.parse(JSON.stringify(answer)) as { status: number; body: unknown }
      return Promise.resolve()
    },
    release: (scope, key) => Promise.resolve(void rows.delete(`${scope} ${key}`)),
  }
}

export type Fixture = {
  readonly pipeline: Pipeline
  readonly gateway: Gateway
  readonly sent: Sent[]
  readonly asked: { readonly service: string; readonly name: string; readonly input: Record<string, unknown> }[]
}

/** What services answer whose answer matters to nobody. */
const answers: Readonly<Record<string, unknown>> = { payerStanding: { settled: 0, coolsUntilMs: 0 } }

export type FixtureOptions = {
  readonly choiceLimits?: ChoiceLimits
  readonly answer?: (sent: Sent) => Answer
  readonly ask?: (service: string, name: string, input: Record<string, unknown>) => unknown
  readonly burst?: number
  readonly burstOfAll?: number
  readonly livemode?: boolean
  /** Keys that nobody knows, which an address may show before they are not looked up any more. */
  readonly refusals?: number
  readonly nowMs?: number
  /** Changes of the API beside those that there were. */
  readonly changes?: readonly ApiChange[]
  /** Who signed in where the cookie is `session`; acts then bear the token `token`. */
  readonly signedIn?: SignedIn
}

/** Somebody in this role who signed in, as a spec uses them; with a fresh second factor unless told otherwise. */
export const person = (role: UserRole, more: Partial<SignedIn> = {}): SignedIn => {
  const party = { merchant: 'mer_own', acceptor: 'acc_own', agent: 'agt_own', operator: 'operator' }[partyOf(role)]
  return {
    row: {
      id: 'usr_own', role, party, operator: '', status: 'active', sealed_email: '', generation: 1, proposed: '', proposed_by: '',
      created_at_ms: 0,
    },
    name: 'Own', email: 'own@example.com', sessionId: 's', token: 't', expiresAtMs: 2_000_000, secondFactorAtMs: 999_000, totp: true,
    passkeys: 0, ...more,
  }
}

/** Events that routes look for in the answer of their command. */
const firstEvents: Readonly<Record<string, string>> = {
  'order.payment.create': 'payment.created', 'gateway.user.join': 'user.joined',
}

const limitsOf = ({ burst = 1_000_000, burstOfAll = 4 * burst }: FixtureOptions): Limits => ({
  key: new RateLimit({ perSecond: 1, burst }), holder: new RateLimit({ perSecond: 1, burst: burstOfAll }),
  address: new RateLimit({ perSecond: 1, burst }),
})

/** The pipeline over services that answer as the spec says, without servers. */
export const fixture = (options: FixtureOptions = {}): Fixture => {
  const sent: Sent[] = []
  const asked: Fixture['asked'] = []
  let nowMs = options.nowMs ?? 1_000_000
  const clock = { now: () => nowMs, sleep: (delayMs: number) => { nowMs += delayMs; return Promise.resolve() } }
  const host = {
    livemode: options.livemode ?? false, views, pool: { query: () => Promise.resolve({ rows: [] }) },
    clock, machineClock: clock,
    logger: { error: () => undefined, warn: () => undefined },
    events: {
      readStream: () => Promise.resolve([{ data: '{}', metadata: '{}', position: 1 }]), readLog: () => Promise.resolve([]),
      head: () => Promise.resolve({ incarnation: 'one', position: 0 }),
    },
    commands: {
      send: (type: string, data: Record<string, unknown>, { id, actor }: { id: string; actor: string }) => {
        const one = { type, data, id, actor }
        sent.push(one)
        const event = {
          type: firstEvents[type] ?? 'done', data: { ...data, atMs: nowMs, expiresAtMs: nowMs, generation: 1, aheadMs: 1 },
        }
        return Promise.resolve(options.answer?.(one) ?? { status: 'accepted', events: [event], log: 'order', position: 7 })
      },
    },
    queries: {
      ask: (service: string, name: string, input: Record<string, unknown>) => {
        asked.push({ service, name, input })
        return Promise.resolve({ status: 'answered', value: options.ask?.(service, name, input) ?? answers[name] ?? null })
      },
    },
  } as unknown as HostContext
  const gateway = new Gateway(host, {
    masterKey: Buffer.alloc(32, 1).toString('base64'), webhookKeys: parseMasterKeys(`k:${Buffer.alloc(32, 2).toString('base64')}`),
    publicUrl: new URL('https://pay.example.com'), passkeyOrigin: undefined,
    operators: [], perKey: { perSecond: 1, burst: 1 }, perHolder: { perSecond: 1, burst: 1 }, perAddress: { perSecond: 1, burst: 1 },
    choiceLimits: options.choiceLimits ?? { perAddress: 0, perMerchant: 0, firstOrderMicro: 0n },
    parties: { reject: ['Rejected'], hold: ['Held'] }, hasBots: false, sandboxUrl: undefined, otherModeUrl: undefined,
  })
  const keys = new Map<string, Buffer>()
  Object.assign(gateway, {
    idempotency: memoryIdempotency(),
    vault: new Vault(gateway.master, {
      get: (subject) => Promise.resolve(keys.get(subject)),
      putIfAbsent: (subject, make) => {
        const wrapped = keys.get(subject) ?? make()
        keys.set(subject, wrapped)
        return Promise.resolve(wrapped)
      },
      forget: (subject) => Promise.resolve(void keys.set(subject, Buffer.alloc(0))),
    }),
    evidence: {
      put: (file: { bytes: Buffer }) => Promise.resolve({ ...file, digest: sha256(file.bytes), sizeBytes: file.bytes.length }),
      describe: () => Promise.resolve(undefined), read: () => Promise.resolve(undefined),
      drop: () => Promise.resolve(), looseSince: () => Promise.resolve(0),
    },
  })
  const signedIn = options.signedIn
  Object.assign(gateway.sessions, { keepCredentials: () => Promise.resolve(true), keepTotp: () => Promise.resolve() })
  const pipeline = new Pipeline(gateway, new Authenticator({
    sessions: {
      current: ({ headers }) => Promise.resolve(headers['cookie'] === 'session' ? signedIn : undefined),
      assertCsrf: ({ headers }) => { if (headers['x-csrf-token'] !== 'token') throw new Problem('csrf_invalid') },
    },
    keys: views as never, livemode: false, now: () => nowMs,
    refused: new RateLimit({ perSecond: 1, burst: options.refusals ?? 1_000_000 }),
    operators: [{ operator: 'opr_own', keyHash: sha256(secrets.operator), owners: ['house'] }],
  }), limitsOf(options), options.changes)
  return { pipeline, gateway, sent, asked }
}

let requests = 0

/** A request as a spec writes it. */
export const request = (url: string, more: {
  readonly secret?: string | undefined; readonly params?: object; readonly query?: object; readonly body?: unknown
  readonly key?: string | undefined; readonly headers?: Record<string, string>; readonly ip?: string
} = {}): Incoming => ({
  url, ip: more.ip ?? '192.0.2.7', params: more.params ?? {}, query: more.query ?? {}, body: more.body,
  headers: {
    ...(more.secret === undefined ? {} : { authorization: `Bearer ${more.secret}` }),
    'idempotency-key': more.key ?? `request-of-the-spec-${requests++}`, ...more.headers,
  },
})
