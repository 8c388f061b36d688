import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { counterService, echoService } from '../counter.fixture.ts'
import { add, bootOn, caughtUp, testServers, timesOf, totalOf, type TestServers } from '../counter-system.fixture.ts'
import { openEventStore, renewIncarnation } from '../event-store.ts'
import { acceptRestored } from './after-restore.ts'

let servers: TestServers
const services = [counterService(), echoService()]

beforeAll(async () => { servers = await testServers() })
afterAll(async () => { await servers?.close() })

/** As after a restore of the log to an earlier time than that of the read models. */
const pretendReadBeyond = async (): Promise<void> => {
  const client = new pg.Client(servers.databaseUrl)
  await client.connect()
  await client.query(`update counter.host_cursors set position = position + 5 where consumer = 'view:counters_v1'`)
  await client.query(`update counter.counters_v1 set total_micro = 999`)
  await client.query(`update echo.host_cursors set position = position + 5 where consumer = 'reaction:hear'`)
  await client.query(`insert into echo.host_parked values ('reaction:hear', 'counter', 6, 'c', 'x', 1)`)
  await client.end()
}

it('a restored log stops whoever has read another, until its consumers were told', async () => {
  const first = await bootOn(servers, services)
  await first.ready()
  for (let times = 0; times < 3; times += 1) await add(first, 'c', 1n)
  await caughtUp(first)
  await first.stop()

  await renewIncarnation(servers.databaseUrl)
  const untold = await bootOn(servers, services)
  const stopped = await waitFor(async () => {
    // A view that has not begun yet is said to be filled, which is a reason, too.
    const reasons = (await untold.status()).reasons.filter((reason) => reason.includes(' stopped: '))
    return reasons.length === 3 ? reasons : undefined
  }, { deadlineMs: 10_000, what: 'every consumer to stop' })
  expect(stopped.join()).toMatch(/view:counters_v1 stopped: cursor of incarnation .*, log of /)
  await untold.stop()

  await pretendReadBeyond()
  const store = await openEventStore(servers.databaseUrl)
  expect(await acceptRestored(servers.databaseUrl, store, services)).toEqual([
    { service: 'counter', emptied: ['view:counters_v1'], setBack: [] },
    { service: 'echo', emptied: [], setBack: ['reaction:hear'] },
  ])
  await store.close()

  const again = await bootOn(servers, services)
  await again.ready()
  await add(again, 'c', 1n)
  await caughtUp(again)
  expect(await totalOf(again, 'c')).toBe(4n)
  await waitFor(async () => await timesOf(again, 'c') === 4, { deadlineMs: 5_000 })
  expect((await again.status()).consumers.filter(({ parked }) => parked > 0)).toEqual([])
  await again.stop()
})
