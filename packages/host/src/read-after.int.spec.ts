import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Running } from './boot.ts'
import { counterService } from './counter.fixture.ts'
import { add, bootOn, testServers, type TestServers } from './counter-system.fixture.ts'

let servers: TestServers
const running: Running[] = []

const start = async (overTheBus: boolean): Promise<Running> => {
  const one = await bootOn(servers, [counterService()], { overTheBus })
  running.push(one)
  await one.ready()
  return one
}

beforeAll(async () => { servers = await testServers() })
afterEach(async () => { await Promise.all(running.splice(0).map((one) => one.stop())) })
afterAll(async () => { await servers?.close() })

type Seen = { answered: number; stale: number; unavailable: number; older: string[] }
type Total = { readonly totalMicro: bigint; readonly additions: number } | null

/**
 * Lanes side by side; each adds to a counter of its own, or by turns to one that it shares with the
 * lane beside it, and asks at once for what it has just been answered. `writer` and `reader` choose
 * a replica for each step.
 */
const pairs = async (
  name: string, lanes: number, each: number, writer: () => Running, reader: () => Running,
  isEnough: () => boolean = () => true,
): Promise<Seen> => {
  const seen: Seen = { answered: 0, stale: 0, unavailable: 0, older: [] }
  // Two answers may come in another order than their positions: what is later need not be seen yet.
  const added = new Map<string, readonly number[]>()
  const lane = async (number: number): Promise<void> => {
    for (let turn = 0; turn < each || !isEnough(); turn += 1) {
      const counter = turn % 4 === 3 ? `${name}-shared${number >> 1}` : `${name}${number}`
      const answer = await add(writer(), counter, 1n)
      if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer))
      const positions = [...added.get(counter) ?? [], answer.position]
      added.set(counter, positions)
      const least = positions.filter((position) => position <= answer.position).length
      const after = { log: answer.log, position: answer.position }
      const ask = () => reader().queries.ask<Total>('counter', 'total', { counter }, { after })
      let asked = await ask()
      // On a slow machine the folds may take longer than a query waits; a caller asks again.
      for (let times = 1; asked.status === 'stale' && times < 5; times += 1) asked = await ask()
      if (asked.status === 'stale') seen.stale += 1
      else if (asked.status !== 'answered') seen.unavailable += 1
      else {
        seen.answered += 1
        const { additions, totalMicro } = asked.value ?? { additions: 0, totalMicro: 0n }
        if (additions < least || totalMicro < BigInt(least)) {
          seen.older.push(`${counter}: ${additions} of at least ${least} at ${after.position}`)
        }
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
  return seen
}

const cut = async (application: string): Promise<number> => {
  const client = new pg.Client(servers.databaseUrl)
  await client.connect()
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name like $1 and datname = current_database()`, [application])
  await client.end()
  return rowCount ?? 0
}

describe('a query with `after` never answers older rows', () => {
  for (const overTheBus of [false, true]) {
    it(`in one process ${overTheBus ? 'over the bus' : 'by hand'}`, async () => {
      const one = await start(overTheBus)
      const seen = await pairs(`one-${overTheBus}`, 40, 50, () => one, () => one)
      expect(seen.older).toEqual([])
      expect(seen).toMatchObject({ answered: 2_000, stale: 0, unavailable: 0 })
    })
  }

  it('on two replicas, whichever of them decides and whichever is asked', async () => {
    const both = [await start(true), await start(true)] as const
    let turn = 0
    const either = (): Running => both[(turn += 1) % 2 === 0 ? 0 : 1]
    const seen = await pairs('two', 40, 40, either, either)
    expect(seen.older).toEqual([])
    expect(seen).toMatchObject({ answered: 1_600, stale: 0, unavailable: 0 })
  })

  it('while its consumers change hands and lose their connections', async () => {
    const both = [await start(true), await start(true)] as const
    let turn = 0
    const either = (): Running => both[(turn += 1) % 2 === 0 ? 0 : 1]
    let isDone = false
    let cuts = 0
    const trouble = async (): Promise<void> => {
      for (let round = 0; !isDone; round += 1) {
        cuts += await cut(round % 2 === 0 ? 'stablegate-locks' : 'stablegate-%-folds')
        await new Promise((resolve) => { setTimeout(resolve, 400) })
      }
    }
    const troubled = trouble()
    // However fast the machine is, there is trouble meanwhile.
    const seen = await pairs('cut', 20, 70, either, either, () => cuts > 5)
    isDone = true
    await troubled
    expect(seen.older).toEqual([])
    // Stale is an honest answer while nobody folds; it must not be the usual one.
    expect(seen.answered).toBeGreaterThan(10 * seen.stale)
  })
})
