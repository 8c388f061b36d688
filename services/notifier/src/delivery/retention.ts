import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import type { Pool } from 'pg'

/**
 * How long a webhook can be sent again and its tries are shown. Far longer than the retry schedule:
 * what is still waiting then belongs to an endpoint that was switched off, or paused for a month. The
 * feed keeps every event.
 */
export const deliveryRetentionMs = 30 * 86_400_000
const everyMs = 3_600_000
const batch = 1_000

/** Forgets one batch of old messages with their deliveries; answers how many messages. */
const forgetMessages = async (pool: Pool, beforeMs: number): Promise<number> => {
  const gone = await pool.query(
    `with old as (select owner, sequence from messages where at_ms < $1 order by at_ms limit ${batch}),
       undelivered as (
         delete from deliveries d using old, targets t
         where t.owner = old.owner and d.endpoint = t.endpoint and d.sequence = old.sequence)
     delete from messages m using old where m.owner = old.owner and m.sequence = old.sequence`, [beforeMs])
  return gone.rowCount ?? 0
}

/** Likewise tries, which are numbered as they were made. */
const forgetAttempts = async (pool: Pool, beforeMs: number): Promise<number> => {
  const gone = await pool.query(
    `delete from attempts where at_ms < $1 and id in (select id from attempts order by id limit ${batch})`, [beforeMs])
  return gone.rowCount ?? 0
}

/** Forgets all that is old, batch after batch, so that no statement runs long. */
export const forgetOldDeliveries = async (pool: Pool, nowMs: number, signal?: AbortSignal): Promise<void> => {
  for (const forget of [forgetMessages, forgetAttempts]) {
    while (signal?.aborted !== true && await forget(pool, nowMs - deliveryRetentionMs) === batch);
  }
}

/** Keeps the tables of deliveries from growing for ever; what happened stays in the log and the feed. */
export const deliveryRetentionOf = (context: HostContext): Worker => new RoundsWorker({
  name: 'delivery-retention', context, logs: [], pollMs: everyMs,
  round: (signal) => forgetOldDeliveries(context.pool, context.clock.now(), signal),
})
