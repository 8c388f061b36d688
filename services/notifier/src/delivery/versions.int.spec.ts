import { firstApiVersion, type ApiChange } from '@stablegate/contracts'
import { endpointSecret } from '@stablegate/contracts/webhook-keys'
import { waitFor } from '@stablegate/testing'
import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { DeliveryStage, masters } from './delivery-stage.spec-support.ts'

/** Made up: since then a payment tells its state under another name. */
const changes: readonly ApiChange[] = [{
  version: '2027-02-01', description: 'The state of a payment is called status, as everywhere else.',
  answers: { payment: ({ status, ...rest }) => ({ ...rest, state: status }) },
}]
let pool: pg.Pool
let stage: DeliveryStage

beforeAll(async () => { pool = await DeliveryStage.database() })
afterAll(() => pool.end())
beforeEach(async () => { stage = await DeliveryStage.set(pool) })
afterEach(() => stage.close())

it('an endpoint of an older version gets its own form, signed, the same at every try, beside one of today', async () => {
  await stage.endpoint('old', { apiVersion: firstApiVersion })
  await stage.endpoint('today', { apiVersion: '2027-02-01' })
  stage.receiver.answers.set('/old', (response, _, nth) => { response.statusCode = nth === 1 ? 500 : 200; response.end() })
  stage.run({ changes })
  await stage.publish(1, 'mer_1', 'payment.settled', {
    apiVersion: '2027-02-01', payload: { object: 'payment', id: 'pay_1', status: 'settled' },
  })
  // Of a day before the change: its payload is in the old form already.
  await stage.publish(1, 'mer_1', 'payment.settled', {
    apiVersion: firstApiVersion, payload: { object: 'payment', id: 'pay_2', state: 'settled' },
  })
  await waitFor(async () => {
    const states = await Promise.all(['old', 'today'].map((name) => stage.states(name)))
    return states.every((one) => one.length === 2 && one.every((state) => state === 'delivered'))
  }, { what: 'both deliveries to both' })

  const bodiesOf = (path: string, sequence: number) =>
    stage.receiver.at(path).filter((one) => one.sequence === sequence).map(({ body }) => body)
  const dataOf = (path: string, sequence: number) =>
    (JSON.parse(bodiesOf(path, sequence)[0] ?? '') as { readonly api_version: string; readonly data: object })
  expect(dataOf('/old', 1)).toMatchObject({ api_version: firstApiVersion, data: { state: 'settled' } })
  expect(dataOf('/old', 1).data).not.toHaveProperty('status')
  expect(dataOf('/today', 1)).toMatchObject({ api_version: '2027-02-01', data: { status: 'settled' } })
  for (const path of ['/old', '/today']) expect(dataOf(path, 2)).toMatchObject({ api_version: firstApiVersion, data: { state: 'settled' } })
  expect(bodiesOf('/old', 1)).toHaveLength(2)
  expect(new Set(bodiesOf('/old', 1)).size).toBe(1)
  for (const { headers, body } of stage.receiver.at('/old')) {
    expect(() => new Webhook(endpointSecret(masters, 'test', 'whe_old', 1)).verify(body, headers)).not.toThrow()
  }
})
