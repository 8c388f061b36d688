import { testDatabase } from '@stablegate/testing'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPool } from './pool.ts'

let pool: pg.Pool
beforeAll(async () => {
  pool = openPool({ url: await testDatabase(), max: 1, name: 'spec' })
})
afterAll(async () => { await pool?.end() })

const prepared = async (text: string): Promise<number> => {
  const { rows } = await pool.query<{ count: bigint }>('select count(*) from pg_prepared_statements where statement = $1', [text])
  return Number(rows[0]?.count)
}

describe('a pool of the host', () => {
  it('prepares a query with parameters once, however it is given', async () => {
    const text = 'select $1::integer + 1 as sum'
    expect((await pool.query(text, [1])).rows).toEqual([{ sum: 2 }])
    expect((await pool.query({ text, values: [2] })).rows).toEqual([{ sum: 3 }])
    expect((await pool.query({ text, rowMode: 'array' }, [3])).rows).toEqual([[4]])
    const client = await pool.connect()
    expect((await client.query(text, [4])).rows).toEqual([{ sum: 5 }])
    const called = await new Promise((resolve, reject) => {
      client.query(text, [5], (error: Error | null, result) => error ? reject(error) : resolve(result.rows))
    })
    client.release()
    expect(called).toEqual([{ sum: 6 }])
    expect(await prepared(text)).toBe(1)
  })

  it('leaves several statements, and those without parameters, as they are', async () => {
    await pool.query('create table plain (id integer); insert into plain values (7)')
    expect((await pool.query('select id from plain')).rows).toEqual([{ id: 7 }])
    expect(await prepared('select id from plain')).toBe(0)
  })

  it('prepares no more than its limit', async () => {
    for (let length = 1; length <= 500; length += 1) {
      await pool.query(`select $1::integer as "n${length}"`, [length])
    }
    const { rows } = await pool.query<{ count: bigint }>('select count(*) from pg_prepared_statements')
    expect(Number(rows[0]?.count)).toBeLessThanOrEqual(400)
    expect((await pool.query('select $1::integer as "n500"', [1])).rows).toEqual([{ n500: 1 }])
  })
})
