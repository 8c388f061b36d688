import { addressCommands } from '@stablegate/contracts'
import type { HostContext, Worker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import type { DepositRow } from '../views/deposits.ts'
import type { Screening } from './screening.ts'

export type ScreeningWorkerOptions = {
  readonly context: Pick<HostContext, 'commands' | 'clock' | 'logger' | 'tail'>
  /** Booked deposits that nobody screened yet, oldest first; undefined while crediting is stopped. */
  readonly waiting: (limit: number) => Promise<readonly DepositRow[] | undefined>
  readonly screening: Screening
  readonly timeoutMs: number
  readonly pollMs: number
}

/** Screenings under way at the same time: one that hangs keeps no other waiting. */
const parallelScreenings = 64
const firstBackoffMs = 1_000
const longestBackoffMs = 300_000

type Retry = { readonly failures: number; readonly notBeforeMs: number }

/** Asks the port about every booked deposit, each on its own, until there is an answer. */
export class ScreeningWorker implements Worker {
  readonly name = 'screening'
  readonly exclusive = true
  readonly #options: ScreeningWorkerOptions
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #retries = new Map<string, Retry>()
  #running: Promise<void> | undefined
  #stopped = false

  constructor(options: ScreeningWorkerOptions) {
    this.#options = options
  }

  start(signal: AbortSignal): void {
    this.#running = this.#run(signal)
  }

  async stop(): Promise<void> {
    await this.#running
    await Promise.all(this.#underWay.values())
  }

  status(): Readonly<Record<string, unknown>> {
    return { underWay: this.#underWay.size, failing: this.#retries.size, creditingStopped: this.#stopped }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { context: { clock, logger, tail }, pollMs } = this.#options
    let wake = new AbortController()
    const untail = tail('treasury', () => wake.abort('news'))
    try {
      while (!signal.aborted) {
        wake = new AbortController()
        try {
          await this.#round(signal)
        } catch (error) {
          logger.warn({ err: error }, 'deposits that wait for screening were not read')
        }
        await clock.sleep(pollMs, this.#underWay.size < parallelScreenings ? AbortSignal.any([signal, wake.signal]) : signal)
      }
    } finally {
      untail()
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { context: { clock }, waiting: read } = this.#options
    const waiting = await read(parallelScreenings * 4)
    this.#stopped = waiting === undefined
    if (waiting === undefined) return
    for (const row of waiting) {
      if (this.#underWay.size >= parallelScreenings) return
      if (this.#underWay.has(row.id) || (this.#retries.get(row.id)?.notBeforeMs ?? 0) > clock.now()) continue
      this.#underWay.set(row.id, this.#screen(row, signal).finally(() => this.#underWay.delete(row.id)))
    }
  }

  async #screen(row: DepositRow, signal: AbortSignal): Promise<void> {
    const { context, screening, timeoutMs } = this.#options
    try {
      const { outcome, reason } = await answerIn(timeoutMs, signal, (deadline) => screening.screen({
        chain: row.chain, txid: row.txid, from: row.from_address, to: row.address, amountMicro: row.amount_micro,
      }, deadline))
      const { chain, address, deposit } = row
      const answer = await context.commands.send(
        addressCommands.recordScreening.type, { chain, address, deposit, outcome, reason: reason.slice(0, 200) },
        { id: uuidv5('screening', row.id, outcome, reason), actor: 'treasury:screening' })
      if (answer.status !== 'accepted') throw new Error(`${answer.status}: ${JSON.stringify(answer)}`)
      this.#retries.delete(row.id)
    } catch (error) {
      if (!signal.aborted) this.#failed(row, error)
    }
  }

  #failed(row: DepositRow, error: unknown): void {
    const { clock, logger } = this.#options.context
    const failures = (this.#retries.get(row.id)?.failures ?? 0) + 1
    const backoffMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(failures - 1, 12))
    this.#retries.set(row.id, { failures, notBeforeMs: clock.now() + backoffMs })
    logger.warn({ deposit: row.deposit, failures, err: error }, 'a deposit was not screened')
  }
}

/** The answer of work that may hang: it is left alone after its time. */
const answerIn = async <T>(
  timeoutMs: number, signal: AbortSignal, work: (deadline: AbortSignal) => Promise<T>,
): Promise<T> => {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const over = new Promise<never>((_, refuse) => {
    deadline.addEventListener('abort', () => refuse(new Error('no answer in time')), { once: true })
  })
  return Promise.race([work(deadline), over])
}
