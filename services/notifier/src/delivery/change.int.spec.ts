import { endpointSecret } from '@stablegate/contracts/webhook-keys'
import { waitFor } from '@stablegate/testing'
import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DeliveryStage, masters, Receiver } from './delivery-stage.spec-support.ts'

const hourMs = 3_600_000
let pool: pg.Pool
let stage: DeliveryStage
let old: Receiver
let next: Receiver

beforeAll(async () => { pool = await DeliveryStage.database() })
afterAll(() => pool.end())
beforeEach(async () => {
  stage = await DeliveryStage.set(pool)
  old = stage.receiver
  next = new Receiver()
  await next.listen()
})
afterEach(async () => {
  await stage.close()
  await next.close()
})

const change = (name: string, { url = `${next.url}/next`, types = [] }: { readonly url?: string; readonly types?: readonly string[] }) =>
  stage.note(name, 'endpoint.changed', { url, types, description: '', atMs: Date.now() })
const delivered = (name: string, count: number): Promise<unknown> => waitFor(
  async () => (await stage.states(name)).filter((state) => state === 'delivered').length === count,
  { what: `${count} deliveries to ${name}` })
const triesOf = async (name: string) => (await pool.query<{ sequence: number; url: string; outcome: string }>(
  'select sequence::integer, url, outcome from attempts where endpoint = $1 order by id', [`whe_${name}`])).rows

describe('an endpoint that leads elsewhere', () => {
  it('gets there what waits, what is tried again and what comes, signed as before and without a gap', async () => {
    await stage.endpoint('moved')
    old.answers.set('/moved', (response, { sequence }) => { response.writeHead(sequence === 2 ? 500 : 204).end() })
    stage.run({ schedule: [0, hourMs, hourMs] })
    await stage.publish(3)
    await delivered('moved', 2)
    await stage.note('moved', 'endpoint.paused', { atMs: Date.now() })
    await stage.publish(2)
    await change('moved', {})
    await stage.publish()
    await stage.note('moved', 'endpoint.resumed', { atMs: Date.now() })
    await delivered('moved', 5)
    await pool.query('update deliveries set due_at_ms = 1 where sequence = 2')
    await delivered('moved', 6)
    expect(old.sequences('/moved')).toEqual([1, 2, 3])
    expect(next.sequences('/next')).toEqual([4, 5, 6, 2])
    const secret = endpointSecret(masters, 'test', 'whe_moved', 1)
    for (const { body, headers } of next.at('/next')) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow()
    const [tries] = [await triesOf('moved')]
    expect(tries.filter(({ sequence }) => sequence === 2)).toEqual([
      { sequence: 2, url: `${old.url}/moved`, outcome: 'refused' }, { sequence: 2, url: `${next.url}/next`, outcome: 'delivered' },
    ])
  })

  it('goes there from the next try on, also on connections that stand', async () => {
    await stage.endpoint('busy')
    const released = Promise.withResolvers<void>()
    old.answers.set('/busy', (response) => { void released.promise.then(() => response.end()) })
    stage.run()
    await stage.publish(4)
    await waitFor(() => old.at('/busy').length === 1)
    await change('busy', {})
    await stage.publish()
    await waitFor(async () => (await stage.states('busy')).length === 5)
    released.resolve()
    await delivered('busy', 5)
    expect([old.sequences('/busy'), next.sequences('/next')]).toEqual([[1], [2, 3, 4, 5]])
    // And back again, to a path of the same origin.
    await change('busy', { url: `${next.url}/other` })
    await stage.publish(2)
    await delivered('busy', 7)
    expect(next.sequences('/other')).toEqual([6, 7])
  })

  it('is not left alone, nor switched off, by what the receiver that was left says last', async () => {
    const answers = [['rests', 503, { 'retry-after': '3600' }], ['gone', 410, {}]] as const
    const released = Promise.withResolvers<void>()
    for (const [name, status, headers] of answers) {
      await stage.endpoint(name)
      old.answers.set(`/${name}`, (response) => { void released.promise.then(() => response.writeHead(status, headers).end()) })
    }
    stage.run({ schedule: [0, 1, 1] })
    await stage.publish(2)
    for (const [name] of answers) await waitFor(() => old.at(`/${name}`).length === 1)
    for (const [name] of answers) await change(name, { url: `${next.url}/${name}` })
    await stage.publish()
    for (const [name] of answers) await waitFor(async () => (await stage.states(name)).length === 3)
    released.resolve()
    for (const [name] of answers) await waitFor(() => next.at(`/${name}`).length >= 2)
    await delivered('gone', 3)
    // The decider compares it with where the endpoint leads.
    expect(stage.sent.map(({ data }) => data)).toEqual([
      { endpoint: 'whe_gone', owner: 'mer_1', reason: 'gone', url: `${old.url}/gone` },
    ])
  })

  it('is sent to at once, however long the receiver that was left wanted to rest', async () => {
    await stage.endpoint('tired')
    old.answers.set('/tired', (response) => { response.writeHead(429, { 'retry-after': '3600' }).end() })
    stage.run({ schedule: [0, 1] })
    await stage.publish(2)
    await waitFor(async () => (await triesOf('tired')).length === 1)
    await change('tired', {})
    await waitFor(() => next.at('/next').length === 1)
    expect([old.sequences('/tired'), next.sequences('/next')]).toEqual([[1], [2]])
  })

  it.each([
    'http://10.0.0.1/', 'http://169.254.169.254/latest/meta-data', 'http://[::ffff:10.0.0.1]/', 'http://[64:ff9b::10.0.0.1]/',
  ])('is guarded there as where it led before: %s', async (url) => {
    await stage.endpoint('inside')
    stage.run({ schedule: [0] })
    await stage.publish()
    await delivered('inside', 1)
    await change('inside', { url })
    await stage.publish()
    await waitFor(async () => (await stage.states('inside'))[1] === 'failed')
    expect((await triesOf('inside'))[1]).toMatchObject({ outcome: 'address_refused' })
  })
})

describe('an endpoint that wants other events', () => {
  it('gets what it wanted when they happened', async () => {
    await stage.endpoint('picky')
    stage.run()
    await stage.publish(2)
    await change('picky', { url: `${old.url}/picky`, types: ['refund.paid'] })
    await stage.publish(2)
    await stage.publish(1, 'mer_1', 'refund.paid')
    await stage.publish()
    await change('picky', { url: `${old.url}/picky` })
    await stage.publish()
    await delivered('picky', 4)
    expect(old.sequences('/picky')).toEqual([1, 2, 5, 7])
  })
})
