// What calls of one's own are made with, for operations that this package has no method for.
export { ConnectionError, StablegateError, type FieldError } from './errors.ts'
export type { Page } from './paged.ts'
export { newIdempotencyKey } from './idempotency-key.ts'
export { Transport, type CallOptions, type ReadOptions, type WriteOptions } from './transport.ts'
export { watch, type WatchOptions } from './watch.ts'
