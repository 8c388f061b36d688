import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../event-store.ts'
import { MemoryEventStore } from '../memory-store.ts'
import type { LogBatch } from './ports.ts'
import type { RunningService, ServicePorts } from './service-runtime.ts'
import { FaultyStore, World, add, counter, envelope, settle, sums, tallyEvents } from './world.spec-support.ts'

const consumerOf = (running: RunningService, name = 'view:sums_v1') =>
  running.status().consumers.find((consumer) => consumer.name === name)

/** A world whose bus is silent: a test hands over batches itself. */
const silentWorld = () => {
  const world = new World()
  world.bus.deliver = () => []
  return world
}

const fill = async (running: RunningService, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await running.handle(add(1n))
}

const batchOf = (world: World, previous: number, last: number, incarnation = 'one'): LogBatch => ({
  log: 'counter', incarnation, previous, last,
  events: world.store.inner.readLogNow('counter', previous, last - previous),
})

const started = async (events: number, ports: Partial<ServicePorts> = {}) => {
  const world = silentWorld()
  const running = world.start(counter(), ports)
  await settle()
  await fill(running, events)
  await settle()
  world.store.calls.length = 0
  return { world, running }
}

describe('a consumer of a log', () => {
  it('folds history from the store and goes on with the bus', async () => {
    const world = new World()
    const writer = world.start(counter(), {}, { standby: true })
    await fill(writer, 3)
    const running = world.start(counter())
    await settle()
    expect(world.sum()).toMatchObject({ sum_micro: 3n, events: 3 })
    await fill(running, 2)
    await settle()
    expect(world.sum()).toMatchObject({ events: 5 })
    expect(consumerOf(running)).toMatchObject({ state: 'running', position: 5, head: 5, lag: 0, rebuilding: false })
  })

  it('drops what it had, applies the tail of what overlaps, without asking the store', async () => {
    const { world, running } = await started(4)
    for (const [previous, last] of [[0, 2], [0, 2], [1, 3], [0, 3], [2, 4], [3, 4]] as const) {
      running.receive(batchOf(world, previous, last))
      await settle()
    }
    expect(world.sum()).toMatchObject({ events: 4 })
    expect(world.store.count('readLog')).toBe(0)
  })

  it('reads a gap from the store, also when batches come in the wrong order', async () => {
    const { world, running } = await started(6)
    running.receive(batchOf(world, 4, 5))
    running.receive(batchOf(world, 0, 4))
    running.receive(batchOf(world, 5, 6))
    await settle()
    expect(world.sum()).toMatchObject({ events: 6 })
  })

  it('joins batches that wait into one fold', async () => {
    const { world, running } = await started(6)
    const folds: number[] = []
    const consumers = world.consumersOf('counter')
    const fold = consumers.fold.bind(consumers)
    consumers.fold = async (view, log, from, to, events) => {
      if (view === sums) folds.push(events.length)
      return fold(view, log, from, to, events)
    }
    for (let position = 0; position < 6; position += 1) running.receive(batchOf(world, position, position + 1))
    await settle()
    expect(folds).toEqual([6])
  })

  it('finds a lost tail by looking at the head every second when idle', async () => {
    const { world } = await started(3)
    expect(world.sum()).toBeUndefined()
    await world.clock.advance(999)
    expect(world.sum()).toBeUndefined()
    await world.clock.advance(1)
    expect(world.sum()).toMatchObject({ events: 3 })
  })

  it('drops batches that do not fit and reads them from the store', async () => {
    const { world, running } = await started(8, { limits: { queuedBatches: 2 } })
    for (let position = 0; position < 8; position += 1) running.receive(batchOf(world, position, position + 1))
    await settle()
    expect(world.sum()).toMatchObject({ events: 8 })
  })

  it('folds exactly once through loss, repetition and disorder of every kind', async () => {
    const world = new World()
    let turn = 0
    const late: LogBatch[] = []
    world.bus.deliver = (batch) => {
      turn += 1
      if (turn % 3 === 0) return []
      if (turn % 5 === 0) { late.push(batch); return [] }
      return turn % 2 === 0 ? [batch, ...late.splice(0), batch] : [batch]
    }
    const running = world.start(counter(), { limits: { relayBatchEvents: 2 } })
    for (let round = 0; round < 25; round += 1) {
      await Promise.all([running.handle(add(1n)), running.handle(add(1n, 'b')), running.handle(add(1n, 'c'))])
      if (round % 7 === 0) await world.clock.advance(300)
    }
    await world.clock.advance(2_000)
    for (const key of ['a', 'b', 'c']) expect(world.sum(key)).toMatchObject({ events: 25, sum_micro: 25n })
  })

  it('moves the cursor past events it does not list, a little later and in one go', async () => {
    const { world, running } = await started(0)
    const consumers = world.consumersOf('counter')
    await running.handle(envelope('close', {}))
    await running.handle(envelope('time', { clockId: 'k', dueAtMs: 9_999_999 }))
    running.receive(batchOf(world, 0, 2))
    await settle()
    expect(consumerOf(running)?.position).toBe(2)
    expect(await consumers.cursor('view:sums_v1', 'counter')).toBeUndefined()
    await world.clock.advance(25)
    expect(await consumers.cursor('view:sums_v1', 'counter')).toEqual({ incarnation: 'one', position: 2 })
  })

  it('reads its cursor again where another instance was at work, and neither folds twice', async () => {
    const world = new World()
    const one = world.start(counter())
    const two = world.start(counter())
    for (let index = 0; index < 5; index += 1) {
      await one.handle(add(1n))
      await two.handle(add(1n))
      await settle()
    }
    await world.clock.advance(10_000)
    expect(world.sum()).toMatchObject({ events: 10, sum_micro: 10n })
    expect([consumerOf(one)?.state, consumerOf(two)?.state]).toEqual(['running', 'running'])
  })

  it('takes over where another instance has stopped, though its own cursor was behind', async () => {
    const world = new World()
    const two = world.start(counter())
    await settle()
    world.bus.listeners.clear()
    const one = world.start(counter())
    await fill(one, 5)
    await settle()
    await one.stop()
    expect([world.sum()?.events, consumerOf(two)?.position]).toEqual([5, 0])
    await fill(two, 2)
    await world.clock.advance(5_000)
    expect(world.sum()).toMatchObject({ events: 7, sum_micro: 7n })
  })

  it('tries again with growing pauses when its store or the log fails', async () => {
    const { world } = await started(2)
    for (let round = 0; round < 2; round += 1) {
      world.store.faults.push({ on: 'head', when: 'before', error: new StoreUnavailable('down') })
    }
    await world.clock.advance(5_000)
    expect(world.sum()).toMatchObject({ events: 2 })
    expect(world.alerts.raised).toEqual([])
  })

  it('does not count a fold twice whose transaction went through though its answer was lost', async () => {
    const { world, running } = await started(2)
    const consumers = world.consumersOf('counter')
    const fold = consumers.fold.bind(consumers)
    let lost = false
    consumers.fold = async (view, ...rest) => {
      const done = await fold(view, ...rest)
      if (view !== sums || lost) return done
      lost = true
      throw new Error('connection cut')
    }
    running.receive(batchOf(world, 0, 2))
    await world.clock.advance(5_000)
    expect(lost).toBe(true)
    expect(world.sum()).toMatchObject({ events: 2 })
  })
})

describe('a consumer stops with an alert', () => {
  const expectStopped = async (world: World, running: RunningService, reason: RegExp) => {
    expect(consumerOf(running)).toMatchObject({ state: 'stopped', reason: expect.stringMatching(reason) })
    expect(world.alerts.codes).toContain('consumer_stopped')
    const before = world.sum()?.events
    await running.handle(add(1n))
    await world.clock.advance(5_000)
    expect(world.sum()?.events).toBe(before)
  }

  it('at a cursor beyond the head', async () => {
    const world = silentWorld()
    await world.consumersOf('counter').advance('view:sums_v1', 'counter', undefined, { incarnation: 'one', position: 9 }, [])
    const running = world.start(counter())
    await settle()
    await expectStopped(world, running, /beyond the head/)
  })

  it('at another incarnation, found at the start, when idle and by a batch', async () => {
    const atStart = new World()
    await atStart.consumersOf('counter').advance('view:sums_v1', 'counter', undefined, { incarnation: 'old', position: 0 }, [])
    const running = atStart.start(counter())
    await settle()
    await expectStopped(atStart, running, /incarnation/)

    const restored = async (tell: (world: World, running: RunningService) => Promise<void> | void) => {
      const store = new FaultyStore()
      const world = new World(store)
      const service = world.start(counter())
      await settle()
      await fill(service, 2)
      await settle()
      world.bus.deliver = () => []
      const other = new MemoryEventStore('two')
      Object.assign(store, { inner: other })
      await tell(world, service)
      await settle()
      await expectStopped(world, service, /incarnation/)
    }
    await restored((world) => world.clock.advance(1_000))
    await restored((world, service) => service.receive({ ...batchOf(world, 0, 0), last: 1, incarnation: 'two' }))
  })

  it('but drops an old message of another incarnation', async () => {
    const { world, running } = await started(2)
    running.receive(batchOf(world, 0, 2, 'before-the-restore'))
    await settle()
    expect(consumerOf(running)).toMatchObject({ state: 'running', position: 0 })
  })

  it('at an unknown version of a type it lists, not at a type it does not list', async () => {
    const world = new World()
    const running = world.start(counter({ views: [{ ...sums, events: tallyEvents.filter(({ type }) => type === 'closed') }] }))
    const newer = tallyEvents.map((spec) => ({ ...spec, version: 2 }))
    const write = async (type: string, data: object) => {
      await world.store.inner.append({ log: 'counter', streams: [{ stream: `counter.tally-${type}`, expected: 'none', events: [{
        id: crypto.randomUUID(), type, version: newer[0]?.version ?? 0, data: JSON.stringify(data),
        metadata: JSON.stringify({ atMs: 1, correlationId: 'c' }),
      }] }] })
    }
    await write('added', { amountMicro: '1' })
    await world.clock.advance(1_000)
    expect(consumerOf(running)).toMatchObject({ state: 'running', position: 1 })
    await write('closed', {})
    await world.clock.advance(1_000)
    expect(consumerOf(running)).toMatchObject({ state: 'stopped', reason: expect.stringMatching(/closed v2 at counter:2/) })
  })

  it('when a view breaks: a view does not park', async () => {
    const world = new World()
    const broken = { ...sums, apply: () => { throw new TypeError('no such thing') } }
    const running = world.start(counter({ views: [broken] }))
    await running.handle(add(1n))
    await settle()
    expect(consumerOf(running)).toMatchObject({ state: 'stopped', position: 0, reason: expect.stringMatching(/no such thing/) })
  })

  it('and goes on from its cursor when it is activated again', async () => {
    const world = new World()
    let healed = false
    const view = { ...sums, apply: (...args: Parameters<typeof sums.apply>) => {
      if (!healed) throw new TypeError('not yet')
      return sums.apply(...args)
    } }
    const running = world.start(counter({ views: [view] }))
    await running.handle(add(1n))
    await settle()
    healed = true
    await running.deactivate()
    running.activate()
    await settle()
    expect(world.sum()).toMatchObject({ events: 1 })
  })
})

describe('versions', () => {
  it('brings old data to the newest version before anybody sees it', async () => {
    const world = new World()
    const old = world.start(counter(), {}, { standby: true })
    await old.handle(add(2n))
    const events = tallyEvents.map((spec) => spec.type === 'added'
      ? { ...spec, version: 3, upcast: {
          1: (data: { amountMicro: bigint }) => ({ doubledMicro: data.amountMicro * 2n }),
          2: (data: { doubledMicro: bigint }) => ({ amountMicro: data.doubledMicro }),
        } }
      : spec)
    world.start(counter({ views: [{ ...sums, events }] }))
    await settle()
    expect(world.sum()).toMatchObject({ sum_micro: 4n })
  })
})

describe('without the cursor check', () => {
  it('folds a repeated batch again', async () => {
    const { world, running } = await started(2, { guards: { cursorCheck: false } })
    running.receive(batchOf(world, 0, 2))
    running.receive(batchOf(world, 0, 2))
    await settle()
    expect(world.sum()).toMatchObject({ events: 4 })
  })

  it('jumps over a lost batch', async () => {
    const { world, running } = await started(3, { guards: { cursorCheck: false } })
    running.receive(batchOf(world, 2, 3))
    await world.clock.advance(5_000)
    expect(world.sum()).toMatchObject({ events: 1 })
  })
})
