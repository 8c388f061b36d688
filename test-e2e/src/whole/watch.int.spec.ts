import { order } from '@stablegate/order'
import { testDatabase } from '@stablegate/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableOf } from './tables.ts'
import { Watch } from './watch.ts'

let url: string
let watch: Watch

beforeAll(async () => {
  url = await testDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const table = tableOf(order, 'payments')
  await client.query(`create schema ${pg.escapeIdentifier(order.name)};
    create table ${table} (id text, status text, word text, acceptor text, order_id text, has_case boolean, state jsonb);
    insert into ${table} values ('pay_1', 'settled', '', null, null, false, '{}')`)
  await client.end()
  watch = new Watch(url, 5_000)
})

afterAll(async () => { await watch?.close() })

test('who waits again as soon as the last waiter has been told is told as well', async () => {
  for (let turn = 0; turn < 20; turn += 1) {
    await watch.until('pay_1', 'settled', ({ status }) => status === 'settled')
    // As many steps of the loop later as a play may take between two things it waits for.
    for (let step = 0; step < turn; step += 1) await Promise.resolve()
  }
})

test('what does not come is given up after the deadline, with what was seen', async () => {
  const hasty = new Watch(url, 50)
  await expect(hasty.until('pay_1', 'expired', ({ status }) => status === 'expired'))
    .rejects.toThrow(/pay_1 was not expired, in time; seen .*settled/)
  await hasty.close()
})
