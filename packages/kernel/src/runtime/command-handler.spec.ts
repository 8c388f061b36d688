import { describe, expect, it } from 'vitest'
import { BrokenInvariant } from '../assert.ts'
import { decode } from '../codec.ts'
import { type Metadata, OutcomeUnknown, StoreUnavailable } from '../event-store.ts'
import type { AnyAggregate, Service } from '../service.ts'
import type { Answer } from './ports.ts'
import type { ServicePorts } from './service-runtime.ts'
import { World, add, counter, envelope, settle, tally } from './world.spec-support.ts'

const standby = { standby: true }
const instance = (world: World, ports: Partial<ServicePorts> = {}, service = counter()) =>
  world.start(service, ports, standby)

const metadataOf = (world: World, key = 'a') =>
  world.streamOf(key).map((event) => decode<Metadata>(event.metadata))

describe('answering', () => {
  it('answers after the commit with the recorded events and their position', async () => {
    const world = new World()
    const counterA = instance(world)
    expect(await counterA.handle(add(5n))).toEqual({
      status: 'accepted', log: 'counter', position: 1,
      events: [{ type: 'added', data: { amountMicro: 5n, sumMicro: 5n } }],
    })
    expect(world.streamOf('a')).toHaveLength(1)
    expect(metadataOf(world)[0]).toMatchObject({ actor: 'spec', correlationId: 'corr', causationId: 'cause' })
  })

  it('answers an expected refusal by its code and leaves no trace', async () => {
    const world = new World()
    expect(await instance(world).handle(add(500n))).toEqual({ status: 'rejected', code: 'too_much' })
    expect(world.streamOf('a')).toHaveLength(0)
  })

  it('accepts an empty decision without an append', async () => {
    const world = new World()
    const answer = await instance(world).handle(envelope('nothing', {}))
    expect(answer).toEqual({ status: 'accepted', events: [], log: 'counter', position: 0 })
    expect(world.store.count('append')).toBe(0)
  })

  it('refuses a malformed body, an id of no length and a key that names no stream', async () => {
    const world = new World()
    const running = instance(world)
    for (const bad of [
      { ...add(1n), data: 7 }, { ...add(1n), id: '' }, add(1n, ''), add(1n, '\ud800'), add(1n, 'x'.repeat(600)),
    ]) expect(await running.handle(bad)).toMatchObject({ status: 'rejected', code: 'malformed_command' })
  })

  it('answers broken and alerts for an unknown command and a broken invariant, not for others beside it', async () => {
    const world = new World()
    const running = instance(world)
    expect(await running.handle(envelope('counter.tally.dance', {}))).toMatchObject({ status: 'broken' })
    const answers = await Promise.all([add(1n), add(13n), add(2n)].map((command) => running.handle(command)))
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'broken', 'accepted'])
    expect(world.alerts.codes).toEqual(['command_broken', 'command_broken'])
  })

  it('stamps the later of now and the last time of the stream', async () => {
    const world = new World()
    const running = instance(world)
    await running.handle(add(1n))
    world.clock.back(5_000)
    await running.handle(add(1n))
    const restarted = instance(world)
    await restarted.handle(add(1n))
    const [first, second, third] = metadataOf(world)
    expect([second?.atMs, third?.atMs]).toEqual([first?.atMs, first?.atMs])
  })
})

describe('one stream, one queue', () => {
  it('decides what waits during an append together, in order, with one append and one answer each', async () => {
    const world = new World()
    const running = instance(world)
    const gate = Promise.withResolvers<void>()
    world.store.gate = gate.promise
    const amounts = [1n, 2n, 3n, 500n, 4n]
    const answers = amounts.map((amount) => running.handle(add(amount)))
    await settle()
    gate.resolve()
    expect((await Promise.all(answers)).map(({ status }) => status))
      .toEqual(['accepted', 'accepted', 'accepted', 'rejected', 'accepted'])
    expect(world.store.count('append')).toBe(2)
    expect(world.streamOf('a').map((event) => decode<{ amountMicro: bigint }>(event.data).amountMicro))
      .toEqual([1n, 2n, 3n, 4n])
  })

  it('takes no more at once than the aggregate allows', async () => {
    const world = new World()
    const running = instance(world, {}, counter({ aggregates: [{ ...tally, batch: 2 }] }))
    await Promise.all([1n, 1n, 1n, 1n, 1n].map((amount) => running.handle(add(amount))))
    expect(world.store.count('append')).toBe(3)
  })

  it('keeps the order when a batch is full of events', async () => {
    const world = new World()
    const running = instance(world, { limits: { batchEvents: 2 } }, counter({ aggregates: [{ ...tally, batch: 2 }] }))
    await running.handle(add(1n))
    const answers = await Promise.all([add(1n), envelope('pair', {}), add(2n), add(3n)].map((command) => running.handle(command)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'accepted'))
    expect(world.streamOf('a').map((event) => decode<{ amountMicro: bigint }>(event.data).amountMicro))
      .toEqual([1n, 1n, 1n, 1n, 2n, 3n])
  })

  it('does not make streams wait for each other', async () => {
    const world = new World()
    const running = instance(world)
    const gate = Promise.withResolvers<void>()
    world.store.gate = gate.promise
    const slow = running.handle(add(1n, 'a'))
    await settle()
    world.store.gate = Promise.resolve()
    expect(await running.handle(add(1n, 'b'))).toMatchObject({ status: 'accepted' })
    gate.resolve()
    expect(await slow).toMatchObject({ status: 'accepted' })
  })

  it('answers retry when a queue is full, of the stream and of the service', async () => {
    const world = new World()
    world.store.gate = new Promise(() => undefined)
    const running = instance(world, { limits: { waitingPerStreamCommands: 2, waitingInServiceCommands: 4 } })
    const overloaded = { status: 'retry', reason: 'overloaded' }
    for (const command of [add(1n), add(1n), add(1n)]) void running.handle(command)
    await settle()
    expect(await running.handle(add(1n))).toEqual(overloaded)
    void running.handle(add(1n, 'b'))
    await settle()
    expect(await running.handle(add(1n, 'c'))).toEqual(overloaded)
  })
})

describe('known command ids', () => {
  const twice = async (first: Answer, second: Answer, world: World) => {
    expect(second).toEqual(first)
    expect(world.streamOf('a')).toHaveLength(2)
  }

  it('answers a repeated command from its recorded events: cached, after a restart, in one batch', async () => {
    const world = new World()
    const running = instance(world)
    const command = envelope('pair', {}, 'same')
    const [first, inBatch, again] = await Promise.all([running.handle(add(1n, 'b')), running.handle(command), running.handle(command)])
    expect(first.status).toBe('accepted')
    await twice(inBatch, again, world)
    await twice(inBatch, await running.handle(command), world)
    await twice(inBatch, await instance(world).handle(command), world)
  })

  it('answers twins within one append from the events of that append', async () => {
    const world = new World()
    const running = instance(world)
    const [one] = await Promise.all([
      running.handle(add(1n)), running.handle(add(2n, 'a', 't')), running.handle(envelope('pair', {}, 'p')),
      running.handle(add(2n, 'a', 't')), running.handle(envelope('pair', {}, 'p')),
    ].slice(-2))
    expect(one).toMatchObject({ status: 'accepted', events: [{ data: { amountMicro: 2n, sumMicro: 3n } }] })
    expect(world.store.count('append')).toBe(2)
    expect(world.streamOf('a')).toHaveLength(4)
  })

  it('is answered as accepted even where the same command would now be refused', async () => {
    const world = new World()
    const running = instance(world)
    const command = add(60n)
    const first = await running.handle(command)
    expect(await running.handle(add(60n))).toMatchObject({ status: 'rejected' })
    expect(await running.handle(command)).toEqual(first)
  })

  it('refuses the same id with another body, whatever the order of its keys', async () => {
    const world = new World()
    const running = instance(world)
    const first = await running.handle(envelope('add', { amountMicro: 1n, note: 'x' }, 'one'))
    const other = { ...envelope('add', {}, 'one'), data: { note: 'x', amountMicro: 1n, key: 'a' } }
    expect(await running.handle(other)).toEqual(first)
    expect(await running.handle(envelope('add', { amountMicro: 2n, note: 'x' }, 'one')))
      .toEqual({ status: 'rejected', code: 'command_id_reused' })
  })

  it('forgets all but the newest where the aggregate bounds them', async () => {
    const world = new World()
    const running = instance(world, {}, counter({ aggregates: [{ ...tally, knownCommands: 1 }] }))
    await running.handle(envelope('close', {}, 'close'))
    expect(await running.handle(envelope('close', {}, 'close'))).toMatchObject({ events: [{ type: 'closed' }] })
    for (const later of ['later', 'latest']) await running.handle(envelope('pair', {}, later))
    expect(await running.handle(envelope('close', {}, 'close'))).toMatchObject({ status: 'accepted', events: [] })
  })

  describe('that were forgotten', () => {
    const forgetful = (): Service => counter({ aggregates: [{ ...tally, knownCommands: 1, tailEvents: 100 }] })
    const forgotten = async (world: World, service = forgetful()) => {
      const running = instance(world, {}, service)
      const [first, second] = [add(1n), add(2n)]
      for (const command of [first, second, add(3n), add(4n)]) await running.handle(command)
      world.store.calls.length = 0
      return { running, first, second }
    }

    it('are accepted once more and add nothing, since their events stand', async () => {
      const world = new World()
      const { running, first } = await forgotten(world)
      expect(await running.handle(first)).toEqual({ status: 'accepted', events: [], log: 'counter', position: 4 })
      expect(world.alerts.codes).toEqual([])
      expect(await running.handle(add(5n))).toMatchObject({ events: [{ data: { sumMicro: 15n } }] })
      expect(world.streamOf('a')).toHaveLength(5)
      expect(world.store.count('readStream')).toBe(0)
    })

    it('are broken where they may have come with another body, and add nothing', async () => {
      const world = new World()
      const { running, first } = await forgotten(world, counter({ aggregates: [{ ...tally, knownCommands: 1 }] }))
      const other = { ...first, data: { ...first.data as object, amountMicro: 7n } }
      expect(await running.handle(other)).toMatchObject({ status: 'broken' })
      expect(world.alerts.codes).toEqual(['command_broken'])
      expect(world.streamOf('a')).toHaveLength(4)
    })

    it('take nothing from others that are decided with them', async () => {
      const world = new World()
      const { running, first, second } = await forgotten(world)
      const gate = Promise.withResolvers<void>()
      world.store.gate = gate.promise
      const answers = [add(10n, 'a'), first, add(20n), second].map((command) => running.handle(command))
      await settle()
      gate.resolve()
      expect((await Promise.all(answers)).map((answer) => answer.status === 'accepted' && answer.events.length)).toEqual([1, 0, 1, 0])
      expect(await running.handle(add(5n))).toMatchObject({ events: [{ data: { sumMicro: 45n } }] })
      expect(world.alerts.codes).toEqual([])
    })
  })

  it('are not looked at with the guard off', async () => {
    const world = new World()
    const running = instance(world, { guards: { knownCommandId: false } })
    await running.handle(add(60n, 'a', 'one'))
    expect(await running.handle(add(60n, 'a', 'one'))).toEqual({ status: 'rejected', code: 'too_much' })
  })
})

describe('two instances', () => {
  it('reads on from the cached revision after a conflict and decides again', async () => {
    const world = new World()
    const [one, two] = [instance(world), instance(world)]
    await one.handle(add(1n))
    await two.handle(add(2n))
    world.store.calls.length = 0
    expect(await one.handle(add(3n))).toMatchObject({ status: 'accepted', events: [{ data: { sumMicro: 6n } }] })
    expect(world.store.calls.map(({ name }) => name)).toEqual(['append', 'readStream', 'append'])
    expect(world.store.calls[1]?.args[1]).toBe(1)
  })

  it('throws away a state that a lost batch had changed', async () => {
    const world = new World()
    const [one, two] = [instance(world), instance(world)]
    await one.handle(add(1n))
    const gate = Promise.withResolvers<void>()
    world.store.gate = gate.promise
    const lone = one.handle(add(1n))
    const batch = [2n, 3n, 4n].map((amount) => one.handle(add(amount)))
    await settle()
    gate.resolve()
    world.store.gate = Promise.resolve()
    await lone
    await two.handle(add(10n))
    // evolve asserts the running sum, so any state that kept a lost event would break here.
    expect((await Promise.all(batch)).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(await one.handle(add(1n))).toMatchObject({ events: [{ data: { sumMicro: 22n } }] })
    expect(world.alerts.raised).toEqual([])
  })

  it('decides a refusal made on a cached state again after reading the tail, once for a whole batch', async () => {
    const world = new World()
    const [one, two] = [instance(world), instance(world)]
    await one.handle(envelope('close', {}))
    expect(await one.handle(add(1n))).toEqual({ status: 'rejected', code: 'closed' })
    const other = instance(world)
    await other.handle(add(1n, 'b'))
    await settle()
    await two.handle(envelope('close', { key: 'b' }))
    world.store.calls.length = 0
    const stale = await Promise.all([other.handle(add(500n, 'b')), other.handle(add(1n, 'b')), other.handle(add(1n, 'b'))])
    expect(stale).toEqual(stale.map(() => ({ status: 'rejected', code: 'closed' })))
    // One read for the first command alone, one for the two that waited behind it.
    expect(world.store.calls.map(({ name }) => name)).toEqual(['readStream', 'readStream'])
  })

  it('decides an empty decision again too', async () => {
    const world = new World()
    const [one, two] = [instance(world), instance(world)]
    await one.handle(envelope('time', { clockId: 'k', dueAtMs: 1 }))
    await one.handle(envelope('nothing', {}))
    await two.handle(envelope('clock', { clockId: 'k' }))
    expect(await one.handle(envelope('clock', { clockId: 'k' }))).toEqual({ status: 'rejected', code: 'not_waiting' })
  })

  describe('where a command begins a stream', () => {
    const beginning = (): Service => {
      const service = counter()
      const aggregates = service.aggregates.map((one): AnyAggregate => ({ ...one, begins: ['counter.tally.add'] }))
      return { ...service, aggregates }
    }

    it('takes what it knows nothing of for new, and reads nothing', async () => {
      const world = new World()
      const running = instance(world, {}, beginning())
      expect(await running.handle(add(5n))).toMatchObject({ status: 'accepted', events: [{ data: { sumMicro: 5n } }] })
      expect(world.store.calls.map(({ name }) => name)).toEqual(['append'])
    })

    it('decides again where the stream was there, known ids and refusals included', async () => {
      const world = new World()
      const first = instance(world)
      const known = add(5n)
      await first.handle(known)
      await first.handle(add(90n))
      const again = await instance(world, {}, beginning()).handle(known)
      expect(again).toMatchObject({ status: 'accepted', position: 1, events: [{ data: { sumMicro: 5n } }] })
      expect(await instance(world, {}, beginning()).handle(add(50n))).toEqual({ status: 'rejected', code: 'too_much' })
      await first.handle(envelope('close', {}))
      expect(await instance(world, {}, beginning()).handle(add(500n))).toEqual({ status: 'rejected', code: 'closed' })
      expect(world.streamOf('a')).toHaveLength(3)
    })

    it('reads it, where several that waited together meet a stream that was there', async () => {
      const world = new World()
      const service = beginning()
      const running = instance(world, {}, {
        ...service, aggregates: service.aggregates.map((one): AnyAggregate => ({ ...one, rests: () => true })),
      })
      const gate = Promise.withResolvers<void>()
      world.store.gate = gate.promise
      // The first is alone, the others are decided together once it is written and forgotten.
      const answers = [1n, 2n, 3n].map((amount) => running.handle(add(amount)))
      await settle()
      gate.resolve()
      expect(await Promise.all(answers)).toMatchObject([1n, 3n, 6n].map((sumMicro) => ({ events: [{ data: { sumMicro } }] })))
      expect(world.store.calls.map(({ name }) => name)).toEqual(['append', 'append', 'readStream', 'append'])
    })
  })

  describe('where a state rests', () => {
    const resting = (): Service => {
      const service = counter()
      const aggregates = service.aggregates.map((one): AnyAggregate =>
        ({ ...one, rests: ({ closed }: { closed: boolean }) => closed }))
      return { ...service, aggregates }
    }

    it('is not kept, and what comes later is decided as if it had been', async () => {
      const world = new World()
      const running = instance(world, {}, resting())
      await running.handle(add(5n))
      await running.handle(envelope('close', {}, 'close'))
      const readsBefore = world.store.count('readStream')
      expect(await running.handle(add(1n))).toEqual({ status: 'rejected', code: 'closed' })
      expect(world.store.count('readStream')).toBe(readsBefore + 1)
      expect(await running.handle(envelope('close', {}, 'close')))
        .toMatchObject({ status: 'accepted', events: [{ type: 'closed' }] })
      expect(world.streamOf('a')).toHaveLength(2)
    })

    it('keeps those that do not', async () => {
      const world = new World()
      const running = instance(world, {}, resting())
      for (const amount of [1n, 2n, 3n]) await running.handle(add(amount))
      expect(world.store.count('readStream')).toBe(1)
    })
  })

  it('answers from the stale state with the guard off', async () => {
    const world = new World()
    const two = instance(world)
    const one = instance(world, { guards: { redecideOnTail: false } })
    await one.handle(add(90n))
    await two.handle(envelope('close', {}))
    expect(await one.handle(add(50n))).toEqual({ status: 'rejected', code: 'too_much' })
  })

  it('does not read the tail where an append fenced the refusal beside it', async () => {
    const world = new World()
    const running = instance(world)
    await running.handle(add(1n))
    await settle()
    world.store.calls.length = 0
    await Promise.all([running.handle(add(1n)), running.handle(add(500n)), running.handle(add(1n))])
    expect(world.store.calls.map(({ name }) => name)).toEqual(['append', 'append'])
  })

  it('gives up after the named number of tries', async () => {
    const world = new World()
    const running = instance(world, { limits: { decideAttempts: 3 } })
    world.store.inner.append = async () => ({ status: 'conflict', stream: 'counter.tally-a', actual: 9 })
    expect(await running.handle(add(1n))).toEqual({ status: 'retry', reason: 'conflicts' })
    expect(world.store.count('append')).toBe(3)
  })
})

describe('a store that fails', () => {
  it('knows its own append again when the outcome was unknown and it had happened', async () => {
    const world = new World()
    const running = instance(world)
    world.store.faults.push({ on: 'append', when: 'after', error: new OutcomeUnknown('cut') })
    expect(await running.handle(add(1n))).toMatchObject({ status: 'accepted', events: [{ type: 'added' }] })
    expect(world.streamOf('a')).toHaveLength(1)
    expect(world.store.count('append')).toBe(1)
  })

  it('decides again when the outcome was unknown and nothing had happened, alone and in a batch', async () => {
    const world = new World()
    const running = instance(world)
    for (let round = 0; round < 2; round += 1) {
      world.store.faults.push({ on: 'append', when: 'before', error: new OutcomeUnknown('cut') })
    }
    const answers = await Promise.all([1n, 2n, 3n].map((amount) => running.handle(add(amount))))
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted'])
    expect(world.streamOf('a')).toHaveLength(3)
    expect(await running.handle(add(1n))).toMatchObject({ events: [{ data: { sumMicro: 7n } }] })
  })

  it('gives no refusal that a lost append could make untrue', async () => {
    const world = new World()
    const running = instance(world, {}, counter({
      aggregates: [{
        ...tally,
        decider: {
          ...tally.decider,
          decide: (command, state) => world.store.count('append') > 0
            ? { rejected: 'too_much' } : tally.decider.decide(command, state),
        },
      }],
    }))
    world.store.faults.push({ on: 'append', when: 'before', error: new OutcomeUnknown('cut') })
    expect(await running.handle(add(1n))).toMatchObject({ status: 'retry' })
  })

  it('answers retry where nothing was written, and goes on afterwards', async () => {
    const world = new World()
    const running = instance(world)
    await running.handle(add(1n))
    await settle()
    for (const on of ['append', 'append', 'readStream'] as const) {
      world.store.faults.push({ on, when: 'before', error: new StoreUnavailable('down') })
    }
    const answers = await Promise.all([running.handle(add(1n)), running.handle(add(1n)), running.handle(add(1n)), running.handle(add(1n, 'b'))])
    expect(answers).toEqual(answers.map(() => ({ status: 'retry', reason: 'down' })))
    expect(await running.handle(add(1n))).toMatchObject({ events: [{ data: { sumMicro: 2n } }] })
  })

  it('isolates a command whose event no store takes from those that waited with it', async () => {
    const world = new World()
    const running = instance(world)
    const inner = world.store.inner.append.bind(world.store.inner)
    world.store.inner.append = async (append) => {
      if (append.streams.some(({ events }) => events.some(({ data }) => data.includes('"7"')))) throw new BrokenInvariant('no')
      return inner(append)
    }
    const answers = await Promise.all([1n, 2n, 7n, 3n].map((amount) => running.handle(add(amount))))
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'broken', 'accepted'])
    expect(world.streamOf('a')).toHaveLength(3)
  })

  it('leaves out a command whose event cannot be folded, and decides the others without it', async () => {
    const world = new World()
    const running = instance(world)
    const answers = await Promise.all([1n, 2n, 66n, 3n].map((amount) => running.handle(add(amount))))
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'broken', 'accepted'])
    expect(world.streamOf('a')).toHaveLength(3)
  })

  it('answers retry and alerts on a stream that holds what it cannot fold', async () => {
    const world = new World()
    const running = instance(world)
    await running.handle(add(1n))
    const newer = instance(world, {}, counter({ aggregates: [{ ...tally, events: tally.events.map((spec) => ({ ...spec, version: 2 })) }] }))
    await newer.handle(add(1n, 'b'))
    expect(await running.handle(add(1n, 'b'))).toMatchObject({ status: 'retry' })
    expect(world.alerts.codes).toEqual(['command_broken'])
  })
})

describe('claims', () => {
  const name = (key: string, wanted: string, id?: string) => envelope('name', { key, name: wanted }, id)

  it('lets one stream have a name, for ever', async () => {
    const world = new World()
    const running = instance(world)
    expect(await running.handle(name('a', 'x'))).toMatchObject({ status: 'accepted' })
    expect(await running.handle(name('b', 'x'))).toEqual({ status: 'rejected', code: 'name_taken' })
    expect(await instance(world).handle(name('c', 'x'))).toEqual({ status: 'rejected', code: 'name_taken' })
    expect(world.store.inner.readStreamNow('counter.name-x', 0)).toHaveLength(1)
    expect(world.streamOf('b')).toHaveLength(0)
  })

  it('rejects in a batch only the command whose claim is taken', async () => {
    const world = new World()
    const running = instance(world)
    await running.handle(name('b', 'x'))
    const answers = await Promise.all([add(1n), add(2n), name('a', 'x'), add(3n)].map((command) => running.handle(command)))
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'rejected', 'accepted'])
    expect(world.streamOf('a')).toHaveLength(3)
  })

  it('rejects the second of two equal claims of one batch', async () => {
    const world = new World()
    const running = instance(world)
    const answers = await Promise.all([add(1n), name('a', 'x'), name('a', 'x'), add(2n)].map((command) => running.handle(command)))
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'rejected', 'accepted'])
    // The first alone, the name alone, the second name twice in vain (once on the tail), the last.
    expect(world.store.count('append')).toBe(5)
  })

  it('answers from the record when its own earlier try has taken the claim', async () => {
    const world = new World()
    const [one, two] = [instance(world), instance(world)]
    await one.handle(add(1n))
    await two.handle(name('a', 'x', 'mine'))
    expect(await one.handle(name('a', 'x', 'mine'))).toMatchObject({ status: 'accepted', events: [{ type: 'named' }] })
  })
})

describe('claims in a store that looks at them before the stream itself', () => {
  const claimsFirst = (world: World): void => {
    const append = world.store.inner.append.bind(world.store.inner)
    world.store.inner.append = async (whole) => {
      const taken = whole.streams.find(({ stream, expected }) =>
        expected === 'none' && world.store.inner.readStreamNow(stream, 0).length > 0)
      return taken ? { status: 'conflict', stream: taken.stream, actual: 0 } : append(whole)
    }
  }

  it('decide on the tail before the claim refuses: precedence is the decider\'s', async () => {
    const world = new World()
    claimsFirst(world)
    const [one, two] = [instance(world), instance(world)]
    await one.handle(add(1n))
    await two.handle(envelope('close', {}))
    await two.handle(envelope('name', { key: 'b', name: 'x' }))
    expect(await one.handle(envelope('name', { name: 'x' }))).toEqual({ status: 'rejected', code: 'closed' })
  })

  it('tell a command\'s own claim from another\'s, also when it lands after the stream was read', async () => {
    const world = new World()
    claimsFirst(world)
    const [one, two] = [instance(world), instance(world)]
    await two.handle(add(1n))
    const gate = Promise.withResolvers<void>()
    const command = envelope('name', { name: 'x' }, 'mine')
    world.store.gate = gate.promise
    const slow = one.handle(command)
    await settle()
    world.store.gate = Promise.resolve()
    const first = await two.handle(command)
    gate.resolve()
    expect(first).toMatchObject({ status: 'accepted' })
    expect(await slow).toMatchObject({ status: 'accepted', events: [{ type: 'named' }] })
  })
})

describe('stopping', () => {
  it('refuses new commands and answers those in flight', async () => {
    const world = new World()
    const running = instance(world)
    const gate = Promise.withResolvers<void>()
    world.store.gate = gate.promise
    const inFlight = running.handle(add(1n))
    await settle()
    const stopped = running.stop()
    await settle()
    expect(await running.handle(add(1n))).toEqual({ status: 'retry', reason: 'stopping' })
    gate.resolve()
    await stopped
    expect(await inFlight).toMatchObject({ status: 'accepted' })
  })
})
