import { OutcomeUnknown, StoreUnavailable, type EventStore } from '@stablegate/kernel'
import { PostgresEventStore, ensureEventStoreSchema } from '@stablegate/kernel/postgres'
import pg from 'pg'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startCutProxy, type CutProxy } from '../cut-proxy.ts'
import { testDatabase } from '../test-servers.ts'
import { waitFor } from '../wait-for.ts'
import { anAppend, freshLog, readWholeLog } from './event-store-samples.ts'

/** Stands in every Bind message of the append, and in no other. */
const appendCall = 'eventstore.append_batch'

let url = ''
let admin: pg.Client
let proxy: CutProxy
let store: EventStore

const openThroughProxy = (resolveTimeoutMs = 10_000): Promise<PostgresEventStore> =>
  PostgresEventStore.open({ url: proxy.url, resolveTimeoutMs })

beforeAll(async () => {
  url = await testDatabase()
  await ensureEventStoreSchema(url)
})
beforeEach(async () => {
  admin = new pg.Client({ connectionString: url })
  admin.on('error', () => undefined)
  await admin.connect()
  proxy = await startCutProxy(url)
  store = await openThroughProxy()
})
afterEach(async () => {
  await store.close()
  await proxy.close()
  await admin.end()
})

const countOf = async (log: string): Promise<number> => {
  const { rows } = await admin.query<{ n: string }>('select count(*) as n from eventstore.event where log = $1', [log])
  return Number(rows[0]?.n)
}

describe('a connection that breaks in mid-append', () => {
  test('after the commit: the append is found, not repeated', async () => {
    const log = freshLog()
    await store.append(anAppend(log, 's', 'none'))
    proxy.arm(appendCall, 'answer')
    const lost = await Promise.all([store.append(anAppend(log, 's', 0, 2)), store.append(anAppend(log, 't', 'none'))])
    expect(proxy.cuts()).toBe(1)
    expect(lost).toEqual([{ status: 'appended', lastPosition: 3 }, { status: 'appended', lastPosition: 4 }])
    expect(await readWholeLog(store, log)).toHaveLength(4)
  })

  test('after the commit of several logs: each finds its own', async () => {
    const [one, other] = [freshLog(), freshLog()]
    proxy.arm('eventstore.append_logs', 'answer')
    const lost = await Promise.all([
      store.append(anAppend(one, 's', 'none', 2)), store.append(anAppend(other, 's', 'none')),
      store.append(anAppend(other, 't', 3)),
    ])
    expect(proxy.cuts()).toBe(1)
    expect(lost).toEqual([
      { status: 'appended', lastPosition: 2 }, { status: 'appended', lastPosition: 1 },
      { status: 'conflict', stream: `${other}.t`, actual: 'none' },
    ])
    expect([await countOf(one), await countOf(other)]).toEqual([2, 1])
  })

  test('before the server had it: the append is sent again', async () => {
    const log = freshLog()
    proxy.arm(appendCall, 'request', 'request')
    const results = await Promise.all([store.append(anAppend(log, 's', 'none')), store.append(anAppend(log, 't', 5))])
    expect(proxy.cuts()).toBe(2)
    expect(results).toEqual([
      { status: 'appended', lastPosition: 1 },
      { status: 'conflict', stream: `${log}.t`, actual: 'none' },
    ])
    expect(await countOf(log)).toBe(1)
  })

  test('while the server is at it: the outcome is waited for', async () => {
    const held = 7_351
    const log = freshLog()
    await store.append(anAppend(log, 's', 'none'))
    // It is at it until it is let go, however slow the machine is.
    await admin.query(`
      select pg_advisory_lock(${held});
      create function slow() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock(${held}); return null; end $$;
      create trigger slow after insert on eventstore.event for each statement execute function slow()`)
    try {
      proxy.arm(appendCall, 'under-way')
      const result = store.append(anAppend(log, 's', 0))
      await waitFor(() => proxy.cuts() === 1)
      expect(await countOf(log)).toBe(1)
      await admin.query(`select pg_advisory_unlock(${held})`)
      expect(await result).toEqual({ status: 'appended', lastPosition: 2 })
      // Waited for, not sent again and found to be there.
      expect(proxy.marked()).toBe(1)
    } finally {
      await admin.query('select pg_advisory_unlock_all(); drop trigger slow on eventstore.event; drop function slow()')
    }
    expect(await countOf(log)).toBe(2)
  })

  test('and the lost call arrives just before the second sending: it is known as the same', async () => {
    const log = freshLog()
    proxy.arm(appendCall, 'held')
    proxy.beforePassing(async () => {
      proxy.deliverHeld()
      await waitFor(async () => (await countOf(log)) === 3)
    })
    expect(await store.append(anAppend(log, 's', 'none', 3))).toEqual({ status: 'appended', lastPosition: 3 })
    expect(proxy.cuts()).toBe(1)
    expect(await countOf(log)).toBe(3)
  })

  test('and the lost call arrives after the second sending: it changes nothing', async () => {
    const log = freshLog()
    proxy.arm(appendCall, 'held')
    expect(await store.append(anAppend(log, 's', 'none', 3))).toEqual({ status: 'appended', lastPosition: 3 })
    const before = await admin.query('select pg_current_xact_id()')
    proxy.deliverHeld()
    // The late call locks the head row, so it takes a transaction id: wait until it is done.
    await waitFor(async () => {
      const { rows } = await admin.query<{ busy: boolean; seen: boolean }>(
        `select exists (select from pg_stat_activity where application_name = 'stablegate-event-store'
           and datname = current_database() and state <> 'idle') as busy,
         pg_current_xact_id()::text::bigint > $1::bigint + 1 as seen`,
        [before.rows[0].pg_current_xact_id])
      return rows[0]?.seen === true && !rows[0].busy
    })
    expect(await countOf(log)).toBe(3)
    expect(await store.append(anAppend(log, 's', 2))).toEqual({ status: 'appended', lastPosition: 4 })
  })

  test('every time: the outcome is unknown, and the log says which it was', async () => {
    const log = freshLog()
    proxy.arm(appendCall, 'request', 'request', 'request')
    await expect(store.append(anAppend(log, 's', 'none'))).rejects.toThrow(OutcomeUnknown)
    expect(await countOf(log)).toBe(0)
  })

  test('and the database stays away: the outcome is unknown', async () => {
    const log = freshLog()
    await store.close()
    store = await openThroughProxy(200)
    await store.append(anAppend(log, 's', 'none'))
    proxy.arm(appendCall, 'for-good')
    await expect(store.append(anAppend(log, 's', 0))).rejects.toThrow(OutcomeUnknown)
    expect(await countOf(log)).toBe(2)
    await expect(store.append(anAppend(log, 's', 1))).rejects.toThrow(StoreUnavailable)
  })
})

test('backends killed again and again lose and double nothing that was answered', async () => {
  const log = freshLog()
  let done = false
  let killed = 0
  const killing = (async () => {
    while (!done) {
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'stablegate-event-store' and datname = current_database() and state = 'active'`)
      killed += rowCount ?? 0
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  const answered: string[] = []
  const unknown: string[] = []
  await Promise.all(Array.from({ length: 8 }, async (_, writer) => {
    for (let count = 0; count < 60 || killed <= 3 || answered.length <= 100; count += 1) {
      const append = anAppend(log, `s-${writer}-${count}`, 'none', 2)
      const ids = append.streams.flatMap(({ events }) => events.map(({ id }) => id))
      try {
        await store.append(append)
        answered.push(...ids)
      } catch (error) {
        if (!(error instanceof OutcomeUnknown) && !(error instanceof StoreUnavailable)) throw error
        if (error instanceof OutcomeUnknown) unknown.push(...ids)
      }
    }
  }))
  done = true
  await killing
  const stored = (await readWholeLog(store, log)).map(({ id }) => id)
  expect(new Set(stored).size).toBe(stored.length)
  expect(answered.filter((id) => !stored.includes(id))).toEqual([])
  const possible = new Set([...answered, ...unknown])
  expect(stored.filter((id) => !possible.has(id))).toEqual([])
})
