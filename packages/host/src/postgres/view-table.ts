import { assertThat, viewTable, type AnyView, type ColumnType } from '@stablegate/kernel'
import pg from 'pg'
import { columnArray, type ColumnParameter } from './column-array.ts'
import { fromText } from './values.ts'

const quote = pg.escapeIdentifier

export type Row = { readonly id: string }

/** `$1` to `$6` of every statement that moves a cursor; its first CTE is called `moved`. */
export const moveCursor = (schema: string): string => {
  const cursors = `${quote(schema)}.host_cursors`
  return `moved_on as (
      update ${cursors} set incarnation = $3, position = $4
      where consumer = $1 and log = $2 and incarnation = $5::text and position = $6::bigint returning 1),
    begun as (
      insert into ${cursors} (consumer, log, incarnation, position)
      select $1, $2, $3, $4 where $5::text is null and $6::bigint is null
      on conflict do nothing returning 1),
    moved as (select from moved_on union all select from begun)`
}

/** The table of one version of a view, and the statements that keep it. */
export class ViewTable {
  readonly name: string
  readonly qualified: string
  readonly select: string
  readonly fold: string
  readonly #columns: readonly (readonly [string, ColumnType])[]
  readonly #readers: readonly ((text: string) => unknown)[]
  readonly #view: AnyView

  constructor(schema: string, view: AnyView) {
    this.#view = view
    assertThat(view.primaryKey === undefined || view.appendOnly === true, `rows of ${view.name} are looked up by id`)
    const columns = Object.entries(view.columns)
    this.#columns = view.primaryKey === undefined ? [['id', 'text'], ...columns] : columns
    this.#readers = this.#columns.map(([name, type]) => fromText(type, name))
    this.name = viewTable(view)
    this.qualified = `${quote(schema)}.${quote(this.name)}`
    const names = this.#columns.map(([name]) => quote(name))
    const values = this.#columns.map(([, type], index) => `unnest($${index + 8}::${type}[])`)
    const sets = names.slice(1).map((name) => `${name} = excluded.${name}`)
    this.select = `select ${names.join(', ')} from ${this.qualified} where id = any($1)`
    // Beside each other they are read as they are written; in `from` each is first put aside whole.
    const arrive = `insert into ${this.qualified} (${names.join(', ')})
      select ${values.join(', ')} where exists (select from moved)`
    // A key that is there already would be an event folded twice: better an error than a row.
    const conflict = view.appendOnly === true ? '' : `
      on conflict (id) do ${sets.length === 0 ? 'nothing' : `update set ${sets.join(', ')}`}`
    // Rows of a view that only adds are never taken away again.
    const gone = view.appendOnly === true
      ? 'gone as (select $7::text[])'
      : `gone as (
      delete from ${this.qualified} where id = any($7::text[]) and exists (select from moved))`
    this.fold = `with ${moveCursor(schema)},
    ${gone},
    put as (${arrive}${conflict})
    select count(*)::integer as moved from moved`
  }

  /** What makes this version what it is: a change of it needs a new version of the view. */
  definition(): string {
    return JSON.stringify(this.#columns)
  }

  create(): string {
    const key = this.#view.primaryKey ?? ['id']
    const columns = this.#columns.map(([name, type]) => `${quote(name)} ${type}`)
    columns.push(`primary key (${key.map(quote).join(', ')})`)
    const indexes = (this.#view.indexes ?? []).map((names) => {
      const index = quote(`${this.name}_${names.join('_')}`.slice(0, 63))
      return `create index if not exists ${index} on ${this.qualified} (${names.map(quote).join(', ')});`
    })
    // Room on each page for the next form of a row, so that an update need not touch the indexes.
    const room = this.#view.appendOnly === true ? '' : ' with (fillfactor = 60)'
    const table = `create table if not exists ${this.qualified} (${columns.join(', ')})${room};`
    return `${table}\n${indexes.join('\n')}`
  }

  /** A row of `select` in array mode with every value still text. */
  rowOf(texts: readonly (string | null)[]): Row {
    const row: Record<string, unknown> = {}
    for (const [index, [name]] of this.#columns.entries()) {
      const text = texts[index] ?? null
      row[name] = text === null ? null : this.#readers[index]?.(text)
    }
    return row as Row
  }

  /** One array a column, made as it is asked for; for `fold` from `$8` on. */
  *parameters(rows: readonly Row[]): Generator<ColumnParameter, void> {
    for (const [name, type] of this.#columns) {
      yield columnArray(type, rows as readonly Readonly<Record<string, unknown>>[], name)
    }
  }
}
