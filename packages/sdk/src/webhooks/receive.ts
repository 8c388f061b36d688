import type { WebhookEvent } from './event.ts'
import { verifyWebhook, type VerifyOptions, type WebhookHeaders } from './verify.ts'
import { WebhookError } from './webhook-error.ts'

export type ReceiverOptions = VerifyOptions & {
  /** A function is asked at each webhook, so that secrets change without a restart. */
  readonly secrets: string | readonly string[] | (() => string | readonly string[] | Promise<string | readonly string[]>)
  /**
   * Called with each event that is believed. When it throws the sender tries again later, so let
   * the same event come twice: its `id` is the same.
   */
  readonly onEvent: (event: WebhookEvent) => void | Promise<void>
  /** Told of everything that was refused or failed, for your log. */
  readonly onError?: (error: unknown) => void
}

/** Verifies, then hands on; throws a `WebhookError`, or what `onEvent` threw. */
export const receive = async (
  rawBody: string | Uint8Array, headers: WebhookHeaders, { secrets, onEvent, ...options }: ReceiverOptions,
): Promise<void> => {
  const known = typeof secrets === 'function' ? await secrets() : secrets
  await onEvent(await verifyWebhook(rawBody, headers, known, options))
}

/** The answer for the sender: it learns that it was refused, and not what your code said. */
export const refusalOf = (error: unknown): { readonly status: number; readonly body: string } =>
  error instanceof WebhookError
    ? { status: error.statusCode, body: JSON.stringify({ code: error.code }) }
    : { status: 500, body: JSON.stringify({ code: 'receiver_failed' }) }
