import { describe, expect, it } from 'vitest'
import type { Reaction } from '../service.ts'
import { clockCommandId } from './ids.ts'
import type { Answer } from './ports.ts'
import { World, add, counter, envelope, settle, sums, tallyEvents } from './world.spec-support.ts'

const time = (world: World, inMs: number, clockId = 'k', key = 'a') =>
  envelope('time', { key, clockId, dueAtMs: world.clock.now() + inMs })

describe('the clock runner', () => {
  it('fires a due clock once, with its own id and the recorded outages', async () => {
    const world = new World()
    const running = world.start(counter())
    await running.handle(envelope('outage', { key: 'o' }))
    const command = time(world, 10_000)
    await running.handle(command)
    await world.clock.advance(9_999)
    expect(world.sent).toEqual([])
    await world.clock.advance(1_000)
    const { dueAtMs } = command.data as { dueAtMs: number }
    expect(world.sent).toEqual([{
      id: clockCommandId('k'), type: 'counter.tally.clock', actor: 'counter/clock', correlationId: 'k', causationId: 'k',
      data: { key: 'a', kind: 'timer', clockId: 'k', dueAtMs, outages: [{ id: 'o1', fromMs: 1, toMs: 1_000_000 }] },
    }])
    expect(world.streamOf('a').map(({ type }) => type)).toEqual(['timed', 'fired'])
    await world.clock.advance(60_000)
    expect(world.sent).toHaveLength(1)
  })

  it('fires again after a restart, and it counts once', async () => {
    const world = new World()
    const running = world.start(counter())
    await running.handle(time(world, 100))
    world.intercept = async () => { throw new Error('answer lost') }
    await world.clock.advance(1_000)
    expect(world.sent.length).toBeGreaterThan(1)
    await running.stop()
    world.intercept = () => undefined
    world.running.length = 0
    world.start(counter())
    await world.clock.advance(1_000)
    expect(world.streamOf('a').map(({ type }) => type)).toEqual(['timed', 'fired'])
    expect(new Set(world.sent.map(({ id }) => id)).size).toBe(1)
  })

  it('does not spin on a refused firing, however many there are, and still fires the others', async () => {
    const world = new World()
    const running = world.start(counter(), { limits: { dueClocks: 2 } })
    world.intercept = async ({ data }): Promise<Answer> => (data as { clockId: string }).clockId === 'good'
      ? { status: 'accepted', events: [], log: 'counter', position: 1 } : { status: 'rejected', code: 'not_waiting' }
    for (let index = 0; index < 5; index += 1) await running.handle(time(world, index, `bad${index}`, `bad${index}`))
    await running.handle(time(world, 100, 'good', 'good'))
    await world.clock.advance(60_000)
    expect(world.sent.map(({ data }) => (data as { clockId: string }).clockId).toSorted())
      .toEqual(['bad0', 'bad1', 'bad2', 'bad3', 'bad4', 'good'])
  })

  it('alerts when a firing breaks, and leaves it until a restart', async () => {
    const world = new World()
    const running = world.start(counter())
    world.intercept = async () => ({ status: 'broken', message: 'bug' })
    await running.handle(time(world, 1))
    await world.clock.advance(10_000)
    expect(world.sent).toHaveLength(1)
    expect(world.alerts.codes).toEqual(['clock_broken'])
  })

  it('lets facts of any input that were there at the due time go first', async () => {
    const world = new World()
    const stopping: Reaction = {
      name: 'stop', log: 'other', from: 'start', events: tallyEvents,
      react: () => [{ type: 'counter.tally.clock', data: { key: 'a', clockId: 'k' } }],
    }
    const running = world.start(counter({ reactions: [stopping] }))
    await running.handle(time(world, 100))
    await settle()
    // A fact of another log that ends the clock, which the bus has lost.
    await world.store.inner.append({ log: 'other', streams: [{ stream: 'other.thing-1', expected: 'none', events: [{
      id: crypto.randomUUID(), type: 'closed', version: 1, data: '{}', metadata: '{"atMs":1,"correlationId":"x"}',
    }] }] })
    await world.clock.advance(2_000)
    expect(world.sent.map(({ actor }) => actor)).toEqual(['counter/reaction:stop'])
    expect(world.streamOf('a').map(({ type }) => type)).toEqual(['timed', 'fired'])
  })

  it('waits for commands of its own processes and reactions that are not answered yet', async () => {
    const world = new World()
    const slow: Reaction = {
      name: 'slow', log: 'counter', from: 'start', events: tallyEvents.filter(({ type }) => type === 'added'),
      react: () => [{ type: 'counter.tally.nothing', data: { key: 'z' } }],
    }
    const answer = Promise.withResolvers<Answer>()
    world.intercept = ({ type }) => type === 'counter.tally.nothing' ? answer.promise : undefined
    const running = world.start(counter({ reactions: [slow] }))
    await running.handle(time(world, 100))
    await running.handle(add(1n))
    await world.clock.advance(10_000)
    expect(world.sent.map(({ type }) => type)).toEqual(['counter.tally.nothing'])
    answer.resolve({ status: 'rejected', code: 'x' })
    await world.clock.advance(1_000)
    expect(world.sent.map(({ type }) => type)).toEqual(['counter.tally.nothing', 'counter.tally.clock'])
  })

  it('never fires while a view of the service is rebuilt or stopped', async () => {
    const world = new World()
    const gate = Promise.withResolvers<void>()
    const consumers = world.consumersOf('counter')
    const fold = consumers.fold.bind(consumers)
    consumers.fold = async (view, ...rest) => {
      if (view === sums) await gate.promise
      return fold(view, ...rest)
    }
    const running = world.start(counter())
    await running.handle(add(1n))
    await running.handle(time(world, 100))
    await world.clock.advance(10_000)
    expect(world.sent).toEqual([])
    gate.resolve()
    await world.clock.advance(1_000)
    expect(world.sent).toHaveLength(1)
  })
})
