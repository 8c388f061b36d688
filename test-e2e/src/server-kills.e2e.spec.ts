// Postgres and NATS die under a system that lives on. What it believes to be folded and kept may be gone
// with the database, which commits the rows of views without waiting for the disk.
import { waitFor } from '@stablegate/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from './sim/engine/random.ts'
import { allServices, startLocalSystem, type LocalSystem } from './system.ts'
import { allQuiet, checkBooks } from './whole/books.ts'
import { Caller } from './whole/caller.ts'
import { nothingPlayed, playAll, programmeOf, type Played } from './whole/load.ts'
import { setStage, type Stage } from './whole/stage.ts'
import { killBus, killDatabase, noDamage, type Damage } from './whole/storms.ts'
import { inTime } from './whole/verdict.ts'
import { Watch } from './whole/watch.ts'

const seed = Number(process.env['STABLEGATE_E2E_SEED'] ?? 20_261_123)
const atOnce = 16
const databaseKills = 16
const busKills = 8
/** Between two kills so many commands must have come through: a system that only recovers is under no load. */
const commandsBetween = 12
/** How long each part may take on a slow machine before it is called stuck. */
const limits = { oneMs: 150_000, lullMs: 90_000, stormMs: 420_000, loadMs: 200_000, quietMs: 120_000 } as const

const ended = new AbortController()
let system: LocalSystem
let stage: Stage

beforeAll(async () => {
  // What a killed server had answered must be on its disk, so here commits are synced.
  // Thousands of lines would tell that a killed database does not answer.
  system = await startLocalSystem({ name: 'server-kills', fsync: true, config: { LOG_LEVEL: 'silent' } })
  const random = new Random(seed)
  const caller = new Caller({ base: system.url, random, twiceShare: 0.1, deadlineMs: limits.oneMs, signal: ended.signal })
  const watch = new Watch(system.servers.config['DATABASE_URL'] ?? '', limits.oneMs, ended.signal)
  stage = await setStage({ url: system.url, caller, watch, random, merchants: 3, acceptors: 6 })
})

afterAll(async () => {
  ended.abort(new Error('the test is over'))
  await stage?.close()
  await Promise.all([...stage?.receivers.values() ?? []].map((receiver) => receiver.stop()))
  await system?.stop()
})

const storm = async (damage: Damage, played: Played): Promise<void> => {
  const { caller } = stage
  const inFlight = (): number => caller.inFlight
  let before = caller.acknowledged.length
  for (let kill = 0; kill < databaseKills; kill += 1) {
    await waitFor(() => {
      if (played.failures.length > 0) throw new Error('a payment has failed')
      return caller.acknowledged.length >= before + commandsBetween
    }, { deadlineMs: limits.lullMs, everyMs: 10, what: `${commandsBetween} commands to come through after ${kill} kills` })
    before = caller.acknowledged.length
    // Now and then both are gone at once.
    const bus = kill % Math.floor(databaseKills / busKills) === 0 ? killBus(system.servers, damage, inFlight) : undefined
    await Promise.all([killDatabase(system.servers, damage, inFlight), bus])
  }
}

test('the database and the bus are killed under load, and the books are right', async () => {
  const { caller, random, receivers } = stage
  const programme = programmeOf(400, random)
  const played = nothingPlayed()
  const damage = noDamage()
  const startedAtMs = performance.now()
  const failed = async (): Promise<string> => [...played.failures, ...stage.watch.waiting].slice(0, 12).join('\n')
  let begun = 0
  let raging = true
  const load = playAll({
    stage, atOnce, played, next: () => raging && played.failures.length === 0 ? programme[begun++ % programme.length] : undefined,
  })
  const broken: unknown = await inTime(storm(damage, played), limits.stormMs, 'the storm', failed)
    .then(() => undefined, (error: unknown) => error)
  raging = false
  if (broken !== undefined) ended.abort(new Error('given up, since something was broken before'))
  await inTime(load, limits.loadMs, 'the rest of the payments', failed)
  const ragedMs = performance.now() - startedAtMs
  expect(broken).toBeUndefined()
  expect(played.failures).toEqual([])
  await stage.close()
  const databaseUrl = system.servers.config['DATABASE_URL'] ?? ''
  await allQuiet(databaseUrl, allServices, limits.quietMs)
  expect((await system.running.status()).reasons).toEqual([])
  await system.running.stop()

  const { faults, ...books } = await checkBooks({
    databaseUrl, services: allServices, ends: played.ends, acknowledged: caller.acknowledged, receivers,
  })
  process.stderr.write(`${JSON.stringify({
    seed, kills: damage.kills, databaseKilled: damage.databaseKilled, busKilled: damage.busKilled, unanswered: damage.unanswered,
    ...books, settledMicro: String(books.settledMicro), ragedMs: Math.round(ragedMs), commands: caller.commands,
    sentTwice: caller.twice, retries: caller.retries, why: Object.fromEntries(caller.why),
  })}\n`)
  expect(faults).toEqual([])
  expect(books.payments).toBe(played.ends.size)
  expect(damage).toMatchObject({ databaseKilled: databaseKills, busKilled: busKills })
  expect(damage.unanswered).toBeGreaterThan(databaseKills)
  expect(caller.retries).toBeGreaterThan(databaseKills)
}, 900_000)
