import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase, dropDatabases } from './databases.ts'
import { testPostgres } from './test-servers.ts'

test('a run clears up its own databases by their prefix, even those in use', async () => {
  const adminUrl = await testPostgres()
  const prefix = `sweep_${randomBytes(4).toString('hex')}`
  const mine = await createDatabase(adminUrl, { name: `${prefix}_1` })
  const other = await createDatabase(adminUrl, { name: `other_${prefix}` })
  const user = new pg.Client({ connectionString: mine })
  user.on('error', () => undefined)
  await user.connect()
  onTestFinished(() => user.end().catch(() => undefined))
  await dropDatabases(adminUrl, prefix)
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  onTestFinished(() => admin.end())
  const left = await admin.query<{ datname: string }>(
    'select datname from pg_database where strpos(datname, $1) > 0', [prefix])
  expect(left.rows.map((row) => row.datname)).toEqual([new URL(other).pathname.slice(1)])
})
