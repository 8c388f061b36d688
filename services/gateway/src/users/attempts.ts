import type { Pool } from 'pg'
import { Problem } from '../http/problem.ts'

/** Tries that are free; each further one waits twice as long as the one before. */
const freeTries = 5
/** Likewise of one address, which many people may share: who guesses at many names soon has had them all. */
export const freeTriesOfAddress = 200
const firstWaitMs = 15_000
const longestWaitMs = 15 * 60_000
/** Failures older than this count no more. */
const forgetMs = 24 * 3_600_000

type Row = { readonly failures: number; readonly open_at_ms: bigint }

/**
 * Lock-out with back-off for what can be guessed. A try is counted before it is judged, in one
 * statement, so that a thousand guesses at once are a thousand tries; success forgets them.
 */
export class Attempts {
  readonly #pool: Pick<Pool, 'query'>
  readonly #now: () => number

  constructor(pool: Pick<Pool, 'query'>, now: () => number) {
    this.#pool = pool
    this.#now = now
  }

  /** Takes one try of the subject; throws `sign_in_locked` while it has none. */
  async take(subject: string, free = freeTries): Promise<void> {
    const nowMs = this.#now()
    // Rows wait for one another here: the count that decides is the one this statement leaves.
    const taken = await this.#pool.query<Row>(
      `insert into sign_in_attempts as a (subject, failures, open_at_ms, at_ms) values ($1, 1, 0, $2)
       on conflict (subject) do update set
         failures = case when a.at_ms < $3 then 1 else a.failures + 1 end, at_ms = $2,
         open_at_ms = case when a.at_ms < $3 or a.failures + 1 < $4 then 0
           else $2 + least($6, $5 * power(2, least(30, a.failures + 1 - $4)))::bigint end
       where a.open_at_ms <= $2 or a.at_ms < $3
       returning failures, open_at_ms`,
      [subject, nowMs, nowMs - forgetMs, free, firstWaitMs, longestWaitMs])
    if (taken.rows.length > 0) return
    const found = await this.#pool.query<Row>('select failures, open_at_ms from sign_in_attempts where subject = $1', [subject])
    const openAtMs = Number(found.rows[0]?.open_at_ms ?? nowMs)
    throw new Problem('sign_in_locked', { retryAfterMs: Math.max(1_000, openAtMs - nowMs) })
  }

  /** The try was none: what was shown was right. */
  async giveBack(subject: string): Promise<void> {
    await this.#pool.query(
      'update sign_in_attempts set failures = greatest(0, failures - 1), open_at_ms = 0 where subject = $1', [subject])
  }

  async forget(subject: string): Promise<void> {
    await this.#pool.query('delete from sign_in_attempts where subject = $1', [subject])
  }
}

/** What of signing in is over: sessions, challenges, tries and codes that nobody can use any more. */
export const forgetOldSignIns = async (pool: Pick<Pool, 'query'>, nowMs: number): Promise<void> => {
  await pool.query('delete from auth_sessions where "expiresAt" < $1', [new Date(nowMs)])
  await pool.query('delete from auth_verifications where "expiresAt" < $1', [new Date(nowMs)])
  await pool.query('delete from sign_in_attempts where at_ms < $1', [nowMs - forgetMs])
  await pool.query('delete from used_codes where at_ms < $1', [nowMs - forgetMs])
}
