import type { After } from '@stablegate/host'
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Gateway } from '../gateway.ts'
import type { Browser } from '../users/sessions.ts'
import type { CallerOf, Role } from './caller.ts'
import type { Scope } from './scopes.ts'

/** A request that was authenticated, allowed and parsed. */
export interface CallBy<out C, out P, out Q, out B> {
  readonly gateway: Gateway
  readonly caller: C
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly requestId: string
  /** Of the API, as the caller speaks it. */
  readonly version: string
  /** Where the request comes from. */
  readonly address: string
  readonly nowMs: number
  /** For a POST: identity of the request, a function of the caller and the Idempotency-Key. */
  readonly seed: string
  /** What `prepare` gave at the first try of this request. */
  readonly prepared: unknown
  /** For a GET: what the answer must have seen (header Read-After). */
  readonly after: After | undefined
  /** For a route that takes a file. */
  readonly upload: { readonly bytes: Buffer; readonly contentType: string } | undefined
  /** Headers, for what is about signing in. */
  readonly browser: Browser
}

/** A call by somebody of these roles. */
export type Call<R extends Role = Role, P = unknown, Q = unknown, B = unknown> = CallBy<CallerOf<R>, P, Q, B>

export type Reply = {
  readonly body: unknown
  /** How far a log must be read to see what was done; sent as the header `Position`. */
  readonly position?: After
  /** For an answer that is not JSON. */
  readonly contentType?: string
  /** In place of the body: an answer too large to be held whole. */
  readonly stream?: Readable
  /** `Set-Cookie` lines; only routes of the session have any. */
  readonly cookies?: readonly string[]
}

export type Tag =
  'Payments' | 'Checkout' | 'Merchants' | 'Keys' | 'Acceptors' | 'Acceptor' | 'Orders' | 'Money' | 'Webhooks' | 'Operations' |
  'Session' | 'People' | 'Test mode'

/** One operation of the API: what the router, the guard and the reference need, in one place. */
export type Route = {
  readonly operation: string
  readonly method: 'get' | 'post'
  readonly path: string
  readonly tag: Tag
  readonly summary: string
  readonly roles: readonly Role[]
  /** What of its role's rights a caller needs: `read` for a GET; for a POST that names none, `administer`. */
  readonly scope?: Scope
  /** Takes no Idempotency-Key: signing in and out, which nobody may repeat from a kept answer. */
  readonly session?: true
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly upload?: true
  /** Shows one payment: `<path>/stream` gives the same as Server-Sent Events, at each change. */
  readonly live?: true
  /** Is nothing but a stream of Server-Sent Events about changes. */
  readonly stream?: true
  readonly status: 200 | 201
  readonly answer: z.ZodType
  /** Codes of refusals that are particular to it, for the reference. */
  readonly codes: readonly string[]
  /** Read once, kept with the Idempotency-Key: a repetition sees the same, whatever changed meanwhile. */
  readonly prepare?: (call: Call<Role, never, never, never>) => Promise<unknown>
  readonly handle: (call: Call<Role, never, never, never>) => Promise<Reply>
}

type Spec<R extends Role, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> =
  Omit<Route, 'roles' | 'params' | 'query' | 'body' | 'status' | 'codes' | 'prepare' | 'handle' | 'method'> & {
    readonly roles: readonly R[]
    readonly params?: P
    readonly query?: Q
    readonly body?: B
    readonly status?: 200 | 201
    readonly codes?: readonly string[]
    readonly prepare?: (call: Call<R, z.output<P>, z.output<Q>, z.output<B>>) => Promise<unknown>
    readonly handle: (call: Call<R, z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply>
  }

const define = (method: Route['method']) =>
  <R extends Role, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(spec: Spec<R, P, Q, B>): Route =>
    ({ status: 200, codes: [], ...spec, method }) as unknown as Route

export const get = define('get')
export const post = define('post')
