import {
  matchingEvents,
  matchingQueries,
  type FailedMatch,
  type MessageOf,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import type { Db } from './tables.ts'

/** Attempts that found nobody, with the limits that stood in the way of whom. */
export type FailedMatchesRow = {
  readonly id: string
  readonly payment: string
  readonly attempt: number
  readonly reason: FailedMatch['reason']
  readonly limits: FailedMatch['limits']
  readonly refused: FailedMatch['refused']
  readonly at_ms: number
}

type Failed = RecordedEvent<MessageOf<typeof matchingEvents.matchFailed>>

export const failedMatchesView: View<FailedMatchesRow> = {
  name: 'failed_matches',
  version: 1,
  events: [matchingEvents.matchFailed],
  columns: {
    payment: 'text',
    attempt: 'bigint',
    reason: 'text',
    limits: 'jsonb',
    refused: 'jsonb',
    at_ms: 'bigint',
  },
  indexes: [['payment', 'attempt']],
  keys: ({ data }: Failed) => [`${data.payment}/${data.attempt}`],
  apply: (_row, { data }: Failed, key) => ({
    id: key,
    payment: data.payment,
    attempt: data.attempt,
    reason: data.reason,
    limits: data.limits ?? [],
    refused: data.refused ?? [],
    at_ms: data.atMs,
  }),
}

export const failedMatches: Query<Db> = {
  name: 'failedMatches',
  parse: (input) => matchingQueries.failedMatches.parse(input),
  answer: async (
    db,
    { payment }: z.output<typeof matchingQueries.failedMatches>,
  ): Promise<readonly FailedMatch[]> => {
    const rows = await db
      .selectFrom('failed_matches')
      .selectAll()
      .where('payment', '=', payment)
      .orderBy('attempt')
      .execute()
    return rows.map(({ attempt, reason, limits, refused, at_ms: atMs }) => ({
      payment,
      attempt,
      reason,
      limits,
      refused,
      atMs,
    }))
  },
}
