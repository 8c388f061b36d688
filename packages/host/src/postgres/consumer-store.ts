import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  BrokenInvariant, assertThat, dueClockOf, foldSteps, keysOfEach, keysToLoad, viewConsumer, viewTable, type AnyView,
  type ClockRow, type ConsumerStore, type Cursor, type DueClock, type FoldedRows, type Outage, type Parked,
  type RecordedEvent,
} from '@stablegate/kernel'
import pg from 'pg'
import type { ColumnParameter } from './column-array.ts'
import { KeptRows } from './kept-rows.ts'
import { columnLiteral, toSafeNumber } from './values.ts'
import { moveCursor, ViewTable, type Row } from './view-table.ts'

const quote = pg.escapeIdentifier

/** A row's columns stay text until the view's own types read them. */
const asText: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text }

/**
 * Folding many events is work of milliseconds: behind each part of one commands of this process have
 * a turn, so that the event store gets the next of them while the rest is folded.
 */
const stepEvents = 128
const stepRows = 256

const noRows: ReadonlyMap<string, Row> = new Map()
const noKeys: ReadonlySet<string> = new Set()

/** Classes of SQLSTATE of rows that no later try can write: a wrong value, a key that is there. */
const unstorable = new Set(['22', '23'])

const isUnstorable = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && unstorable.has(error.code?.slice(0, 2) ?? '')

type Kept = { readonly view: AnyView; readonly rows: KeptRows }

const cursorValues = (
  consumer: string, log: string, from: Cursor | undefined, to: Cursor,
): readonly unknown[] =>
  [consumer, log, to.incarnation, to.position, from?.incarnation ?? null, from?.position ?? null]

/**
 * `ConsumerStore` of one service over its schema.
 *
 * A fold reads the rows first and writes them in one statement that also moves the cursor, and
 * writes nothing unless the cursor still stands at `from`. That statement locks the cursor's row,
 * and every other fold would have moved it, so the rows read before are the rows of `from`: exactly
 * once, in two round trips, or in one where the rows are still known from the fold before. Its pool
 * may commit asynchronously: rows and cursor are lost together or not at all, and what is lost is
 * folded again.
 */
export class PostgresConsumerStore implements ConsumerStore {
  readonly #pool: pg.Pool
  readonly #schema: string
  readonly #tables = new Map<string, ViewTable>()
  readonly #kept = new Map<string, Kept>()
  readonly #builtIn: ReadonlySet<string>
  readonly #advance: string

  /** `views` are all that is folded through this store: without the built-in ones nothing is ever due. */
  constructor(pool: pg.Pool, schema: string, views: readonly AnyView[]) {
    this.#pool = pool
    this.#schema = schema
    this.#builtIn = new Set(views.map((view) => viewTable(view)))
    this.#advance = `with ${moveCursor(schema)},
    put as (
      insert into ${quote(schema)}.host_parked (consumer, log, position, key, reason, parked_at_ms)
      select $1, $2, p.* from unnest($7::bigint[], $8::text[], $9::text[], $10::bigint[]) p
      where exists (select from moved) on conflict do nothing)
    select count(*)::integer as moved from moved`
  }

  async cursor(consumer: string, log: string): Promise<Cursor | undefined> {
    const { rows } = await this.#pool.query<{ incarnation: string; position: bigint }>(
      `select incarnation, position from ${quote(this.#schema)}.host_cursors
       where consumer = $1 and log = $2`, [consumer, log])
    const [row] = rows
    return row && { incarnation: row.incarnation, position: toSafeNumber(row.position, 'position') }
  }

  async advance(
    consumer: string, log: string, from: Cursor | undefined, to: Cursor, park: readonly Parked[],
  ): Promise<boolean> {
    const moved = await this.#moved('advance', this.#advance, [
      ...cursorValues(consumer, log, from, to),
      columnLiteral('bigint', park.map(({ position }) => position)),
      columnLiteral('text', park.map(({ key }) => key)),
      columnLiteral('text', park.map(({ reason }) => reason)),
      columnLiteral('bigint', park.map(({ parkedAtMs }) => parkedAtMs)),
    ])
    if (moved) this.#kept.get(consumer)?.rows.folded(from, to, noRows, noKeys)
    return moved
  }

  async fold(
    view: AnyView, log: string, from: Cursor | undefined, to: Cursor,
    events: readonly RecordedEvent[],
  ): Promise<boolean> {
    const consumer = viewConsumer(view)
    const table = this.#table(view)
    const each = view.rows === undefined ? keysOfEach(view, events) : undefined
    const kept = this.#keptOf(consumer, view)
    const rows = view.appendOnly === true
      ? noRows
      : await this.#rowsAt(kept, table, from, keysToLoad(view, events, each))
    const { upserts, deletes } = await this.#folded(view, rows, events, each)
    if (upserts.size === 0 && deletes.size === 0) return this.advance(consumer, log, from, to, [])
    const moved = await this.#moved(`fold_${table.name}`, table.fold, [
      ...cursorValues(consumer, log, from, to),
      columnLiteral('text', [...deletes]),
      ...await this.#parameters(table, [...upserts.values()]),
    ])
    if (moved && view.appendOnly !== true) kept.folded(from, to, upserts, deletes)
    return moved
  }

  async parked(consumer: string, log: string): Promise<readonly Parked[]> {
    const { rows } = await this.#pool.query<{
      position: bigint; key: string; reason: string; parked_at_ms: bigint
    }>(
      `select position, key, reason, parked_at_ms from ${quote(this.#schema)}.host_parked
       where consumer = $1 and log = $2 order by position`, [consumer, log])
    return rows.map((row) => ({
      consumer, log, key: row.key, reason: row.reason,
      position: toSafeNumber(row.position, 'position'),
      parkedAtMs: toSafeNumber(row.parked_at_ms, 'parked_at_ms'),
    }))
  }

  async unpark(consumer: string, log: string, position: number): Promise<void> {
    await this.#pool.query(
      `delete from ${quote(this.#schema)}.host_parked
       where consumer = $1 and log = $2 and position = $3`, [consumer, log, position])
  }

  async dueClocks(nowMs: number, limit: number): Promise<readonly DueClock[]> {
    if (!this.#builtIn.has('clocks_v1')) return []
    const { rows } = await this.#pool.query<Omit<ClockRow, 'due_at_ms'> & { due_at_ms: bigint }>({
      name: `${this.#schema}_due_clocks`,
      text: `select id, stream, aggregate, key, kind, clock_id, due_at_ms
        from ${quote(this.#schema)}.clocks_v1 where due_at_ms <= $1 order by due_at_ms, id limit $2`,
      values: [nowMs, limit],
    })
    return rows.map((row) =>
      dueClockOf({ ...row, due_at_ms: toSafeNumber(row.due_at_ms, 'due_at_ms') }))
  }

  async outages(fromMs: number, toMs: number): Promise<readonly Outage[]> {
    if (!this.#builtIn.has('outages_v1')) return []
    const { rows } = await this.#pool.query<{ id: string; from_ms: bigint; to_ms: bigint }>(
      `select id, from_ms, to_ms from ${quote(this.#schema)}.outages_v1
       where from_ms <= $2 and to_ms >= $1 order by from_ms, id`, [fromMs, toMs])
    return rows.map((row) => ({
      id: row.id,
      fromMs: toSafeNumber(row.from_ms, 'from_ms'),
      toMs: toSafeNumber(row.to_ms, 'to_ms'),
    }))
  }

  #table(view: AnyView): ViewTable {
    const consumer = viewConsumer(view)
    const table = this.#tables.get(consumer) ?? new ViewTable(this.#schema, view)
    this.#tables.set(consumer, table)
    return table
  }

  async #folded(
    view: AnyView, rows: ReadonlyMap<string, Row>, events: readonly RecordedEvent[],
    keys: readonly (readonly string[])[] | undefined,
  ): Promise<FoldedRows<Row>> {
    const steps = foldSteps(view, rows, events, stepEvents, keys)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      await nextTurn()
    }
  }

  async #parameters(table: ViewTable, rows: readonly Row[]): Promise<readonly ColumnParameter[]> {
    const parameters: ColumnParameter[] = []
    for (const parameter of table.parameters(rows)) {
      parameters.push(parameter)
      if (rows.length >= stepRows) await nextTurn()
    }
    return parameters
  }

  #keptOf(consumer: string, view: AnyView): KeptRows {
    const known = this.#kept.get(consumer)
    if (known?.view === view) return known.rows
    const rows = new KeptRows()
    this.#kept.set(consumer, { view, rows })
    return rows
  }

  async #rowsAt(
    kept: KeptRows, table: ViewTable, from: Cursor | undefined, keys: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const rows = new Map<string, Row>()
    const unknown: string[] = []
    for (const key of keys) {
      const row = kept.get(from, key)
      if (row === undefined) unknown.push(key)
      else rows.set(key, row)
    }
    if (unknown.length === 0) return rows
    for (const [key, row] of await this.#load(table, unknown)) rows.set(key, row)
    return rows
  }

  async #load(table: ViewTable, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const { rows } = await this.#pool.query<(string | null)[]>({
      name: `load_${this.#schema}_${table.name}`.slice(0, 63),
      text: table.select,
      values: [columnLiteral('text', keys)],
      rowMode: 'array',
      types: asText,
    })
    const loaded = rows.map((row) => table.rowOf(row))
    return new Map(loaded.map((row) => [row.id, row]))
  }

  async #moved(name: string, text: string, values: readonly unknown[]): Promise<boolean> {
    const { rows } = await this.#pool.query<{ moved: number }>({
      name: `${this.#schema}_${name}`.slice(0, 63), text, values: [...values],
    }).catch((error: unknown) => {
      throw isUnstorable(error) ? new BrokenInvariant(`${name}: ${error.message}`, { cause: error }) : error
    })
    const moved = rows[0]?.moved ?? 0
    assertThat(moved <= 1, `${moved} cursors moved at once`)
    return moved === 1
  }
}
