import { MemoryEventStore, type LogBatch } from '@stablegate/kernel'
import { endpointSecret } from '@stablegate/contracts/webhook-keys'
import { waitFor } from '@stablegate/testing'
import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DeliveryStage, masters, type Receiver } from './delivery-stage.spec-support.ts'
import { FanOut } from './fan-out.ts'
import { deliveryRetentionMs, forgetOldDeliveries } from './retention.ts'

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

describe('delivery', () => {
  it('sends in order, signed, and logs what was answered', async () => {
    await stage.endpoint('good')
    stage.run()
    await stage.publish(150)
    await waitFor(async () => (await stage.states('good')).filter((state) => state === 'delivered').length === 150)
    expect(receiver.sequences('/good')).toEqual(Array.from({ length: 150 }, (_, index) => index + 1))
    const [first] = receiver.at('/good')
    const secret = endpointSecret(masters, 'test', 'whe_good', 1)
    expect(new Webhook(secret).verify(first!.body, first!.headers)).toMatchObject({
      type: 'payment.settled', sequence: 1, livemode: false, data: { id: 'pay_1' },
    })
    expect((JSON.parse(first!.body) as { id: string }).id).toBe(first!.headers['webhook-id'])
    const log = await pool.query(`select outcome, status, response_head, try from attempts where sequence = 1`)
    expect(log.rows).toEqual([{ outcome: 'delivered', status: 200, response_head: 'ok', try: 1 }])
  })

  it('gives each endpoint the types it wants, and only those of its owner', async () => {
    await stage.endpoint('all')
    await stage.endpoint('some', { types: ['refund.paid'] })
    await stage.endpoint('other', { owner: 'mer_2' })
    stage.run()
    await stage.publish(2)
    await stage.publish(1, 'mer_1', 'refund.paid')
    await waitFor(() => receiver.at('/all').length === 3 && receiver.at('/some').length === 1)
    expect(receiver.sequences('/some')).toEqual([3])
    expect(await stage.states('other')).toEqual([])
  })

  it('tries again by its schedule while later ones go on, then gives up', async () => {
    await stage.endpoint('flaky')
    receiver.answers.set('/flaky', (response, { body }) => {
      response.statusCode = (JSON.parse(body) as { sequence: number }).sequence === 2 ? 500 : 204
      response.end()
    })
    stage.run({ schedule: [0, 30, 30] })
    await stage.publish(4)
    await waitFor(async () => (await stage.states('flaky'))[1] === 'failed')
    expect(await stage.states('flaky')).toEqual(['delivered', 'failed', 'delivered', 'delivered'])
    const tries = receiver.at('/flaky').filter(({ body }) => body.includes('"sequence":2'))
    expect(tries).toHaveLength(3)
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1)
  })

  it('does not follow redirects, and takes no 3xx for success', async () => {
    await stage.endpoint('moved')
    receiver.answers.set('/moved', (response) => { response.writeHead(302, { location: '/secret' }).end() })
    stage.run({ schedule: [0] })
    await stage.publish()
    await waitFor(async () => (await stage.states('moved'))[0] === 'failed')
    expect(receiver.at('/secret')).toEqual([])
  })

  it('disables on 410 and sends nothing more', async () => {
    await stage.endpoint('gone')
    receiver.answers.set('/gone', (response) => { response.writeHead(410).end() })
    stage.run()
    await stage.endpoint('well', { owner: 'mer_2' })
    await stage.publish(5)
    await waitFor(() => stage.sent.length > 0)
    expect(stage.sent[0]).toMatchObject({
      type: 'notifier.endpoint.disable', data: { endpoint: 'whe_gone', owner: 'mer_1', reason: 'gone' },
    })
    // Also while the log has not said so yet, whatever else goes out meanwhile.
    await stage.publish(3)
    await stage.publish(50, 'mer_2')
    await waitFor(() => receiver.at('/well').length === 50)
    expect(receiver.sequences('/gone')).toEqual([1])

    // Switched on too early, it says the same again: that is another command, or it would be taken for the first.
    await stage.note('gone', 'endpoint.disabled', { reason: 'gone', atMs: 1 })
    await stage.note('gone', 'endpoint.enabled', { atMs: 2 })
    await waitFor(() => stage.sent.length > 1)
    expect(new Set(stage.sent.map(({ id }) => id)).size).toBe(stage.sent.length)
  })

  it('rests as long as Retry-After asks', async () => {
    await stage.endpoint('busy')
    receiver.answers.set('/busy', (response, _, nth) => {
      if (nth === 1) response.writeHead(429, { 'retry-after': '1' }).end()
      else response.end()
    })
    stage.run({ schedule: [0, 10, 10] })
    await stage.publish(2)
    await waitFor(() => receiver.at('/busy').length === 1)
    // What is queued while it rests waits too.
    await stage.publish()
    await waitFor(async () => (await stage.states('busy')).filter((state) => state === 'delivered').length === 3)
    const [first, second] = receiver.at('/busy')
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(950)
    expect([...receiver.sequences('/busy')].sort()).toEqual([1, 1, 2, 3])
  })

  it('keeps hanging and failing endpoints from the others', async () => {
    for (const name of ['hang', 'fail']) await stage.endpoint(name)
    for (let n = 0; n < 4; n += 1) await stage.endpoint(`ok${n}`)
    receiver.answers.set('/hang', () => undefined)
    receiver.answers.set('/fail', (response) => { response.writeHead(503).end() })
    // The one that hangs is given up long after this spec: nobody may wait for it.
    stage.run({ timeoutMs: 60_000, schedule: [0, 60_000] })
    await stage.publish(50)
    await waitFor(async () => {
      for (let n = 0; n < 4; n += 1) if (receiver.at(`/ok${n}`).length < 50) return false
      return true
    }, { deadlineMs: 20_000 })
    expect(receiver.at('/hang').length).toBeLessThanOrEqual(1)
  })

  it('signs with both secrets during a rotation', async () => {
    await stage.endpoint('turn')
    await stage.append('notifier.endpoint-whe_turn', {
      type: 'endpoint.secret_rotated',
      data: { endpoint: 'whe_turn', owner: 'mer_1', keyId: 'test', secretVersion: 2, previousUntilMs: Date.now() + 60_000 },
    })
    stage.run()
    await stage.publish()
    const [got] = await waitFor(() => receiver.at('/turn').length > 0 && receiver.at('/turn'))
    for (const version of [1, 2]) {
      new Webhook(endpointSecret(masters, 'test', 'whe_turn', version)).verify(got!.body, got!.headers)
    }
  })

  it('redelivers on request, and queues nothing while disabled', async () => {
    const key = { endpoint: 'whe_again', owner: 'mer_1' }
    await stage.endpoint('again')
    stage.run()
    await stage.publish(3)
    await waitFor(() => receiver.at('/again').length === 3)
    await stage.append('notifier.endpoint-whe_again', { type: 'endpoint.disabled', data: { ...key, reason: 'owner', atMs: 1 } })
    await stage.publish(2)
    await stage.append('notifier.endpoint-whe_again', { type: 'endpoint.enabled', data: { ...key, atMs: 1 } })
    await stage.publish()
    await waitFor(() => receiver.at('/again').length === 4)
    expect(receiver.sequences('/again')).toEqual([1, 2, 3, 6])
    await stage.append('notifier.endpoint-whe_again', {
      type: 'endpoint.redelivery_requested', data: { ...key, fromSequence: 3, toSequence: 5, atMs: Date.now() },
    })
    await waitFor(() => receiver.at('/again').length === 7)
    expect(receiver.sequences('/again')).toEqual([1, 2, 3, 6, 3, 4, 5])
  })

  it('rewinds only through what the endpoint wants', async () => {
    const key = { endpoint: 'whe_some', owner: 'mer_1' }
    await stage.endpoint('some', { types: ['payment.settled'] })
    stage.run()
    await stage.publish(1, 'mer_1', 'payment.settled')
    await stage.publish(2, 'mer_1', 'payment.expired')
    await stage.publish(1, 'mer_1', 'payment.settled')
    await waitFor(() => receiver.at('/some').length === 2)
    const [first, last] = receiver.sequences('/some') as [number, number]
    await stage.append('notifier.endpoint-whe_some', {
      type: 'endpoint.redelivery_requested', data: { ...key, fromSequence: first, toSequence: last, atMs: Date.now() },
    })
    await waitFor(() => receiver.at('/some').length === 4)
    expect(receiver.sequences('/some')).toEqual([first, last, first, last])
  })

  it('shares endpoints between replicas without sending twice', async () => {
    for (let n = 0; n < 6; n += 1) await stage.endpoint(`r${n}`)
    stage.run()
    stage.run()
    for (let round = 0; round < 5; round += 1) await stage.publish(20)
    await waitFor(async () => {
      const open = await pool.query(`select 1 from deliveries where state <> 'delivered'`)
      return receiver.received.length >= 600 && open.rowCount === 0
    })
    for (let n = 0; n < 6; n += 1) {
      expect(receiver.sequences(`/r${n}`)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    }
  })

  it('loses nothing with a replica that dies in the middle', async () => {
    await stage.endpoint('heir')
    await stage.publish(10)
    await new FanOut(pool, stage.store).step()
    // A lease of a dead holder, already run out.
    await pool.query(`update targets set lease_holder = 'dead', lease_until_ms = $1`, [Date.now() + 300])
    stage.run()
    await waitFor(async () => (await stage.states('heir')).filter((state) => state === 'delivered').length === 10)
    expect(receiver.sequences('/heir')).toEqual(Array.from({ length: 10 }, (_, index) => index + 1))
    expect(receiver.received[0]!.atMs).toBeGreaterThan(0)
  })

  it('queues each event once, whoever of two takes it and whatever the bus says', async () => {
    await stage.endpoint('a')
    const spreaders = [new FanOut(pool, stage.store), new FanOut(pool, stage.store)]
    const { incarnation } = await stage.store.head('notifier')
    const batch = async (previous: number, last: number): Promise<LogBatch> => ({
      log: 'notifier', incarnation, previous, last, events: await stage.store.readLog('notifier', previous, last - previous),
    })
    for (let turn = 1; turn <= 12; turn += 1) {
      await stage.publish(2)
      const { position: head } = await stage.store.head('notifier')
      const spreader = spreaders[turn % 3 === 0 ? 1 : 0]!
      // In turns: nothing heard, all twice, with a gap, an old one, of another log.
      const heard = [
        [], [await batch(head - 2, head), await batch(head - 2, head)], [await batch(head - 1, head)],
        [await batch(0, 1)], [{ ...await batch(head - 2, head), incarnation: 'other' }],
      ][turn % 5]!
      for (const one of heard) spreader.hear(one)
      while (Number((await pool.query('select position from fan_out_cursor')).rows[0].position) < head) {
        await spreader.step()
      }
    }
    const queued = await pool.query(`select sequence::integer, state from deliveries order by sequence`)
    expect(queued.rows).toEqual(Array.from({ length: 24 }, (_, index) => ({ sequence: index + 1, state: 'pending' })))
    const kept = await pool.query('select sequence::integer from messages order by sequence')
    expect(kept.rows).toHaveLength(24)
  })

  it('hands on what it queued only from where nobody else has queued', async () => {
    await stage.endpoint('a')
    await stage.publish()
    const [one, other] = [new FanOut(pool, stage.store), new FanOut(pool, stage.store)]
    expect(await one.step()).toMatchObject({ anew: true, look: new Set(['whe_a']), fresh: new Map() })
    await stage.publish()
    const step = await one.step()
    expect(step).toMatchObject({ anew: false, moved: true })
    expect(step.fresh.get('whe_a')?.map(({ sequence }) => sequence)).toEqual([2])
    await stage.publish()
    expect(await other.step()).toMatchObject({ anew: true, moved: true })
    await stage.publish()
    expect(await one.step()).toMatchObject({ moved: false, more: true })
    expect(await one.step()).toMatchObject({ anew: true, moved: true, look: new Set(['whe_a']) })
  })

  it('forgets old deliveries and tries, and nothing else', async () => {
    const [owner, count] = ['mer_1', 2_500]
    await stage.endpoint('a')
    await stage.endpoint('off')
    await new FanOut(pool, stage.store).step()
    const beforeMs = Date.now() - deliveryRetentionMs
    // The first 2500 are old, three are not; one endpoint never took any.
    await pool.query(
      `insert into messages select $1, n, 'evt_' || n, 'payment.settled', '{}', case when n <= $2 then $3::bigint - n else $4::bigint end
       from generate_series(1, $2::integer + 3) n`, [owner, count, beforeMs, Date.now()])
    await pool.query(
      `insert into deliveries select e, sequence, owner, case e when 'whe_a' then 'delivered' else 'pending' end, 1, at_ms
       from messages, unnest(array['whe_a', 'whe_off']) e`)
    await pool.query(
      `insert into attempts (endpoint, sequence, try, at_ms, duration_ms, outcome, response_head, detail)
       select 'whe_a', sequence, 1, at_ms, 1, 'delivered', '', '' from messages order by sequence`)
    await forgetOldDeliveries(pool, Date.now())
    for (const table of ['messages', 'deliveries', 'attempts']) {
      const kept = await pool.query(`select distinct sequence::integer from ${table} order by sequence`)
      expect(kept.rows.map(({ sequence }) => sequence)).toEqual([count + 1, count + 2, count + 3])
    }
  })

  it('stops when the log is not the one it was reading', async () => {
    await stage.endpoint('one')
    await new FanOut(pool, stage.store).step()
    await expect(new FanOut(pool, new MemoryEventStore()).step()).rejects.toThrow(/not the one/)
  })
})
