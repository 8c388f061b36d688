import { BrokenInvariant, StoreUnavailable } from '@stablegate/kernel'
import {
  PostgresEventStore, ensureEventStoreSchema, mintIncarnation, readerRole, writerRole,
} from '@stablegate/kernel/postgres'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../test-servers.ts'
import { anAppend, anEvent, freshLog, readWholeLog } from './event-store-samples.ts'

let url = ''
let store: PostgresEventStore
let batches: number[] = []

beforeEach(async () => {
  url = await testDatabase()
  await ensureEventStoreSchema(url)
  batches = []
  store = await PostgresEventStore.open({ url, onBatch: (_, items) => batches.push(items) })
})
afterEach(() => store.close())

const connectAs = async (role?: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url, ...(role === undefined ? {} : { options: `-c role=${role}` }),
  })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

describe('group commit', () => {
  test('appends that come together are committed together', async () => {
    const log = freshLog()
    await Promise.all(Array.from({ length: 500 }, (_, n) => store.append(anAppend(log, `s${n}`, 'none'))))
    expect(batches.reduce((sum, items) => sum + items, 0)).toBe(500)
    expect(batches.length).toBeLessThan(10)
    const admin = await connectAs()
    const { rows } = await admin.query('select count(distinct xmin::text)::int as commits from eventstore.event')
    expect(rows).toEqual([{ commits: batches.length }])
  })

  test('appends to several logs are one commit, each log dense and in order, a conflict alone', async () => {
    const logs = [freshLog(), freshLog(), freshLog()] as const
    const [a, b, c] = logs
    await store.append(anAppend(b, 's', 'none', 2))
    const results = await Promise.all([
      store.append(anAppend(c, 's', 'none', 2)), store.append(anAppend(a, 's', 'none')),
      store.append(anAppend(b, 's', 1, 3)), store.append(anAppend(b, 't', 4)),
      store.append(anAppend(c, 't', 'none')), store.append(anAppend(b, 'u', 'none')),
    ])
    expect(batches).toEqual([1, 6])
    expect(results).toEqual([
      { status: 'appended', lastPosition: 2 }, { status: 'appended', lastPosition: 1 },
      { status: 'appended', lastPosition: 5 }, { status: 'conflict', stream: `${b}.t`, actual: 'none' },
      { status: 'appended', lastPosition: 3 }, { status: 'appended', lastPosition: 6 },
    ])
    const read = (from: PostgresEventStore): Promise<unknown> => Promise.all(logs.map(async (log) =>
      (await readWholeLog(from, log)).map(({ stream, revision, position }) => [stream.split('.')[1], revision, position])))
    const expected = [
      [['s', 0, 1]],
      [['s', 0, 1], ['s', 1, 2], ['s', 2, 3], ['s', 3, 4], ['s', 4, 5], ['u', 0, 6]],
      [['s', 0, 1], ['s', 1, 2], ['t', 0, 3]],
    ]
    expect(await read(store)).toEqual(expected)
    expect(await Promise.all(logs.map(async (log) => (await store.head(log)).position))).toEqual([1, 6, 3])
    // What this store remembers of its own appends is what the database has.
    const other = await PostgresEventStore.open({ url })
    onTestFinished(() => other.close())
    expect(await read(other)).toEqual(expected)
  })

  test('stores that append to the same logs in any order do not stand in each other\'s way', async () => {
    const logs = Array.from({ length: 4 }, freshLog)
    const others = await Promise.all([1, 2].map(() => PostgresEventStore.open({ url })))
    onTestFinished(async () => { await Promise.all(others.map((other) => other.close())) })
    const results = await Promise.all([store, ...others].flatMap((one, writer) =>
      Array.from({ length: 120 }, (_, n) => {
        const order = writer % 2 === 0 ? logs : logs.toReversed()
        return one.append(anAppend(order[n % 4] ?? '', `s${writer}-${n}`, 'none'))
      })))
    expect(results.every(({ status }) => status === 'appended')).toBe(true)
    for (const log of logs) {
      const positions = (await readWholeLog(store, log)).map(({ position }) => position)
      expect(positions).toEqual(Array.from({ length: 90 }, (_, n) => n + 1))
    }
  })

  test('an append to a stream of the batch waits for the next and finds the first done', async () => {
    const log = freshLog()
    const results = await Promise.all([
      store.append(anAppend(log, 's', 'none')), store.append(anAppend(log, 'other', 'none')),
      store.append(anAppend(log, 's', 0)), store.append(anAppend(log, 's', 1)),
    ])
    expect(results.map(({ status }) => status)).toEqual(Array(4).fill('appended'))
    expect(batches).toEqual([2, 1, 1])
  })

  test('where all streams must be new, those that are there are told apart and the others leave no gap', async () => {
    const log = freshLog()
    await store.append(anAppend(log, 'there', 'none', 3))
    await store.append(anAppend(log, 'begun', 'none'))
    batches = []
    const results = await Promise.all(['a', 'there', 'b', 'begun', 'c'].map((stream) =>
      store.append(anAppend(log, stream, 'none'))))
    expect(batches).toEqual([5])
    expect(results).toEqual([
      { status: 'appended', lastPosition: 5 }, { status: 'conflict', stream: `${log}.there`, actual: 2 },
      { status: 'appended', lastPosition: 6 }, { status: 'conflict', stream: `${log}.begun`, actual: 0 },
      { status: 'appended', lastPosition: 7 },
    ])
    const stored = (await readWholeLog(store, log)).map(({ stream, position }) => [stream.split('.')[1], position])
    expect(stored).toEqual([
      ['there', 1], ['there', 2], ['there', 3], ['begun', 4], ['a', 5], ['b', 6], ['c', 7],
    ])
    expect((await store.head(log)).position).toBe(7)
  })

  test('no revision helps a writer past what it expects', async () => {
    const log = freshLog()
    await store.append(anAppend(log, 's', 'none', 2))
    const { incarnation } = await store.head(log)
    const writer = await connectAs(writerRole)
    const call = async (stream: string, expected: number, revision: number): Promise<unknown> => {
      const { id, data, metadata } = anEvent()
      const { rows } = await writer.query<Record<string, unknown>>(
        `select head, conflict_at, actual::text from eventstore.append_batch($1, $2, array[$3], array[0], array[$4::bigint],
          array[1], array[$5::bigint], array[$6], array['t'], array[1], array[$7], array[$8])`,
        [incarnation, log, `${log}.${stream}`, expected, revision, id, data, metadata])
      return rows[0]
    }
    const conflict = { head: '2', conflict_at: [1], actual: '{1}' }
    expect(await call('s', -1, 2)).toEqual(conflict)
    expect(await call('s', -1, 0)).toEqual(conflict)
    expect(await call('s', 0, 2)).toEqual(conflict)
    await expect(call('s', 1, 0)).rejects.toMatchObject({ code: '23505' })
    expect(await readWholeLog(store, log)).toHaveLength(2)
    expect(await call('new', -1, 0)).toEqual({ head: '2', conflict_at: null, actual: null })
  })

  test('an append that the database refuses takes no other with it', async () => {
    const log = freshLog()
    const event = anEvent()
    await store.append(anAppend(log, 'first', 'none', [event]))
    const good = Array.from({ length: 5 }, (_, n) => store.append(anAppend(log, `s${n}`, 'none')))
    const bad = store.append(anAppend(log, 'bad', 'none', [event]))
    await expect(bad).rejects.toThrow(BrokenInvariant)
    expect((await Promise.all(good)).map(({ status }) => status)).toEqual(Array(5).fill('appended'))
    expect((await readWholeLog(store, log)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a queue that is full takes no more', async () => {
    const log = freshLog()
    const small = await PostgresEventStore.open({ url, limits: { maxQueuedItems: 3 } })
    onTestFinished(() => small.close())
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => small.append(anAppend(log, `s${n}`, 'none'))))
    expect(results.map(({ status }) => status)).toEqual(
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(results[4]).toMatchObject({ reason: expect.any(StoreUnavailable) })
  })

  test('the limits of a batch are kept', async () => {
    const log = freshLog()
    const sizes: number[] = []
    const small = await PostgresEventStore.open({
      url, limits: { maxBatchItems: 3, maxBatchEvents: 5 }, onBatch: (_, items) => sizes.push(items),
    })
    onTestFinished(() => small.close())
    await Promise.all([2, 2, 2, 9, 1, 1, 1, 1].map((events, n) => small.append(anAppend(log, `s${n}`, 'none', events))))
    expect(sizes).toEqual([2, 1, 1, 3, 1])
  })
})

describe('rights', () => {
  const changes = [
    `update eventstore.event set data = '{}'`,
    'delete from eventstore.event',
    'truncate eventstore.event',
    `update eventstore.log set position = 0`,
    'delete from eventstore.log',
    `update eventstore.store set incarnation = gen_random_uuid()`,
    `insert into eventstore.event (log, position, stream, revision, id, type, version, data, metadata)
       values ('l', 9, 'l.s', 9, gen_random_uuid(), 't', 1, '{}', '{}')`,
    `select eventstore.lock_head(gen_random_uuid(), 'l')`,
    `select eventstore.lock_heads(gen_random_uuid(), array['l'])`,
  ]

  test.each([writerRole, readerRole])('%s changes and removes nothing', async (role) => {
    const log = freshLog()
    await store.append(anAppend(log, 's', 'none'))
    const client = await connectAs(role)
    for (const sql of changes) {
      await expect(client.query(sql), sql).rejects.toMatchObject({ code: '42501' })
    }
    expect((await client.query('select id from eventstore.event')).rowCount).toBe(1)
  })

  test('not even the owner by mistake', async () => {
    await store.append(anAppend(freshLog(), 's', 'none'))
    const owner = await connectAs()
    for (const sql of changes.slice(0, 3)) {
      await expect(owner.query(sql), sql).rejects.toThrow(/never changed or removed/)
    }
    await expect(owner.query('delete from eventstore.log')).rejects.toThrow(/never changed or removed/)
  })

  test('a store acts as the writer, and as the reader it appends nothing', async () => {
    const log = freshLog()
    await store.append(anAppend(log, 's', 'none'))
    const reader = await PostgresEventStore.open({ url, role: readerRole })
    onTestFinished(() => reader.close())
    await expect(reader.append(anAppend(log, 's', 0))).rejects.toThrow(/permission denied/)
    expect(await readWholeLog(reader, log)).toHaveLength(1)
  })
})

describe('the schema', () => {
  test('is made once, however many make it', async () => {
    const fresh = await testDatabase()
    await Promise.all([1, 2, 3].map(() => ensureEventStoreSchema(fresh)))
    const one = await PostgresEventStore.open({ url: fresh })
    onTestFinished(() => one.close())
    const log = freshLog()
    const before = await one.head(log)
    await one.append(anAppend(log, 's', 'none'))
    await ensureEventStoreSchema(fresh)
    expect(await one.head(log)).toEqual({ ...before, position: 1 })
    expect(await one.append(anAppend(log, 's', 0))).toEqual({ status: 'appended', lastPosition: 2 })
  })

  test('can be made by an ordinary owner that may create roles', async () => {
    const admin = await connectAs()
    const name = `owner_${freshLog().replace('-', '')}`
    const database = new URL(url).pathname.slice(1)
    await admin.query(`create role ${name} login createrole password 'secret'`)
    onTestFinished(async () => {
      await admin.query(`reassign owned by ${name} to current_user; drop owned by ${name}`)
      await admin.query(`drop role ${name}`)
    })
    await admin.query(`drop schema eventstore cascade; alter database ${database} owner to ${name}`)
    const owned = new URL(url)
    owned.username = name
    owned.password = 'secret'
    // The roles are there and belong to another: whoever made them has to give them away.
    await expect(ensureEventStoreSchema(owned.href)).rejects.toThrow(/permission denied/)
    await admin.query(`grant ${writerRole}, ${readerRole} to ${name} with admin option`)
    await ensureEventStoreSchema(owned.href)
    const one = await PostgresEventStore.open({ url: owned.href })
    const result = await one.append(anAppend(freshLog(), 's', 'none'))
    await one.close()
    expect(result.status).toBe('appended')
  })

  test('must be there, and of the version of the program', async () => {
    const fresh = await testDatabase()
    await expect(PostgresEventStore.open({ url: fresh })).rejects.toThrow(StoreUnavailable)
    const owner = await connectAs()
    await owner.query('alter function eventstore.append_logs rename to of_before')
    await expect(PostgresEventStore.open({ url })).rejects.toThrow(/run the migration/)
    await owner.query('alter function eventstore.of_before rename to append_logs')
    await owner.query('update eventstore.store set schema_version = 99')
    await expect(PostgresEventStore.open({ url })).rejects.toThrow(/run the migration/)
  })
})

test('after a restore the new incarnation stops those who ran before', async () => {
  const log = freshLog()
  await store.append(anAppend(log, 's', 'none'))
  const before = await store.head(log)
  const minted = await mintIncarnation(url)
  expect(minted).not.toBe(before.incarnation)
  expect(await store.head(log)).toEqual({ incarnation: minted, position: 1 })
  await expect(store.append(anAppend(log, 's', 0))).rejects.toThrow(/incarnation/)
  await expect(store.append(anAppend(log, 's', 0))).rejects.toThrow(StoreUnavailable)
  expect(await store.readStream(`${log}.s`, 0)).toHaveLength(1)
  const next = await PostgresEventStore.open({ url })
  onTestFinished(() => next.close())
  expect((await next.append(anAppend(log, 's', 0))).status).toBe('appended')
})
