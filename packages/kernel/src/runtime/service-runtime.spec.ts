import { describe, expect, it } from 'vitest'
import { World, add, counter, settle, sums, tally, tallyEvents } from './world.spec-support.ts'

describe('a running service', () => {
  it('answers commands while it stands by, and works on logs only when it is active', async () => {
    const world = new World()
    const running = world.start(counter(), {}, { standby: true })
    expect(await running.handle(add(1n))).toMatchObject({ status: 'accepted' })
    await world.clock.advance(5_000)
    expect([world.sum(), world.bus.published.length, running.status().active]).toEqual([undefined, 0, false])
    running.activate()
    await settle()
    expect(world.sum()).toMatchObject({ events: 1 })
    expect(running.status()).toMatchObject({ active: true, rebuilding: false, parked: 0, waitingCommands: 0 })
    await running.deactivate()
    await running.handle(add(1n))
    await world.clock.advance(5_000)
    expect(world.sum()).toMatchObject({ events: 1 })
    running.activate()
    await settle()
    expect(world.sum()).toMatchObject({ events: 2 })
  })

  it('says that it is rebuilding until its views have reached the head of their start', async () => {
    const world = new World()
    const writer = world.start(counter(), {}, { standby: true })
    for (let index = 0; index < 3; index += 1) await writer.handle(add(1n))
    const gate = Promise.withResolvers<void>()
    const consumers = world.consumersOf('counter')
    const fold = consumers.fold.bind(consumers)
    consumers.fold = async (view, ...rest) => {
      if (view.version === 2) await gate.promise
      return fold(view, ...rest)
    }
    const running = world.start(counter({ views: [{ ...sums, version: 2 }] }))
    await settle()
    expect(running.status().rebuilding).toBe(true)
    expect(running.status().consumers[0]).toMatchObject({ name: 'view:sums_v2', position: 0, lag: 3 })
    gate.resolve()
    await settle()
    expect(running.status().rebuilding).toBe(false)
  })

  it('names the logs it wants', () => {
    const react = () => []
    const reaction = { name: 'r', log: 'other', from: 'now', events: tallyEvents, react } as const
    expect(new World().start(counter({ reactions: [reaction] })).logs).toEqual(['counter', 'other'])
  })

  it('refuses a manifest it could not serve', () => {
    const start = (parts: Parameters<typeof counter>[0]) => () => new World().start(counter(parts))
    expect(start({ aggregates: [{ ...tally, name: 'ta-lly' }] })).toThrow(/aggregate name/)
    expect(start({ aggregates: [{ ...tally, commands: [{ type: 'other.tally.add', version: 1, parse: (data) => data }] }] }))
      .toThrow(/does not begin with/)
    expect(start({ views: [sums, sums] })).toThrow(/share a name/)
    expect(start({ processes: [{ name: 'p', aggregate: 'none', initial: () => 0, evolve: (state) => state, react: () => [] }] }))
      .toThrow(/follows no aggregate/)
  })

  it('relays nothing where it has no log of its own', async () => {
    const world = new World()
    const running = world.start(counter({ aggregates: [], views: [{ ...sums, log: 'other' }] }))
    await world.clock.advance(2_000)
    expect(world.store.calls.filter(({ args }) => args[0] === 'counter')).toEqual([])
    await running.stop()
  })

  it('lets a view rest after a fold, so that several events are one fold, unless somebody waits', async () => {
    const world = new World()
    const running = world.start(counter(), { limits: { foldRestMs: 50 } })
    const consumers = world.consumersOf('counter')
    let folds = 0
    const fold = consumers.fold.bind(consumers)
    consumers.fold = async (...given) => { folds += 1; return fold(...given) }
    await running.handle(add(1n))
    await settle()
    expect([world.sum()?.events, folds]).toEqual([1, 1])
    await running.handle(add(1n))
    await running.handle(add(1n))
    await settle()
    expect([world.sum()?.events, folds]).toEqual([1, 1])
    await world.clock.advance(50)
    expect([world.sum()?.events, folds]).toEqual([3, 2])
    await running.handle(add(1n))
    await settle()
    expect(world.sum()?.events).toBe(3)
    // Waits also for what is not committed yet: until then the view does not rest at all.
    const passed = running.passed('counter', 5, new AbortController().signal)
    await settle()
    expect(world.sum()?.events).toBe(4)
    await running.handle(add(1n))
    await passed
    expect(world.sum()?.events).toBe(5)
  })

  it('stops twice without harm', async () => {
    const running = new World().start(counter())
    await running.stop()
    await running.stop()
    expect(running.status().active).toBe(false)
  })
})
