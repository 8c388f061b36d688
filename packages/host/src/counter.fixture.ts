import {
  accept, defineService, reject, type Aggregate, type Command, type MessageSpec, type Query, type Reaction,
  type Service, type View,
} from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { hostOptions } from './host-options.ts'

/** Two tiny services for specs: `counter` counts amounts, `echo` notes what counters reached. */

const spec = (type: string, schema: z.ZodType): MessageSpec & { readonly schema: z.ZodType } =>
  ({ type, version: 1, schema, parse: (data) => schema.parse(data) })

const added = z.object({ counter: z.string(), byMicro: z.bigint(), note: z.string() })
type Added = { readonly type: 'counter.added'; readonly data: z.output<typeof added> }
export const addedSpec = spec('counter.added', added)
type Add = Command<'counter.counter.add', z.output<typeof added>>

const counterAggregate: Aggregate<Add, Added, { totalMicro: bigint }, 'negative'> = {
  name: 'counter',
  decider: {
    initial: () => ({ totalMicro: 0n }),
    decide: ({ data }, { totalMicro }) =>
      totalMicro + data.byMicro < 0n ? reject('negative') : accept({ type: 'counter.added', data }),
    evolve: (state, { data }) => ({ totalMicro: state.totalMicro + data.byMicro }),
  },
  commands: [spec('counter.counter.add', added)],
  events: [addedSpec],
  rejections: ['negative'],
  key: (command) => (command.data as Add['data']).counter,
}

export type CounterRow = {
  readonly id: string
  readonly total_micro: bigint
  readonly additions: number
  readonly notes: readonly string[]
}

const counters = (version: number, factor: number): View<CounterRow> => ({
  name: 'counters',
  version,
  events: [addedSpec],
  columns: { total_micro: 'bigint', additions: 'bigint', notes: 'jsonb' },
  indexes: [['total_micro']],
  keys: ({ data }: { data: Added['data'] }) => [data.counter],
  apply: (row, { data }: { data: Added['data'] }) => ({
    id: data.counter,
    total_micro: (row?.total_micro ?? 0n) + data.byMicro * BigInt(factor),
    additions: (row?.additions ?? 0) + 1,
    notes: [...row?.notes ?? [], data.note].slice(-3),
  }),
})

type Tables = { readonly counters: CounterRow }

const total: Query<ReadonlyKysely<Tables>> = {
  name: 'total',
  reads: ['counters'],
  parse: (input) => z.object({ counter: z.string() }).parse(input),
  answer: async (db, input: { readonly counter: string }) => {
    const row = await db.selectFrom('counters').selectAll()
      .where('id', '=', input.counter).executeTakeFirst()
    return row === undefined
      ? null
      : { totalMicro: row.total_micro, additions: row.additions, notes: row.notes }
  },
}

/** Version 2 of the view counts double, so that a spec sees which one answers. */
export const counterService = (version: 1 | 2 = 1): Service => defineService({
  name: 'counter',
  aggregates: [counterAggregate],
  views: [counters(version, version)],
  queries: [total as Query],
})

const heard = z.object({ counter: z.string(), note: z.string() })
type Heard = { readonly type: 'echo.heard'; readonly data: z.output<typeof heard> }
const heardSpec = spec('echo.heard', heard)

const notes: Aggregate<Command<'echo.note.hear', Heard['data']>, Heard, null, never> = {
  name: 'note',
  decider: {
    initial: () => null,
    decide: ({ data }) => {
      // A broken invariant on demand: the reaction that sent it is parked.
      if (data.note === 'break') throw new Error('this note breaks the decider')
      return accept({ type: 'echo.heard', data })
    },
    evolve: (state) => state,
  },
  commands: [spec('echo.note.hear', heard)],
  events: [heardSpec],
  rejections: [],
  key: (command) => (command.data as Heard['data']).counter,
}

const hear: Reaction = {
  name: 'hear',
  log: 'counter',
  events: [addedSpec],
  from: 'start',
  react: ({ data }: { readonly data: Added['data'] }) =>
    [{ type: 'echo.note.hear', data: { counter: data.counter, note: data.note } }],
  keyOf: ({ data }: { readonly data: Added['data'] }) => data.counter,
}

const heardView: View<{ readonly id: string; readonly times: number }> = {
  name: 'heard',
  version: 1,
  events: [heardSpec],
  columns: { times: 'integer' },
  keys: ({ data }: { data: Heard['data'] }) => [data.counter],
  apply: (row, { data }: { data: Heard['data'] }) => ({ id: data.counter, times: (row?.times ?? 0) + 1 }),
}

const times: Query<ReadonlyKysely<{ readonly heard: { readonly id: string; readonly times: number } }>> = {
  name: 'times',
  parse: (input) => z.object({ counter: z.string() }).parse(input),
  answer: async (db, input: { readonly counter: string }) => {
    const row = await db.selectFrom('heard').select('times')
      .where('id', '=', input.counter).executeTakeFirst()
    return row?.times ?? 0
  },
}

export const echoService = (): Service => defineService({
  name: 'echo',
  aggregates: [notes],
  reactions: [hear],
  views: [heardView],
  queries: [times as Query],
  migrations: [{ name: '1-letters', sql: 'create table letters (id text primary key, sent bigint not null)' }],
  host: hostOptions({ config: z.object({ ECHO_VOLUME: z.coerce.number().default(5) }) }),
})
