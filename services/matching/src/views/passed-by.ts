import {
  matchingEvents,
  matchingQueries,
  ownMatchLimits,
  type MatchLimit,
  type MessageOf,
  type PassedBy,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import type { Db } from './tables.ts'

/** What an acceptor's own limits let pass by, counted by UTC day; never which payment it was. */
export type PassedByRow = {
  readonly id: string
  readonly acceptor: string
  readonly reason: MatchLimit
  readonly day: string
  readonly times: number
  readonly last_at_ms: number
}

type Failed = RecordedEvent<MessageOf<typeof matchingEvents.matchFailed>>

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

export const passedByView: View<PassedByRow> = {
  name: 'passed_by',
  version: 1,
  events: [matchingEvents.matchFailed],
  columns: { acceptor: 'text', reason: 'text', day: 'text', times: 'bigint', last_at_ms: 'bigint' },
  indexes: [['acceptor', 'last_at_ms']],
  keys: ({ data: { refused = [], atMs } }: Failed) =>
    refused
      .filter(({ limit }) => ownMatchLimits.includes(limit))
      .map(({ acceptor, limit }) => `${acceptor}/${dayOf(atMs)}/${limit}`),
  apply: (row, { data: { atMs } }: Failed, key) => {
    const [acceptor = '', day = '', limit = ''] = key.split('/')
    return {
      id: key,
      acceptor,
      reason: limit as MatchLimit,
      day,
      times: (row?.times ?? 0) + 1,
      last_at_ms: Math.max(row?.last_at_ms ?? 0, atMs),
    }
  },
}

export const passedBy: Query<Db> = {
  name: 'passedBy',
  parse: (input) => matchingQueries.passedBy.parse(input),
  answer: async (
    db,
    { acceptor, fromMs }: z.output<typeof matchingQueries.passedBy>,
  ): Promise<readonly PassedBy[]> => {
    const rows = await db
      .selectFrom('passed_by')
      .selectAll()
      .where('acceptor', '=', acceptor)
      .where('last_at_ms', '>=', fromMs)
      .orderBy('last_at_ms', 'desc')
      .limit(500)
      .execute()
    return rows.map(({ reason: limit, day, times, last_at_ms: lastAtMs }) => ({
      acceptor,
      limit,
      day,
      times: Number(times),
      lastAtMs,
    }))
  },
}
