import type { GetPayoutAnswer as Payout, GetRefundAnswer as Refund, Payment } from '../generated/api.ts'

/** Types that a merchant's endpoint gets; later versions may have more. */
export type PaymentEventType =
  | 'payment.awaiting_customer' | 'payment.confirming' | 'payment.settled' | 'payment.available' | 'payment.expired'
  | 'payment.unresolved' | 'payment.resolved' | 'payment.cancelled' | 'payment.refunded'

/** Of payouts to an own destination; a refund's payout is told by the refund. */
export type PayoutEventType =
  | 'payout.requested' | 'payout.waiting' | 'payout.refused' | 'payout.approved' | 'payout.sent' | 'payout.confirmed' | 'payout.voided'
  /** The network took back what was final: wait for `payout.confirmed` once more, or `payout.returned`. */
  | 'payout.revoked' | 'payout.returned' | 'payout.overpaid' | 'payout.overpayment_undone'

export type RefundEventType =
  | 'refund.created' | 'refund.sending' | 'refund.returned' | 'refund.paid' | 'refund.reopened' | 'refund.closed'

/** What a webhook says. The same event may come more than once: `id` and `sequence` tell. */
export type WebhookEvent = {
  readonly id: string
  readonly type: PaymentEventType | PayoutEventType | RefundEventType | (string & {})
  readonly created_at: string
  readonly livemode: boolean
  /** Without gaps among all events of one merchant: a missing number is an event still to come. */
  readonly sequence: number
  /** Id of what it is about. */
  readonly subject: string
  /** The form that `data` is in: that of the endpoint, or of the event's day where it is older. */
  readonly api_version?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** An event about a payment, with the payment as it stood then. */
export type PaymentEvent = Omit<WebhookEvent, 'data'> & { readonly data: Payment }

/** An event about a payout, with the payout as it stood then. */
export type PayoutEvent = Omit<WebhookEvent, 'data'> & { readonly data: Payout }
/** An event about a refund, with the refund as it stood then. */
export type RefundEvent = Omit<WebhookEvent, 'data'> & { readonly data: Refund }

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

const isAbout = ({ data, subject }: WebhookEvent, object: string): boolean =>
  data['object'] === object && data['id'] === subject && typeof data['status'] === 'string'

export const isPayoutEvent = (event: WebhookEvent): event is PayoutEvent => isAbout(event, 'payout')
export const isRefundEvent = (event: WebhookEvent): event is RefundEvent => isAbout(event, 'refund')

export const isPaymentEvent = (event: WebhookEvent): event is PaymentEvent => {
  const { object, id, reference, amount } = event.data
  return object === 'payment' && id === event.subject && typeof reference === 'string'
    && isRecord(amount) && typeof amount['amount'] === 'string' && typeof amount['currency'] === 'string'
}
