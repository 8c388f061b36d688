import { userEvents, type UserChange, type UserRole } from '@stablegate/contracts'
import { ascending, pageOf, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { UserEvent } from '../domain/user.ts'

/** A person; `party` is the merchant or acceptor, or `operator`. */
export type UserRow = {
  readonly id: string
  readonly role: UserRole
  readonly party: string
  readonly operator: string
  readonly status: 'invited' | 'active' | 'disabled'
  readonly sealed_email: string
  readonly generation: number
  readonly proposed: string
  readonly proposed_by: string
  readonly created_at_ms: number
}

/** A proposal as people read it; a link's digest is nobody's business. */
const said = (change: UserChange): string => (change.kind === 'role' ? change.role : change.kind)

const changedRow = (row: UserRow, change: UserChange): UserRow => {
  const settled = { ...row, proposed: '', proposed_by: '' }
  switch (change.kind) {
    case 'link': return settled
    case 'role': return { ...settled, role: change.role }
    case 'enable': return { ...settled, status: row.generation > 0 ? 'active' : 'invited' }
  }
}

export const usersView: View<UserRow> = {
  name: 'users',
  version: 1,
  events: Object.values(userEvents),
  columns: {
    role: 'text', party: 'text', operator: 'text', status: 'text', sealed_email: 'text', generation: 'integer', proposed: 'text',
    proposed_by: 'text', created_at_ms: 'bigint',
  },
  indexes: [['party']],
  keys: (event: RecordedEvent<UserEvent>) => [event.data.user],
  apply: (row, event: RecordedEvent<UserEvent>) => {
    if (event.type === 'user.invited') {
      const { user, role, holder, operator, sealedEmail, atMs } = event.data
      return {
        id: user, role, party: holder ?? 'operator', operator: operator ?? '', status: 'invited', sealed_email: sealedEmail,
        generation: 0, proposed: '', proposed_by: '', created_at_ms: atMs,
      }
    }
    if (!row) return row
    switch (event.type) {
      case 'user.change_proposed': return { ...row, proposed: said(event.data.change), proposed_by: event.data.by }
      case 'user.changed': return changedRow(row, event.data.change)
      case 'user.joined': return { ...row, status: 'active', generation: event.data.generation }
      case 'user.disabled': return { ...row, status: 'disabled', proposed: '', proposed_by: '' }
    }
  },
}

type Tables = { readonly users: UserRow }
const ofParty = z.object({
  party: z.string().max(80).optional(), limit: z.int().min(1).max(100), startingAfter: z.string().max(80).optional(),
  /** `startingAfter` is the item that the page ends before. */
  backward: z.boolean().optional(),
})

const one = z.object({ user: z.string() })

export const userQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'user',
  parse: (value) => one.parse(value),
  answer: async (db, { user }: z.output<typeof one>) =>
    await db.selectFrom('users').selectAll().where('id', '=', user).executeTakeFirst() ?? null,
}

/** People of a party, or everybody, by id. */
export const usersQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'users',
  parse: (value) => ofParty.parse(value),
  answer: async (db, { party, limit, startingAfter, backward }: z.output<typeof ofParty>) => {
    const { beyond, order } = ascending(backward)
    let query = db.selectFrom('users').selectAll().orderBy('id', order).limit(limit + 1)
    if (party !== undefined) query = query.where('party', '=', party)
    if (startingAfter !== undefined) query = query.where('id', beyond, startingAfter)
    const { rows, hasMore } = pageOf(await query.execute(), limit, backward)
    return { items: rows, hasMore }
  },
}
