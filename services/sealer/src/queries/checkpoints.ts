import { descending, type Query } from '@stablegate/kernel'
import { z } from 'zod'
import { shown, type Db, type ShownCheckpoint } from './newest.ts'

const input = z.strictObject({
  log: z.string(),
  /** Default: that of the newest tree of the log. */
  incarnation: z.string().optional(),
  /** Only this size. */
  size: z.int().min(1).optional(),
  /** Covering this position: the newest does if any does. */
  before: z.int().optional(),
  /** `before` is the size that the page ends before; the answer begins at its end. */
  backward: z.boolean().optional(),
  limit: z.int().min(1).max(101).default(20),
})

export const incarnationOf = async (db: Db, log: string, given: string | undefined): Promise<string | undefined> => {
  if (given !== undefined) return given
  const newest = await db.selectFrom('trees').select('incarnation').where('log', '=', log)
    .orderBy('began_at_ms', 'desc').limit(1).executeTakeFirst()
  return newest?.incarnation
}

/** Checkpoints of a log, the largest first. */
export const checkpointsQuery: Query<Db> = {
  name: 'checkpoints',
  parse: (value) => input.parse(value),
  answer: async (db, { log, incarnation, size, before, backward, limit }: z.output<typeof input>): Promise<readonly ShownCheckpoint[]> => {
    const tree = await incarnationOf(db, log, incarnation)
    if (tree === undefined) return []
    const { beyond, order } = descending(backward)
    let found = db.selectFrom('checkpoints').selectAll().where('log', '=', log).where('incarnation', '=', tree)
    if (size !== undefined) found = found.where('size', '=', size)
    if (before !== undefined) found = found.where('size', beyond, before)
    return (await found.orderBy('size', order).limit(limit).execute()).map(shown)
  },
}
