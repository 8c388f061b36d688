import type { Query } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { CheckpointRow, SealerTables } from '../store/rows.ts'

export type Db = ReadonlyKysely<SealerTables>

/** A signed checkpoint with what cosigned it, as it is shown. */
export type ShownCheckpoint = {
  readonly log: string
  readonly incarnation: string
  readonly size: number
  readonly position: number
  readonly text: string
  readonly atMs: number
  readonly published: boolean
}

export const shown = (row: CheckpointRow): ShownCheckpoint => ({
  log: row.log, incarnation: row.incarnation, size: Number(row.size), position: Number(row.position),
  text: row.note + row.cosignatures, atMs: Number(row.at_ms), published: row.published,
})

/** The newest checkpoint of each tree, with how far the tree has grown and what halts it. */
export const newestQuery: Query<Db> = {
  name: 'newest',
  parse: (value) => z.strictObject({}).parse(value),
  answer: async (db) => {
    const rows = await db.selectFrom('trees as t').innerJoinLateral(
      (one) => one.selectFrom('checkpoints as c').selectAll()
        .whereRef('c.log', '=', 't.log').whereRef('c.incarnation', '=', 't.incarnation')
        .orderBy('c.size', 'desc').limit(1).as('c'),
      (join) => join.onTrue())
      .selectAll('c').select(['t.size as sealed', 't.fault', 't.began_at_ms'])
      .orderBy('t.log').orderBy('t.began_at_ms', 'desc').execute()
    const keys = await db.selectFrom('keys').selectAll().orderBy('first_used_at_ms').execute()
    return {
      logs: rows.map((row) => ({ ...shown(row), sealed: Number(row.sealed), fault: row.fault })),
      keys: keys.map(({ published, first_used_at_ms: at }) => ({ key: published, firstUsedAtMs: Number(at) })),
    }
  },
}
