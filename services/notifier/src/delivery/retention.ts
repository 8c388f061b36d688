import type { HostContext, Worker } from '@stablegate/host'
import type { Pool } from 'pg'

/**
 * How long a webhook can be sent again and its tries are shown. Far longer than the retry schedule:
 * what is still waiting then belongs to an endpoint that was switched off. The feed keeps every event.
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

/** Keeps the tables of deliveries from growing for ever; what happened stays in the log and the feed. */
export class DeliveryRetention implements Worker {
  readonly name = 'delivery-retention'
  readonly exclusive = true
  readonly #context: Pick<HostContext, 'pool' | 'clock' | 'logger'>
  #stopping = new AbortController()
  #running: Promise<void> | undefined

  constructor(context: Pick<HostContext, 'pool' | 'clock' | 'logger'>) {
    this.#context = context
  }

  start(signal: AbortSignal): void {
    this.#stopping = new AbortController()
    this.#running = this.#loop(AbortSignal.any([signal, this.#stopping.signal]))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** Forgets all that is old, batch after batch, so that no statement runs long. */
  async forgetOld(signal?: AbortSignal): Promise<void> {
    const { pool, clock } = this.#context
    const beforeMs = clock.now() - deliveryRetentionMs
    for (const forget of [forgetMessages, forgetAttempts]) {
      while (signal?.aborted !== true && await forget(pool, beforeMs) === batch);
    }
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.forgetOld(signal)
      } catch (error) {
        this.#context.logger.warn({ err: error }, 'old deliveries stay')
      }
      await this.#context.clock.sleep(everyMs, signal)
    }
  }
}
