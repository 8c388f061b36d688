import { firstApiVersion, notifierEvents, type FeedRow } from '@stablegate/contracts'
import { encode, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { messageIdOf } from '../delivery/spread.ts'
import type { Queued } from '../domain/feed.ts'

const keyOf = ({ owner, sequence }: { readonly owner: string; readonly sequence: number }): string =>
  `${owner}:${sequence}`

/** What the webhooks say, to be pulled: `GET /v1/events?after=<sequence>`. */
export const feedView: View<FeedRow> = {
  name: 'feed',
  version: 2,
  events: [notifierEvents.queued],
  columns: {
    owner: 'text', sequence: 'bigint', event: 'text', type: 'text', subject: 'text', livemode: 'boolean',
    payload: 'text', at_ms: 'bigint', api_version: 'text',
  },
  indexes: [['owner', 'sequence']],
  appendOnly: true,
  keys: (event: RecordedEvent<Queued>) => [keyOf(event.data)],
  apply: (_row, event: RecordedEvent<Queued>) => ({
    id: keyOf(event.data), owner: event.data.owner, sequence: event.data.sequence, event: messageIdOf(event.id),
    type: event.data.type, subject: event.data.subject, livemode: event.data.livemode,
    // Text, because jsonb would re-order the keys of what was signed and sent.
    payload: encode(event.data.payload), at_ms: event.data.atMs,
    api_version: event.data.apiVersion ?? firstApiVersion,
  }),
}

type Tables = { readonly feed: FeedRow }

const input = z.object({
  owner: z.string(), after: z.int().min(0).default(0), limit: z.int().min(1).max(200).default(50),
})

export const feedQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'feed',
  parse: (value) => input.parse(value),
  answer: async (db, { owner, after, limit }: z.output<typeof input>) => {
    const rows = await db.selectFrom('feed').selectAll().where('owner', '=', owner)
      .where('sequence', '>', after).orderBy('sequence').limit(limit + 1).execute()
    return { items: rows.slice(0, limit), hasMore: rows.length > limit }
  },
}
