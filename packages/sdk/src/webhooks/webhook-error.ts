/** Why a webhook was not believed. */
export type WebhookErrorCode =
  /** A header is missing or no such header. */
  | 'headers_invalid'
  /** The message is older than the tolerance: perhaps somebody plays it again. */
  | 'timestamp_too_old'
  /** The message is of the future: look at your clock. */
  | 'timestamp_too_new'
  /** No signature is by one of your secrets. */
  | 'signature_mismatch'
  /** Signed, but not an event. */
  | 'body_invalid'
  /** The body was parsed before it came here: signatures are over its bytes. */
  | 'body_not_raw'
  | 'body_too_large'
  /** The event is about a payment that you did not ask for, or about no payment. */
  | 'payment_unexpected'
  | 'amount_mismatch'
  | 'currency_mismatch'
  | 'reference_mismatch'
  /** Test events never settle live orders. */
  | 'livemode_mismatch'

/** A webhook that is not to be believed; nothing in it is secret. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
  readonly code: WebhookErrorCode
  /**
   * What Express, Nest and Fastify answer with when it is thrown: all three, as errors of the package
   * `http-errors` bear them, since Nest from 12 on looks for all of them.
   */
  readonly statusCode: number
  readonly status: number
  readonly expose: boolean

  constructor(code: WebhookErrorCode, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
    this.statusCode = code === 'body_too_large' ? 413 : code === 'body_not_raw' ? 500 : 400
    this.status = this.statusCode
    this.expose = this.status < 500
  }
}
