import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../event-store.ts'
import { MemoryEventStore } from '../memory-store.ts'
import { toBatches } from './relay.ts'
import { World, add, counter, settle } from './world.spec-support.ts'

const spans = (world: World) => world.bus.published.map(({ previous, last }) => [previous, last])

/** As consumers need it: each batch begins where one before it ended. */
const expectChain = (world: World, until: number) => {
  let reached = 0
  for (const { previous, last, events } of world.bus.published) {
    expect(previous).toBeLessThanOrEqual(reached)
    expect(events.at(-1)?.position).toBe(last)
    reached = Math.max(reached, last)
  }
  expect(reached).toBe(until)
}

describe('the relay', () => {
  it('publishes in order when nudged, batches of a bounded number of events', async () => {
    const world = new World()
    const running = world.start(counter(), { limits: { relayBatchEvents: 2 } })
    await settle()
    await running.handle(add(1n))
    await settle()
    await Promise.all([1, 2, 3, 4, 5].map(() => running.handle(add(1n))))
    await settle()
    expectChain(world, 6)
    expect(world.bus.published.every(({ events, incarnation }) => events.length <= 2 && incarnation === 'one')).toBe(true)
  })

  it('cuts batches by bytes, and one event alone may be larger', async () => {
    const event = (position: number, size: number) => ({
      id: 'i', type: 't', version: 1, data: 'ä'.repeat(size), metadata: '', stream: 's', revision: 0, log: 'l', position,
    })
    const limits = { relayBatchEvents: 100, relayBatchBytes: 2_000 }
    const events = [event(4, 300), event(5, 300), event(6, 5_000), event(9, 1)]
    expect(toBatches('l', 'one', 3, events, limits).map(({ previous, last }) => [previous, last]))
      .toEqual([[3, 5], [5, 6], [6, 9]])
    expect(toBatches('l', 'one', 3, [], limits)).toEqual([])
  })

  it('goes on until it has published everything, however long the log', async () => {
    const world = new World()
    const running = world.start(counter(), { limits: { pageEvents: 2 } })
    await settle()
    world.bus.failing = true
    for (let index = 0; index < 9; index += 1) await running.handle(add(1n))
    world.bus.failing = false
    await world.clock.advance(50)
    expectChain(world, 9)
  })

  it('finds by polling what nobody told it', async () => {
    const world = new World()
    world.start(counter())
    const other = world.start(counter(), {}, { standby: true })
    await settle()
    await other.handle(add(1n))
    await settle()
    expect(spans(world)).toEqual([])
    await world.clock.advance(500)
    expect(spans(world)).toEqual([[0, 1]])
  })

  it('is nudged through the host by an instance that does not relay', async () => {
    const world = new World()
    const active = world.start(counter())
    const other = world.start(counter(), { nudge: (log) => { if (log === 'counter') active.nudge() } }, { standby: true })
    await settle()
    await other.handle(add(1n))
    await settle()
    expect(spans(world)).toEqual([[0, 1]])
  })

  it('goes on from what the bus holds, after a restart and after errors', async () => {
    const world = new World()
    const first = world.start(counter())
    await settle()
    await first.handle(add(1n))
    await settle()
    await first.stop()
    const second = world.start(counter())
    await settle()
    world.bus.failing = true
    await second.handle(add(1n))
    await second.handle(add(1n))
    await world.clock.advance(1_000)
    expect(second.status().relay).toEqual({ published: 1, failing: true })
    world.bus.failing = false
    world.store.faults.push({ on: 'readLog', when: 'before', error: new StoreUnavailable('down') })
    await world.clock.advance(10_000)
    expect(spans(world)).toEqual([[0, 1], [1, 3]])
    expect(second.status().relay).toEqual({ published: 3, failing: false })
  })

  it('does not leave out what was not acknowledged though the bus may have it', async () => {
    const world = new World()
    const running = world.start(counter())
    await settle()
    const publish = world.bus.publish.bind(world.bus)
    let cut = true
    world.bus.publish = async (batch) => {
      await publish(batch)
      if (cut) { cut = false; throw new Error('ack lost') }
    }
    await running.handle(add(1n))
    await world.clock.advance(1_000)
    await running.handle(add(1n))
    await settle()
    expect(spans(world)).toEqual([[0, 1], [1, 2]])
  })

  it('goes on where it was when the bus has lost everything', async () => {
    const world = new World()
    const running = world.start(counter())
    await settle()
    await running.handle(add(1n))
    await settle()
    world.bus.published.length = 0
    world.bus.failing = true
    await running.handle(add(1n))
    await world.clock.advance(200)
    world.bus.failing = false
    await world.clock.advance(5_000)
    expect(spans(world)).toEqual([[1, 2]])
    expect(world.sum()).toMatchObject({ events: 2 })
  })

  it('begins near the head of a long log on an empty bus: history is in the store', async () => {
    const world = new World()
    const writer = world.start(counter(), {}, { standby: true })
    for (let index = 0; index < 5; index += 1) await writer.handle(add(1n))
    world.start(counter(), { limits: { relayBatchEvents: 2 } })
    await settle()
    expect(spans(world)).toEqual([[3, 5]])
    expect(world.sum()).toMatchObject({ events: 5 })
  })

  it('alerts where the bus is ahead of the log', async () => {
    const world = new World()
    await world.bus.publish({ log: 'counter', incarnation: 'one', previous: 0, last: 9, events: [] })
    world.start(counter())
    await settle()
    expect(world.alerts.codes).toContain('relay_ahead_of_log')
  })

  it('takes up a new incarnation by itself', async () => {
    const world = new World()
    world.start(counter())
    await settle()
    const restored = new MemoryEventStore('two')
    Object.assign(world.store, { inner: restored })
    const writer = world.start(counter(), {}, { standby: true })
    await world.clock.advance(1_000)
    await writer.handle(add(1n))
    await world.clock.advance(1_000)
    expect(world.bus.published.map(({ incarnation, last }) => [incarnation, last])).toEqual([['two', 1]])
  })

  it('publishes what was still committed when it is stopped', async () => {
    const world = new World()
    const running = world.start(counter())
    await settle()
    const gate = Promise.withResolvers<void>()
    world.store.gate = gate.promise
    const answer = running.handle(add(1n))
    await settle()
    const stopped = running.stop()
    gate.resolve()
    await Promise.all([answer, stopped])
    expect(spans(world)).toEqual([[0, 1]])
  })
})
