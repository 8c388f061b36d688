import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { launchNats } from './nats.ts'
import { launchPostgres } from './postgres.ts'
import { postgresUser } from './postgres-binaries.ts'
import { runFolder } from './server-folder.ts'
import { testNats, testPostgres } from './test-servers.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('servers given by URL are used and never stopped or killed', async () => {
  vi.stubEnv('POSTGRES_URL', await testPostgres())
  vi.stubEnv('NATS_URL', await testNats())
  const [postgres, nats] = [await launchPostgres(), await launchNats()]
  expect(postgres).toMatchObject({ source: 'given', adminUrl: await testPostgres() })
  expect(nats).toMatchObject({ source: 'given', url: await testNats() })
  for (const refused of [postgres.kill, nats.kill, nats.wipeStorage, postgres.restart]) {
    await expect(refused()).rejects.toThrow(/not ours/)
  }
  await postgres.stop()
  const client = new pg.Client({ connectionString: postgres.adminUrl })
  await client.connect()
  await client.end()
})

test('kept data outlives its server, and two cannot have it at once', async () => {
  const name = `spec-kept-${randomBytes(4).toString('hex')}`
  onTestFinished(() => rmSync(join(runFolder(postgresUser() !== undefined), name), { recursive: true, force: true }))
  const launch = () => launchPostgres({ name, keep: true, own: true, fsync: false })
  const noted = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }
  const first = await launch()
  await noted(first.adminUrl, 'create table notes as select 5 as n')
  await expect(launch()).rejects.toThrow(/in use by process/)
  await first.stop()
  const second = await launch()
  onTestFinished(() => second.stop())
  expect(await noted(second.adminUrl, 'select n from notes')).toEqual([{ n: 5 }])
})
