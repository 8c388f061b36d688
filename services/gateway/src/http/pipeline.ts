import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { answerAsOf, apiChanges, apiVersionsOf, newestApiVersion, requestOfToday, type ApiChange } from '@stablegate/contracts'
import type { After } from '@stablegate/host'
import type { Gateway } from '../gateway.ts'
import { sha256 } from '../crypto/master-key.ts'
import type { Authenticator } from './authenticate.ts'
import { neighbourhoodOf } from './address-list.ts'
import { isSomebody, subjectOf, type Caller } from './caller.ts'
import { isPassing } from './passing.ts'
import { Problem, problemBody, type FieldError } from './problem.ts'
import type { RateLimit, Taken } from './rate-limit.ts'
import type { Call, Reply, Route } from './route.ts'
import { freshScopes, type Scope } from './scopes.ts'
import type { z } from 'zod'

/** A request as any HTTP server gives it. */
export type Incoming = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly ip: string
  readonly url: string
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

export type Outgoing = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
  /** In place of the body; it ends early where reading on fails, so what it carries must tell that it is whole. */
  readonly stream?: Readable
  readonly cookies?: readonly string[]
}

/** A refusal as it is kept for repetitions of its request. */
type StoredProblem = { readonly code: string; readonly detail: string; readonly errors?: readonly FieldError[] }

/** How long a repetition waits for the first of its kind before it is told to come back. */
const inProgressWaitMs = 5_000
const inProgressPollMs = 25

const header = (request: Incoming, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** Text that no table can hold: with a NUL or half a character. One of it would stop a read model whole. */
const isUnstorable = (value: unknown): boolean => {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed()
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return false
  return Object.entries(value).some(([name, field]) => isUnstorable(name) || isUnstorable(field))
}

const parse = (schema: z.ZodType | undefined, value: unknown, where: string): unknown => {
  if (!schema) {
    const isEmpty = value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
    if (isEmpty) return {}
    throw new Problem('request_invalid', { errors: [{ pointer: where, detail: 'nothing is expected here' }] })
  }
  if (isUnstorable(value)) {
    throw new Problem('request_invalid', { errors: [{ pointer: where, detail: 'text with a NUL or half a character' }] })
  }
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  throw new Problem('request_invalid', {
    errors: parsed.error.issues.slice(0, 20).map(({ path, message }) => ({
      pointer: [where, ...path.map(String)].join('/'), detail: message,
    })),
  })
}

/** `Read-After: order:123`: the answer must have seen this position of the log. */
const readAfterOf = (request: Incoming): After | undefined => {
  const text = header(request, 'read-after')
  if (text === undefined) return undefined
  const match = /^([a-z-]{1,20}):(\d{1,15})$/.exec(text)
  if (!match?.[1] || !match[2]) throw new Problem('header_invalid', { detail: 'Read-After: <log>:<position>' })
  return { log: match[1], position: Number(match[2]) }
}

/** `Stablegate-Version: 2026-11-24`: what this request speaks, whatever its key speaks otherwise. */
const versionOf = (request: Incoming, caller: Caller, changes: readonly ApiChange[]): string => {
  const pinned = isSomebody(caller) ? caller.apiVersion : undefined
  const asked = header(request, 'stablegate-version')
  if (asked === undefined) return pinned ?? newestApiVersion(changes)
  const known = apiVersionsOf(changes)
  if (!known.includes(asked)) throw new Problem('version_unknown', { detail: `Stablegate-Version is one of ${known.join(', ')}` })
  return asked
}

/** Tells afterwards whether the route looked at `after`: what nobody looked at must not seem to have been kept. */
const heeding = (call: Call): (() => boolean) => {
  const { after } = call
  let heeded = after === undefined
  Object.defineProperty(call, 'after', {
    get: () => {
      heeded = true
      return after
    },
  })
  return () => heeded
}

/** Text that is the same for the same request, whatever the order of its fields. */
const canonical = (value: unknown): string => {
  if (Buffer.isBuffer(value)) return sha256(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}

/** Budgets of requests: of one key or person, of all keys of one holder together, and of an address that shows none. */
export type Limits = { readonly key: RateLimit; readonly holder: RateLimit; readonly address: RateLimit }

const budgetHeaders = (taken: Taken): Record<string, string> => ({
  'ratelimit-limit': String(taken.limit), 'ratelimit-remaining': String(taken.remaining),
  'ratelimit-reset': String(Math.ceil(taken.resetMs / 1000)),
})

const headersOf = ({ position }: Reply): Record<string, string> =>
  position ? { position: `${position.log}:${position.position}` } : {}

/** Whoever forgot to say whom an act needs has said: hardly anybody. */
export const scopeOf = (route: Route): Scope => route.scope ?? (route.method === 'get' ? 'read' : 'administer')

/**
 * Every request takes this way, in this order: who, may they, how often, what, once. A route that
 * names no role serves nobody.
 */
export class Pipeline {
  readonly #gateway: Gateway
  readonly #authenticator: Authenticator
  readonly #limits: Limits
  readonly #changes: readonly ApiChange[]

  constructor(
    gateway: Gateway, authenticator: Authenticator, limits: Limits,
    changes: readonly ApiChange[] = apiChanges,
  ) {
    this.#changes = changes
    this.#gateway = gateway
    this.#authenticator = authenticator
    this.#limits = limits
  }

  /** Never throws: what went wrong is a problem in the answer. */
  async run(route: Route, request: Incoming): Promise<Outgoing> {
    const requestId = this.requestId(request)
    const headers: Record<string, string> = { 'request-id': requestId, 'content-type': 'application/json; charset=utf-8' }
    try {
      const caller = await this.#callerOf(route, request)
      Object.assign(headers, this.#spend(caller, request.ip))
      this.#allow(route, caller)
      const version = versionOf(request, caller, this.#changes)
      headers['stablegate-version'] = version
      const call = this.#callOf(route, this.#ofToday(route, request, version), caller, { requestId, version })
      const isHeeded = heeding(call)
      const reply = route.method === 'get' || route.session
        ? await route.handle(call as never)
        : await this.#once(route, request, call)
      if (!isHeeded()) reply.stream?.destroy()
      if (!isHeeded()) throw new Problem('header_invalid', { detail: 'Read-After means nothing here: this is not read from a log' })
      return {
        status: 'status' in reply ? reply.status as number : route.status,
        headers: { ...headers, ...headersOf(reply), ...(reply.contentType ? { 'content-type': reply.contentType } : {}) },
        body: Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(answerAsOf(reply.body, version, this.#changes)),
        ...(reply.stream ? { stream: reply.stream } : {}),
        ...(reply.cookies ? { cookies: reply.cookies } : {}),
      }
    } catch (error) {
      return this.failure(error, requestId, headers)
    }
  }

  #ofToday(route: Route, request: Incoming, version: string): Incoming {
    if (route.method === 'get' || Buffer.isBuffer(request.body)) return request
    const body = requestOfToday(route.operation, request.body, version, this.#changes)
    return body === request.body ? request : { ...request, body }
  }

  requestId(request: Incoming): string {
    const given = header(request, 'request-id')
    return given !== undefined && /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : randomUUID()
  }

  /** The answer to what was thrown; what is no problem of ours to tell is an internal error. */
  failure(error: unknown, requestId: string, headers: Readonly<Record<string, string>> = {}): Outgoing {
    const problem = error instanceof Problem ? error : isPassing(error)
      ? new Problem('temporarily_unavailable', { retryAfterMs: 1_000 })
      : new Problem('internal_error')
    if (!(error instanceof Problem)) this.#gateway.host.logger.error({ err: error, requestId }, 'request failed')
    const retryAfterMs = problem.retryAfterMs
    return {
      status: problem.status,
      headers: {
        ...headers, 'request-id': requestId, 'content-type': 'application/problem+json; charset=utf-8',
        ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
        ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      },
      body: JSON.stringify(problemBody(problem, requestId)),
    }
  }

  #spend(caller: Caller, ip: string): Record<string, string> {
    const taken = this.#take(caller, ip, this.#gateway.host.clock.now())
    if (!taken.allowed) throw new Problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
    return budgetHeaders(taken)
  }

  #take(caller: Caller, ip: string, nowMs: number): Taken {
    const { key, holder, address } = this.#limits
    // A session secret can be made up, so it is its address that pays.
    if (!isSomebody(caller)) return address.take(neighbourhoodOf(ip), nowMs)
    if (caller.signedIn) return key.take(caller.signedIn.user, nowMs)
    // One program that runs wild leaves the others of its holder their share; more keys are not more without end.
    const subject = subjectOf(caller)
    if (holder.waitMs(subject, nowMs) > 0) return holder.take(subject, nowMs)
    const own = key.take(caller.person, nowMs)
    return own.allowed ? { ...own, remaining: Math.min(own.remaining, holder.take(subject, nowMs).remaining) } : own
  }

  #allow(route: Route, caller: Caller): void {
    if (!route.roles.includes('public') && !route.roles.includes(caller.role)) {
      throw new Problem(caller.role === 'public' ? 'key_required' : 'role_forbidden')
    }
    if (!isSomebody(caller) || route.roles.includes('public')) return
    const scope = scopeOf(route)
    if (!caller.scopes.includes(scope)) throw new Problem('scope_missing')
    if (caller.signedIn && freshScopes.has(scope)) this.#gateway.sessions.assertFresh(caller.signedIn)
  }

  /** A key says who calls; without one the cookie does, but never on what everybody may call. */
  async #callerOf(route: Route, request: Incoming): Promise<Caller> {
    const authorization = header(request, 'authorization')
    const isForPeople = !route.roles.includes('public') && !route.roles.includes('session')
    if (authorization === undefined && isForPeople && header(request, 'cookie') !== undefined) {
      return this.#authenticator.personOf(request, route.method === 'get', request.ip)
    }
    return this.#authenticator.callerOf(authorization, request.ip)
  }

  #callOf(route: Route, request: Incoming, caller: Caller, own: Pick<Call, 'requestId' | 'version'>): Call {
    const isUpload = route.upload === true
    if (isUpload !== Buffer.isBuffer(request.body)) {
      if (isUpload || Buffer.isBuffer(request.body)) throw new Problem('content_type_unknown')
    }
    return {
      gateway: this.#gateway, caller: caller as Call['caller'], ...own, address: request.ip, nowMs: this.#gateway.host.clock.now(),
      params: this.#params(route, request), query: parse(route.query, request.query, 'query'),
      body: route.method === 'get' || isUpload ? {} : parse(route.body, request.body, 'body'),
      browser: request, seed: '', prepared: undefined, after: route.method === 'get' ? readAfterOf(request) : undefined,
      upload: isUpload
        ? { bytes: request.body as Buffer, contentType: (header(request, 'content-type') ?? '').split(';')[0] ?? '' }
        : undefined,
    }
  }

  #params(route: Route, request: Incoming): unknown {
    const parsed = route.params?.safeParse(request.params)
    // An id that cannot be is not there.
    if (parsed && !parsed.success) throw new Problem('not_found')
    return parsed?.data ?? {}
  }

  async #once(route: Route, request: Incoming, call: Call): Promise<Reply & { readonly status: number }> {
    const key = header(request, 'idempotency-key')
    const isKnown = call.caller.role !== 'public'
    const keyPattern = isKnown ? /^[\x21-\x7e]{1,255}$/ : /^[\x21-\x7e]{16,255}$/
    if (key === undefined || !keyPattern.test(key)) throw new Problem('idempotency_key_required')
    // What a stranger repeats must be about the same thing; addresses are shared by many.
    const path = request.url.split('?')[0] ?? ''
    const scope = isKnown ? subjectOf(call.caller) : `public:${path}`
    const requestHash = sha256(canonical([route.method, request.url, request.body ?? null]))
    const seed = this.#gateway.master.digest('identity', scope, key).toString('hex').slice(0, 32)
    const begun = await this.#begin(route, { ...call, seed }, scope, key, requestHash)
    if (begun.kind === 'answered') return this.#stored(begun.answer)
    return this.#execute(route, { ...call, seed, prepared: begun.prepared }, scope, key)
  }

  async #begin(route: Route, call: Call, scope: string, key: string, requestHash: string) {
    const { clock } = this.#gateway.host
    const prepared = await route.prepare?.(call as never)
    const givenUpAtMs = clock.now() + inProgressWaitMs
    for (;;) {
      const begun = await this.#gateway.idempotency.begin(scope, key, requestHash, clock.now(), prepared)
      if (begun.kind === 'execute' || begun.kind === 'answered') return begun
      if (begun.kind === 'other_request') throw new Problem('idempotency_key_reused')
      if (clock.now() >= givenUpAtMs) throw new Problem('request_in_progress', { retryAfterMs: 1_000 })
      await clock.sleep(inProgressPollMs)
    }
  }

  #stored({ status, body }: { readonly status: number; readonly body: unknown }): Reply & { readonly status: number } {
    const stored = body as Reply & { readonly problem?: StoredProblem }
    if (stored.problem) throw new Problem(stored.problem.code, stored.problem)
    return { ...stored, status }
  }

  async #execute(route: Route, call: Call, scope: string, key: string): Promise<Reply & { readonly status: number }> {
    try {
      const reply = await route.handle(call as never)
      await this.#gateway.idempotency.finish(scope, key, { status: route.status, body: reply })
      return { ...reply, status: route.status }
    } catch (error) {
      // Expected refusals are the answer for ever; what may come out otherwise next time is not.
      const isFinal = error instanceof Problem && error.status < 500 && error.status !== 429
      if (isFinal) {
        const { code, message: detail, status, errors } = error
        const problem: StoredProblem = { code, detail, ...(errors ? { errors } : {}) }
        await this.#gateway.idempotency.finish(scope, key, { status, body: { problem } })
      } else await this.#gateway.idempotency.release(scope, key)
      throw error
    }
  }
}
