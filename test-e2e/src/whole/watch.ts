import { order } from '@stablegate/order'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { tableOf } from './tables.ts'

/** A payment as its read model shows it: what its people would see by asking again and again. */
export type Row = {
  readonly id: string
  readonly status: string
  readonly word: string
  readonly acceptor: string | null
  readonly order_id: string | null
  readonly fiat_minor: string | null
  readonly flagged: boolean
  readonly held_confirmation: boolean
  readonly debt_paid: boolean
  readonly released: boolean
  readonly recall_open: boolean
  readonly recalled: string
  readonly recalling: boolean
  readonly appeal_open: boolean
  readonly appeal_paid: boolean
  readonly proposed: boolean
  readonly has_case: boolean
}

const columns = `id, status, word, acceptor, order_id, has_case, state->'order'->>'fiatMinor' as fiat_minor,
  state ? 'flag' as flagged, (state->>'heldConfirmation')::boolean as held_confirmation,
  coalesce((state->'settlement'->>'fiatDebtPaid')::boolean, false) as debt_paid,
  state ? 'settlement' and state->'settlement'->>'inHeldMicro' = '0'
    and state->'settlement'->>'inReserveMicro' = '0'
    and state->'settlement'->'outgoing' = '[]'::jsonb as released,
  coalesce((state->'recall'->>'open')::boolean, false) as recall_open, state->>'recalledMicro' as recalled,
  state ? 'recalling' as recalling, coalesce((state->'appeal'->>'open')::boolean, false) as appeal_open,
  state ? 'appealPay' as appeal_paid, state ? 'proposal' as proposed`

type Waiter = {
  readonly payment: string
  readonly isSeen: (row: Row) => boolean
  readonly resolve: (row: Row) => void
  readonly reject: (error: Error) => void
  readonly what: string
  readonly givenUpAtMs: number
  last: Row | undefined
}

const lookEveryMs = 40

/**
 * Looks at all awaited payments with one query, where hundreds of people polling over HTTP would
 * use up the machine that is to be tested. Every act goes through the API all the same.
 */
export class Watch {
  readonly #pool: pg.Pool
  readonly #waiters = new Set<Waiter>()
  readonly #deadlineMs: number
  readonly #signal: AbortSignal | undefined
  /** Why the last look saw nothing. */
  #blind: string | undefined
  #running: Promise<void> | undefined
  #closed: Promise<void> | undefined

  /** Once the signal aborts, whatever is awaited is given up with its reason. */
  constructor(databaseUrl: string, deadlineMs: number, signal?: AbortSignal) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 1, application_name: 'test-watch' })
    this.#pool.on('error', () => undefined)
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
    this.#deadlineMs = deadlineMs
    this.#signal = signal
  }

  /** Who waits for what, and what was seen instead. */
  get waiting(): readonly string[] {
    return [...this.#waiters].map(({ payment, what, last }) =>
      `${payment} is not ${what} but ${last === undefined ? 'nowhere' : last.status}`)
  }

  /** Resolves with the payment's row once it is as awaited. */
  until(payment: string, what: string, isSeen: (row: Row) => boolean): Promise<Row> {
    return new Promise((resolve, reject) => {
      const givenUpAtMs = Date.now() + this.#deadlineMs
      this.#waiters.add({ payment, isSeen, resolve, reject, what, givenUpAtMs, last: undefined })
      this.#running ??= this.#run()
    })
  }

  /** May be called twice. */
  close(): Promise<void> {
    this.#closed ??= Promise.resolve(this.#running).then(() => this.#pool.end())
    return this.#closed
  }

  async #run(): Promise<void> {
    while (this.#waiters.size > 0) {
      // A cut connection is nothing new: the next look opens another.
      await this.#look().then(() => { this.#blind = undefined }, (error: unknown) => { this.#blind = String(error) })
      this.#giveUp()
      await pause(lookEveryMs)
    }
    // In the same step as the last glance at who waits, or whoever comes between is never looked for.
    this.#running = undefined
  }

  async #look(): Promise<void> {
    const waiters = [...this.#waiters]
    const ids = [...new Set(waiters.map(({ payment }) => payment))]
    const { rows } = await this.#pool.query<Row>({
      name: 'watch', text: `select ${columns} from ${tableOf(order, 'payments')} where id = any($1)`, values: [ids],
    })
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const waiter of waiters) {
      const row = byId.get(waiter.payment)
      waiter.last = row ?? waiter.last
      if (row === undefined || !waiter.isSeen(row)) continue
      this.#waiters.delete(waiter)
      waiter.resolve(row)
    }
  }

  #giveUp(): void {
    for (const waiter of this.#waiters) {
      if (Date.now() < waiter.givenUpAtMs && !this.#signal?.aborted) continue
      this.#waiters.delete(waiter)
      const seen = `${JSON.stringify(waiter.last ?? 'nothing')}${this.#blind === undefined ? '' : `, and then ${this.#blind}`}`
      const why = this.#signal?.aborted ? String(this.#signal.reason) : 'in time'
      waiter.reject(new Error(`${waiter.payment} was not ${waiter.what}, ${why}; seen ${seen}`))
    }
  }
}
