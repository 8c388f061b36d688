import { waitFor } from '@stablegate/testing'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { DeliveryStage, type Answerer } from './delivery-stage.spec-support.ts'

const eventsEach = 100
/** 100 endpoints, each of an owner of its own. */
const kinds = { well: 80, slow: 5, failing: 5, broken: 5, hanging: 5 } as const
type Kind = keyof typeof kinds

const all = Object.entries(kinds).flatMap(([kind, count]) =>
  Array.from({ length: count }, (_, number) => ({ kind: kind as Kind, name: `${kind}${number}`, owner: `mer_${kind}${number}` })))
const of = (...wanted: readonly Kind[]) => all.filter(({ kind }) => wanted.includes(kind))
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1)

const answers: Partial<Record<Kind, Answerer>> = {
  slow: (response) => { setTimeout(() => response.end(), 10) },
  // Each message fails once: never the same way round for two neighbours.
  failing: (response, { sequence }, nth) => {
    response.statusCode = nth <= eventsEach && sequence % 2 === 1 ? 503 : 204
    response.end()
  },
  broken: (response, _, nth) => {
    if (nth % 3 === 0) response.socket?.resetAndDestroy()
    else response.end()
  },
  hanging: () => undefined,
}

let pool: pg.Pool
let stage: DeliveryStage

beforeAll(async () => { pool = await DeliveryStage.database() })
beforeEach(async () => { stage = await DeliveryStage.set(pool) })
afterEach(() => stage?.close())
afterAll(() => pool?.end())

const pending = async (names: readonly string[]): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::integer as count from deliveries where state <> 'delivered' and endpoint = any($1)`,
    [names.map((name) => `whe_${name}`)])
  return rows[0]?.count ?? 0
}

it('10,000 events reach 100 endpoints through two replicas, whatever some of them do', async () => {
  const { receiver } = stage
  for (const { kind, name, owner } of all) {
    await stage.endpoint(name, { owner })
    const answer = answers[kind]
    if (answer) receiver.answers.set(`/${name}`, answer)
  }
  // Whoever hangs, hangs for longer than this may take: nobody can be waiting for them.
  const settings = { timeoutMs: 600_000, schedule: [0, ...Array.from({ length: 60 }, () => 20)] }
  stage.run(settings)
  stage.run(settings)
  for (let round = 0; round < 10; round += 1) await Promise.all(all.map(({ owner }) => stage.publish(eventsEach / 10, owner)))

  const finite = of('well', 'slow', 'failing', 'broken').map(({ name }) => name)
  await waitFor(async () => {
    const queued = await pool.query<{ count: number }>('select count(*)::integer as count from deliveries')
    return queued.rows[0]?.count === all.length * eventsEach && await pending(finite) === 0
  }, { deadlineMs: 120_000, everyMs: 100, what: 'all that can be delivered' })

  for (const { name } of of('well', 'slow')) expect([name, receiver.sequences(`/${name}`)]).toEqual([name, upTo(eventsEach)])
  for (const { name } of of('failing', 'broken')) {
    const tries = receiver.at(`/${name}`)
    expect(tries.length).toBeGreaterThan(eventsEach)
    expect([...new Set(tries.map(({ sequence }) => sequence))].toSorted((a, b) => a - b)).toEqual(upTo(eventsEach))
    const ids = new Map(tries.map(({ sequence, headers }) => [sequence, headers['webhook-id']]))
    for (const { sequence, headers } of tries) expect(headers['webhook-id']).toBe(ids.get(sequence))
    // The first try of each is in order also here; what failed comes again beside them.
    const firsts = tries.map(({ sequence }) => sequence).filter((sequence, at, sent) => sent.indexOf(sequence) === at)
    expect(firsts).toEqual(upTo(eventsEach))
  }
  // They still hang in their first try, and the rest of theirs waits for them alone.
  for (const { name } of of('hanging')) expect(receiver.sequences(`/${name}`)).toEqual([1])
  expect(await pending(of('hanging').map(({ name }) => name))).toBe(kinds.hanging * eventsEach)
}, 180_000)

it('of three thousand endpoints those that hang and those that fail delay none of the others', async () => {
  const { receiver } = stage
  const total = 3_000
  const names = Array.from({ length: total }, (_, index) => `e${index}`)
  const hanging = names.slice(0, 100)
  const refusing = names.slice(100, 200)
  const healthy = names.slice(200)
  for (const name of names) await stage.endpoint(name, { owner: `mer_${name}` })
  for (const name of hanging) receiver.answers.set(`/${name}`, () => undefined)
  for (const name of refusing) {
    receiver.answers.set(`/${name}`, (response) => {
      response.statusCode = 500
      response.end()
    })
  }
  // So many connect at once that a busy machine keeps some waiting beyond their time: they are tried again.
  const settings = { timeoutMs: 600_000, schedule: [0, ...Array.from({ length: 100 }, () => 1_000)] }
  stage.run(settings)
  stage.run(settings)
  // Those in trouble come first, so that whoever could be delayed is.
  for (const name of names) await stage.publish(3, `mer_${name}`)
  const cameTo = (name: string): readonly number[] => [...new Set(receiver.sequences(`/${name}`))].toSorted((a, b) => a - b)
  await waitFor(() => {
    const lacking = [...healthy, ...refusing].filter((name) => cameTo(name).length < 3)
    if (lacking.length > 0) throw new Error(`${lacking.length} lack something, such as ${lacking[0]}: ${cameTo(lacking[0] ?? '').join()}`)
    return true
  }, { deadlineMs: 120_000, everyMs: 200, what: 'all that can be delivered' })
  await waitFor(async () => await pending(healthy) === 0, { deadlineMs: 30_000, everyMs: 100, what: 'what was delivered to be written down' })
  for (const name of [...healthy, ...refusing]) expect([name, cameTo(name)]).toEqual([name, [1, 2, 3]])
  expect([await pending(hanging), await pending(refusing)]).toEqual([hanging.length * 3, refusing.length * 3])
}, 240_000)
