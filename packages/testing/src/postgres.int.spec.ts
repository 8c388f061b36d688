import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase } from './databases.ts'
import { launchPostgres } from './postgres.ts'
import { identify, isAlive } from './process-identity.ts'
import { testDatabase } from './test-servers.ts'
import { waitFor } from './wait-for.ts'

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('every spec has a database of its own, in UTF-8 whatever the environment', async () => {
  const [one, other] = [await testDatabase(), await testDatabase()]
  expect(one).not.toBe(other)
  expect(await query(one, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  expect(await query(one, "select length('汇') as letters")).toEqual([{ letters: 1 }])
})

test('a database copies its template', async () => {
  const template = await testDatabase()
  await query(template, 'create table notes as select 7 as n')
  const copy = await testDatabase({ template })
  expect(await query(copy, 'select n from notes')).toEqual([{ n: 7 }])
})

test('a killed server comes back on the same address with what was committed', async () => {
  const server = await launchPostgres({ own: true, name: 'spec-postgres' })
  onTestFinished(() => server.stop())
  const url = await createDatabase(server.adminUrl)
  await query(url, 'create table facts as select 1 as n')
  expect(await query(url, 'show fsync')).toEqual([{ fsync: 'on' }])
  await server.kill('SIGKILL')
  expect(server.pid()).toBeUndefined()
  await expect(query(url, 'select 1')).rejects.toThrow()
  await server.restart()
  expect(await query(url, 'select n from facts')).toEqual([{ n: 1 }])
})

test('a server dies with the process that launched it, even by SIGKILL', async (context) => {
  if (process.platform !== 'linux') context.skip('needs the parent death signal of Linux')
  const module = fileURLToPath(new URL('./postgres.ts', import.meta.url))
  const program = `
    const { launchPostgres } = await import(${JSON.stringify(module)})
    const server = await launchPostgres({ own: true, name: 'spec-orphan', fsync: false })
    console.log(server.pid())
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    owner.kill('SIGKILL')
  })
  const [chunk] = (await once(owner.stdout, 'data')) as [Buffer]
  const server = identify(Number(chunk.toString()))
  if (server === undefined) throw new Error('the server did not live')
  owner.kill('SIGKILL')
  await waitFor(() => !isAlive(server), { what: 'the end of the orphan' })
})
