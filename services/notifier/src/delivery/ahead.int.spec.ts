import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { DeliveryStage, type Receiver } from './delivery-stage.spec-support.ts'
import { FanOut } from './fan-out.ts'
import type { Due } from './queue.ts'

// What the bus brings is sent before the queue has it.

let pool: pg.Pool
let stage: DeliveryStage
let receiver: Receiver

beforeAll(async () => { pool = await DeliveryStage.database() })
afterAll(() => pool.end())
beforeEach(async () => {
  stage = await DeliveryStage.set(pool)
  receiver = stage.receiver
})
afterEach(() => stage.close())

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)
const delivered = (count: number): Promise<unknown> => waitFor(async () => {
  const states = await stage.states('a')
  return states.length === count && states.every((state) => state === 'delivered')
}, { what: `${count} deliveries` })
const attempts = async (): Promise<readonly number[]> =>
  (await pool.query<{ sequence: number }>('select sequence::integer from attempts order by id')).rows.map(({ sequence }) => sequence)

/** Nobody can move the cursor of the queue until the answer is called. */
const heldQueue = async () => {
  const client = await pool.connect()
  await client.query('begin')
  const { rows } = await client.query<{ position: bigint }>('select position from fan_out_cursor for update')
  return {
    position: Number(rows[0]?.position),
    moveOn: (by: number) => client.query('update fan_out_cursor set position = position + $1', [by]),
    release: async () => {
      await client.query('commit')
      client.release()
    },
  }
}

/** An endpoint with a lane that has nothing to do. */
const idleLane = async (): Promise<void> => {
  await stage.endpoint('a')
  stage.run()
  await stage.publish()
  await delivered(1)
}

it('reaches its receiver while the queue waits, and is queued and noted once', async () => {
  await idleLane()
  const queue = await heldQueue()
  for (let count = 0; count < 3; count += 1) await stage.publish()
  await waitFor(() => receiver.at('/a').length === 4)
  expect(await stage.states('a')).toHaveLength(1)
  await queue.release()
  await delivered(4)
  expect(receiver.sequences('/a')).toEqual(upTo(4))
  expect(await attempts()).toEqual(upTo(4))
})

it('comes once more, as the same message, where the queue never took it', async () => {
  await idleLane()
  stage.mayFail = true
  const queue = await heldQueue()
  await stage.publish()
  await waitFor(() => receiver.at('/a').length === 2)
  // Its statement dies as the database goes away: nobody knows more than that it was not said to be written.
  await waitFor(async () => (await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and query like '%fan_out_cursor%'`)).rowCount === 1)
  await queue.release()
  await delivered(2)
  expect(receiver.sequences('/a')).toEqual([1, 2, 2])
  expect(new Set(receiver.at('/a').slice(1).map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1)
  expect(await attempts()).toEqual([1, 2])
})

it('is nothing to a lane that there is not: its endpoint is taken up when the queue has it', async () => {
  await stage.endpoint('a')
  const offered: (readonly Due[])[] = []
  const fanOut = new FanOut(pool, stage.store, (fresh) => {
    offered.push(...fresh.values())
    return new Set()
  })
  await fanOut.step()
  const { incarnation } = await stage.store.head('notifier')
  const hear = async (owner: string): Promise<void> => {
    const { position } = await stage.store.head('notifier')
    await stage.publish(1, owner)
    const events = await stage.store.readLog('notifier', position, 10)
    fanOut.hear({ log: 'notifier', incarnation, previous: position, last: position + 1, events })
  }
  // Of this owner nothing is known yet: only the database tells, and until it was asked nothing goes ahead.
  await hear('mer_2')
  await hear('mer_1')
  expect(offered).toEqual([])
  expect(await fanOut.step()).toMatchObject({ moved: true, look: new Set(['whe_a']) })
  await hear('mer_1')
  expect(offered.map((due) => due.map(({ sequence }) => sequence))).toEqual([[2]])
  const step = await fanOut.step()
  expect(step.fresh.get('whe_a')?.map(({ sequence }) => sequence)).toEqual([2])
  expect(await step.fresh.get('whe_a')?.[0]?.written).toBe(true)
})

it('is not said to be written where somebody else has moved the cursor', async () => {
  await stage.endpoint('a')
  await stage.publish()
  const offered: Due[] = []
  const fanOut = new FanOut(pool, stage.store, (fresh) => {
    for (const due of fresh.values()) offered.push(...due)
    return new Set(fresh.keys())
  })
  await fanOut.step()
  await stage.publish()
  const { incarnation, position } = await stage.store.head('notifier')
  const events = await stage.store.readLog('notifier', position - 1, 10)
  await new FanOut(pool, stage.store).step()
  fanOut.hear({ log: 'notifier', incarnation, previous: position - 1, last: position, events })
  expect(await fanOut.step()).toMatchObject({ moved: false, more: true })
  expect([offered.length, await offered[0]?.written]).toEqual([1, false])
  expect(await fanOut.step()).toMatchObject({ anew: true })
  const rows = await pool.query('select sequence::integer from deliveries order by sequence')
  expect(rows.rows).toEqual([{ sequence: 1 }, { sequence: 2 }])
})

it('is queued by a worker that ends after it was sent: nobody is left waiting for that', async () => {
  await idleLane()
  const queue = await heldQueue()
  for (let count = 0; count < 3; count += 1) await stage.publish()
  await waitFor(() => receiver.at('/a').length === 4)
  // The first is in the statement that waits, the others behind it.
  const ended = stage.endSpreading()
  await queue.release()
  await ended
  await delivered(4)
  expect(await attempts()).toEqual(upTo(4))
})

it('is known not to be queued where its worker ends and cannot queue it', async () => {
  await stage.endpoint('a')
  await stage.publish()
  const offered: Due[] = []
  const dead = new pg.Pool()
  await dead.end()
  let current = pool
  const turning = new Proxy(pool, { get: (_, name) => Reflect.get(current, name, current) as unknown })
  const fanOut = new FanOut(turning, stage.store, (fresh) => {
    for (const due of fresh.values()) offered.push(...due)
    return new Set(fresh.keys())
  })
  await fanOut.step()
  const { incarnation, position } = await stage.store.head('notifier')
  await stage.publish()
  const events = await stage.store.readLog('notifier', position, 10)
  fanOut.hear({ log: 'notifier', incarnation, previous: position, last: position + 1, events })
  current = dead
  await expect(fanOut.end()).rejects.toThrow('after calling end')
  expect([offered.length, await offered[0]?.written]).toEqual([1, false])
})

it('is not forgotten where the bus brings it while the log is read and found to hold nothing', async () => {
  await stage.endpoint('a')
  await stage.publish()
  let happens = async (): Promise<void> => undefined
  const fanOut = new FanOut(pool, {
    head: async (log) => {
      const head = await stage.store.head(log)
      await happens()
      return head
    },
    readStream: (stream, from, limit) => stage.store.readStream(stream, from, limit),
    readLog: (log, after, limit) => stage.store.readLog(log, after, limit),
  })
  await fanOut.step()
  happens = async () => {
    happens = async () => undefined
    const { incarnation, position } = await stage.store.head('notifier')
    await stage.publish()
    const events = await stage.store.readLog('notifier', position, 10)
    fanOut.hear({ log: 'notifier', incarnation, previous: position, last: position + 1, events })
  }
  expect(await fanOut.step()).toMatchObject({ moved: false })
  expect(fanOut.hasNews).toBe(true)
  const step = await fanOut.step()
  expect(step.fresh.get('whe_a')?.map(({ sequence }) => sequence)).toEqual([2])
  expect(await fanOut.step()).toMatchObject({ moved: false })
  expect(fanOut.hasNews).toBe(false)
})

it('goes behind a change of its endpoint that the bus brings before it', async () => {
  await idleLane()
  const queue = await heldQueue()
  await stage.note('a', 'endpoint.disabled', { reason: 'owner', atMs: Date.now() })
  await stage.publish()
  await queue.release()
  await stage.note('a', 'endpoint.enabled', { atMs: Date.now() })
  await stage.publish()
  await waitFor(() => receiver.at('/a').length === 2)
  expect(receiver.sequences('/a')).toEqual([1, 3])
})
