import { once } from 'node:events'
import { TimedClient } from '@stablegate/kernel/postgres'
import { testDatabase } from '@stablegate/testing'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

class Impatient extends TimedClient {
  protected override get callTimeoutMs(): number { return 1_000 }
}

let pool: pg.Pool
beforeEach(async () => {
  pool = new pg.Pool({ Client: Impatient, connectionString: await testDatabase(), max: 1 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
})
afterEach(async () => { await pool.end() })

const pidOf = async (): Promise<number> =>
  (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0

describe('a connection whose server is silent', () => {
  it('is given up while it owes an answer, and the next call has another', async () => {
    const before = await pidOf()
    await expect(pool.query('select pg_sleep(30)')).rejects.toThrow('Query read timeout')
    expect(await pidOf()).not.toBe(before)
    const client = await pool.connect()
    // Also what waits behind the silent one ends, each once.
    const ends = await Promise.allSettled([client.query('select pg_sleep(30)'), client.query('select 1')])
    client.release(true)
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('is kept while nothing was asked of it', async () => {
    const client = await pool.connect()
    const before = await client.query('select pg_backend_pid() as pid')
    await once((client as unknown as TimedClient).connection.stream, 'timeout')
    expect((await client.query('select pg_backend_pid() as pid')).rows).toEqual(before.rows)
    // The clock goes on after an idle time as before it.
    await expect(client.query('select pg_sleep(30)')).rejects.toThrow('Query read timeout')
    client.release(true)
  })

  it('is kept while it answers, however many calls that takes', async () => {
    const before = await pidOf()
    for (let call = 0; call < 3; call += 1) await pool.query('select pg_sleep(0.4)')
    expect(await pidOf()).toBe(before)
  })
})

describe('a query', () => {
  it('is answered by promise and by callback, and leaves what it was given as it was', async () => {
    const config = Object.freeze({ text: 'select $1::integer as one', values: [1] })
    const client = await pool.connect()
    expect((await client.query(config)).rows).toEqual([{ one: 1 }])
    expect((await client.query(config)).rows).toEqual([{ one: 1 }])
    const called = await new Promise<readonly unknown[]>((resolve, reject) => {
      client.query('select $1::integer as one', [2], (error: Error | null, { rows }) => error ? reject(error) : resolve(rows))
    })
    expect(called).toEqual([{ one: 2 }])
    const bare = await new Promise<readonly unknown[]>((resolve, reject) => {
      client.query('select 3 as one', (error: Error | null, { rows }: pg.QueryResult) => error ? reject(error) : resolve(rows))
    })
    expect(bare).toEqual([{ one: 3 }])
    await expect(client.query('select nothing')).rejects.toThrow('column "nothing" does not exist')
    const query = client.query(new pg.Query('select 4 as one'))
    const [[row]] = await Promise.all([once(query, 'row'), once(query, 'end')])
    expect(row).toEqual({ one: 4 })
    client.release()
  })
})
