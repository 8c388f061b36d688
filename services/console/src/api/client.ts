import { Transport, type CallOptions, type Page, type WriteOptions } from '@stablegate/sdk/http'
import { connection } from './connection.ts'
import { routes, type Operations } from './operations.ts'

export type OperationName = keyof Operations
export type Answer<Name extends OperationName> = Operations[Name]['answer']
/** One of a list. */
export type Item<Name extends OperationName> = Answer<Name> extends { readonly data: readonly (infer One)[] } ? One : never
/** Operations that answer a page of a list. */
export type ListName = { [Name in OperationName]: Answer<Name> extends Omit<Page<unknown>, never> ? Name : never }[OperationName]

// oxlint-disable-next-line typescript/ban-types -- `{}` asks whether all fields may be left out
type Part<Key extends string, Value> = {} extends Value ? { readonly [K in Key]?: Value } : { readonly [K in Key]: Value }
export type Input<Name extends OperationName> =
  Part<'params', Operations[Name]['params']> & Part<'query', Operations[Name]['query']> & Part<'body', Operations[Name]['body']>

type LooseInput = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
}

/** What proves who calls besides the cookie. Lives in memory only: a reload asks the server again. */
export const credentials: { csrf: string | undefined; key: string | undefined } = { csrf: undefined, key: undefined }

/** What the page asks while nobody touches it does not keep a session awake. */
const attendedMs = 60_000
let touchedAtMs = Date.now()
for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  globalThis.addEventListener(kind, () => { touchedAtMs = Date.now() }, { capture: true, passive: true })
}
const unattended = (): Record<string, string> => (Date.now() - touchedAtMs > attendedMs ? { 'x-unattended': '1' } : {})

/** Repeats what may come out otherwise, sees its own writes, and takes the cookie of this origin along. */
export const transport = new Transport({
  baseUrl: globalThis.location.origin, maxRetries: 2, timeoutMs: 20_000,
  fetch: async (url, init) => {
    const csrf: Record<string, string> = credentials.csrf === undefined ? {} : { 'x-csrf-token': credentials.csrf }
    const headers = { ...init.headers as Record<string, string>, ...csrf, ...unattended() }
    try {
      const response = await fetch(url, { ...init, credentials: 'same-origin', headers })
      connection.tell(response.status === 502 || response.status === 503 || response.status === 504 ? 'lost' : 'open')
      return response
    } catch (error) {
      if (init.signal?.aborted !== true) connection.tell('lost')
      throw error
    }
  },
}, () => credentials.key)

/** The path of an operation for one object: `{payment}` filled in. */
export const pathOf = (name: OperationName, params: Readonly<Record<string, string>> = {}): string =>
  routes[name][1].replaceAll(/\{(\w+)\}/g, (_whole, field: string) => encodeURIComponent(params[field] ?? ''))

/**
 * Calls one operation of the API. Throws `StablegateError` with a stable code, or `ConnectionError`
 * when no answer came: then the same act may be repeated with the same `idempotencyKey`.
 */
export const call = <Name extends OperationName>(
  name: Name, input: Input<Name>, options: CallOptions & WriteOptions = {},
): Promise<Answer<Name>> => {
  const { params, query, body } = input as LooseInput
  const [method, , log] = routes[name]
  const path = pathOf(name, params)
  return method === 'get'
    ? transport.get<Answer<Name>>({ path, log, query }, options)
    : transport.post<Answer<Name>>({ path, query, body }, options)
}

/** Hands in a file, with the facts about it in the query. */
export const upload = <Name extends OperationName>(
  name: Name, input: Omit<Input<Name>, 'body'>, file: Blob, options: WriteOptions = {},
): Promise<Answer<Name>> => {
  const { params, query } = input as LooseInput
  return transport.post<Answer<Name>>({ path: pathOf(name, params), query, file }, options)
}
