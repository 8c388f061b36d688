import { defineService, type Service } from '@stablegate/kernel'
import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { counterService, echoService } from './counter.fixture.ts'
import { add, addMany, bootOn, caughtUp, testServers, timesOf, totalOf, type TestServers } from './counter-system.fixture.ts'
import { hostOptions, type Worker } from './host-options.ts'

let servers: TestServers
const running: Running[] = []

const start = async (services: readonly Service[]): Promise<Running> => {
  const one = await bootOn(servers, services)
  running.push(one)
  await one.ready()
  return one
}

beforeAll(async () => { servers = await testServers() })
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.stop())) })
afterAll(async () => { await servers?.close() })

// Two replicas that decide on one stream mostly meet each other's conflicts; ten are kinder.
const counters = 10

const statesOf = async (one: Running): Promise<readonly string[]> =>
  [...new Set((await one.status()).consumers.map(({ state }) => state))]

describe('two replicas', () => {
  it('work as one, and the standby takes over when the active one stops', async () => {
    const services = [counterService(), echoService()]
    const first = await start(services)
    const second = await start(services)
    expect(await statesOf(first)).toEqual(['active'])
    expect(await statesOf(second)).toEqual(['standby'])
    await addMany(second, counters, 200)
    const lags = await caughtUp(second)
    expect(lags.consumers.find(({ consumer }) => consumer === 'view:counters_v1')?.position).toBe(200)
    await first.stop()
    await waitFor(async () => (await statesOf(second)).join() === 'active', { deadlineMs: 5_000 })
    await addMany(second, counters, 100)
    await caughtUp(second)
    expect(await totalOf(second, 'c0')).toBe(30n)
    await waitFor(async () => await timesOf(second, 'c0') === 30, { deadlineMs: 5_000 })
  })

  it('one of them is active again after the lock connection was cut', async () => {
    const services = [counterService(), echoService()]
    const both = [await start(services), await start(services)]
    const client = new pg.Client(servers.databaseUrl)
    await client.connect()
    for (let cut = 0; cut < 2; cut += 1) {
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'stablegate-locks' and datname = current_database()`)
      await Promise.all(both.map((one) => addMany(one, counters, 100)))
    }
    await client.end()
    const [one] = both
    if (one === undefined) throw new Error('no replica')
    await caughtUp(one)
    const total = await totalOf(one, 'c0')
    expect(total % 10n).toBe(0n)
    await waitFor(async () => BigInt(await timesOf(one, 'c0')) === await totalOf(one, 'c0'), { deadlineMs: 5_000 })
    await waitFor(async () => {
      const states = await Promise.all(both.map(statesOf))
      return states.flat().includes('active')
    }, { deadlineMs: 5_000 })
  })

  it('go on as before after the lock was lost and taken again', async () => {
    const lines: string[] = []
    const logger = pino({ level: 'warn' }, { write: (line: string) => { lines.push(line) } })
    const one = await bootOn(servers, [counterService()], { logger })
    running.push(one)
    await one.ready()
    const client = new pg.Client(servers.databaseUrl)
    await client.connect()
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'stablegate-locks' and datname = current_database()`)
    await client.end()
    await waitFor(() => lines.some((line) => line.includes('lost the lock')), { deadlineMs: 5_000 })
    await waitFor(async () => (await statesOf(one)).join() === 'active', { deadlineMs: 5_000 })
    const before = await totalOf(one, 'c0')
    await addMany(one, 1, 50)
    await caughtUp(one)
    expect(await totalOf(one, 'c0')).toBe(before + 50n)
    expect(lines.filter((line) => line.includes('relay starts anew'))).toEqual([])
  })

  it('answer for the view whichever of them is asked', async () => {
    const [first, second] = [await start([counterService()]), await start([counterService()])]
    if (first === undefined || second === undefined) throw new Error('no replica')
    for (let index = 0; index < 20; index += 1) {
      const answer = await add(second, 'after', 1n)
      if (answer.status !== 'accepted') throw new Error(answer.status)
      const asked = await first.queries.ask('counter', 'total', { counter: 'after' }, {
        after: { log: answer.log, position: answer.position },
      })
      expect(asked).toMatchObject({ status: 'answered', value: { totalMicro: BigInt(index + 1) } })
    }
  })
})

describe('a single writer', () => {
  it('takes commands only on the replica that holds the lock', async () => {
    const single: Service = { ...counterService(), host: hostOptions({ singleWriter: true }) }
    const first = await start([single])
    const second = await start([single])
    await addMany(second, 1, 50)
    const seen = await Promise.all([first, second].map(async (one) => {
      const { registry } = one.context('counter').metrics
      const metric = await registry.getSingleMetric('stablegate_command_seconds')?.get()
      const values = (metric?.values ?? []) as unknown as readonly { metricName: string; value: number }[]
      return values.filter(({ metricName }) => metricName.endsWith('_count'))
        .reduce((sum, { value }) => sum + value, 0)
    }))
    expect(seen).toEqual([50, 0])
    const stopped = first.stop()
    await addMany(second, 1, 50)
    await stopped
    await waitFor(async () => (await statesOf(second)).join() === 'active', { deadlineMs: 5_000 })
  })
})

describe('workers', () => {
  it('run everywhere, or exclusively on one replica that another relieves', async () => {
    const started: string[] = []
    const worker = (name: string, exclusive: boolean): Worker => ({
      name,
      exclusive,
      start: () => { started.push(name) },
      stop: async () => { started.splice(started.indexOf(name), 1) },
    })
    const service = defineService({
      name: 'workshop',
      host: hostOptions({ workers: () => [worker('all', false), worker('one', true)] }),
    })
    const first = await start([service])
    await start([service])
    await waitFor(() => started.toSorted().join() === 'all,all,one')
    await first.stop()
    await waitFor(() => started.toSorted().join() === 'all,one', { deadlineMs: 5_000 })
  })
})
