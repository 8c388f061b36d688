import { describe, expect, it } from 'vitest'
import type { View } from '../service.ts'
import { Pace } from './pace.ts'
import { ManualClock, World, add, counter, settle, sums, type SumRow } from './world.spec-support.ts'

const never = new AbortController().signal
const page = 10

const paced = () => {
  const clock = new ManualClock()
  const pace = new Pace(clock)
  /** Whether it went on, by now. */
  const goes = (walk: ReturnType<Pace['join']>, signal = never) => {
    const state = { on: false }
    void walk.together(page, signal).then(() => { state.on = true })
    return state
  }
  return { clock, pace, goes }
}

describe('a pace', () => {
  it('lets go on who is at most a page ahead, and holds who is further until the others come', async () => {
    const { pace, goes } = paced()
    const [slow, fast] = [pace.join('log', 0), pace.join('log', 0)]
    fast.moved(page)
    const near = goes(fast)
    await settle()
    expect(near.on).toBe(true)
    fast.moved(2 * page)
    const far = goes(fast)
    await settle()
    expect(far.on).toBe(false)
    slow.moved(page)
    await settle()
    expect(far.on).toBe(true)
  })

  it('waits for nobody of another log, who left, who is far behind, or once stopped', async () => {
    const { pace, goes } = paced()
    const late = pace.join('log', 0)
    pace.join('other', 15)
    const first = goes(pace.join('log', 21 * page))
    await settle()
    expect(first.on).toBe(true)
    const ahead = pace.join('log', 3 * page)
    const stop = new AbortController()
    const [stopped, second] = [goes(ahead, stop.signal), goes(pace.join('log', 3 * page))]
    await settle()
    expect([stopped.on, second.on]).toEqual([false, false])
    stop.abort()
    await settle()
    expect([stopped.on, second.on]).toEqual([true, false])
    late.leave()
    await settle()
    expect(second.on).toBe(true)
  })

  it('waits two seconds for who does not move, again once it has moved, and never for a clock set back', async () => {
    const { clock, pace, goes } = paced()
    const stuck = pace.join('log', 0)
    const fast = pace.join('log', 5 * page)
    const first = goes(fast)
    await clock.advance(1_999)
    expect(first.on).toBe(false)
    await clock.advance(1)
    expect(first.on).toBe(true)
    const second = goes(fast)
    await settle()
    expect(second.on).toBe(true)
    stuck.moved(page)
    const third = goes(fast)
    await settle()
    expect(third.on).toBe(false)
    clock.back(10_000)
    fast.moved(5 * page)
    await settle()
    expect(third.on).toBe(true)
  })
})

describe('views that fill themselves at the same time', () => {
  const brief: View<SumRow> = { ...sums, name: 'brief' }

  const filling = async (events: number) => {
    const world = new World()
    const writer = world.start(counter({ views: [] }), {}, { standby: true })
    for (let index = 0; index < events; index += 1) await writer.handle(add(1n))
    const consumers = world.consumersOf('counter')
    const fold = consumers.fold.bind(consumers)
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    consumers.fold = async (view, ...rest) => {
      if (view === sums) await gate
      return fold(view, ...rest)
    }
    const running = world.start(counter({ views: [sums, brief] }), { limits: { pageEvents: 2 } })
    await settle()
    const positions = () => running.status().consumers
      .filter(({ name }) => name.startsWith('view:'))
      .map(({ name, position }) => [name, position])
    return { world, positions, open }
  }

  it('stay within reach of each other', async () => {
    const { world, positions, open } = await filling(12)
    expect(positions()).toEqual(expect.arrayContaining([['view:sums_v1', 0], ['view:brief_v1', 4]]))
    open()
    await settle()
    await world.clock.advance(100)
    expect(positions()).toEqual(expect.arrayContaining([['view:sums_v1', 12], ['view:brief_v1', 12]]))
  })

  it('do not wait long for one that hangs', async () => {
    const { world, positions } = await filling(12)
    await world.clock.advance(2_000)
    expect(positions()).toEqual(expect.arrayContaining([['view:sums_v1', 0], ['view:brief_v1', 12]]))
  })
})
