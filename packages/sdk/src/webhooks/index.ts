export {
  isPaymentEvent, isPayoutEvent, isRefundEvent, type PaymentEvent, type PaymentEventType, type PayoutEvent, type PayoutEventType,
  type RefundEvent, type RefundEventType, type WebhookEvent,
} from './event.ts'
export { paidInFull, type Expect, type Expected } from './expect.ts'
export type { ReceiverOptions } from './receive.ts'
export { verifyWebhook, type VerifyOptions, type WebhookHeaders } from './verify.ts'
export { WebhookError, type WebhookErrorCode } from './webhook-error.ts'
