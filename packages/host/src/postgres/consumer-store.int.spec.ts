import {
  BrokenInvariant, viewConsumer, type AnyView, type Cursor, type Metadata, type RecordedEvent, type View,
} from '@stablegate/kernel'
import { testDatabase } from '@stablegate/testing'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counterService } from '../counter.fixture.ts'
import { PostgresConsumerStore } from './consumer-store.ts'
import { openPool } from './pool.ts'
import { prepareDatabase, schemaOf } from './prepare.ts'

type Everything = {
  readonly id: string
  readonly amount_micro: bigint
  readonly sum_minor: bigint
  readonly rate: string
  readonly count: number
  readonly small: number
  readonly ratio: number
  readonly open: boolean
  readonly note: string | null
  readonly extra: unknown
}

const view: View<Everything> = {
  name: 'everything',
  version: 1,
  events: [{ type: 'set', version: 1, parse: (data) => data }],
  columns: {
    amount_micro: 'bigint', sum_minor: 'numeric', rate: 'numeric', count: 'bigint', small: 'integer',
    ratio: 'double precision', open: 'boolean', note: 'text', extra: 'jsonb',
  },
  keys: ({ data }: { data: { id: string } }) => [data.id],
  apply: (row, { data }: { data: Partial<Everything> & { gone?: boolean } }) =>
    data.gone === true ? undefined : { ...row, ...data } as Everything,
}

const event = (position: number, data: unknown): RecordedEvent => ({
  type: 'set', data, id: `e${position}`, log: 'counter', position, stream: 's', revision: position,
  version: 1, metadata: {} as Metadata,
})

const at = (position: number): Cursor => ({ incarnation: 'i', position })

let databaseUrl: string
let pool: pg.Pool
let store: PostgresConsumerStore
const service = { ...counterService(), views: [view as AnyView] }

beforeAll(async () => {
  databaseUrl = await testDatabase()
  await prepareDatabase(databaseUrl, [service])
  pool = openPool({ url: databaseUrl, max: 4, name: 'spec', settings: { synchronous_commit: 'off' } })
  store = new PostgresConsumerStore(pool, schemaOf(service), service.views)
})
afterAll(async () => { await pool?.end() })

const fold = (from: Cursor | undefined, to: number, ...events: readonly RecordedEvent[]) =>
  store.fold(view as AnyView, 'counter', from, at(to), events)

/** What the next event of a key is given as its row. */
const rowOf = async (id: string): Promise<Everything | undefined> => {
  let seen: Everything | undefined
  const spy: View<Everything> = { ...view, apply: (row) => { seen = row; return row } }
  const cursor = await store.cursor(viewConsumer(view as AnyView), 'counter')
  await store.fold(spy as AnyView, 'counter', cursor, cursor ?? at(0), [event(0, { id })])
  return seen
}

describe('the consumer store over Postgres', () => {
  const row: Everything = {
    id: 'a"b\\c,{}', amount_micro: 9_223_372_036_854_775_807n,
    sum_minor: 123_456_789_012_345_678_901_234_567_890n, rate: '7.300000000000000001', count: 5,
    small: -3, ratio: 0.1, open: true, note: null,
    extra: { amountMicro: 12_345_678_901_234_567_890n, text: '"q\\', list: [1, { n: null }] },
  }

  it('gives rows back as they were folded, amounts to the last digit', async () => {
    expect(await fold(undefined, 1, event(1, row))).toBe(true)
    expect(await rowOf(row.id)).toEqual(row)
  })

  it('keeps text that Postgres cannot, with the replacement character', async () => {
    const evil = { ...row, id: 'evil', note: 'a\0b', extra: { text: 'x\0y\uD800', 'k\0': '\\u0000' } }
    expect(await fold(at(1), 2, event(2, evil))).toBe(true)
    expect(await rowOf('evil')).toMatchObject({
      note: 'a\uFFFDb', extra: { text: 'x\uFFFDy\uFFFD', 'k\uFFFD': '\\u0000' },
    })
  })

  it('folds nothing when the cursor stands elsewhere, whoever was first', async () => {
    expect(await fold(at(1), 9, event(9, { ...row, id: 'late' }))).toBe(false)
    expect(await fold(undefined, 9, event(9, { ...row, id: 'late' }))).toBe(false)
    expect(await rowOf('late')).toBeUndefined()
    const racers = await Promise.all(Array.from({ length: 8 }, (_, index) =>
      fold(at(2), 3 + index, event(3, { ...row, id: 'race', small: index }))))
    expect(racers.filter((moved) => moved)).toHaveLength(1)
    expect((await rowOf('race'))?.small).toBe(racers.indexOf(true))
  })

  it('writes a row once a batch and removes what is gone', async () => {
    const cursor = await store.cursor(viewConsumer(view as AnyView), 'counter')
    const next = (cursor?.position ?? 0) + 1
    await fold(cursor, next,
      event(1, { ...row, id: 'x' }), event(2, { id: 'x', small: 7 }), event(3, { ...row, id: 'y' }),
      event(4, { id: 'y', gone: true }), event(5, { id: 'race', gone: true }))
    expect((await rowOf('x'))?.small).toBe(7)
    expect(await rowOf('y')).toBeUndefined()
    expect(await rowOf('race')).toBeUndefined()
  })

  it('writes numbers and texts of every size, and none, side by side', async () => {
    const cursor = await store.cursor(viewConsumer(view as AnyView), 'counter')
    const long = '承'.repeat(500)
    const edges: readonly Partial<Everything>[] = [
      { amount_micro: 0n, count: 0, small: 0, note: '' },
      { amount_micro: -1n, count: -1, small: -1, note: 'a' },
      { amount_micro: -9_223_372_036_854_775_808n, count: Number.MIN_SAFE_INTEGER, small: -2_147_483_648, note: long },
      { amount_micro: 2n ** 53n + 1n, count: Number.MAX_SAFE_INTEGER, small: 2_147_483_647, note: 'é'.repeat(70) },
      { amount_micro: -(2n ** 53n) - 1n, count: 2 ** 32, small: 65_536, note: null },
      { amount_micro: 4_294_967_295n, count: -(2 ** 32) - 1, small: 255, note: `${'x'.repeat(79)}\u{1f4b8}` },
    ]
    const next = (cursor?.position ?? 0) + 1
    expect(await fold(cursor, next, ...edges.map((edge, n) => event(next, { ...row, ...edge, id: `edge${n}` })))).toBe(true)
    const { rows } = await pool.query<Record<string, string | null>>(
      `select amount_micro::text, count::text, small::text, note from ${schemaOf(service)}.everything_v1
       where id like 'edge%' order by id`)
    expect(rows).toEqual(edges.map(({ amount_micro, count, small, note }) => ({
      amount_micro: String(amount_micro), count: String(count), small: String(small), note: note ?? null,
    })))
  })

  it.each([
    { small: 1.5 }, { small: 2 ** 31 }, { count: 0.5 }, { count: Number.NaN }, { amount_micro: 2n ** 63n },
  ])('breaks on a number that its column cannot hold: %o', async (wrong) => {
    const cursor = await store.cursor(viewConsumer(view as AnyView), 'counter')
    const next = (cursor?.position ?? 0) + 1
    await expect(fold(cursor, next, event(next, { ...row, id: 'wrong', ...wrong }))).rejects.toThrow(BrokenInvariant)
    expect(await store.cursor(viewConsumer(view as AnyView), 'counter')).toEqual(cursor)
  })

  it('folds on the rows of the store once another instance has folded', async () => {
    const other = new PostgresConsumerStore(pool, schemaOf(service), service.views)
    const cursor = await store.cursor(viewConsumer(view as AnyView), 'counter')
    const next = (cursor?.position ?? 0) + 1
    expect(await fold(cursor, next, event(next, { ...row, id: 'shared', small: 1 }))).toBe(true)
    const theirs = [event(next + 1, { id: 'shared', small: 2, note: 'theirs' })]
    expect(await other.fold(view as AnyView, 'counter', at(next), at(next + 1), theirs)).toBe(true)
    expect(await fold(at(next), next + 1, event(next + 1, { id: 'shared', small: 9 }))).toBe(false)
    expect(await fold(at(next + 1), next + 2, event(next + 2, { id: 'shared', small: 3 }))).toBe(true)
    expect(await rowOf('shared')).toMatchObject({ small: 3, note: 'theirs' })
  })

  it('does not read again what it wrote at the same cursor', async () => {
    const cursor = await store.cursor(viewConsumer(view as AnyView), 'counter')
    const next = (cursor?.position ?? 0) + 1
    await fold(cursor, next, event(next, { ...row, id: 'kept', small: 1 }))
    await pool.query(`update ${schemaOf(service)}.everything_v1 set note = 'edited' where id = 'kept'`)
    await fold(at(next), next + 1, event(next + 1, { id: 'kept', small: 2 }))
    expect(await rowOf('kept')).toMatchObject({ small: 2, note: null })
  })

  it('inserts rows of a view that only adds, and refuses one that is there already', async () => {
    const added = { ...view, name: 'added', appendOnly: true } as AnyView
    await prepareDatabase(databaseUrl, [{ ...service, views: [...service.views, added] }])
    const add = (from: Cursor | undefined, to: number, id: string): Promise<boolean> =>
      store.fold(added, 'counter', from, at(to), [event(to, { ...row, id })])
    expect(await add(undefined, 1, 'one')).toBe(true)
    expect(await add(at(1), 2, 'two')).toBe(true)
    expect(await add(at(1), 2, 'two')).toBe(false)
    // Trying again cannot help: the view must stop and say so.
    await expect(add(at(2), 3, 'one')).rejects.toThrow(BrokenInvariant)
    await expect(store.fold(added, 'counter', at(2), at(4), [event(3, { ...row, id: 'new' }), event(4, { ...row, id: 'new' })]))
      .rejects.toThrow(BrokenInvariant)
    const { rows } = await pool.query<{ id: string }>(
      `select id from ${schemaOf(service)}.added_v1 order by id`)
    expect(rows.map(({ id }) => id)).toEqual(['one', 'two'])
  })

  it('tells rows that only come by columns of theirs, and keeps no other key', async () => {
    const keyed = { ...view, name: 'keyed', appendOnly: true, primaryKey: ['rate', 'count'] } as AnyView
    await prepareDatabase(databaseUrl, [{ ...service, views: [...service.views, keyed] }])
    const add = (from: Cursor | undefined, to: number, count: number): Promise<boolean> =>
      store.fold(keyed, 'counter', from, at(to), [event(to, { ...row, id: `r${to}`, count })])
    expect(await add(undefined, 1, 1)).toBe(true)
    expect(await add(at(1), 2, 2)).toBe(true)
    expect(await add(at(1), 2, 2)).toBe(false)
    await expect(add(at(2), 3, 1)).rejects.toThrow(/duplicate key/)
    const { rows } = await pool.query(`select * from ${schemaOf(service)}.keyed_v1 order by count`)
    expect(rows.map(({ count }) => Number(count))).toEqual([1, 2])
    expect(rows[0]).not.toHaveProperty('id')
    const lookedUp = { ...view, name: 'looked', primaryKey: ['rate'] } as AnyView
    await expect(prepareDatabase(databaseUrl, [{ ...service, views: [lookedUp] }]))
      .rejects.toThrow(/looked up by id/)
  })

  it('parks with the cursor or not at all, and unparks', async () => {
    const parked = {
      consumer: 'reaction:r', log: 'counter', key: 'k', position: 4, reason: 'it "broke"', parkedAtMs: 1,
    }
    expect(await store.advance('reaction:r', 'counter', undefined, at(4), [parked])).toBe(true)
    expect(await store.advance('reaction:r', 'counter', undefined, at(5), [{ ...parked, position: 5 }])).toBe(false)
    expect(await store.parked('reaction:r', 'counter')).toEqual([parked])
    await store.unpark('reaction:r', 'counter', 4)
    expect(await store.parked('reaction:r', 'counter')).toEqual([])
  })
})
