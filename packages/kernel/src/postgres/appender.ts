import type pg from 'pg'
import { checkAppend } from '../append-rules.ts'
import { BrokenInvariant, assertThat } from '../assert.ts'
import { EventIdTaken, OutcomeUnknown } from '../event-store.ts'
import type { Append, AppendResult, StoredEvent } from '../event-store.ts'
import { callAppend } from './append-call.ts'
import { isPassing, isUndone, unavailable } from './connections.ts'
import { GroupCommit } from './group-commit.ts'
import type { GroupLimits, Grouped } from './group-commit.ts'
import { LogTail } from './log-tail.ts'

/** How often an append whose connection broke is sent. */
export const maxSends = 3
const resolveRetryMs = 50
/** As the schema names it. */
const eventIdConstraint = 'event_id'

export type AppenderOptions = {
  readonly pool: pg.Pool
  readonly incarnation: string
  readonly limits: GroupLimits
  /** How long the outcome of a lost call is asked for before it is given up as unknown. */
  readonly resolveTimeoutMs: number
  readonly onBatch: (logs: readonly string[], items: number) => void
}

type Item = Grouped & {
  readonly append: Append
  readonly settle: (result: AppendResult) => void
  readonly fail: (error: Error) => void
  /** Sends whose connection broke. Above 0 a copy of the append may still reach the database. */
  lostSends: number
}

const logsOf = (batch: readonly Item[]): readonly string[] =>
  [...new Set(batch.map(({ append }) => append.log))]

const unknownOutcome = ({ append }: Item, error: unknown): OutcomeUnknown =>
  new OutcomeUnknown(`the outcome of an append to ${append.log} is not known`, { cause: error })

const idsOf = (append: Append): readonly string[] =>
  append.streams.flatMap((part) => part.events.map((event) => event.id))

/**
 * Appends over one connection at a time, grouped: what comes for several logs at once is one call
 * and one commit. Survives a lost answer.
 */
export class Appender {
  readonly #options: AppenderOptions
  readonly #group: GroupCommit<Item>
  /** By log what was committed here last. Only what answered calls have said is in it. */
  readonly #tails = new Map<string, LogTail>()

  constructor(options: AppenderOptions) {
    this.#options = options
    this.#group = new GroupCommit((batch) => this.#commit(batch), options.limits)
  }

  append(append: Append): Promise<AppendResult> {
    const { events, bytes } = checkAppend(append)
    const keys = append.streams.map(({ stream }) => stream)
    return new Promise((settle, fail) => {
      this.#group.add({ append, keys, events, bytes, settle, fail, lostSends: 0 })
    })
  }

  idle(): Promise<void> {
    return this.#group.idle()
  }

  /** See `LogTail.after`. */
  after(log: string, position: number, limit: number): readonly StoredEvent[] {
    return this.#tails.get(log)?.after(position, limit) ?? []
  }

  #tail(log: string): LogTail {
    const known = this.#tails.get(log)
    if (known !== undefined) return known
    const tail = new LogTail()
    this.#tails.set(log, tail)
    return tail
  }

  /** Settles the items of a batch; gives back those that were certainly not written and may be. */
  async #commit(batch: readonly Item[]): Promise<readonly Item[]> {
    const { pool, incarnation, onBatch } = this.#options
    let client: pg.PoolClient
    try {
      client = await pool.connect()
    } catch (error) {
      this.#nothingWritten(batch, error)
      return []
    }
    let results: readonly AppendResult[]
    try {
      const appends = batch.map((item) => item.append)
      results = await callAppend(client, incarnation, appends)
    } catch (error) {
      const undone = isUndone(error)
      client.release(!undone)
      for (const log of logsOf(batch)) this.#tail(log).forget()
      return undone ? await this.#undone(batch, error) : await this.#resolveLost(batch)
    }
    client.release()
    for (const [index, { append }] of batch.entries()) {
      const result = results[index]
      if (result?.status === 'appended') this.#tail(append.log).add(append, result.lastPosition)
    }
    onBatch(logsOf(batch), batch.length)
    await this.#settle(batch, results)
    return []
  }

  async #settle(batch: readonly Item[], results: readonly AppendResult[]): Promise<void> {
    const doubtful: Item[] = []
    for (const [index, item] of batch.entries()) {
      const result = results[index]
      assertThat(result !== undefined, 'the store answered fewer items than it was given')
      // The conflict may be with its own lost copy, which arrived after all.
      if (result.status === 'conflict' && item.lostSends > 0) doubtful.push(item)
      else item.settle(result)
    }
    if (doubtful.length === 0) return
    for (const item of await this.#settleFound(doubtful)) {
      const result = results[batch.indexOf(item)]
      if (result !== undefined) item.settle(result)
    }
  }

  /** The server undid the whole call. One bad item must not take the others with it. */
  async #undone(batch: readonly Item[], error: pg.DatabaseError): Promise<readonly Item[]> {
    if (isPassing(error)) {
      this.#nothingWritten(batch, error)
      return []
    }
    const [first] = batch
    if (first !== undefined && batch.length === 1) {
      const Refusal = error.constraint === eventIdConstraint ? EventIdTaken : BrokenInvariant
      first.fail(new Refusal(`the event store refused: ${error.message}`, { cause: error }))
      return []
    }
    const again: Item[] = []
    for (const item of batch) again.push(...await this.#commit([item]))
    return again
  }

  #nothingWritten(batch: readonly Item[], error: unknown): void {
    for (const item of batch) {
      item.fail(item.lostSends === 0 ? unavailable(error) : unknownOutcome(item, error))
    }
  }

  /** The connection broke in mid-call: the commit may be done, under way, or never happen. */
  async #resolveLost(batch: readonly Item[]): Promise<readonly Item[]> {
    for (const item of batch) item.lostSends += 1
    const missing = await this.#settleFound(batch)
    const again: Item[] = []
    for (const item of missing) {
      if (item.lostSends < maxSends) again.push(item)
      else item.fail(unknownOutcome(item, undefined))
    }
    return again
  }

  /** Settles the items whose events are in their logs; gives back the others. */
  async #settleFound(batch: readonly Item[]): Promise<readonly Item[]> {
    const missing: Item[] = []
    for (const log of logsOf(batch)) {
      missing.push(...await this.#settleFoundIn(log, batch.filter(({ append }) => append.log === log)))
    }
    return missing
  }

  async #settleFoundIn(log: string, batch: readonly Item[]): Promise<readonly Item[]> {
    let positions: ReadonlyMap<string, number>
    try {
      positions = await this.#find(log, batch.flatMap((item) => idsOf(item.append)))
    } catch (error) {
      for (const item of batch) item.fail(unknownOutcome(item, error))
      return []
    }
    return batch.filter((item) => {
      const ids = idsOf(item.append)
      const found = ids.flatMap((id) => positions.get(id) ?? [])
      if (found.length === 0) return true
      if (found.length === ids.length) {
        item.settle({ status: 'appended', lastPosition: Math.max(...found) })
      } else item.fail(new BrokenInvariant('a part of one append is in the store'))
      return false
    })
  }

  /**
   * Asks under the head lock, which waits out a backend that is still committing. A copy that the
   * server has not even read yet cannot be waited for: it meets the expected revisions like any
   * second writer, and `#settle` looks again before it calls a conflict one.
   */
  async #find(log: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { pool, incarnation, resolveTimeoutMs } = this.#options
    const deadlineAtMs = Date.now() + resolveTimeoutMs
    for (;;) {
      try {
        const { rows } = await pool.query<{ id: string; position: number }>({
          name: 'eventstore.find_events',
          text: 'select id, position from eventstore.find_events($1, $2, $3)',
          values: [incarnation, log, ids],
        })
        return new Map(rows.map(({ id, position }) => [id, position]))
      } catch (error) {
        const hopeless = isUndone(error) && !isPassing(error)
        if (hopeless || Date.now() > deadlineAtMs) throw error
        await new Promise((resolve) => setTimeout(resolve, resolveRetryMs))
      }
    }
  }
}
