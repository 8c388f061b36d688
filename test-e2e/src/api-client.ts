import { randomUUID } from 'node:crypto'

export type ApiAnswer<Body = Record<string, unknown>> = {
  readonly status: number
  readonly body: Body
  readonly headers: Headers
}

export type CallOptions = {
  /** API key or checkout session secret. */
  readonly key?: string | undefined
  readonly idempotencyKey?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** What the API refused, with its stable code. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly status: number
  readonly code: string

  constructor(what: string, answer: ApiAnswer) {
    super(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`)
    this.status = answer.status
    this.code = String(answer.body['code'] ?? '')
  }
}

/** A plain client of the public HTTP API, as any merchant could write it. */
export class ApiClient {
  readonly #base: string

  constructor(base: string) {
    this.#base = base
  }

  /** One request; network failures throw, every HTTP status is an answer. */
  async call(
    method: 'GET' | 'POST', path: string, body?: unknown, options: CallOptions = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
        ...(method === 'POST' ? { 'idempotency-key': options.idempotencyKey ?? randomUUID() } : {}),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: unknown = text === '' ? {} : JSON.parse(text)
    return { status: response.status, body: parsed as Record<string, unknown>, headers: response.headers }
  }

  async get(path: string, options: CallOptions = {}): Promise<Record<string, unknown>> {
    const answer = await this.call('GET', path, undefined, options)
    if (answer.status !== 200) throw new ApiRefusal(`GET ${path}`, answer)
    return answer.body
  }

  /** Posts until the answer is final: the same Idempotency-Key makes a repetition safe. */
  async post(path: string, body: unknown, options: CallOptions = {}): Promise<Record<string, unknown>> {
    const idempotencyKey = options.idempotencyKey ?? randomUUID()
    const answer = await this.call('POST', path, body, { ...options, idempotencyKey })
    if (answer.status >= 300) throw new ApiRefusal(`POST ${path}`, answer)
    return answer.body
  }
}
