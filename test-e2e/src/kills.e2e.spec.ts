import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from './sim/engine/random.ts'
import { allServices, serviceNames, startProcessSystem, type ProcessSystem } from './system.ts'
import { allQuiet, checkBooks } from './whole/books.ts'
import { assertBuilt } from './whole/build.ts'
import { Caller } from './whole/caller.ts'
import { nothingPlayed, playAll, programmeOf, type Played } from './whole/load.ts'
import { setStage, type Stage } from './whole/stage.ts'
import {
  cutConnections, killEachInTurn, loseTheBus, noDamage, pauseBesideTwin, type Damage,
} from './whole/storms.ts'
import { Watch } from './whole/watch.ts'

const seed = Number(process.env['STABLEGATE_E2E_SEED'] ?? 20_261_123)
const atOnce = 20
const rounds = 3
const paused = ['ledger', 'order'] as const

let system: ProcessSystem
let stage: Stage

beforeAll(async () => {
  assertBuilt(serviceNames)
  // The database server itself is not killed here, so its commits need not reach a disk.
  system = await startProcessSystem({ name: 'kills', fsync: false })
  const random = new Random(seed)
  const caller = new Caller({ base: system.url, random, twiceShare: 0.1, deadlineMs: 120_000 })
  const watch = new Watch(system.servers.config['DATABASE_URL'] ?? '', 100_000)
  stage = await setStage({ url: system.url, caller, watch, random, merchants: 4, acceptors: 8 })
})

afterAll(async () => {
  await stage?.close()
  await Promise.all([...stage?.receivers.values() ?? []].map((receiver) => receiver.stop()))
  await system?.stop()
})

const storm = async (damage: Damage, played: Played): Promise<void> => {
  // A storm over a system that is known to be broken only delays the news.
  const inFlight = (): number => {
    if (played.failures.length > 0) throw new Error('a payment has failed')
    return stage.caller.inFlight
  }
  for (let round = 0; round < rounds; round += 1) await killEachInTurn(system, damage, inFlight)
  inFlight()
  await loseTheBus(system, damage)
  await cutConnections(system, damage, 25)
  for (const name of paused) await pauseBesideTwin(system, damage, name)
}

test('services, bus and connections are killed under load, and the books are right', async () => {
  const { caller, random, receivers } = stage
  const programme = programmeOf(500, random)
  const played = nothingPlayed()
  const damage = noDamage()
  const startedAtMs = performance.now()
  let begun = 0
  let raging = true
  const load = playAll({
    stage, atOnce, played,
    next: () => raging && played.failures.length === 0 ? programme[begun++ % programme.length] : undefined,
  })
  const broken: unknown = await storm(damage, played).then(() => undefined, (error: unknown) => error)
  raging = false
  await load
  const ragedMs = performance.now() - startedAtMs
  expect(played.failures).toEqual([])
  if (broken instanceof Error) throw broken
  await stage.close()
  const databaseUrl = system.servers.config['DATABASE_URL'] ?? ''
  await allQuiet(databaseUrl, allServices, 120_000)
  await Promise.all([...system.services.values()].map((service) => service.end('SIGKILL')))

  const { faults, ...books } = await checkBooks({
    databaseUrl, services: allServices, ends: played.ends, acknowledged: caller.acknowledged, receivers,
  })
  process.stderr.write(`${JSON.stringify({
    seed, ...damage, ...books, settledMicro: String(books.settledMicro), ragedMs: Math.round(ragedMs),
    commands: caller.commands, sentTwice: caller.twice, retries: caller.retries, why: Object.fromEntries(caller.why),
  })}\n`)
  expect(faults).toEqual([])
  expect(books.payments).toBe(played.ends.size)
  for (const name of serviceNames) expect(damage.killsByService[name]).toBe(rounds)
  expect(damage).toMatchObject({ busWiped: 1, paused })
  expect(damage.cutInCommit).toBeGreaterThanOrEqual(25)
  // A storm that nobody felt was none.
  expect(caller.retries).toBeGreaterThan(20)
  expect(damage.unanswered).toBeGreaterThan(10)
  expect(books.payments).toBeGreaterThan(60)
}, 600_000)
