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
