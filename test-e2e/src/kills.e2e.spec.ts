import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from './sim/engine/random.ts'
import { allServices, serviceNames, startProcessSystem, type ProcessSystem } from './system.ts'
import { allQuiet, checkBooks } from './whole/books.ts'
import { assertBuilt } from './whole/build.ts'
import { Caller } from './whole/caller.ts'
import { nothingPlayed, playAll, programmeOf, type Played } from './whole/load.ts'
import { setStage, type Stage } from './whole/stage.ts'
import {
  cutConnections, killBeforeAnswersAreKept, killEachInTurn, loseTheBus, noDamage, pauseBesideTwin, type Damage,
} from './whole/storms.ts'
import { inTime, stuckOf } from './whole/verdict.ts'
import { Watch } from './whole/watch.ts'

const seed = Number(process.env['STABLEGATE_E2E_SEED'] ?? 20_261_123)
const atOnce = 20
const rounds = 3
const paused = ['ledger', 'order'] as const
/** How long each part may take on a slow machine before it is called stuck. */
const limits = { oneMs: 200_000, stormMs: 420_000, loadMs: 210_000, quietMs: 120_000 } as const
/** A storm that nobody felt was none: it goes on until this much was. */
const felt = { retries: 20, unanswered: 10, unkept: 6, payments: 60 } as const

const givenUp = 'given up, since something was broken before'

const ended = new AbortController()
let system: ProcessSystem
let stage: Stage

beforeAll(async () => {
  assertBuilt(serviceNames)
  // The database server itself is not killed here (server-kills.e2e.spec.ts does), so commits need not reach a disk.
  system = await startProcessSystem({ name: 'kills', fsync: false })
  const random = new Random(seed)
  const caller = new Caller({ base: system.url, random, twiceShare: 0.1, deadlineMs: limits.oneMs, signal: ended.signal })
  const watch = new Watch(system.servers.config['DATABASE_URL'] ?? '', limits.oneMs, ended.signal)
  stage = await setStage({ url: system.url, caller, watch, random, merchants: 4, acceptors: 8 })
})

afterAll(async () => {
  ended.abort(new Error('the test is over'))
  await stage?.close()
  await Promise.all([...stage?.receivers.values() ?? []].map((receiver) => receiver.stop()))
  await system?.stop()
})

const isFelt = (damage: Damage, played: Played): boolean => {
  const { retries } = stage.caller
  return retries > felt.retries && damage.unanswered > felt.unanswered && damage.unkept >= felt.unkept
    && played.ends.size > felt.payments
}

const storm = async (damage: Damage, played: Played): Promise<void> => {
  // A storm over a system that is known to be broken only delays the news.
  const inFlight = (): number => {
    ended.signal.throwIfAborted()
    if (played.failures.length > 0) throw new Error('a payment has failed')
    return stage.caller.inFlight
  }
  while (damage.unkept < felt.unkept) {
    inFlight()
    await killBeforeAnswersAreKept(system, damage)
  }
  for (let round = 0; round < rounds; round += 1) await killEachInTurn(system, damage, inFlight)
  inFlight()
  await loseTheBus(system, damage)
  await cutConnections(system, damage, 25)
  for (const name of paused) await pauseBesideTwin(system, damage, name)
  while (!isFelt(damage, played)) await killEachInTurn(system, damage, inFlight)
}

test('services, bus and connections are killed under load, and the books are right', async () => {
  const { caller, random, receivers } = stage
  const programme = programmeOf(500, random)
  const played = nothingPlayed()
  const damage = noDamage()
  const startedAtMs = performance.now()
  const stuck = (): Promise<string> => stuckOf(system, stage)
  let begun = 0
  let raging = true
  const load = playAll({
    stage, atOnce, played,
    next: () => raging && played.failures.length === 0 ? programme[begun++ % programme.length] : undefined,
  })
  const broken: unknown = await inTime(storm(damage, played), limits.stormMs, 'the storm', stuck)
    .then(() => undefined, (error: unknown) => error)
  raging = false
  if (broken instanceof Error) process.stderr.write(`${broken.message}\n${await stuck()}\n`)
  // Once something is broken the verdict is known, and nobody waits for what a broken system owes.
  if (broken !== undefined) ended.abort(new Error(givenUp))
  await inTime(load, limits.loadMs, 'the rest of the payments', stuck)
  const ragedMs = performance.now() - startedAtMs
  expect(played.failures.filter((failure) => !failure.includes(givenUp))).toEqual([])
  expect(broken).toBeUndefined()
  await stage.close()
  const databaseUrl = system.servers.config['DATABASE_URL'] ?? ''
  await allQuiet(databaseUrl, allServices, limits.quietMs)
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
  for (const name of serviceNames) expect(damage.killsByService[name]).toBeGreaterThanOrEqual(rounds)
  expect(damage).toMatchObject({ busWiped: 1, paused })
}, 900_000)
