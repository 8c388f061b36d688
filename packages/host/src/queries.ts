import type { Clock } from '@stablegate/kernel'
import { currentCorrelationId } from './logging.ts'

/** Reads what was written: the position an accepted command answered with. */
export type After = { readonly log: string; readonly position: number }

/**
 * Stale: the service's views did not reach `after` within 2 s. Refused: the input does not parse.
 * Unavailable: nobody answered in time.
 */
export type QueryAnswer<Value = unknown> =
  | { readonly status: 'answered'; readonly value: Value }
  | { readonly status: 'stale' }
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'unavailable'; readonly reason: string }

export type AskOptions = {
  readonly after?: After
  readonly correlationId?: string
  /** How long to try, default 5 s. */
  readonly timeoutMs?: number
}

export interface QueryClient {
  ask<Value = unknown>(
    service: string, name: string, input: unknown, options?: AskOptions,
  ): Promise<QueryAnswer<Value>>
}

/** A query as it travels. */
export type Question = {
  readonly input: unknown
  readonly after?: After
  readonly correlationId?: string
}

/** Carries one question and throws when no answer comes. */
export type AskOnce = (
  service: string, name: string, question: Question, timeoutMs: number,
) => Promise<QueryAnswer>

const defaultTimeoutMs = 5_000
const firstWaitMs = 20
const longestWaitMs = 500

export const makeQueryClient = (askOnce: AskOnce, clock: Clock): QueryClient => ({
  ask: async <Value>(
    service: string, name: string, input: unknown, options: AskOptions = {},
  ): Promise<QueryAnswer<Value>> => {
    const correlationId = options.correlationId ?? currentCorrelationId()
    const question: Question = {
      input,
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(correlationId === undefined ? {} : { correlationId }),
    }
    const deadlineAtMs = clock.now() + (options.timeoutMs ?? defaultTimeoutMs)
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const leftMs = Math.max(1, deadlineAtMs - clock.now())
      try {
        return await askOnce(service, name, question, leftMs) as QueryAnswer<Value>
      } catch (error) {
        if (clock.now() + waitMs > deadlineAtMs) {
          return { status: 'unavailable', reason: error instanceof Error ? error.message : String(error) }
        }
        await clock.sleep(waitMs)
      }
    }
  },
})
