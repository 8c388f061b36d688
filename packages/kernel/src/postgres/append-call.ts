import type { ClientBase, QueryConfig } from 'pg'
import { assertThat } from '../assert.ts'
import type { Append, AppendResult } from '../event-store.ts'
import { bigintArray, integerArray, textArray } from './binary-array.ts'

type Arrays = {
  /** Names of the logs, sorted: heads are locked in this order. */
  readonly logs: readonly string[]
  readonly streams: string[]
  readonly logAt: number[]
  readonly items: number[]
  readonly expected: number[]
  readonly streamAt: number[]
  readonly revisions: number[]
  readonly ids: string[]
  readonly types: string[]
  readonly versions: number[]
  readonly data: string[]
  readonly metadata: string[]
}

const toArrays = (batch: readonly Append[]): Arrays => {
  const logs = [...new Set(batch.map(({ log }) => log))].sort()
  const arrays: Arrays = {
    logs, streams: [], logAt: [], items: [], expected: [], streamAt: [], revisions: [],
    ids: [], types: [], versions: [], data: [], metadata: [],
  }
  for (const [item, append] of batch.entries()) {
    const logAt = logs.indexOf(append.log) + 1
    for (const { stream, expected, events } of append.streams) {
      let revision = expected === 'none' ? -1 : expected
      arrays.streams.push(stream)
      arrays.logAt.push(logAt)
      arrays.items.push(item)
      arrays.expected.push(revision)
      for (const event of events) {
        revision += 1
        arrays.streamAt.push(arrays.streams.length)
        arrays.revisions.push(revision)
        arrays.ids.push(event.id)
        arrays.types.push(event.type)
        arrays.versions.push(event.version)
        arrays.data.push(event.data)
        arrays.metadata.push(event.metadata)
      }
    }
  }
  return arrays
}

type Row = {
  readonly heads: readonly number[]
  readonly conflict_at: readonly number[] | null
  readonly actual: readonly number[] | null
}

const eventsOf = (arrays: Arrays): readonly Buffer[] => [
  integerArray(arrays.streamAt), bigintArray(arrays.revisions), textArray(arrays.ids),
  textArray(arrays.types), integerArray(arrays.versions),
  textArray(arrays.data), textArray(arrays.metadata),
]

/** The function of one log is the faster one: it need not count the events of each. */
const queryOf = (incarnation: string, arrays: Arrays): QueryConfig => {
  const streams = textArray(arrays.streams)
  const items = integerArray(arrays.items)
  const expected = bigintArray(arrays.expected)
  const [log, ...others] = arrays.logs
  return others.length === 0
    ? {
        name: 'eventstore.append_batch',
        text: 'select array[head] as heads, conflict_at, actual '
          + 'from eventstore.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
        values: [incarnation, log, streams, items, expected, ...eventsOf(arrays)],
      }
    : {
        name: 'eventstore.append_logs',
        text: 'select heads, conflict_at, actual '
          + 'from eventstore.append_logs($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
        values: [
          incarnation, textArray(arrays.logs), streams, integerArray(arrays.logAt), items, expected,
          ...eventsOf(arrays),
        ],
      }
}

/** The first conflict of each item, by the item's place in the batch. */
const conflictsOf = (arrays: Arrays, row: Row): ReadonlyMap<number, AppendResult> => {
  const conflicts = new Map<number, AppendResult>()
  for (const [index, ordinal] of (row.conflict_at ?? []).entries()) {
    const item = arrays.items[ordinal - 1]
    const stream = arrays.streams[ordinal - 1]
    const revision = row.actual?.[index]
    if (item === undefined || stream === undefined || revision === undefined) continue
    if (conflicts.has(item)) continue
    conflicts.set(item, {
      status: 'conflict', stream, actual: revision === -1 ? 'none' : revision,
    })
  }
  return conflicts
}

/**
 * One call of the database's function, in autocommit: what can be is committed together, of
 * whatever logs it is.
 */
export const callAppend = async (
  client: ClientBase, incarnation: string, batch: readonly Append[],
): Promise<readonly AppendResult[]> => {
  const arrays = toArrays(batch)
  const { rows } = await client.query<Row>(queryOf(incarnation, arrays))
  const [row] = rows
  if (row === undefined) throw new Error('the append gave no row')
  const conflicts = conflictsOf(arrays, row)
  const positions = new Map(arrays.logs.map((log, index) => [log, row.heads[index] ?? Number.NaN]))
  return batch.map((append, item) => {
    const conflict = conflicts.get(item)
    if (conflict !== undefined) return conflict
    let position = positions.get(append.log) ?? Number.NaN
    for (const { events } of append.streams) position += events.length
    positions.set(append.log, position)
    assertThat(Number.isSafeInteger(position), `the append gave no head of ${append.log}`)
    return { status: 'appended', lastPosition: position }
  })
}
