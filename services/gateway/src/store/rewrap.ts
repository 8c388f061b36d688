import type { HostContext, Worker } from '@stablegate/host'
import type { Vault } from '../crypto/vault.ts'

const batch = 500

type Row = { readonly subject: string; readonly wrapped: Buffer }

/**
 * After the master key was changed: puts every subject's key under the newest one, once at start, and
 * says when it is done. Until then, and for answers kept under Idempotency-Keys, older keys still open.
 */
export class KeyRewrap implements Worker {
  readonly name = 'key-rewrap'
  readonly exclusive = true
  readonly #context: Pick<HostContext, 'pool' | 'clock' | 'logger'>
  readonly #vault: Vault
  #stopping = new AbortController()
  #running: Promise<void> | undefined

  constructor(context: Pick<HostContext, 'pool' | 'clock' | 'logger'>, vault: Vault) {
    this.#context = context
    this.#vault = vault
  }

  start(signal: AbortSignal): void {
    this.#stopping = new AbortController()
    this.#running = this.#untilDone(AbortSignal.any([signal, this.#stopping.signal]))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #untilDone(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#context
    while (!signal.aborted) {
      try {
        const changed = await this.rewrapAll(signal)
        if (!signal.aborted) logger.info({ changed }, 'every key of a subject is under the newest master key')
        return
      } catch (error) {
        logger.error({ err: error }, 'keys of subjects are still under an older master key')
        await clock.sleep(60_000, signal)
      }
    }
  }

  /** Answers how many keys were under an older one. A key that was forgotten meanwhile stays forgotten. */
  async rewrapAll(signal: AbortSignal): Promise<number> {
    const { pool } = this.#context
    let changed = 0
    let after = ''
    while (!signal.aborted) {
      const { rows } = await pool.query<Row>(
        'select subject, wrapped from subject_keys where subject > $1 order by subject limit $2', [after, batch])
      for (const { subject, wrapped } of rows) {
        const renewed = this.#vault.rewrapped(subject, wrapped)
        if (renewed === undefined) continue
        const { rowCount } = await pool.query(
          'update subject_keys set wrapped = $2 where subject = $1 and wrapped = $3', [subject, renewed, wrapped])
        changed += rowCount ?? 0
      }
      after = rows.at(-1)?.subject ?? after
      if (rows.length < batch) break
    }
    return changed
  }
}
