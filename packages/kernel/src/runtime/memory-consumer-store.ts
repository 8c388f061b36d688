import { assertThat } from '../assert.ts'
import type { AnyView, Outage, RecordedEvent } from '../service.ts'
import { type ClockRow, type OutageRow, dueClockOf } from './built-in-views.ts'
import { foldRows, viewConsumer, viewTable } from './fold.ts'
import type { ConsumerStore, Cursor, DueClock, Parked } from './ports.ts'

type Row = { readonly id: string }

const sameCursor = (left: Cursor | undefined, right: Cursor | undefined): boolean =>
  left?.position === right?.position && left?.incarnation === right?.incarnation

/**
 * `ConsumerStore` of one service over Maps: for unit tests and the simulator. Every call happens
 * at once when it is made, so it is one transaction.
 */
export class MemoryConsumerStore implements ConsumerStore {
  readonly #cursors = new Map<string, Cursor>()
  readonly #parked = new Map<string, Parked[]>()
  readonly #tables = new Map<string, Map<string, Row>>()

  /** The rows of a view by id, for queries and for looking at in tests. */
  rows<R extends Row>(view: AnyView): ReadonlyMap<string, R> {
    return this.#table(view) as Map<string, unknown> as ReadonlyMap<string, R>
  }

  async cursor(consumer: string, log: string): Promise<Cursor | undefined> {
    return this.#cursors.get(`${consumer} ${log}`)
  }

  async advance(
    consumer: string, log: string, from: Cursor | undefined, to: Cursor, park: readonly Parked[],
  ): Promise<boolean> {
    const name = `${consumer} ${log}`
    if (!sameCursor(this.#cursors.get(name), from)) return false
    if (park.length > 0) {
      const all = [...this.#parked.get(name) ?? [], ...park]
      this.#parked.set(name, all.toSorted((a, b) => a.position - b.position))
    }
    this.#cursors.set(name, to)
    return true
  }

  async fold(
    view: AnyView, log: string, from: Cursor | undefined, to: Cursor,
    events: readonly RecordedEvent[],
  ): Promise<boolean> {
    const name = `${viewConsumer(view)} ${log}`
    if (!sameCursor(this.#cursors.get(name), from)) return false
    const table = this.#table(view)
    const { upserts, deletes } = foldRows(view, table, events)
    for (const key of deletes) table.delete(key)
    for (const [key, row] of upserts) table.set(key, row)
    this.#cursors.set(name, to)
    return true
  }

  async parked(consumer: string, log: string): Promise<readonly Parked[]> {
    return this.#parked.get(`${consumer} ${log}`) ?? []
  }

  async unpark(consumer: string, log: string, position: number): Promise<void> {
    const name = `${consumer} ${log}`
    const left = this.#parked.get(name)?.filter((parked) => parked.position !== position)
    assertThat(left !== undefined, `nothing is parked by ${name}`)
    this.#parked.set(name, left)
  }

  async dueClocks(nowMs: number, limit: number): Promise<readonly DueClock[]> {
    const due = [...this.#byName<ClockRow>('clocks_v1')].filter((row) => row.due_at_ms <= nowMs)
    due.sort((a, b) => a.due_at_ms - b.due_at_ms || (a.id < b.id ? -1 : 1))
    return due.slice(0, limit).map(dueClockOf)
  }

  async outages(fromMs: number, toMs: number): Promise<readonly Outage[]> {
    return [...this.#byName<OutageRow>('outages_v1')]
      .filter((row) => row.from_ms <= toMs && row.to_ms >= fromMs)
      .map((row) => ({ id: row.id, fromMs: row.from_ms, toMs: row.to_ms }))
  }

  #table(view: AnyView): Map<string, Row> {
    const name = viewTable(view)
    const table = this.#tables.get(name) ?? new Map<string, Row>()
    this.#tables.set(name, table)
    return table
  }

  #byName<R extends Row>(table: string): Iterable<R> {
    return (this.#tables.get(table)?.values() ?? []) as Iterable<R>
  }
}
