import type { HostContext, Worker } from '@stablegate/host'
import { forgetOldSignIns } from '../users/attempts.ts'
import { choiceWindowMs } from './choices.ts'

/** How long a repeated request gets its first answer from here. */
export const idempotencyRetentionMs = 30 * 86_400_000
const everyMs = 3_600_000
const batch = 5_000

/** Forgets answers of requests that nobody repeats any more, and counts that are over; what was done stays in the log. */
export class IdempotencyRetention implements Worker {
  readonly name = 'idempotency-retention'
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

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        // Batch after batch, so that no statement runs long.
        while (!signal.aborted && await this.forgetOld() === batch);
        await this.#forgetChoices()
        await forgetOldSignIns(this.#context.pool, this.#context.clock.now())
      } catch (error) {
        this.#context.logger.warn({ err: error }, 'old idempotency keys stay')
      }
      await this.#context.clock.sleep(everyMs, signal)
    }
  }

  /** Counts of hours that are over limit nobody any more. */
  async #forgetChoices(): Promise<void> {
    const { pool, clock } = this.#context
    await pool.query('delete from choices where hour < $1', [Math.floor(clock.now() / choiceWindowMs)])
  }

  /** Forgets one batch; answers how many. */
  async forgetOld(): Promise<number> {
    const { pool, clock } = this.#context
    const gone = await pool.query(
      `delete from idempotency where ctid = any(array(
         select ctid from idempotency where created_at_ms < $1 limit ${batch}))`,
      [clock.now() - idempotencyRetentionMs])
    return gone.rowCount ?? 0
  }
}
