export { Stablegate, type StablegateOptions } from './stablegate.ts'
export type * from './generated/api.ts'
export {
  AuthenticationError, ConflictError, ConnectionError, IdempotencyError, InvalidRequestError, NotFoundError, PermissionError,
  RateLimitedError, ServerError, StablegateError, type Code, type FieldError,
} from './http/errors.ts'
export { Paged, type Page } from './http/paged.ts'
export type { CallOptions, Fetch, ReadOptions, TransportOptions, WriteOptions } from './http/transport.ts'
export type { WatchOptions } from './http/watch.ts'
export type { FollowOptions } from './resources/events.ts'
export { checkoutUrl } from './checkout/checkout-url.ts'
export { paidInFull } from './webhooks/expect.ts'
export { verifyWebhook } from './webhooks/verify.ts'
export { WebhookError } from './webhooks/webhook-error.ts'
