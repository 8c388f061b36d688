import { randomBytes } from 'node:crypto'
import { testDatabase } from '@stablegate/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MasterKey } from '../crypto/master-key.ts'
import { Vault } from '../crypto/vault.ts'
import { Choices, choiceWindowMs } from './choices.ts'
import { EvidenceFiles } from './evidence.ts'
import { executionLeaseMs, IdempotencyKeys } from './idempotency.ts'
import { migrations } from './migrations.ts'
import { keptMs, subjectKeys } from './subject-keys.ts'

const master = new MasterKey(Buffer.alloc(32, 3).toString('base64'))
let pool: pg.Pool
let nowMs = 1_000_000

beforeAll(async () => {
  pool = new pg.Pool({ connectionString: await testDatabase(), max: 10 })
  for (const { sql } of migrations) await pool.query(sql)
})
afterAll(() => pool.end())

const kindsOf = (begun: readonly { readonly kind: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { kind } of begun) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

describe('idempotency keys that come together', () => {
  it('are each executed by one, in whatever process and order they come', async () => {
    const gateways = [0, 1, 2].map(() => new IdempotencyKeys(pool, master, () => nowMs))
    const keys = Array.from({ length: 40 }, (_, index) => `together-${index}`)
    const begun = await Promise.all(gateways.flatMap((gateway, index) =>
      (index === 1 ? keys.toReversed() : keys).flatMap((key) => [1, 2].map(() => gateway.begin('s', key, 'hash', nowMs, { key })))))
    expect(kindsOf(begun)).toEqual({ execute: 40, in_progress: 200 })
    const prepared = begun.flatMap((one) => one.kind === 'execute' ? [(one.prepared as { key: string }).key] : [])
    expect(prepared.toSorted()).toEqual(keys.toSorted())
  })

  it('answer each with its own answer, and refuse another request under a key', async () => {
    const gateway = new IdempotencyKeys(pool, master, () => nowMs)
    const keys = Array.from({ length: 30 }, (_, index) => `answered-${index}`)
    await Promise.all(keys.map(async (key, index) => {
      await gateway.begin('s', key, 'hash', nowMs, undefined)
      await gateway.finish('s', key, { status: 200 + index, body: { key } })
    }))
    const again = await Promise.all(keys.map((key, index) =>
      gateway.begin('s', key, index % 2 === 0 ? 'hash' : 'other', nowMs + 10 * executionLeaseMs, undefined)))
    expect(again).toEqual(keys.map((key, index) => index % 2 === 0
      ? { kind: 'answered', answer: { status: 200 + index, body: { key } } }
      : { kind: 'other_request' }))
  })

  it('never wait for each other in a ring, when all are answered while repetitions ask for them', async () => {
    const [here, there] = [new IdempotencyKeys(pool, master, () => nowMs), new IdempotencyKeys(pool, master, () => nowMs)]
    for (let round = 0; round < 20; round += 1) {
      const keys = Array.from({ length: 150 }, (_, index) => `ring-${round}-${index}`)
      // They lie in the table the other way round than they are asked for.
      await pool.query(
        `insert into idempotency (scope, key, request_hash, lease_until_ms, created_at_ms)
         select 's', key, 'hash', $2::bigint, $3::bigint from unnest($1::text[]) with ordinality as n (key, place) order by place`,
        [keys.toSorted().toReversed(), nowMs + executionLeaseMs, nowMs])
      const [, begun] = await Promise.all([
        Promise.all(keys.toReversed().map((key) => here.finish('s', key, { status: 200, body: { key } }))),
        Promise.all([...keys, ...keys].map((key) => there.begin('s', key, 'hash', nowMs, undefined))),
      ])
      expect(new Set(begun.map(({ kind }) => kind)).isSubsetOf(new Set(['answered', 'in_progress']))).toBe(true)
    }
  })

  it('are taken over when their lease is over, with what was prepared first', async () => {
    const [dead, heir] = [new IdempotencyKeys(pool, master, () => 0), new IdempotencyKeys(pool, master, () => nowMs)]
    await dead.begin('s', 'lost', 'hash', nowMs, { first: true })
    await dead.release('s', 'lost')
    const taken = await Promise.all([1, 2].map(() => heir.begin('s', 'lost', 'hash', nowMs + 1, { first: false })))
    expect(taken).toEqual([{ kind: 'execute', prepared: { first: true } }, { kind: 'in_progress' }])
  })
})

describe('choices that come together', () => {
  it('are each counted once, by all gateways together, so that no more than the cap pass', async () => {
    const doors = [0, 1, 2].map(() => new Choices(pool))
    // One address, two merchants: the names of a request are counted in one order, or two would wait for each other.
    const counts = await Promise.all(doors.flatMap((door, index) => Array.from({ length: 30 }, (_, number) =>
      door.count(number % 2 === 0 ? ['address:a', `merchant:${index % 2}`] : [`merchant:${index % 2}`, 'address:a'], nowMs)
        .then(([first = 0, second = 0]) => (number % 2 === 0 ? first : second)))))
    expect(counts.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1))
    expect(counts.filter((count) => count <= 40)).toHaveLength(40)
  })
  it('begin anew with the hour', async () => {
    const door = new Choices(pool)
    expect(await door.count(['address:b'], nowMs)).toEqual([1])
    expect(await door.count(['address:b'], nowMs + choiceWindowMs)).toEqual([1])
  })
})

describe('keys of subjects', () => {
  it('are one for each subject, whoever comes first', async () => {
    const gateways = [subjectKeys(pool), subjectKeys(pool)]
    const subjects = Array.from({ length: 20 }, (_, index) => `payer-${index}`)
    const all = await Promise.all(subjects.flatMap((subject) =>
      [...gateways, ...gateways].map((keys) => keys.putIfAbsent(subject, () => randomBytes(8)))))
    for (const [index, subject] of subjects.entries()) {
      const got = all.slice(index * 4, index * 4 + 4)
      expect(new Set(got.map((wrapped) => wrapped.toString('hex'))).size).toBe(1)
      expect(await gateways[1]!.get(subject)).toEqual(got[0])
    }
  })

  it('are put and learned of by one statement, and then not asked for again', async () => {
    let statements = 0
    const counted = { query: (...given: Parameters<typeof pool.query>) => { statements += 1; return pool.query(...given) } }
    const [one, other] = [subjectKeys(counted as typeof pool), subjectKeys(counted as typeof pool)]
    await one.putIfAbsent('new', () => Buffer.from('first'))
    expect(await one.putIfAbsent('new', () => Buffer.from('second'))).toEqual(Buffer.from('first'))
    expect(await one.get('new')).toEqual(Buffer.from('first'))
    expect(statements).toBe(1)
    expect(await other.putIfAbsent('new', () => Buffer.from('third'))).toEqual(Buffer.from('first'))
    expect(statements).toBe(2)
  })

  it('keep no more memory than they are long', async () => {
    const keys = subjectKeys(pool)
    await keys.putIfAbsent('small', () => Buffer.from('a key of the pool'))
    await keys.get('small')
    const kept = await keys.get('small')
    expect(kept).toEqual(Buffer.from('a key of the pool'))
    expect(kept?.buffer.byteLength).toBe(kept?.byteLength)
  })

  it('are gone at once where they were forgotten, and soon everywhere', async () => {
    const [here, there] = [subjectKeys(pool, () => nowMs), subjectKeys(pool, () => nowMs)]
    await here.putIfAbsent('gone', () => Buffer.from('key'))
    expect(await there.get('gone')).toEqual(Buffer.from('key'))
    const onItsWay = here.get('gone')
    await here.forget('gone')
    await onItsWay
    expect(await here.get('gone')).toEqual(Buffer.alloc(0))
    nowMs += keptMs
    expect(await there.get('gone')).toEqual(Buffer.alloc(0))
  })
})

describe('files', () => {
  it('are counted by who left them and for what, and are gone when they are dropped', async () => {
    const files = new EvidenceFiles(pool, new Vault(master, subjectKeys(pool)))
    const put = (evidence: string, payment: string | null, atMs: number) => files.put({
      evidence, uploader: 'acc_files', payment, kind: 'note', contentType: 'text/plain', bytes: Buffer.from('x'), atMs,
    })
    for (const [index, payment] of [null, null, 'pay_1', null].entries()) await put(`evd_files${index}`, payment, index)
    expect([await files.looseSince('acc_files', 0), await files.looseSince('acc_files', 1), await files.looseSince('acc_other', 0)])
      .toEqual([3, 2, 0])
    await files.drop('evd_files3')
    expect([await files.describe('evd_files3'), await files.looseSince('acc_files', 0)]).toEqual([undefined, 2])
  })
})
