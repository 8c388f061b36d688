import type { ClientBase } from 'pg'
import type { Append, AppendResult } from '../event-store.ts'
import { bigintArray, integerArray, textArray } from './binary-array.ts'

type Arrays = {
  readonly streams: string[]
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
  const arrays: Arrays = {
    streams: [], items: [], expected: [], streamAt: [], revisions: [],
    ids: [], types: [], versions: [], data: [], metadata: [],
  }
  for (const [item, append] of batch.entries()) {
    for (const { stream, expected, events } of append.streams) {
      let revision = expected === 'none' ? -1 : expected
      arrays.streams.push(stream)
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

const statement = {
  name: 'eventstore.append_batch',
  text: 'select head, conflict_at, actual '
    + 'from eventstore.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
}

type Row = {
  readonly head: number
  readonly conflict_at: readonly number[] | null
  readonly actual: readonly number[] | null
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

/** One call of the database's function, in autocommit: what can be is committed together. */
export const callAppendBatch = async (
  client: ClientBase, incarnation: string, log: string, batch: readonly Append[],
): Promise<readonly AppendResult[]> => {
  const arrays = toArrays(batch)
  const { rows } = await client.query<Row>({
    ...statement,
    values: [
      incarnation, log,
      textArray(arrays.streams), integerArray(arrays.items), bigintArray(arrays.expected),
      integerArray(arrays.streamAt), bigintArray(arrays.revisions), textArray(arrays.ids),
      textArray(arrays.types), integerArray(arrays.versions),
      textArray(arrays.data), textArray(arrays.metadata),
    ],
  })
  const [row] = rows
  if (row === undefined) throw new Error('append_batch gave no row')
  const conflicts = conflictsOf(arrays, row)
  let position = row.head
  return batch.map((append, item) => {
    const conflict = conflicts.get(item)
    if (conflict !== undefined) return conflict
    for (const { events } of append.streams) position += events.length
    return { status: 'appended', lastPosition: position }
  })
}
