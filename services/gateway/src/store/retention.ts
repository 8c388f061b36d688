import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import type { Pool } from 'pg'
import { forgetOldSignIns } from '../users/attempts.ts'
import { choiceWindowMs } from './choices.ts'

/** How long a repeated request gets its first answer from here. */
export const idempotencyRetentionMs = 30 * 86_400_000
const everyMs = 3_600_000
const batch = 5_000

/** Forgets one batch; answers how many. */
const forgetAnswers = async (pool: Pool, beforeMs: number): Promise<number> => {
  const gone = await pool.query(
    `delete from idempotency where ctid = any(array(
       select ctid from idempotency where created_at_ms < $1 limit ${batch}))`, [beforeMs])
  return gone.rowCount ?? 0
}

/** Forgets all old answers, batch after batch, so that no statement runs long. */
export const forgetOldAnswers = async (pool: Pool, nowMs: number, signal?: AbortSignal): Promise<void> => {
  while (signal?.aborted !== true && await forgetAnswers(pool, nowMs - idempotencyRetentionMs) === batch);
}

/** Counts of hours that are over limit nobody any more. */
const forgetChoices = async (pool: Pool, nowMs: number): Promise<void> => {
  await pool.query('delete from choices where hour < $1', [Math.floor(nowMs / choiceWindowMs)])
}

/** Forgets answers of requests that nobody repeats any more, and counts that are over; what was done stays in the log. */
export const retentionOf = (context: HostContext): Worker => new RoundsWorker({
  name: 'retention', context, logs: [], pollMs: everyMs,
  round: async (signal) => {
    const [pool, nowMs] = [context.pool, context.clock.now()]
    await forgetOldAnswers(pool, nowMs, signal)
    await forgetChoices(pool, nowMs)
    // Sign-ins live by the machine's time, as the library that keeps them.
    await forgetOldSignIns(pool, context.machineClock.now())
  },
})
