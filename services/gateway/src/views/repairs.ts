import { repairEvents } from '@stablegate/contracts'
import { unreachable, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { RepairEvent } from '../domain/repair.ts'

type Requested = Extract<RepairEvent, { type: 'repair.requested' }>['data']

export type RepairRow = {
  readonly id: string
  readonly state: 'requested' | 'approved' | 'done' | 'refused'
  readonly place: Requested['place']
  readonly act: Requested['act']
  readonly reason: string
  readonly operators: readonly string[]
  readonly through: number
  readonly detail: string
  readonly asked_at_ms: number
}

const apply = (row: RepairRow | undefined, event: RecordedEvent<RepairEvent>): RepairRow | undefined => {
  switch (event.type) {
    case 'repair.requested': {
      const { repair, place, act, reason, operator, atMs } = event.data
      return { id: repair, state: 'requested', place, act, reason, operators: [operator], through: 0, detail: '', asked_at_ms: atMs }
    }
    case 'repair.approved': return row && { ...row, state: 'approved', operators: event.data.operators }
    case 'repair.done': {
      const { outcome, through, detail } = event.data
      return row && { ...row, state: outcome, through, detail: detail ?? '' }
    }
    default: return unreachable(event)
  }
}

export const repairsView: View<RepairRow> = {
  name: 'repairs',
  version: 1,
  events: Object.values(repairEvents),
  columns: {
    state: 'text', place: 'jsonb', act: 'jsonb', reason: 'text', operators: 'jsonb', through: 'bigint', detail: 'text',
    asked_at_ms: 'bigint',
  },
  indexes: [['asked_at_ms']],
  keys: (event: RecordedEvent<RepairEvent>) => [event.data.repair],
  apply,
}

type Tables = { readonly repairs: RepairRow }

/** Newest first. */
export const repairsQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'repairs',
  parse: (value) => z.object({}).parse(value),
  answer: (db) => db.selectFrom('repairs').selectAll().orderBy('asked_at_ms', 'desc').orderBy('id').limit(100).execute(),
}
