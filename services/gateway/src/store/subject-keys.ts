import type { Pool } from 'pg'
import type { SubjectKeys } from '../crypto/vault.ts'

/** Subject keys in the gateway's own tables, away from the event store. */
export const subjectKeys = (pool: Pool): SubjectKeys => {
  const get = async (subject: string): Promise<Buffer | undefined> => {
    const found = await pool.query<{ wrapped: Buffer }>('select wrapped from subject_keys where subject = $1', [subject])
    return found.rows[0]?.wrapped
  }
  return {
    get,
    putIfAbsent: async (subject, wrapped) => {
      await pool.query('insert into subject_keys (subject, wrapped) values ($1, $2) on conflict do nothing', [subject, wrapped])
      return await get(subject) ?? wrapped
    },
    forget: async (subject) => {
      await pool.query('delete from subject_keys where subject = $1', [subject])
    },
  }
}
