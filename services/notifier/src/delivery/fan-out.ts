import { assertThat, type LogBatch, type StoredEvent } from '@stablegate/kernel'
import type { EventReader } from '@stablegate/host'
import type { Pool } from 'pg'
import type { Due } from './queue.ts'
import {
  deliveriesOf, messageOf, parse, putQueued, rowValues, spread, targetsOf, type Message, type Row, type Target, type Targets,
} from './spread.ts'

/** Events of one step: a bound on the transaction, not on the throughput. */
const batchLimit = 500
const log = 'notifier'
/** Events that were heard of and are not queued yet at most; what does not fit is read from the log. */
const maxReady = 2_000
/** Owners whose targets are remembered at most. */
const maxOwners = 20_000

type Page = { readonly events: readonly StoredEvent[]; readonly more: boolean }
type Cursor = { readonly incarnation: string; readonly position: number }

/** After a restore of the store our cursor may point beyond or beside it: a human must look. */
const assertSameLog = (at: Cursor, incarnation: string, head: number): void => {
  assertThat(at.incarnation === incarnation && at.position <= head, `the log of ${log} is not the one that was being read`)
}

export type FanOutStep = {
  /** First tries by endpoint, each in the order of the sequence, for those who can take them at once. */
  readonly fresh: ReadonlyMap<string, readonly Due[]>
  /** Endpoints with something to do that only the queue tells. */
  readonly look: ReadonlySet<string>
  /** The step began from what the database knows: somebody else may have queued before. */
  readonly anew: boolean
  readonly moved: boolean
  readonly more: boolean
}

const nothing: FanOutStep = { fresh: new Map(), look: new Set(), anew: false, moved: false, more: false }

/** Gives first tries to whoever can send them now; answers the endpoints that took theirs. */
export type OfferAhead = (fresh: ReadonlyMap<string, readonly Due[]>) => ReadonlySet<string>

/** What follows the cursor and is on its way into the queue. */
type Ready = {
  readonly events: number
  readonly last: number
  readonly messages: readonly Message[]
  readonly rows: readonly Row[]
  readonly taken: ReadonlySet<string>
  readonly written: PromiseWithResolvers<boolean>
}

const freshOf = (rows: readonly Row[]): Map<string, Due[]> => {
  const fresh = new Map<string, Due[]>()
  for (const { endpoint, due } of rows) {
    const known = fresh.get(endpoint)
    if (known === undefined) fresh.set(endpoint, [due])
    else known.push(due)
  }
  return fresh
}

/**
 * Moves events from the log to the queue: events, deliveries and the cursor in one transaction, so
 * that each event is queued exactly once for each endpoint that stood when it happened. Endpoints
 * are remembered from step to step, which is true as long as nobody else moves the cursor.
 *
 * An event stands in the log, so it may be sent before it is queued: what comes off the bus is offered
 * at once, and its try is written when the queue has it. If it never does, for the cursor was moved
 * elsewhere or the database is away, it comes once more from the queue.
 */
export class FanOut {
  readonly #pool: Pool
  readonly #events: EventReader
  readonly #offerAhead: OfferAhead
  #at: Cursor | undefined
  readonly #targets = new Map<string, Map<string, Target>>()
  #ready: Ready[] = []
  /** The log must be read before what the bus brings is of use again. */
  #mustRead = false
  #heardOf = 0

  constructor(pool: Pool, events: EventReader, offerAhead: OfferAhead = () => new Set()) {
    this.#pool = pool
    this.#events = events
    this.#offerAhead = offerAhead
  }

  /** There is something for another step. */
  get hasNews(): boolean {
    return this.#ready.length > 0 || (this.#at !== undefined && this.#heardOf > this.#at.position)
  }

  /** A batch of the bus. Never throws: what is of no use is read from the log. */
  hear(batch: LogBatch): void {
    this.#heardOf = Math.max(this.#heardOf, batch.last)
    const at = this.#at
    if (at === undefined || this.#mustRead) return
    const from = this.#ready.at(-1)?.last ?? at.position
    if (batch.last <= from && batch.incarnation === at.incarnation) return
    const waiting = this.#ready.reduce((sum, { events }) => sum + events, 0)
    const isNext = batch.incarnation === at.incarnation && batch.previous <= from && waiting < maxReady
    const ready = isNext
      ? this.#readied(batch.events.filter(({ position }) => position > from), batch.last, this.#offerAhead)
      : undefined
    if (ready === undefined) this.#mustRead = true
    else this.#ready.push(ready)
  }

  async step(): Promise<FanOutStep> {
    try {
      if (this.#at === undefined) return await this.#fromDatabase()
      return this.#ready.length > 0 ? await this.#writeReady(this.#at) : await this.#readOn(this.#at)
    } catch (error) {
      this.#forget()
      throw error
    }
  }

  /**
   * Writes what was offered and is not queued yet, since whoever sent it waits for that; after it, or where
   * it throws, nobody waits any more. To be called last, when nothing more is heard.
   */
  async end(): Promise<void> {
    try {
      while (this.#at !== undefined && this.#ready.length > 0) await this.#writeReady(this.#at)
    } finally {
      this.#forget()
    }
  }

  #forget(): void {
    this.#at = undefined
    this.#targets.clear()
    for (const { written } of this.#ready) written.resolve(false)
    this.#ready = []
  }

  /** Undefined where an endpoint changes, or its owner is not remembered: then the database must be asked. */
  #readied(stored: readonly StoredEvent[], last: number, offerAhead: OfferAhead): Ready | undefined {
    const messages: Message[] = []
    try {
      for (const event of stored) {
        const parsed = parse(event)
        if (parsed === undefined) continue
        if (parsed.event.type !== 'webhook.queued' || !this.#targets.has(parsed.event.data.owner)) return undefined
        messages.push(messageOf(parsed.id, parsed.event))
      }
    } catch {
      // An event that cannot be read is met again, and told of, by the step that reads the log.
      return undefined
    }
    const written = Promise.withResolvers<boolean>()
    const rows = messages.flatMap(({ id, event, body }) =>
      deliveriesOf(id, event, body, this.#targets, written.promise))
    return { events: stored.length, last, messages, rows, taken: offerAhead(freshOf(rows)), written }
  }

  async #writeReady(at: Cursor): Promise<FanOutStep> {
    let events = 0
    const batch = this.#ready.filter((one) => {
      const fits = events < batchLimit
      events += one.events
      return fits
    })
    if (!await this.#write(at, batch)) return { ...nothing, more: true }
    this.#ready.splice(0, batch.length)
    const fresh = freshOf(batch.flatMap(({ rows, taken }) => rows.filter(({ endpoint }) => !taken.has(endpoint))))
    return { ...nothing, fresh, moved: true, more: this.hasNews }
  }

  /** False, and all is forgotten, where the cursor has moved: another instance is at work. */
  async #write(at: Cursor, batch: readonly Ready[]): Promise<boolean> {
    const to = { incarnation: at.incarnation, position: batch.at(-1)?.last ?? at.position }
    const { rows: [result] } = await this.#pool.query<{ moved: number }>(putQueued, [
      ...rowValues(batch.flatMap(({ messages }) => messages), batch.flatMap(({ rows }) => rows)),
      at.position, to.position, at.incarnation,
    ])
    if (result?.moved !== 1) {
      this.#forget()
      return false
    }
    this.#at = to
    for (const { written } of batch) written.resolve(true)
    return true
  }

  /** From the log; what the bus brings meanwhile is read, too, or in the next step. */
  async #readOn(at: Cursor): Promise<FanOutStep> {
    this.#mustRead = true
    const heardBefore = this.#heardOf
    const { events: stored, more } = await this.#read(at)
    const last = stored.at(-1)
    if (last === undefined) {
      this.#mustRead = false
      // The bus may be ahead of the store, but not for ever: only what it says anew is worth another look.
      if (this.#heardOf === heardBefore) this.#heardOf = at.position
      return nothing
    }
    const ready = this.#readied(stored, last.position, () => new Set())
    if (ready === undefined) return await this.#fromDatabase()
    if (!await this.#write(at, [ready])) return { ...nothing, more: true }
    this.#mustRead = false
    return { ...nothing, fresh: freshOf(ready.rows), moved: true, more: more || this.hasNews }
  }

  async #read(at: Cursor): Promise<Page> {
    const { incarnation, position: head } = await this.#events.head(log)
    assertSameLog(at, incarnation, head)
    const events = at.position < head ? await this.#events.readLog(log, at.position, batchLimit) : []
    return { events, more: (events.at(-1)?.position ?? head) < head }
  }

  /** One step from what the database knows, whatever the events are. */
  async #fromDatabase(): Promise<FanOutStep> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      const cursor = await client.query<{ incarnation: string | null; position: bigint | string }>(
        'select incarnation, position from fan_out_cursor for update')
      const position = Number(cursor.rows[0]?.position ?? 0)
      // Where another instance has moved the cursor, what is remembered of endpoints is old.
      const anew = this.#at?.position !== position
      if (anew) this.#forget()
      const { incarnation, position: head } = await this.#events.head(log)
      const at = { incarnation: cursor.rows[0]?.incarnation ?? incarnation, position }
      assertSameLog(at, incarnation, head)
      const stored = position < head ? await this.#events.readLog(log, position, batchLimit) : []
      const batch = stored.flatMap((event) => parse(event) ?? [])
      const targets = await targetsOf(client, [...new Set(batch.map(({ event }) => event.data.owner))])
      const look = batch.length === 0 ? new Set<string>() : await spread(client, batch, targets)
      const to = { incarnation, position: stored.at(-1)?.position ?? position }
      if (stored.length > 0 || cursor.rows[0]?.incarnation === null) {
        await client.query('update fan_out_cursor set position = $1, incarnation = $2', [to.position, incarnation])
      }
      await client.query('commit')
      this.#remember(to, targets)
      return { ...nothing, look, anew, moved: stored.length > 0, more: to.position < head }
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  #remember(at: Cursor, targets: Targets): void {
    this.#at = at
    this.#mustRead = false
    if (this.#targets.size + targets.size > maxOwners) this.#targets.clear()
    for (const [owner, ofOwner] of targets) this.#targets.set(owner, ofOwner)
  }
}
