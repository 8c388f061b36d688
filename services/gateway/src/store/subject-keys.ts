import { realClock, Together } from '@stablegate/host'
import type { Pool } from 'pg'
import type { SubjectKeys } from '../crypto/vault.ts'

/** Who is asked for together is read together. */
const together = { maxItems: 200, restMs: 5, clock: realClock }
/** A key that another process forgot opens nothing here after this at the latest. */
export const keptMs = 10_000
const maxKept = 10_000

type Wrapped = { readonly subject: string; readonly wrapped: Buffer }

/**
 * A small buffer is a slice of a pool that many share, and one that is kept keeps the whole of it:
 * 64 KB for a key of sixty bytes.
 */
const ownBytes = (bytes: Buffer): Buffer => Buffer.from(new Uint8Array(bytes).buffer)

/** Subject keys in the gateway's own tables, away from the event store. */
export const subjectKeys = (pool: Pool, now: () => number = Date.now): SubjectKeys => {
  const kept = new Map<string, { readonly wrapped: Buffer; readonly untilMs: number }>()
  /** Counts what was forgotten here, so that no answer on its way brings it back. */
  let forgotten = 0

  const keep = ({ subject, wrapped }: Wrapped): void => {
    if (kept.size >= maxKept) kept.clear()
    kept.set(subject, { wrapped: ownBytes(wrapped), untilMs: now() + keptMs })
  }
  const found = async (query: Promise<{ readonly rows: readonly Wrapped[] }>, subjects: readonly string[]) => {
    const before = forgotten
    const { rows } = await query
    if (before === forgotten) for (const row of rows) keep(row)
    const bySubject = new Map(rows.map((row) => [row.subject, row.wrapped]))
    return subjects.map((subject) => bySubject.get(subject))
  }

  const reading = new Together<string, Buffer | undefined>({
    ...together,
    call: (subjects) => found(pool.query<Wrapped>(
      'select subject, wrapped from subject_keys where subject = any($1)', [subjects]), subjects),
  })
  // Which of two keys is kept is decided by the row. One that somebody else put after this statement
  // began is seen by neither of its parts, and read afterwards.
  const putting = new Together<Wrapped, Buffer | undefined>({
    ...together, keyOf: ({ subject }) => subject,
    call: (all) => {
      const subjects = all.map(({ subject }) => subject)
      return found(pool.query<Wrapped>(
        `with new as (select * from unnest($1::text[], $2::bytea[]) as new (subject, wrapped)),
           put as (
             insert into subject_keys (subject, wrapped) select subject, wrapped from new order by subject
             on conflict do nothing returning subject, wrapped)
         select subject, wrapped from put
         union all select subject, wrapped from subject_keys where subject = any($1)`,
        [subjects, all.map(({ wrapped }) => wrapped)]), subjects)
    },
  })
  const keptOf = (subject: string): Buffer | undefined => {
    const known = kept.get(subject)
    return known && now() < known.untilMs ? known.wrapped : undefined
  }
  const get = async (subject: string): Promise<Buffer | undefined> =>
    keptOf(subject) ?? await reading.add(subject)
  return {
    get,
    putIfAbsent: async (subject, make) => {
      const known = keptOf(subject)
      if (known) return known
      const wrapped = make()
      return await putting.add({ subject, wrapped }) ?? await get(subject) ?? wrapped
    },
    forget: async (subject) => {
      await pool.query(
        `insert into subject_keys (subject, wrapped) values ($1, '') on conflict (subject) do update set wrapped = ''`, [subject])
      forgotten += 1
      kept.delete(subject)
    },
  }
}
