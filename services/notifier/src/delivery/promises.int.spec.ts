import { endpointSecret, endpointSigningKey, publicKeyOf } from '@stablegate/contracts/webhook-keys'
import { waitFor } from '@stablegate/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { createPublicKey, verify } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { maxRetryAfterMs } from '../domain/retry-schedule.ts'
import { deliveriesQuery } from '../views/deliveries.ts'
import { isPublicAddress } from './address-guard.ts'
import { DeliveryStage, masters, Receiver, type Received } from './delivery-stage.spec-support.ts'

let pool: pg.Pool
let stage: DeliveryStage
let receiver: Receiver

beforeAll(async () => { pool = await DeliveryStage.database() })
afterAll(() => pool.end())
beforeEach(async () => {
  stage = await DeliveryStage.set(pool)
  receiver = stage.receiver
})
afterEach(() => stage.close())

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)
const delivered = (name: string, count: number): Promise<unknown> => waitFor(async () => {
  const states = await stage.states(name)
  return states.length === count && states.every((state) => state === 'delivered')
}, { what: `${count} deliveries to ${name}` })

const attempts = async (name: string): Promise<readonly { outcome: string; status: number | null; detail: string }[]> =>
  (await pool.query('select outcome, status, detail from attempts where endpoint = $1 order by id', [`whe_${name}`])).rows

/** Once for all: each of these tries must be the same message. */
const isOneMessage = (tries: readonly Received[]): boolean =>
  new Set(tries.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size === 1

describe('what comes again', () => {
  it('is what was answered too late, though it had been taken', async () => {
    await stage.endpoint('late')
    let held: ServerResponse | undefined
    receiver.answers.set('/late', (response, _, nth) => {
      if (nth === 1) held = response
      else response.end()
    })
    stage.run({ timeoutMs: 1_000 })
    await stage.publish(2)
    await delivered('late', 2)
    held?.end('too late')
    expect((await attempts('late')).map(({ outcome }) => outcome)).toEqual(['timeout', 'delivered', 'delivered'])
    expect(isOneMessage(receiver.at('/late').filter(({ sequence }) => sequence === 1))).toBe(true)
  })

  it('is what a receiver had in its hands when it died, when it is back at the same place', async () => {
    await stage.endpoint('mortal')
    const died = Promise.withResolvers<void>()
    receiver.answers.set('/mortal', (response, _, nth) => {
      if (nth < 6) { response.end(); return }
      died.resolve()
      void receiver.close()
    })
    stage.run({ schedule: [0, ...Array.from({ length: 400 }, () => 20)] })
    await stage.publish(20)
    await died.promise
    await waitFor(async () => (await attempts('mortal')).some(({ detail }) => detail.includes('ECONNREFUSED')))
    const heir = new Receiver()
    await heir.listen(Number(new URL(receiver.url).port))
    try {
      await delivered('mortal', 20)
      expect(receiver.sequences('/mortal')).toEqual(upTo(6))
      const all = new Set([...receiver.sequences('/mortal').slice(0, 5), ...heir.sequences('/mortal')])
      expect([...all].toSorted((a, b) => a - b)).toEqual(upTo(20))
      const sixth = [...receiver.at('/mortal'), ...heir.at('/mortal')].filter(({ sequence }) => sequence === 6)
      expect(sixth.length).toBeGreaterThan(1)
      expect(isOneMessage(sixth)).toBe(true)
    } finally {
      await heir.close()
    }
  })

  it('is a whole rewind, in order, beside what is new', async () => {
    await stage.endpoint('again')
    stage.run()
    await stage.publish(30)
    await delivered('again', 30)
    await stage.note('again', 'endpoint.redelivery_requested', { fromSequence: 1, toSequence: 10_000, atMs: Date.now() })
    await stage.publish(5)
    await waitFor(() => receiver.at('/again').length === 65)
    await delivered('again', 35)
    const rewound = receiver.sequences('/again').slice(30)
    expect(rewound.toSorted((a, b) => a - b)).toEqual([...upTo(30), 31, 32, 33, 34, 35])
    expect(rewound.filter((sequence) => sequence <= 30)).toEqual(upTo(30))
    expect(isOneMessage(receiver.at('/again').filter(({ sequence }) => sequence === 7))).toBe(true)
  })

  it('asked for while the same is under way still comes: what was under way was not it', async () => {
    await stage.endpoint('twice')
    const released = Promise.withResolvers<void>()
    receiver.answers.set('/twice', (response, _, nth) => {
      if (nth === 1) void released.promise.then(() => response.end())
      else response.end()
    })
    stage.run()
    await stage.publish()
    await waitFor(() => receiver.at('/twice').length === 1)
    await stage.note('twice', 'endpoint.redelivery_requested', { fromSequence: 1, toSequence: 1, atMs: Date.now() + 1 })
    await stage.publish()
    await waitFor(async () => (await stage.states('twice')).length === 2)
    released.resolve()
    await waitFor(() => receiver.at('/twice').length === 3)
    await delivered('twice', 2)
    expect(receiver.sequences('/twice').toSorted()).toEqual([1, 1, 2])
  })

  it('is seen to be missing by the sequence, where a receiver has lost it', async () => {
    await stage.endpoint('forgetful')
    stage.run()
    await stage.publish(6)
    await delivered('forgetful', 6)
    // It said 200 and lost the third before it was written.
    const kept = receiver.sequences('/forgetful').filter((sequence) => sequence !== 3)
    const gaps = kept.flatMap((sequence, at) => (sequence === (kept[at - 1] ?? 0) + 1 ? [] : [sequence - 1]))
    expect(gaps).toEqual([3])
    await stage.note('forgetful', 'endpoint.redelivery_requested', { fromSequence: 3, toSequence: 3, atMs: Date.now() })
    await waitFor(() => receiver.at('/forgetful').length === 7)
    expect(receiver.sequences('/forgetful')).toEqual([1, 2, 3, 4, 5, 6, 3])
  })
})

describe('a receiver that asks for rest', () => {
  const restOf = async (name: string): Promise<number> => {
    const { rows } = await pool.query<{ until: number }>(
      'select paused_until_ms::double precision as until from targets where endpoint = $1', [`whe_${name}`])
    return (rows[0]?.until ?? 0) - Date.now()
  }

  it.each([
    ['by a date', 429, () => new Date(Date.now() + 3_600_000).toUTCString(), 3_600_000],
    ['by seconds, as a server that is down', 503, () => '1800', 1_800_000],
    ['for ever', 500, () => '99999999999999999999', maxRetryAfterMs],
    ['until the end of the calendar', 502, () => 'Fri, 31 Dec 9999 23:59:59 GMT', maxRetryAfterMs],
  ])('%s gets it, a day at most, and nobody else does', async (_, status, retryAfter, restMs) => {
    await stage.endpoint('tired')
    await stage.endpoint('awake', { owner: 'mer_2' })
    receiver.answers.set('/tired', (response) => { response.writeHead(status, { 'retry-after': retryAfter() }).end() })
    stage.run({ schedule: [0, 1, 1, 1] })
    await stage.publish(3)
    await waitFor(async () => await restOf('tired') > 0)
    const leftMs = await restOf('tired')
    expect(leftMs).toBeLessThanOrEqual(restMs)
    // It is counted from a clock that went on since: an hour is more than any machine takes here.
    expect(leftMs).toBeGreaterThan(restMs - 900_000)
    await stage.publish(40, 'mer_2')
    await delivered('awake', 40)
    expect(receiver.at('/tired')).toHaveLength(1)
  })

  it('without words for it, or with another answer, gets none', async () => {
    await stage.endpoint('moody')
    const answers = [[500, 'soon'], [429, '-5'], [404, '3600'], [302, '3600']] as const
    receiver.answers.set('/moody', (response, _, nth) => {
      const [status, retryAfter] = answers[nth - 1] ?? [204, '3600']
      response.writeHead(status, { 'retry-after': retryAfter }).end()
    })
    stage.run({ schedule: [0, 1, 1, 1, 1, 1] })
    await stage.publish()
    await delivered('moody', 1)
    expect((await attempts('moody')).map(({ status }) => status)).toEqual([500, 429, 404, 302, 204])
  })
})

describe('secrets', () => {
  it('sign both ways and with both versions during a rotation, and with the new one alone after it', async () => {
    await stage.endpoint('turn', { ed25519: true })
    stage.run()
    await stage.publish()
    await delivered('turn', 1)
    const rotate = (secretVersion: number, previousUntilMs: number): Promise<void> =>
      stage.note('turn', 'endpoint.secret_rotated', { keyId: 'test', secretVersion, previousUntilMs })
    await rotate(2, Date.now() + 600_000)
    await stage.publish()
    await delivered('turn', 2)
    // The overlap of this one is over before it begins.
    await rotate(3, Date.now() - 1)
    await stage.publish()
    await delivered('turn', 3)
    const believed = ({ headers, body }: Received): string => [1, 2, 3].map((version) => {
      const signatures = headers['webhook-signature']!.split(' ')
      const key = createPublicKey(endpointSigningKey(masters, 'test', 'whe_turn', version))
      expect(publicKeyOf(endpointSigningKey(masters, 'test', 'whe_turn', version))).toMatch(/^whpk_/)
      const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
      const byEd25519 = signatures.some((one) => one.startsWith('v1a,') && verify(null, content, key, Buffer.from(one.slice(4), 'base64')))
      let byHmac = true
      try {
        new Webhook(endpointSecret(masters, 'test', 'whe_turn', version)).verify(body, headers)
      } catch {
        byHmac = false
      }
      expect(byHmac).toBe(byEd25519)
      return byHmac ? String(version) : ''
    }).join('')
    expect(receiver.at('/turn').map(believed)).toEqual(['1', '12', '3'])
  })

  it('are nowhere in the database', async () => {
    await stage.endpoint('kept', { ed25519: true })
    stage.run()
    await stage.publish(3)
    await delivered('kept', 3)
    const tables = await pool.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`)
    let text = ''
    for (const { name } of tables.rows) {
      const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`)
      text += rows.map(({ row }) => row).join('\n')
    }
    // What is searched is what is there.
    expect(text).toContain('whe_kept')
    const seed = endpointSigningKey(masters, 'test', 'whe_kept', 1).export({ format: 'jwk' }).d!
    const secrets = [
      Buffer.from(endpointSecret(masters, 'test', 'whe_kept', 1).slice('whsec_'.length), 'base64'), Buffer.from(seed, 'base64url'),
      masters.keys['test']!,
    ]
    for (const secret of secrets) {
      for (const encoding of ['base64', 'base64url', 'hex', 'latin1'] as const) expect(text).not.toContain(secret.toString(encoding))
    }
    expect(text).not.toMatch(/whsec_|whsk_/)
  })
})

describe('the delivery log', () => {
  it('tells of each try when it was, how long it took and what came back, and what was sent', async () => {
    await stage.endpoint('told')
    receiver.answers.set('/told', (response, _, nth) => {
      if (nth === 1) response.writeHead(500, { 'content-type': 'text/plain' }).end('database\u0000 is down')
      else response.end('thanks')
    })
    const beforeMs = Date.now()
    stage.run({ schedule: [0, 1] })
    await stage.publish()
    await delivered('told', 1)
    const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
    const input = deliveriesQuery.parse({ owner: 'mer_1', endpoint: 'whe_told' }) as never
    const { items: [item] } = await deliveriesQuery.answer(db as never, input) as { items: readonly Record<string, unknown>[] }
    const [first, second] = receiver.at('/told')
    expect(item).toMatchObject({
      message: first!.headers['webhook-id'], body: first!.body, type: 'payment.settled', state: 'delivered', tries: 2,
      attempts: [
        { try: 1, outcome: 'refused', status: 500, response_head: 'database is down' },
        { try: 2, outcome: 'delivered', status: 200, response_head: 'thanks' },
      ],
    })
    const [one, two] = (item as unknown as { attempts: readonly { at_ms: bigint; duration_ms: number }[] }).attempts
    expect(Number(one!.at_ms)).toBeGreaterThanOrEqual(beforeMs)
    expect(Number(two!.at_ms)).toBeGreaterThanOrEqual(Number(one!.at_ms) + one!.duration_ms)
    expect(Math.floor(Number(two!.at_ms) / 1000)).toBe(Number(second!.headers['webhook-timestamp']))
    expect(one!.duration_ms).toBeGreaterThanOrEqual(0)
  })

  it('tells of addresses that are refused', async () => {
    await stage.endpoint('inner')
    await stage.endpoint('named', { url: receiver.url.replace('127.0.0.1', 'localhost') })
    stage.run({ policy: isPublicAddress, schedule: [0] })
    await stage.publish()
    for (const name of ['inner', 'named']) {
      await waitFor(async () => (await stage.states(name))[0] === 'failed')
      expect(await attempts(name)).toMatchObject([{ outcome: 'address_refused', status: null }])
    }
    expect(receiver.received).toEqual([])
  })
})
