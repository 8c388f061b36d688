import { apiVersion } from '../generated/api.ts'
import { ConnectionError, errorOf, StablegateError } from './errors.ts'
import { newIdempotencyKey } from './idempotency-key.ts'
import { Positions } from './positions.ts'
import { retryDelayMs, sleep, type RetryPolicy } from './retry.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Ways to change one call. */
export type CallOptions = {
  readonly signal?: AbortSignal
  /** For one try. */
  readonly timeoutMs?: number
  readonly maxRetries?: number
}
export type WriteOptions = CallOptions & {
  /** Name the act, for example after your order's number, and it is done once however often you call. */
  readonly idempotencyKey?: string
}
export type ReadOptions = CallOptions & {
  /** The answer must have seen this `Position`; without it, this client's own writes. */
  readonly readAfter?: string
}

export type TransportOptions = Partial<RetryPolicy> & {
  readonly baseUrl: string
  readonly fetch?: Fetch
  readonly timeoutMs?: number
  /** Between 0 and 1; for tests. */
  readonly random?: () => number
  readonly now?: () => number
  readonly sleep?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>
/** A read, served from the views of one service: `log` names whose writes it can wait for. */
type Read = { readonly path: string; readonly log: string; readonly query?: Query | undefined }
type Write = { readonly path: string; readonly body?: unknown; readonly query?: Query | undefined; readonly file?: Blob | undefined }

type Prepared = {
  readonly url: string
  readonly init: RequestInit
  readonly options: CallOptions
  readonly idempotencyKey: string | undefined
}

/** One shape of a URL: with no slash at the end. Refuses what would carry secrets in the clear. */
const baseOf = (baseUrl: string): string => {
  const url = new URL(baseUrl)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    throw new TypeError(`baseUrl is https, or http on this machine: ${url.protocol}//${url.host}`)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

const bodyOf = ({ body, file }: Write): BodyInit => file ?? JSON.stringify(body ?? {})

/** Every call of the API takes this way: authorised, bounded in time, repeated with the same identity. */
export class Transport {
  readonly baseUrl: string
  readonly positions: Positions
  readonly now: () => number
  readonly #fetch: Fetch
  readonly #secret: () => string | undefined
  readonly #policy: RetryPolicy
  readonly #timeoutMs: number
  readonly #random: () => number
  readonly #sleep: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>

  constructor(options: TransportOptions, secret: () => string | undefined) {
    this.baseUrl = baseOf(options.baseUrl)
    this.now = options.now ?? Date.now
    this.positions = new Positions(this.now)
    // Browsers refuse a fetch that is called as a method of something else.
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init))
    this.#secret = secret
    this.#policy = { maxRetries: options.maxRetries ?? 4, maxDelayMs: options.maxDelayMs ?? 30_000 }
    this.#timeoutMs = options.timeoutMs ?? 30_000
    this.#random = options.random ?? Math.random
    this.#sleep = options.sleep ?? sleep
  }

  async get<Answer>(read: Read, options: ReadOptions = {}): Promise<Answer> {
    return this.#retried(this.#prepareRead(read, options), (response) => this.#json<Answer>(response))
  }

  async post<Answer>(write: Write, options: WriteOptions = {}): Promise<Answer> {
    const idempotencyKey = options.idempotencyKey ?? newIdempotencyKey()
    const headers = { 'content-type': write.file?.type ?? 'application/json', 'idempotency-key': idempotencyKey }
    return this.#retried(
      {
        url: this.#url(write.path, write.query), init: { method: 'POST', headers, body: bodyOf(write) },
        options, idempotencyKey,
      },
      (response) => this.#json<Answer>(response))
  }

  /** Opens a stream and gives its body; the caller reads it under its own signal. */
  async open(read: Read, options: ReadOptions): Promise<ReadableStream<Uint8Array>> {
    const prepared = this.#prepareRead(read, options)
    return this.#retried(prepared, async (response) => {
      if (!response.ok || !response.body) throw errorOf(response, await response.text(), this.now())
      return response.body
    })
  }

  #prepareRead(read: Read, options: ReadOptions): Prepared {
    const readAfter = options.readAfter ?? this.positions.after(read.log)
    return {
      url: this.#url(read.path, read.query), options, idempotencyKey: undefined,
      init: { method: 'GET', headers: readAfter === undefined ? {} : { 'read-after': readAfter } },
    }
  }

  #url(path: string, query: Query = {}): string {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
    return `${this.baseUrl}${path}${search.size === 0 ? '' : `?${search.toString()}`}`
  }

  async #json<Answer>(response: Response): Promise<Answer> {
    const text = await response.text()
    if (!response.ok) throw errorOf(response, text, this.now())
    this.positions.saw(response.headers.get('position'))
    return JSON.parse(text) as Answer
  }

  async #retried<Value>(prepared: Prepared, take: (response: Response) => Promise<Value>): Promise<Value> {
    const policy = { ...this.#policy, maxRetries: prepared.options.maxRetries ?? this.#policy.maxRetries }
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(prepared, take)
      } catch (error) {
        const delayMs = retryDelayMs(error, tries, policy, this.#random)
        if (delayMs === undefined) throw error
        await this.#sleep(delayMs, prepared.options.signal)
      }
    }
  }

  async #once<Value>(
    { url, init, options, idempotencyKey }: Prepared, take: (response: Response) => Promise<Value>,
  ): Promise<Value> {
    options.signal?.throwIfAborted()
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), options.timeoutMs ?? this.#timeoutMs)
    const signal = options.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal
    const secret = this.#secret()
    const own: Record<string, string> = {
      'stablegate-version': apiVersion, ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    }
    try {
      const response = await this.#fetch(url, {
        ...init, headers: { ...init.headers as Record<string, string>, ...own }, signal,
        // A key goes nowhere but where it was told to go; no cookies go along.
        redirect: 'manual', credentials: 'omit', cache: 'no-store',
      })
      return await take(response)
    } catch (error) {
      if (error instanceof StablegateError) throw error
      options.signal?.throwIfAborted()
      throw new ConnectionError(deadline.signal.aborted ? 'timeout' : 'network', idempotencyKey, error)
    } finally {
      // A stream that was opened goes on from here; it ends by the caller's signal.
      clearTimeout(timer)
    }
  }
}
