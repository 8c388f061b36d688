import type { ErrorCode } from '../generated/api.ts'

/** A code that is known today; later versions of the API may have more. */
export type Code = ErrorCode | (string & {})

export type FieldError = { readonly pointer: string; readonly detail: string }

export type ErrorFacts = {
  readonly status: number
  readonly code: Code
  readonly detail: string
  readonly requestId: string | undefined
  readonly errors: readonly FieldError[]
  readonly retryAfterMs: number | undefined
}

/**
 * What the API refused or failed at. `code` is stable and documented one by one; the message is for
 * people. Nothing of the key or the body is in it, so it can be logged.
 */
export class StablegateError extends Error {
  override readonly name: string = 'StablegateError'
  readonly status: number
  readonly code: Code
  readonly detail: string
  /** Tell it to the operator: the logs know the request by it. */
  readonly requestId: string | undefined
  /** Where the request does not fit its description. */
  readonly errors: readonly FieldError[]
  readonly retryAfterMs: number | undefined

  constructor(facts: ErrorFacts) {
    const where = facts.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')
    super(`${facts.code}: ${facts.detail}${where === '' ? '' : ` (${where})`}`)
    this.status = facts.status
    this.code = facts.code
    this.detail = facts.detail
    this.requestId = facts.requestId
    this.errors = facts.errors
    this.retryAfterMs = facts.retryAfterMs
  }
}

/** 401: no key, or one that opens nothing. */
export class AuthenticationError extends StablegateError { override readonly name = 'AuthenticationError' }
/** 403: the key or the session may not do this. */
export class PermissionError extends StablegateError { override readonly name = 'PermissionError' }
/** 404: there is no such thing, or it is not yours. */
export class NotFoundError extends StablegateError { override readonly name = 'NotFoundError' }
/** 409: not in this state; `code` says why. */
export class ConflictError extends StablegateError { override readonly name = 'ConflictError' }
/** 400, 413, 415, 422: the request is wrong; repeating it changes nothing. */
export class InvalidRequestError extends StablegateError { override readonly name = 'InvalidRequestError' }
/** The Idempotency-Key was used for another request. */
export class IdempotencyError extends StablegateError { override readonly name = 'IdempotencyError' }
/** 429, after all retries. */
export class RateLimitedError extends StablegateError { override readonly name = 'RateLimitedError' }
/** 5xx, after all retries. A POST may have been done: repeat it with the same Idempotency-Key. */
export class ServerError extends StablegateError { override readonly name = 'ServerError' }

/**
 * No answer, after all retries: the network, or too long a wait. A POST may have been done: repeat
 * it with the same `idempotencyKey`, and it is done once.
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly reason: 'network' | 'timeout'
  readonly idempotencyKey: string | undefined

  constructor(reason: 'network' | 'timeout', idempotencyKey: string | undefined, cause: unknown) {
    super(reason === 'timeout' ? 'no answer in time' : 'the server could not be reached', { cause })
    this.reason = reason
    this.idempotencyKey = idempotencyKey
  }
}

const reused: ReadonlySet<string> = new Set(['idempotency_key_reused', 'command_id_reused'])

const classOf = (status: number, code: string): typeof StablegateError => {
  if (reused.has(code)) return IdempotencyError
  if (status >= 500) return ServerError
  switch (status) {
    case 401: return AuthenticationError
    case 403: return PermissionError
    case 404: return NotFoundError
    case 409: return ConflictError
    case 429: return RateLimitedError
    case 400:
    case 413:
    case 415:
    case 422: return InvalidRequestError
    default: return StablegateError
  }
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const fieldErrors = (value: unknown): readonly FieldError[] => (Array.isArray(value) ? value : [])
  .map((each: { readonly pointer?: unknown; readonly detail?: unknown } | null) =>
    ({ pointer: textOr(each?.pointer, ''), detail: textOr(each?.detail, '') }))

/** `Retry-After` as milliseconds: seconds, or a date of HTTP. */
export const retryAfterMsOf = (headers: Headers, nowMs: number): number | undefined => {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}

/** The error of an answer. What stands before the API may answer in HTML: then only the status is told. */
export const errorOf = (response: Response, text: string, nowMs: number): StablegateError => {
  let body: Readonly<Record<string, unknown>> = {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) body = parsed as typeof body
  } catch {
    // Not of the API itself.
  }
  const code = textOr(body['code'], `http_${response.status}`)
  const Class = classOf(response.status, code)
  return new Class({
    status: response.status, code, detail: textOr(body['detail'], `the answer has the status ${response.status}`),
    requestId: textOr(body['request_id'], response.headers.get('request-id') ?? '') || undefined,
    errors: fieldErrors(body['errors']), retryAfterMs: retryAfterMsOf(response.headers, nowMs),
  })
}
