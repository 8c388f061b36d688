import { describe, expect, it } from 'vitest'
import { assertThat } from '../assert.ts'
import type { Process, Reaction, RecordedEvent } from '../service.ts'
import { derivedCommandId } from './ids.ts'
import type { Answer, Envelope } from './ports.ts'
import type { RunningService } from './service-runtime.ts'
import { World, add, counter, envelope, settle, tally, tallyEvents } from './world.spec-support.ts'

const added = tallyEvents.filter(({ type }) => type === 'added')
const amountOf = (event: RecordedEvent): bigint => (event.data as { amountMicro: bigint }).amountMicro

/** Every `added` in one tally is copied into the tally `copy-<key>`, unless it is a copy. */
const copying = (change: Partial<Reaction> = {}): Reaction => ({
  name: 'copy', log: 'counter', from: 'start', events: added,
  react: (event) => {
    assertThat(amountOf(event) !== 7n, 'seven is not copied')
    const key = event.stream.replace('counter.tally-', '')
    if (key.startsWith('copy-')) return []
    return [{ type: 'counter.tally.add', data: { key: `copy-${key}`, amountMicro: amountOf(event) } }]
  },
  ...change,
})

const accepted: Answer = { status: 'accepted', events: [], log: 'counter', position: 0 }
const start = (world: World, reaction = copying()) => world.start(counter({ reactions: [reaction] }))
const statusOf = (running: RunningService, name = 'reaction:copy') =>
  running.status().consumers.find((consumer) => consumer.name === name)
const cursorOf = async (world: World, name = 'reaction:copy') =>
  (await world.consumersOf('counter').cursor(name, 'counter'))?.position
const copied = (world: World, key = 'a') => world.streamOf(`copy-${key}`).length
const amounts = (sent: readonly Envelope[]) => sent.map(({ data }) => (data as { amountMicro: bigint }).amountMicro)

describe('a reaction', () => {
  it('turns events into commands whose ids derive from them', async () => {
    const world = new World()
    const running = start(world)
    await running.handle({ ...add(5n), traceparent: 'trace' })
    await world.clock.advance(25)
    const [event] = world.streamOf('a')
    expect(world.sent).toEqual([{
      id: derivedCommandId(event?.id ?? '', 'reaction:copy', 0), type: 'counter.tally.add',
      data: { key: 'copy-a', amountMicro: 5n }, actor: 'counter/reaction:copy',
      correlationId: 'corr', causationId: event?.id, traceparent: 'trace',
    }])
    expect(copied(world)).toBe(1)
    expect(await cursorOf(world)).toBe(2)
  })

  it('sends the same again after a crash, and it counts once', async () => {
    const world = new World()
    const running = start(world)
    await running.handle(add(5n))
    await settle()
    // The cursor was not kept yet: another instance begins at the beginning.
    expect(await cursorOf(world)).toBeUndefined()
    start(world)
    await world.clock.advance(5_000)
    expect(world.sent.length).toBeGreaterThan(1)
    expect(copied(world)).toBe(1)
  })

  it('begins at the head when it says so and has no cursor, else at the start', async () => {
    const world = new World()
    const writer = world.start(counter(), {}, { standby: true })
    await writer.handle(add(1n))
    const running = start(world, copying({ from: 'now' }))
    await settle()
    await running.handle(add(2n))
    await settle()
    expect(amounts(world.sent)).toEqual([2n])
    const later = new World(world.store)
    start(later)
    await settle()
    expect(amounts(later.sent)).toEqual([1n, 2n])
  })

  it('takes a rejection for an answer', async () => {
    const world = new World()
    const running = start(world)
    await running.handle(envelope('close', { key: 'copy-a' }))
    await running.handle(add(1n))
    await world.clock.advance(25)
    expect([world.sent.length, await cursorOf(world), statusOf(running)?.parked]).toEqual([1, 2, 0])
  })

  it('sends again with the same id after retry answers and time-outs, with growing pauses', async () => {
    const world = new World()
    const running = start(world)
    let tries = 0
    const at: number[] = []
    world.intercept = async () => {
      at.push(world.clock.now())
      tries += 1
      if (tries === 1) return { status: 'retry', reason: 'busy' }
      if (tries < 4) throw new Error('timeout')
      return accepted
    }
    await running.handle(add(1n))
    await settle()
    expect(await cursorOf(world)).toBeUndefined()
    await world.clock.advance(1_000)
    expect(new Set(world.sent.map(({ id }) => id)).size).toBe(1)
    expect(at.slice(1).map((ms, index) => ms - (at[index] ?? 0))).toEqual([50, 100, 200])
    expect(await cursorOf(world)).toBe(1)
  })

  it('keeps the order of a key and lets other keys pass; the cursor waits for the first open one', async () => {
    const world = new World()
    const running = start(world)
    const open = new Map<string, (answer: Answer) => void>()
    world.intercept = ({ data }) => new Promise((resolve) => {
      const { key, amountMicro } = data as { key: string; amountMicro: bigint }
      open.set(`${key} ${amountMicro}`, resolve)
    })
    for (const [key, amount] of [['a', 1n], ['a', 2n], ['b', 3n], ['b', 4n]] as const) await running.handle(add(amount, key))
    await settle()
    expect([...open.keys()]).toEqual(['copy-a 1', 'copy-b 3'])
    open.get('copy-b 3')?.(accepted)
    await settle()
    open.get('copy-b 4')?.(accepted)
    await world.clock.advance(100)
    expect(await cursorOf(world)).toBeUndefined()
    open.get('copy-a 1')?.(accepted)
    await world.clock.advance(100)
    expect(await cursorOf(world)).toBe(1)
    open.get('copy-a 2')?.(accepted)
    await world.clock.advance(100)
    expect(await cursorOf(world)).toBe(4)
  })

  describe('with lanes', () => {
    /** Two in the common lane, two in one of their own; each is answered as the test says. */
    const inLanes = copying({
      react: (event) => ['one', 'two', 'aside-1', 'aside-2'].map((key) => ({
        type: 'counter.tally.add', data: { key, amountMicro: amountOf(event) },
        ...(key.startsWith('aside') ? { lane: 'aside' } : {}),
      })),
    })
    const answering = (world: World) => {
      const open = new Map<string, (answer: Answer) => void>()
      world.intercept = ({ data }) => new Promise((resolve) => {
        open.set((data as { key: string }).key, resolve)
      })
      return {
        asked: () => [...open.keys()],
        answer: async (key: string, answer: Answer = accepted) => {
          open.get(key)?.(answer)
          await settle()
        },
      }
    }

    it('sends lanes beside each other and each in its order, with ids by the place in the list', async () => {
      const world = new World()
      const running = start(world, inLanes)
      const { asked, answer } = answering(world)
      await running.handle(add(1n))
      await settle()
      expect(asked()).toEqual(['one', 'aside-1'])
      await answer('aside-1')
      expect(asked()).toEqual(['one', 'aside-1', 'aside-2'])
      await answer('aside-2')
      await world.clock.advance(100)
      expect(await cursorOf(world)).toBeUndefined()
      await answer('one')
      await answer('two')
      await world.clock.advance(100)
      expect(await cursorOf(world)).toBe(1)
      const [event] = world.streamOf('a')
      const places = new Map(world.sent.map(({ id, data }) => [(data as { key: string }).key, id]))
      expect(['one', 'two', 'aside-1', 'aside-2'].map((key) => places.get(key)))
        .toEqual([0, 1, 2, 3].map((place) => derivedCommandId(event?.id ?? '', 'reaction:copy', place)))
    })

    it('parks an event whose one lane breaks, when the other has come to its end', async () => {
      const world = new World()
      const running = start(world, inLanes)
      const { asked, answer } = answering(world)
      await running.handle(add(1n))
      await settle()
      await answer('one', { status: 'broken', message: 'no' })
      await world.clock.advance(100)
      expect([statusOf(running)?.parked, await cursorOf(world)]).toEqual([0, undefined])
      await answer('aside-1')
      await answer('aside-2')
      await world.clock.advance(100)
      expect([statusOf(running)?.parked, await cursorOf(world)]).toEqual([1, 1])
      expect(asked()).not.toContain('two')
    })

    it('leaves an event open when a stop finds one lane unanswered and another broken', async () => {
      const world = new World()
      const running = start(world, inLanes)
      world.intercept = async ({ data }) => (data as { key: string }).key === 'one'
        ? { status: 'broken', message: 'no' }
        : { status: 'retry', reason: 'busy' }
      await running.handle(add(1n))
      await settle()
      const stopped = running.stop()
      await world.clock.advance(10_000)
      await stopped
      expect([statusOf(running)?.parked, await cursorOf(world)]).toEqual([0, undefined])
    })
  })

  it('orders by its own key where it names one', async () => {
    const world = new World()
    const running = start(world, copying({ keyOf: () => 'all' }))
    let inFlight = 0
    let most = 0
    world.intercept = async () => {
      inFlight += 1
      most = Math.max(most, inFlight)
      await settle()
      inFlight -= 1
      return accepted
    }
    for (const key of ['a', 'b', 'c']) await running.handle(add(1n, key))
    for (let turn = 0; turn < 10; turn += 1) await settle()
    expect([world.sent.length, most]).toEqual([3, 1])
  })

  it('has no more events in flight and no more keys at once than the limits say', async () => {
    const world = new World()
    let looked = 0
    const reaction = copying({ keyOf: (event) => { looked += 1; return event.stream } })
    const running = world.start(counter({ reactions: [reaction] }), { limits: { unansweredEvents: 3, parallelKeys: 2 } })
    const answers: ((answer: Answer) => void)[] = []
    world.intercept = () => new Promise((resolve) => answers.push(resolve))
    for (const key of ['a', 'b', 'c', 'd', 'e']) await running.handle(add(1n, key))
    await settle()
    expect(answers).toHaveLength(2)
    // Three in flight, and the fourth waits for room.
    expect(looked).toBe(4)
    for (let turn = 0; turn < 5; turn += 1) {
      answers.shift()?.(accepted)
      await settle()
    }
    expect(world.sent).toHaveLength(5)
  })

  it('finishes what is in flight when it is stopped, and keeps its cursor', async () => {
    const world = new World()
    const running = start(world)
    const answer = Promise.withResolvers<Answer>()
    world.intercept = () => answer.promise
    await running.handle(add(1n))
    await running.handle(add(2n))
    await settle()
    const stopped = running.stop()
    await settle()
    answer.resolve(accepted)
    await stopped
    expect(amounts(world.sent)).toEqual([1n])
    expect(await cursorOf(world)).toBe(1)
  })

  it('ends its pauses at once when it is stopped', async () => {
    const world = new World()
    const running = start(world)
    world.intercept = async () => ({ status: 'retry', reason: 'down' })
    await running.handle(add(1n))
    await settle()
    await running.stop()
    expect(await cursorOf(world)).toBeUndefined()
  })
})

describe('parking', () => {
  const parkedWorld = async () => {
    const world = new World()
    let healed = false
    const base = copying()
    const running = start(world, copying({ react: (event) => healed && amountOf(event) === 7n ? [] : base.react(event) }))
    for (const [key, amount] of [['a', 1n], ['a', 7n], ['a', 2n], ['b', 3n]] as const) await running.handle(add(amount, key))
    await world.clock.advance(100)
    return { world, running, heal: () => { healed = true } }
  }

  it('puts aside what breaks and all later events of its key, moves on with the others and alerts once', async () => {
    const { world, running } = await parkedWorld()
    expect(amounts(world.sent)).toEqual([1n, 3n])
    expect(world.alerts.raised).toEqual([{ code: 'event_parked', details: expect.objectContaining({ key: 'counter.tally-a', position: 2 }) }])
    const parked = await world.consumersOf('counter').parked('reaction:copy', 'counter')
    const kept = world.store.inner.readLogNow('counter', 0).filter(({ position }) => parked.some((one) => one.position === position))
    expect(kept.map(({ stream, revision }) => [stream, revision])).toEqual([['counter.tally-a', 1], ['counter.tally-a', 2]])
    expect(statusOf(running)).toMatchObject({ parked: 2, lag: 0 })
    expect(running.status().parked).toBe(2)
  })

  it('is kept only when the cursor passes it', async () => {
    const world = new World()
    const running = start(world)
    const open = Promise.withResolvers<Answer>()
    world.intercept = ({ data }) => (data as { key: string }).key === 'copy-a' ? open.promise : undefined
    for (const [key, amount] of [['c', 1n], ['a', 2n], ['b', 7n]] as const) await running.handle(add(amount, key))
    await world.clock.advance(100)
    const parked = () => world.consumersOf('counter').parked('reaction:copy', 'counter')
    expect([await cursorOf(world), await parked()]).toEqual([1, []])
    open.resolve(accepted)
    await world.clock.advance(100)
    expect((await parked()).map(({ key }) => key)).toEqual(['counter.tally-b'])
  })

  it('parks a key on a broken answer and on a command nobody can parse', async () => {
    for (const answer of [
      { status: 'broken', message: 'bug' }, { status: 'rejected', code: 'malformed_command' },
    ] as const) {
      const world = new World()
      const running = start(world)
      world.intercept = async () => answer
      await running.handle(add(1n))
      await world.clock.advance(100)
      expect(statusOf(running)?.parked).toBe(1)
    }
  })

  it('keeps the key waiting after a restart', async () => {
    const { world, running } = await parkedWorld()
    await running.stop()
    const again = start(world)
    await settle()
    await again.handle(add(4n))
    await world.clock.advance(100)
    expect(amounts(world.sent)).toEqual([1n, 3n])
    expect(statusOf(again)?.parked).toBe(3)
  })

  it('is retried in order when asked, and the key then goes on as it comes', async () => {
    const { world, running, heal } = await parkedWorld()
    expect(await running.retryParked('reaction:copy', 'counter')).toBe(0)
    expect(statusOf(running)?.parked).toBe(2)
    heal()
    await running.handle(add(4n))
    await settle()
    expect(await running.retryParked('reaction:copy', 'counter', 'counter.tally-a')).toBe(3)
    await running.handle(add(5n))
    await settle()
    expect(amounts(world.sent)).toEqual([1n, 3n, 2n, 4n, 5n])
    expect(statusOf(running)?.parked).toBe(0)
  })

  it('is skipped one by one when asked', async () => {
    const { world, running } = await parkedWorld()
    await running.skipParked('reaction:copy', 'counter', 2)
    await expect(running.skipParked('reaction:copy', 'counter', 2)).rejects.toThrow(/not parked/)
    expect(await running.retryParked('reaction:copy', 'counter')).toBe(1)
    expect(amounts(world.sent)).toEqual([1n, 3n, 2n])
  })

  it('is only touched by the instance at work', async () => {
    const { running } = await parkedWorld()
    await running.deactivate()
    await expect(running.retryParked('reaction:copy', 'counter')).rejects.toThrow(/does not run here/)
    await expect(running.retryParked('reaction:other', 'counter')).rejects.toThrow(/no consumer/)
  })
})

describe('a process', () => {
  type Sum = { sumMicro: bigint; events: number }
  const reporting: Process<Sum> = {
    name: 'report', aggregate: 'tally',
    initial: () => ({ sumMicro: 0n, events: 0 }),
    evolve: (state, event: RecordedEvent) => {
      assertThat(!event.stream.includes('poison'), 'not foldable')
      state.events += 1
      if (event.type === 'added') state.sumMicro += amountOf(event)
      return state
    },
    react: (event, state) => event.type !== 'added' || event.stream.endsWith('-report') ? []
      : [{ type: 'counter.tally.name', data: { key: 'report', name: `${state.events}-${state.sumMicro}` } }],
  }
  const names = (world: World) => world.sent.map(({ data }) => (data as { name: string }).name)
  const service = () => counter({ processes: [reporting] })

  it('sees the state of the stream up to its event and no further', async () => {
    const world = new World()
    const writer = world.start(service(), {}, { standby: true })
    for (const amount of [1n, 2n, 3n]) await writer.handle(add(amount))
    await writer.handle(envelope('close', {}))
    world.start(service(), { limits: { pageEvents: 2 } })
    await settle()
    expect(names(world)).toEqual(['1-1', '2-3', '3-6'])
  })

  it('folds the stream from the store where it has not seen its beginning', async () => {
    const world = new World()
    const first = world.start(service())
    for (const amount of [1n, 2n]) await first.handle(add(amount))
    await settle()
    await first.stop()
    world.running.length = 0
    const second = world.start(service(), { limits: { cachedProcessStates: 1 } })
    await settle()
    await second.handle(add(3n))
    await second.handle(add(1n, 'b'))
    await settle()
    await second.handle(add(4n))
    await settle()
    expect(names(world)).toEqual(['1-1', '2-3', '3-6', '1-1', '4-10'])
  })

  it('folds it anew after an event on which it rests', async () => {
    const world = new World()
    const running = world.start(counter({ processes: [{ ...reporting, rests: ({ sumMicro }) => sumMicro === 3n }] }))
    for (const amount of [1n, 2n, 3n, 4n]) {
      await running.handle(add(amount))
      await settle()
    }
    expect(names(world)).toEqual(['1-1', '2-3', '3-6', '4-10'])
    // Two events, in front of the third.
    expect(world.store.calls.filter(({ name, args }) => name === 'readStream' && args[2] === 2)).toHaveLength(1)
  })

  it('sees the same state again when its events come again', async () => {
    const world = new World()
    const consumers = world.consumersOf('counter')
    const advance = consumers.advance.bind(consumers)
    let cut = true
    consumers.advance = async (consumer, ...rest) => {
      if (consumer === 'process:report' && cut) { cut = false; throw new Error('connection cut') }
      return advance(consumer, ...rest)
    }
    const running = world.start(service())
    for (const amount of [1n, 2n]) await running.handle(add(amount))
    await world.clock.advance(1_000)
    expect(names(world)).toEqual(['1-1', '2-3', '1-1', '2-3'])
  })

  it('stops at an event of its streams that it cannot fold, ignores other streams', async () => {
    const world = new World()
    const known = { ...tally, events: tallyEvents.filter(({ type }) => type !== 'closed') }
    const writer = world.start(counter(), {}, { standby: true })
    await writer.handle(envelope('name', { name: 'x' }))
    const running = world.start(counter({ aggregates: [known], processes: [reporting] }))
    await settle()
    expect(statusOf(running, 'process:report')).toMatchObject({ state: 'running', position: 2 })
    await writer.handle(envelope('close', {}))
    await world.clock.advance(1_000)
    expect(statusOf(running, 'process:report')).toMatchObject({ state: 'stopped' })
  })

  it('parks a stream whose state breaks, retried from the store', async () => {
    const world = new World()
    const running = world.start(service())
    await running.handle(add(1n, 'poison'))
    await running.handle(add(1n))
    await world.clock.advance(100)
    expect(names(world)).toEqual(['1-1'])
    expect(statusOf(running, 'process:report')?.parked).toBe(1)
  })
})
