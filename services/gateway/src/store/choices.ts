import type { Pool } from 'pg'

/** The window of the caps on choices. */
export const choiceWindowMs = 3_600_000

/**
 * How often acceptors were asked for within the hour, by address and by merchant. In the database,
 * so that a restart forgets nothing and all replicas count together.
 */
export class Choices {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Counts one more for each, and answers how many there are now, in the same order. */
  async count(names: readonly string[], nowMs: number): Promise<readonly number[]> {
    const window = Math.floor(nowMs / choiceWindowMs)
    const { rows } = await this.#pool.query<{ name: string; count: number }>(
      `insert into choices as known (name, hour, count) select name, $2, 1 from unnest($1::text[]) as name order by name
       on conflict (name) do update set hour = excluded.hour,
         count = case when known.hour = excluded.hour then known.count + 1 else 1 end
       returning name, count`, [names, window])
    return names.map((name) => rows.find((row) => row.name === name)?.count ?? 0)
  }
}
