import type { Payment } from '../generated/api.ts'

/** Types that a merchant's endpoint gets; later versions may have more. */
export type PaymentEventType =
  | 'payment.awaiting_customer' | 'payment.confirming' | 'payment.settled' | 'payment.available' | 'payment.expired'
  | 'payment.unresolved' | 'payment.resolved' | 'payment.cancelled' | 'payment.refunded'

/** What a webhook says. The same event may come more than once: `id` and `sequence` tell. */
export type WebhookEvent = {
  readonly id: string
  readonly type: PaymentEventType | (string & {})
  readonly created_at: string
  readonly livemode: boolean
  /** Without gaps among all events of one merchant: a missing number is an event still to come. */
  readonly sequence: number
  /** Id of what it is about. */
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/** An event about a payment, with the payment as it stood then. */
export type PaymentEvent = Omit<WebhookEvent, 'data'> & { readonly data: Payment }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const parseEvent = (text: string): WebhookEvent | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const { id, type, created_at: createdAt, livemode, sequence, subject, data } = value
  const isEvent = typeof id === 'string' && typeof type === 'string' && typeof createdAt === 'string'
    && typeof livemode === 'boolean' && Number.isSafeInteger(sequence) && typeof subject === 'string' && isRecord(data)
  return isEvent ? value as WebhookEvent : undefined
}

export const isPaymentEvent = (event: WebhookEvent): event is PaymentEvent => {
  const { object, id, reference, amount } = event.data
  return object === 'payment' && id === event.subject && typeof reference === 'string'
    && isRecord(amount) && typeof amount['amount'] === 'string' && typeof amount['currency'] === 'string'
}
