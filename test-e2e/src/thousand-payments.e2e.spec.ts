import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from './sim/engine/random.ts'
import { allServices, startLocalSystem, type LocalSystem } from './system.ts'
import { allQuiet, checkBooks } from './whole/books.ts'
import { Caller } from './whole/caller.ts'
import { exits } from './whole/exits.ts'
import { nothingPlayed, playAll, programmeOf } from './whole/load.ts'
import { checkPast } from './whole/past.ts'
import { setStage, type Stage } from './whole/stage.ts'
import { Watch } from './whole/watch.ts'

const payments = Number(process.env['STABLEGATE_E2E_PAYMENTS'] ?? 1_000)
const seed = Number(process.env['STABLEGATE_E2E_SEED'] ?? 20_261_123)
const atOnce = 50

let system: LocalSystem
let stage: Stage

beforeAll(async () => {
  // Commits need not reach a disk here: nothing in this file is killed.
  system = await startLocalSystem({ name: 'thousand', fsync: false })
  const random = new Random(seed)
  const caller = new Caller({ base: system.url, random, twiceShare: 0.15, deadlineMs: 30_000 })
  const watch = new Watch(system.servers.config['DATABASE_URL'] ?? '', 60_000)
  stage = await setStage({ url: system.url, caller, watch, random, merchants: 6, acceptors: 12 })
})

afterAll(async () => {
  await stage?.close()
  await Promise.all([...stage?.receivers.values() ?? []].map((receiver) => receiver.stop()))
  await system?.stop()
})

test(`${payments} payments through every exit of the chart, and the books are right`, async () => {
  const { caller, random, receivers } = stage
  const programme = [...programmeOf(payments, random)]
  const played = nothingPlayed()
  const startedAtMs = performance.now()
  await playAll({ stage, atOnce, next: () => programme.pop(), played })
  const playedMs = performance.now() - startedAtMs
  expect(played.failures).toEqual([])
  await stage.close()
  const databaseUrl = system.servers.config['DATABASE_URL'] ?? ''
  await allQuiet(databaseUrl, allServices, 60_000)
  const status = await system.running.status()
  expect(status.reasons).toEqual([])
  const past = await checkPast(caller, stage.merchants.slice(0, 2))
  expect(past.faults).toEqual([])
  expect(past.compared).toBeGreaterThan(8)
  await system.running.stop()

  const { faults, ...books } = await checkBooks({
    databaseUrl, services: allServices, ends: played.ends, acknowledged: caller.acknowledged, receivers,
  })
  process.stderr.write(`${JSON.stringify({
    seed, ...books, settledMicro: String(books.settledMicro), playedMs: Math.round(playedMs), commands: caller.commands,
    sentTwice: caller.twice, refused: [...caller.refusals.values()].reduce((sum, count) => sum + count, 0),
    refusalCodes: caller.refusals.size, retries: caller.retries, why: Object.fromEntries(caller.why),
  })}\n`)
  expect(faults).toEqual([])
  expect(books.payments).toBe(played.ends.size)
  // Nothing breaks where nothing is broken on purpose.
  expect([...caller.why.keys()].filter((why) => /500|network/.test(why))).toEqual([])
  if (payments >= 1_000) expect([...played.byExit.keys()].sort()).toEqual(Object.keys(exits).sort())
}, 600_000)
