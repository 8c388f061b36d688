import { parseEvent, type WebhookEvent } from './event.ts'
import { checkExpected, type Expect } from './expect.ts'
import { isSigned } from './signature.ts'
import { WebhookError } from './webhook-error.ts'

export type VerifyOptions = {
  /** How far the message's time may lie from this clock, either way. */
  readonly toleranceSeconds?: number
  /** What you asked for: amount, currency and reference must be the same. */
  readonly expect?: Expect
  readonly now?: () => number
}

/** Headers as a `Request` has them, or as Node's `http` does. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** The largest event is far below. */
export const maxBodyBytes = 1024 * 1024
const defaultToleranceSeconds = 300

const headerOf = (headers: WebhookHeaders, name: string): string => {
  const value = headers instanceof Headers
    ? headers.get(name)
    : Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]
  if (typeof value === 'string' && value !== '' && value.length <= 4096) return value
  throw new WebhookError('headers_invalid', `${name} is missing, twice, or too long`)
}

const bytesOf = (rawBody: unknown): Uint8Array<ArrayBuffer> => {
  const bytes = typeof rawBody === 'string'
    ? new TextEncoder().encode(rawBody)
    // A copy of its own: buffers of Node are often parts of larger ones.
    : rawBody instanceof Uint8Array ? Uint8Array.from(rawBody) : undefined
  if (!bytes) throw new WebhookError('body_not_raw', 'hand over the bytes of the body as they came, not what was parsed')
  if (bytes.length > maxBodyBytes) throw new WebhookError('body_too_large', `more than ${maxBodyBytes} bytes`)
  return bytes
}

const checkTime = (timestamp: string, toleranceSeconds: number, nowMs: number): void => {
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('headers_invalid', 'webhook-timestamp is no time')
  const ageSeconds = Math.floor(nowMs / 1000) - Number(timestamp)
  if (ageSeconds > toleranceSeconds) throw new WebhookError('timestamp_too_old', `${ageSeconds} s old`)
  if (ageSeconds < -toleranceSeconds) throw new WebhookError('timestamp_too_new', `${-ageSeconds} s ahead of this clock`)
}

const joined = (head: string, body: Uint8Array): Uint8Array<ArrayBuffer> => {
  const headBytes = new TextEncoder().encode(head)
  const content = new Uint8Array(headBytes.length + body.length)
  content.set(headBytes)
  content.set(body, headBytes.length)
  return content
}

/**
 * The event of a webhook, if it is to be believed; else a `WebhookError` whose `code` says why not.
 *
 * @param rawBody the bytes as they came. A parsed and printed body has another signature.
 * @param secrets `whsec_...` of the endpoint; during a rotation the old and the new one. `whpk_...`
 *   is a public key for Ed25519.
 * @see https://www.standardwebhooks.com
 */
export const verifyWebhook = async (
  rawBody: string | Uint8Array, headers: WebhookHeaders, secrets: string | readonly string[], options: VerifyOptions = {},
): Promise<WebhookEvent> => {
  const { toleranceSeconds = defaultToleranceSeconds, expect, now = Date.now } = options
  const body = bytesOf(rawBody)
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signature = headerOf(headers, 'webhook-signature')
  checkTime(timestamp, toleranceSeconds, now())
  const isBelieved = await isSigned(
    joined(`${id}.${timestamp}.`, body), signature, typeof secrets === 'string' ? [secrets] : secrets)
  if (!isBelieved) throw new WebhookError('signature_mismatch', 'no signature is by one of the secrets')
  const event = parseEvent(new TextDecoder().decode(body))
  if (!event || event.id !== id) throw new WebhookError('body_invalid', 'signed, but not an event of this id')
  if (expect !== undefined) await checkExpected(event, expect)
  return event
}
