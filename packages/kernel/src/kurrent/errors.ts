import {
  AccessDeniedError, AppendRecordSizeExceededError, InvalidArgumentError,
  MaxAppendSizeExceededError, NotLeaderError, StreamDeletedError, StreamNotFoundError, StreamTombstonedError,
  TransactionMaxSizeExceededError, UnsupportedError,
} from '@kurrent/kurrentdb-client'
import { AppendTooLarge, StoreUnavailable } from '../event-store.ts'

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

export const unavailable = (error: unknown): StoreUnavailable =>
  error instanceof StoreUnavailable
    ? error
    : new StoreUnavailable(`KurrentDB: ${messageOf(error)}`, { cause: error })

export const isNoStream = (error: unknown): boolean => error instanceof StreamNotFoundError

const sizeErrors = [
  MaxAppendSizeExceededError, AppendRecordSizeExceededError, TransactionMaxSizeExceededError,
]
const refusals = [
  AccessDeniedError, InvalidArgumentError, NotLeaderError, StreamDeletedError,
  StreamTombstonedError, UnsupportedError,
]

/** An answer that says for certain that nothing was written; undefined where it may have been. */
export const refusalOf = (error: unknown): Error | undefined => {
  if (sizeErrors.some((kind) => error instanceof kind)) {
    return new AppendTooLarge(`KurrentDB: ${messageOf(error)}`, { cause: error })
  }
  if (refusals.some((kind) => error instanceof kind)) return unavailable(error)
  return undefined
}
