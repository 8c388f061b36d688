import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Appender } from './contenders.ts'
import { sampleData, sampleMetadata } from './event-sample.ts'

/**
 * The ceiling: one `unnest` insert for all that waits, under the lock of the log's head, into the
 * same columns and indexes. That a stream is new is left to the index; nothing else is checked.
 */
const schema = `
create table head (position bigint not null);
insert into head values (0);
create table event (
  position bigint not null, revision bigint not null, id uuid not null, version integer not null,
  log text collate "C" not null, stream text collate "C" not null, type text collate "C" not null,
  data text collate "C" not null, metadata text collate "C" not null,
  primary key (log, position), unique (stream, revision), unique (id)
);`

const insert = `with moved as (
    update head set position = position + cardinality($1::uuid[]) returning position - cardinality($1::uuid[]) as at),
  fresh as (select unnest($1::uuid[]) as id, unnest($2::text[]) as stream, unnest($3::bigint[]) as revision,
    unnest($4::text[]) as data, unnest($5::text[]) as metadata,
    generate_series(1, cardinality($1::uuid[])) as ordinal)
  insert into event select at + ordinal, revision, id, 1, 'bench', stream, 'payment.offerMade', data, metadata
  from moved, fresh`

const plain = (values: readonly (string | number)[]): string => `{${values.join(',')}}`
const quoted = (values: readonly string[]): string =>
  `{${values.map((value) => JSON.stringify(value)).join(',')}}`

type Batch = { readonly stream: string; readonly events: number; readonly answer: () => void }

export const openBareStatement = async (url: string): Promise<Appender> => {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(schema)
  let waiting: Batch[] = []
  let acknowledged = 0
  let isAtWork = false
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise(setImmediate)
      const batches = waiting
      waiting = []
      const each = batches.flatMap(({ stream, events }) =>
        Array.from({ length: events }, (_, revision) => ({ stream, revision })))
      await client.query({
        name: 'insert', text: insert,
        values: [
          plain(each.map(() => randomUUID())), quoted(each.map(({ stream }) => stream)),
          plain(each.map(({ revision }) => revision)), quoted(each.map(() => JSON.stringify(sampleData))),
          quoted(each.map(() => JSON.stringify(sampleMetadata))),
        ],
      })
      for (const { answer } of batches) answer()
    }
  }
  return {
    contender: (events) => ({
      name: 'the bare statement',
      work: async () => {
        await new Promise<void>((answer) => {
          waiting.push({ stream: `bench.payment-${randomUUID()}`, events, answer })
          if (isAtWork) return
          isAtWork = true
          void drain().finally(() => { isAtWork = false })
        })
        acknowledged += events
        return events
      },
    }),
    audit: async () => {
      const { rows } = await client.query<{ count: string }>('select count(*) from event')
      return { acknowledged, stored: Number(rows[0]?.count) }
    },
    close: () => client.end(),
  }
}
