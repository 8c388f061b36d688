import { randomUUID } from 'node:crypto'
import { connect } from '@nats-io/transport-node'
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { counterService, echoService } from './counter.fixture.ts'
import { add, addMany, bootOn, caughtUp, testServers, timesOf, totalOf, type TestServers } from './counter-system.fixture.ts'

let servers: TestServers
let running: Running

beforeAll(async () => {
  servers = await testServers()
  running = await bootOn(servers, [counterService(), echoService()])
  await running.ready()
})

afterAll(async () => {
  await running?.stop()
  await servers?.close()
})

const health = async (path: string): Promise<{ readonly status: number; readonly text: string }> => {
  const response = await fetch(`${running.urls['counter']}${path}`)
  return { status: response.status, text: await response.text() }
}

describe('commands', () => {
  it('are decided, folded into a view and seen by a query after them, to the last digit', async () => {
    const byMicro = 9_007_199_254_740_993n
    const answer = await add(running, 'a', byMicro)
    expect(answer).toMatchObject({ status: 'accepted', log: 'counter', events: [{ data: { byMicro } }] })
    if (answer.status !== 'accepted') return
    const { log, position } = answer
    const asked = await running.queries.ask('counter', 'total', { counter: 'a' }, { after: { log, position } })
    expect(asked).toEqual({
      status: 'answered', value: { totalMicro: byMicro, additions: 1, notes: ['n'] },
    })
  })

  it('are rejected by their code and counted once by their id', async () => {
    expect(await add(running, 'once', -1n)).toMatchObject({ status: 'rejected', code: 'negative' })
    const id = randomUUID()
    const first = await add(running, 'once', 5n, { id })
    expect(await add(running, 'once', 5n, { id })).toEqual(first)
    expect(await add(running, 'once', 6n, { id })).toMatchObject({ status: 'rejected' })
    await caughtUp(running)
    expect(await totalOf(running, 'once')).toBe(5n)
  })

  it('nobody knows are answered retry when their time is over', async () => {
    const answer = await running.commands.send(
      'counter.counter.unknown', {}, { id: randomUUID(), actor: 'spec', timeoutMs: 100 })
    expect(answer).toMatchObject({ status: 'retry' })
  })

  it('that are no envelopes are answered at once', async () => {
    const nats = await connect({ servers: servers.nats.url })
    for (const body of ['not json', '{}', '', '{"id":"x","type":"other.type.of"}']) {
      const reply = await nats.request('commands.counter.counter.add', body, { timeout: 2_000 })
      expect(reply.json()).toMatchObject({ status: 'broken' })
    }
    await nats.close()
  })

  it('come in bursts and none is lost or doubled', async () => {
    await addMany(running, 10, 2_000)
    await caughtUp(running)
    for (let index = 0; index < 10; index += 1) {
      expect(await totalOf(running, `c${index}`)).toBe(200n)
      expect(await timesOf(running, `c${index}`)).toBe(200)
    }
  })
})

describe('queries', () => {
  it('say what is wrong with them', async () => {
    const { queries } = running
    expect(await queries.ask('counter', 'total', { counter: 5 })).toMatchObject({ status: 'refused' })
    expect(await queries.ask('counter', 'none', {}, { timeoutMs: 100 })).toMatchObject({ status: 'unavailable' })
  })

  it('are stale when the position does not come within two seconds', async () => {
    const after = { log: 'counter', position: 1_000_000 }
    expect(await running.queries.ask('counter', 'total', { counter: 'a' }, { after })).toEqual({ status: 'stale' })
  })

  it('cannot write', async () => {
    const { views, db } = running.context('counter')
    const writer = views as unknown as typeof db
    await expect(writer.deleteFrom('counters').execute()).rejects.toThrow(/read-only/)
  })
})

describe('a service of its own', () => {
  it('has its configuration and its operational tables', async () => {
    const { config, db } = running.context('echo')
    expect(config).toEqual({ ECHO_VOLUME: 5 })
    await db.insertInto('letters').values({ id: 'x', sent: 7 }).execute()
    expect(await db.selectFrom('letters').selectAll().execute()).toEqual([{ id: 'x', sent: 7 }])
  })
})

describe('health', () => {
  it('says alive, ready with lags, and metrics', async () => {
    expect(await health('/healthz')).toMatchObject({ status: 200 })
    const ready = await health('/readyz')
    expect(ready.status).toBe(200)
    expect(JSON.parse(ready.text)).toMatchObject({
      ready: true, nats: 'connected', eventStore: 'reachable', database: 'reachable',
      consumers: expect.arrayContaining([
        expect.objectContaining({ consumer: 'view:counters_v1', state: 'active', parked: 0 }),
      ]),
    })
    const { text } = await health('/metrics')
    expect(text).toContain('stablegate_consumer_lag_events{service="counter",consumer="view:counters_v1"')
    expect(text).toMatch(/stablegate_command_seconds_count\{type="counter.counter.add",status="accepted"\} \d+/)
  })

  it('shows parked events, and they are retried in order', async () => {
    await add(running, 'p', 1n, { note: 'break' })
    await add(running, 'p', 1n, { note: 'after it' })
    const parked = await waitFor(async () => {
      const { consumers } = await running.status()
      return consumers.find((consumer) => consumer.consumer === 'reaction:hear' && consumer.parked === 2)
    }, { deadlineMs: 10_000, what: 'two parked events' })
    expect(parked).toMatchObject({ service: 'echo', log: 'counter', state: 'active' })
    // Probes share one look for a quarter of a second.
    const ready = await waitFor(async () => {
      const seen = await health('/readyz')
      return seen.text.includes('"parked":2') ? seen : undefined
    }, { deadlineMs: 2_000, what: 'parked events in /readyz' })
    expect(ready.status).toBe(200)
    expect((await health('/metrics')).text).toMatch(/stablegate_alerts_total\{code="event_parked"\} [1-9]/)
    expect(await running.retryParked('echo', 'reaction:hear', 'counter')).toBe(0)
    const { rows } = await running.context('echo').pool.query(
      `select position from host_parked order by position`)
    await running.skipParked('echo', 'reaction:hear', 'counter', Number(rows[0]?.position))
    expect(await running.retryParked('echo', 'reaction:hear', 'counter')).toBe(1)
    await caughtUp(running)
    expect(await timesOf(running, 'p')).toBe(1)
  })
})
