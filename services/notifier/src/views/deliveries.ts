import { apiChanges, type DeliveryRecord } from '@stablegate/contracts'
import type { Query } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { dressed } from '../delivery/dress.ts'

type DeliveryRow = {
  readonly endpoint: string
  readonly sequence: number
  readonly owner: string
  readonly state: string
  readonly tries: number
  readonly due_at_ms: number
}
type MessageRow = {
  readonly owner: string
  readonly sequence: number
  readonly id: string
  readonly type: string
  /** In the form of its day; sent in that of the endpoint. */
  readonly body: string
  readonly at_ms: number
}
type AttemptRow = {
  readonly id: number
  readonly url: string | null
  readonly endpoint: string
  readonly sequence: number
  readonly try: number
  readonly at_ms: number
  readonly duration_ms: number
  readonly outcome: string
  readonly status: number | null
  readonly response_head: string
  readonly detail: string
}
type TargetRow = { readonly endpoint: string; readonly api_version: string }
type Tables = {
  readonly targets: TargetRow; readonly deliveries: DeliveryRow; readonly messages: MessageRow; readonly attempts: AttemptRow
}

const input = z.object({
  owner: z.string(), endpoint: z.string(), limit: z.int().min(1).max(100).default(20),
  /** Newest first; those before this sequence. */
  before: z.int().optional(), state: z.enum(['pending', 'delivered', 'failed']).optional(),
})

/** The delivery log of an endpoint: what was sent when, how often, and what the receiver said last. */
export const deliveriesQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'deliveries',
  parse: (value) => input.parse(value),
  answer: async (
    db, { owner, endpoint, limit, before, state }: z.output<typeof input>,
  ): Promise<{ readonly items: readonly DeliveryRecord[]; readonly hasMore: boolean }> => {
    let found = db.selectFrom('deliveries as d')
      .innerJoin('messages as m', (join) => join.onRef('m.owner', '=', 'd.owner').onRef('m.sequence', '=', 'd.sequence'))
      .innerJoin('targets as t', 't.endpoint', 'd.endpoint')
      .select(['t.api_version', 'd.sequence', 'd.state', 'd.tries', 'd.due_at_ms', 'm.id as message', 'm.type', 'm.body', 'm.at_ms'])
      .where('d.endpoint', '=', endpoint).where('d.owner', '=', owner)
    if (before !== undefined) found = found.where('d.sequence', '<', before)
    if (state !== undefined) found = found.where('d.state', '=', state)
    const rows = await found.orderBy('d.sequence', 'desc').limit(limit + 1).execute()
    const page = rows.slice(0, limit)
    const attempts = page.length === 0 ? [] : await db.selectFrom('attempts').selectAll()
      .where('endpoint', '=', endpoint).where('sequence', 'in', page.map(({ sequence }) => sequence))
      .orderBy('id').limit(limit * 40).execute()
    const items = page.map(({ api_version: version, ...row }) => ({
      ...row, body: dressed(row.body, version, apiChanges),
      attempts: attempts.filter((attempt) => Number(attempt.sequence) === Number(row.sequence)),
    }))
    return { items, hasMore: rows.length > limit }
  },
}
