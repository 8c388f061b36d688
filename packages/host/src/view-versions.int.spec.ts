import { viewsOf, type Service } from '@stablegate/kernel'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { counterService } from './counter.fixture.ts'
import { addMany, bootOn, caughtUp, testServers, totalOf, type TestServers } from './counter-system.fixture.ts'
import { dropOldViews, prepareDatabase } from './postgres/prepare.ts'

let servers: TestServers

beforeAll(async () => { servers = await testServers() })
afterAll(async () => { await servers?.close() })

const ask = async (databaseUrl: string, text: string): Promise<readonly unknown[]> => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const { rows } = await client.query<{ value: unknown }>(text)
  await client.end()
  return rows.map(({ value }) => value)
}

describe('a new version of a view', () => {
  it('fills beside the old one, answers when it is full, and the old one is dropped by command', async () => {
    const old = await bootOn(servers, [counterService(1)])
    await old.ready()
    await addMany(old, 1, 1_500)
    await caughtUp(old)
    const renewed = await bootOn(servers, [counterService(2)])
    await renewed.ready()
    await addMany(old, 1, 10)
    await Promise.all([caughtUp(old), caughtUp(renewed)])
    // Both programs run: each replica answers from its own version, and both versions are kept.
    const answers = new Set<bigint>()
    for (let index = 0; index < 40; index += 1) answers.add(await totalOf(renewed, 'c0'))
    expect([...answers].every((total) => total === 1_510n || total === 3_020n)).toBe(true)
    await old.stop()
    await addMany(renewed, 1, 10)
    await caughtUp(renewed)
    expect(await totalOf(renewed, 'c0')).toBe(3_040n)
    expect(await dropOldViews(servers.databaseUrl, counterService(2))).toEqual(['counters_v1'])
    expect(await totalOf(renewed, 'c0')).toBe(3_040n)
    const tables = await ask(servers.databaseUrl,
      `select tablename as value from pg_tables where schemaname = 'counter' and tablename like 'counters%'`)
    expect(tables).toEqual(['counters_v2'])
    await renewed.stop()
  })

  it('is demanded when columns change, and a changed migration is refused', async () => {
    const service = counterService(2)
    const [view] = viewsOf(service)
    if (view === undefined) throw new Error('no view')
    const widened: Service = {
      ...service, views: [{ ...view, columns: { ...view.columns, more: 'text' } }],
    }
    await expect(prepareDatabase(servers.databaseUrl, [widened])).rejects.toThrow(/give it version 3/)
    const migrated = (sql: string): Service => ({ ...service, migrations: [{ name: 'one', sql }] })
    await prepareDatabase(servers.databaseUrl, [migrated('create table things (id text)')])
    await prepareDatabase(servers.databaseUrl, [migrated('create table things (id text)')])
    await expect(prepareDatabase(servers.databaseUrl, [migrated('create table thing (id text)')]))
      .rejects.toThrow(/add a new one/)
  })

  it('is missed with a clear word where nobody migrated', async () => {
    const service: Service = { ...counterService(1), name: 'counter' }
    await expect(bootOn(servers, [service], { migrate: false })).rejects.toThrow(/lacks view counters_v1/)
  })
})
