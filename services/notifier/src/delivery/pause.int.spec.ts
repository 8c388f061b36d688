import { waitFor } from '@stablegate/testing'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DeliveryStage, type Receiver } from './delivery-stage.spec-support.ts'
import { FanOut } from './fan-out.ts'

const hourMs = 3_600_000
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

const pause = (name: string): Promise<void> => stage.note(name, 'endpoint.paused', { atMs: Date.now() })
const resume = (name: string): Promise<void> => stage.note(name, 'endpoint.resumed', { atMs: Date.now() })
const rows = async (name: string) => {
  const found = await pool.query<{ sequence: number; state: string; tries: number; due: number }>(
    `select sequence::integer, state, tries, due_at_ms::double precision as due from deliveries where endpoint = $1 order by sequence`,
    [`whe_${name}`])
  return found.rows
}
const delivered = (name: string, count: number): Promise<unknown> => waitFor(
  async () => (await stage.states(name)).filter((state) => state === 'delivered').length === count,
  { what: `${count} deliveries to ${name}` })

/** What is queued shows that the pause before it is known; that somebody else is told, that time went on. */
const queuedMeanwhile = async (name: string, count: number): Promise<void> => {
  if (count > 0) await stage.publish(count)
  const all = stage.published()
  await waitFor(async () => (await rows(name)).length === all, { what: `${all} queued for ${name}` })
  const seen = receiver.at('/witness').length
  await stage.publish(20, 'mer_witness')
  await waitFor(() => receiver.at('/witness').length === seen + 20)
}
const comesDue = (name: string, sequence: number): Promise<unknown> =>
  pool.query('update deliveries set due_at_ms = $3 where endpoint = $1 and sequence = $2', [`whe_${name}`, sequence, Date.now() - 1])

describe('a paused endpoint', () => {
  beforeEach(() => stage.endpoint('witness', { owner: 'mer_witness' }))

  it('is queued for and not sent to, and then gets in order what waited, and what came due meanwhile', async () => {
    await stage.endpoint('p')
    const released = Promise.withResolvers<void>()
    receiver.answers.set('/p', (response, { sequence }, nth) => {
      response.statusCode = nth <= 4 && (sequence === 2 || sequence === 4) ? 500 : 204
      if (sequence === 2 && nth > 4) void released.promise.then(() => response.end())
      else response.end()
    })
    stage.run({ schedule: [0, hourMs, hourMs] })
    await stage.publish(4)
    await waitFor(async () => (await rows('p')).filter(({ tries }) => tries === 1).length === 4)
    await pause('p')
    await queuedMeanwhile('p', 3)
    await comesDue('p', 2)
    await queuedMeanwhile('p', 1)
    expect(receiver.sequences('/p')).toEqual([1, 2, 3, 4])
    const [, second, , fourth] = await rows('p')
    expect([second, fourth]).toMatchObject([{ state: 'pending', tries: 1 }, { state: 'pending', tries: 1 }])
    await resume('p')
    await waitFor(() => receiver.at('/p').length === 5)
    await queuedMeanwhile('p', 0)
    // What came due goes before what was never tried, and not beside it.
    expect(receiver.sequences('/p').slice(4)).toEqual([2])
    released.resolve()
    await delivered('p', 7)
    expect(receiver.sequences('/p').slice(4)).toEqual([2, 5, 6, 7, 8])
    // What was not due yet keeps its time and its tries.
    expect((await rows('p'))[3]).toEqual(fourth)
    await comesDue('p', 4)
    await delivered('p', 8)
    expect(receiver.sequences('/p').at(-1)).toBe(4)
  })

  it('lets the try that is under way end, which counts, and begins none', async () => {
    await stage.endpoint('slow')
    const released = Promise.withResolvers<void>()
    receiver.answers.set('/slow', (response) => { void released.promise.then(() => response.end()) })
    stage.run()
    await stage.publish(3)
    await waitFor(() => receiver.at('/slow').length === 1)
    await pause('slow')
    await queuedMeanwhile('slow', 1)
    released.resolve()
    await delivered('slow', 1)
    await queuedMeanwhile('slow', 1)
    expect(receiver.sequences('/slow')).toEqual([1])
    await resume('slow')
    await delivered('slow', 5)
    expect(receiver.sequences('/slow')).toEqual([1, 2, 3, 4, 5])
  })

  it('paused and resumed during another try is not sent the same beside it', async () => {
    await stage.endpoint('x')
    const released = Promise.withResolvers<void>()
    receiver.answers.set('/x', (response, { sequence }, nth) => {
      if (nth === 1) response.writeHead(500).end()
      else if (sequence === 1) void released.promise.then(() => response.end())
      else response.end()
    })
    stage.run({ schedule: [0, 1, hourMs], timeoutMs: 60_000 })
    await stage.publish()
    await waitFor(() => receiver.at('/x').length === 2)
    await pause('x')
    await resume('x')
    await stage.publish()
    await delivered('x', 1)
    expect(receiver.sequences('/x')).toEqual([1, 1, 2])
    released.resolve()
    await delivered('x', 2)
    expect((await rows('x')).map(({ tries }) => tries)).toEqual([2, 1])
    expect(receiver.sequences('/x')).toEqual([1, 1, 2])
  })

  it('is rewound as well: that waits too', async () => {
    await stage.endpoint('back')
    stage.run()
    await stage.publish(4)
    await delivered('back', 4)
    await pause('back')
    await stage.note('back', 'endpoint.redelivery_requested', { fromSequence: 2, toSequence: 3, atMs: Date.now() })
    await queuedMeanwhile('back', 2)
    expect(receiver.sequences('/back')).toEqual([1, 2, 3, 4])
    await resume('back')
    await delivered('back', 6)
    expect(receiver.sequences('/back')).toEqual([1, 2, 3, 4, 2, 3, 5, 6])
  })

  it('stays so over the death of a replica, and its heir sends all that waits', async () => {
    await stage.endpoint('heir')
    await stage.publish(5)
    await pause('heir')
    await new FanOut(pool, stage.store).step()
    await pool.query(`update targets set lease_holder = 'dead', lease_until_ms = $1 where endpoint = 'whe_heir'`, [Date.now() - 1])
    stage.run()
    await queuedMeanwhile('heir', 5)
    expect(receiver.at('/heir')).toEqual([])
    await resume('heir')
    await delivered('heir', 10)
    expect(receiver.sequences('/heir')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('is left alone by every replica once each has looked after its leases', async () => {
    const names = ['r0', 'r1', 'r2', 'r3']
    for (const name of names) await stage.endpoint(name)
    stage.run()
    stage.run()
    await stage.publish(20)
    for (const name of names) await delivered(name, 20)
    for (const name of names) await pause(name)
    await waitFor(async () => {
      const held = await pool.query(`select 1 from targets where paused and lease_holder is null`)
      return held.rowCount === names.length
    }, { deadlineMs: 20_000, what: 'leases of paused endpoints to be given up' })
    await queuedMeanwhile('r0', 10)
    for (const name of names) expect(receiver.at(`/${name}`)).toHaveLength(20)
    for (const name of names) await resume(name)
    for (const name of names) {
      await delivered(name, 30)
      expect(receiver.sequences(`/${name}`)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
    }
  })

  it('that is switched off is queued for no more, and gets what waited when it is switched on', async () => {
    await stage.endpoint('off')
    stage.run()
    await pause('off')
    await queuedMeanwhile('off', 2)
    await stage.note('off', 'endpoint.disabled', { reason: 'owner', atMs: Date.now() })
    await stage.publish(2)
    await stage.note('off', 'endpoint.enabled', { atMs: Date.now() })
    await stage.publish()
    await delivered('off', 3)
    expect(receiver.sequences('/off')).toEqual([1, 2, 5])
  })

  it('is not kept waiting for a rest that its receiver asked for before', async () => {
    await stage.endpoint('busy')
    receiver.answers.set('/busy', (response, _, nth) => {
      if (nth === 1) response.writeHead(503, { 'retry-after': '3600' }).end()
      else response.end()
    })
    stage.run({ schedule: [0, 1, 1] })
    await stage.publish(2)
    await waitFor(async () => (await rows('busy'))[0]?.tries === 1)
    await pause('busy')
    await queuedMeanwhile('busy', 1)
    await resume('busy')
    await waitFor(() => receiver.at('/busy').length >= 3)
    expect(receiver.sequences('/busy')).toEqual([1, 2, 3])
    // The one that was refused waits as long as it was asked to.
    expect((await rows('busy'))[0]).toMatchObject({ state: 'pending', tries: 1 })
  })
})
