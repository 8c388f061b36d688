import { ConnectionError, StablegateError } from './errors.ts'

export type RetryPolicy = {
  /** Tries after the first one. */
  readonly maxRetries: number
  /** No single wait is longer; a server that asks for a longer one gets no retry. */
  readonly maxDelayMs: number
}

const firstDelayMs = 250

/** Whether the same request may come out otherwise soon. */
const isPassing = (error: unknown): boolean => {
  if (error instanceof ConnectionError) return true
  if (!(error instanceof StablegateError)) return false
  return error.status === 429 || error.status >= 500 || error.code === 'request_in_progress'
}

/**
 * How long to wait before the next try, or undefined when there is none. Doubling waits, each
 * anywhere between half and whole, so that many clients do not come back at once; after
 * `Retry-After` never earlier than it says.
 */
export const retryDelayMs = (
  error: unknown, triesDone: number, { maxRetries, maxDelayMs }: RetryPolicy, random: () => number,
): number | undefined => {
  if (triesDone > maxRetries || !isPassing(error)) return undefined
  const backoffMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (triesDone - 1))
  const askedMs = error instanceof StablegateError ? error.retryAfterMs : undefined
  if (askedMs === undefined) return backoffMs * (0.5 + random() / 2)
  if (askedMs > maxDelayMs) return undefined
  return askedMs + random() * Math.min(backoffMs, 1_000)
}

/** Waits, or throws the signal's reason. */
export const sleep = (delayMs: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, delayMs)
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
