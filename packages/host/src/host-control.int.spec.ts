import { randomUUID } from 'node:crypto'
import type { Answer } from '@stablegate/kernel'
import { waitFor } from '@stablegate/testing'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { counterService, echoService } from './counter.fixture.ts'
import { add, bootOn, caughtUp, testServers, timesOf, type TestServers } from './counter-system.fixture.ts'
import type { ParkedEvent } from './host-control.ts'
import type { ServiceReport } from './host-status.ts'

let servers: TestServers
const running: Running[] = []

const start = async (): Promise<Running> => {
  const one = await bootOn(servers, [counterService(), echoService()])
  running.push(one)
  await one.ready()
  return one
}

beforeAll(async () => { servers = await testServers() })
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.stop())) })
afterAll(async () => { await servers?.close() })

const parkedIn = async (one: Running): Promise<readonly ParkedEvent[]> => {
  const asked = await one.queries.ask<readonly ParkedEvent[]>('echo', 'host.parked', {})
  if (asked.status !== 'answered') throw new Error(JSON.stringify(asked))
  return asked.value
}

const act = (one: Running, verb: string, data: object): Promise<Answer> =>
  one.commands.send(`echo.host.${verb}`, data, { id: randomUUID(), actor: 'operator:opr_a', timeoutMs: 8_000 })

const repaired = (through: number, left: number): object =>
  ({ status: 'accepted', events: [{ type: 'host.repaired', data: { through, left } }] })

it('parked events are listed, tried again and skipped on the replica that is active, whoever is asked', async () => {
  const first = await start()
  const second = await start()
  for (const note of ['break', 'behind it', 'and this']) await add(second, 'p', 1n, { note })
  await add(second, 'fine', 1n)
  const parked = await waitFor(async () => {
    const seen = await parkedIn(second)
    return seen.length === 3 ? seen : undefined
  }, { deadlineMs: 10_000, what: 'three parked events' })
  const [broken] = parked
  if (broken === undefined) throw new Error('nothing is parked')
  const { consumer, log, key, position } = broken
  expect(broken).toMatchObject({ consumer: 'reaction:hear', log: 'counter', key: 'p', reason: expect.stringMatching(/breaks the decider/) })
  expect(parked.map((one) => one.position)).toEqual([position, position + 1, position + 2])

  const place = { consumer, log, key }
  expect(await act(second, 'retry_parked', place)).toMatchObject(repaired(0, 3))
  // The former active replica goes, and the one that stood by answers.
  await first.stop()
  expect(await act(second, 'skip_parked', { ...place, position })).toMatchObject(repaired(2, 0))
  expect(await act(second, 'skip_parked', { ...place, position })).toMatchObject(repaired(0, 0))
  await caughtUp(second)
  expect([await parkedIn(second), await timesOf(second, 'p'), await timesOf(second, 'fine')]).toEqual([[], 2, 1])
})

it('a request that names nothing that runs is refused, or waits for somebody to answer', async () => {
  const one = await start()
  expect(await act(one, 'retry_parked', { consumer: 5 })).toMatchObject({ status: 'broken' })
  expect(await act(one, 'retry_parked', { consumer: 'reaction:none', log: 'counter', key: 'p' })).toMatchObject({ status: 'retry' })
  const nobody = await one.commands.send('nobody.host.retry_parked', {}, { id: randomUUID(), actor: 'x', timeoutMs: 200 })
  expect(nobody).toMatchObject({ status: 'retry' })
})

const reportOf = async (one: Running, service: string): Promise<ServiceReport> => {
  const asked = await one.queries.ask<ServiceReport>(service, 'host.consumers', {})
  if (asked.status !== 'answered') throw new Error(JSON.stringify(asked))
  return asked.value
}

it('the replica that works tells how far each consumer is, and the one that takes over after it', async () => {
  const first = await start()
  const second = await start()
  await add(first, 'q', 1n)
  await add(second, 'q', 1n)
  const caught = await waitFor(async () => {
    const report = await reportOf(second, 'counter')
    return report.consumers.every(({ lag }) => lag === 0) && report.relay.lag === 0 ? report : undefined
  }, { deadlineMs: 10_000, what: 'consumers without lag' })
  expect(caught.head).toBeGreaterThanOrEqual(2)
  expect(caught.consumers.map(({ position }) => position)).toEqual(caught.consumers.map(() => caught.head))
  expect(caught.consumers.some(({ consumer }) => consumer.startsWith('view:'))).toBe(true)

  await add(second, 'parks', 1n, { note: 'break' })
  const parked = await waitFor(async () => {
    const { consumers } = await reportOf(second, 'echo')
    return consumers.find((one) => one.parked === 1)
  }, { deadlineMs: 10_000, what: 'a parked event in the report' })
  expect(parked.consumer).toBe('reaction:hear')
  await first.stop()
  expect(await reportOf(second, 'echo')).toMatchObject({ service: 'echo', relay: { failing: false } })
})
