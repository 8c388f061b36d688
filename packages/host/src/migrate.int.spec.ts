import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '@stablegate/testing'
import pg from 'pg'
import { expect, it } from 'vitest'

type Ended = { readonly code: number; readonly said: string }

const migrate = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=source', fileURLToPath(new URL('migrate.ts', import.meta.url)), ...args],
      { env: { PATH: process.env['PATH'], ...env } },
      (error, _stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), said: stderr }))
  })

it('prepares everything, says so again, and explains itself when it cannot', async () => {
  const url = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'migrate-'))
  const module = join(folder, 'tiny.mjs')
  writeFileSync(module, `
    export const tiny = {
      name: 'tiny', aggregates: [], processes: [], reactions: [], queries: [],
      views: [{ name: 'rows', version: 1, events: [], columns: { n: 'integer' }, keys: () => [], apply: () => undefined }],
      migrations: [{ name: '1', sql: 'create table letters (id text primary key)' }],
    }`)
  const env = { EVENT_STORE_URL: url, DATABASE_URL: url }
  try {
    expect(await migrate([module], env)).toMatchObject({ code: 0, said: expect.stringContaining('tiny') })
    expect(await migrate([], { ...env, SERVICES: module })).toMatchObject({ code: 0 })
    expect(await migrate([], env)).toMatchObject({ code: 64, said: expect.stringContaining('usage') })
    expect(await migrate([module], {})).toMatchObject({ code: 1, said: expect.stringContaining('DATABASE_URL') })
  } finally {
    rmSync(folder, { recursive: true })
  }
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables
     where schemaname in ('tiny', 'eventstore') order by 1`)
  await client.end()
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(
    ['eventstore.event', 'tiny.host_cursors', 'tiny.letters', 'tiny.rows_v1']))
})
