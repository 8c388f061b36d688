import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decode } from '../codec.ts'
import { type Metadata, OutcomeUnknown, StoreUnavailable } from '../event-store.ts'
import type { Reaction, RecordedEvent } from '../service.ts'
import type { Answer, Envelope, LogBatch } from './ports.ts'
import type { Guards } from './limits.ts'
import { World, counter, envelope, settle, sums, tallyEvents } from './world.spec-support.ts'

const copy: Reaction = {
  name: 'copy', log: 'counter', from: 'start', events: tallyEvents.filter(({ type }) => type === 'added'),
  react: ({ stream, data }: RecordedEvent) => stream.includes('copy') ? [] : [{
    type: 'counter.tally.add',
    data: { key: stream.replace('counter.tally-', 'copy-'), amountMicro: (data as { amountMicro: bigint }).amountMicro },
  }],
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({
    kind: fc.constant('send' as const), to: fc.nat(1), key: fc.constantFrom('a', 'b'),
    verb: fc.constantFrom('add', 'add', 'add', 'pair', 'close', 'nothing'), amount: fc.integer({ min: 14, max: 40 }), times: fc.integer({ min: 1, max: 2 }),
  }) },
  { weight: 3, arbitrary: fc.record({
    kind: fc.constant('fault' as const), on: fc.constantFrom('append' as const, 'append' as const, 'readStream' as const, 'readLog' as const, 'head' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bus' as const), mode: fc.constantFrom('fine', 'lost', 'twice', 'late') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 1_500 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), which: fc.nat(1) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const faultOf = ({ on, when }: Extract<Step, { kind: 'fault' }>) => on === 'append'
  ? { on, when, error: new OutcomeUnknown('cut') }
  : { on, when: 'before' as const, error: new StoreUnavailable('down') }

const setBus = (world: World, mode: string, late: LogBatch[]): void => {
  world.bus.deliver = (batch) => {
    if (mode === 'lost') return []
    if (mode === 'late') { late.push(batch); return [] }
    return mode === 'twice' ? [batch, ...late.splice(0), batch] : [batch]
  }
}

/** Two instances at once, both sure to be the active one, over a store and bus that fail. */
const play = async (steps: readonly Step[], guards: Partial<Guards>) => {
  const world = new World()
  const start = () => world.start(counter({ reactions: [copy] }), { guards })
  const instances = [start(), start()]
  const answers: Promise<readonly [Envelope, Answer]>[] = []
  const late: LogBatch[] = []
  for (const one of steps) {
    switch (one.kind) {
      case 'send': {
        const command = envelope(one.verb, { key: one.key, amountMicro: BigInt(one.amount) }, crypto.randomUUID())
        for (let time = 0; time < one.times; time += 1) {
          const target = instances[(one.to + time) % 2] ?? start()
          answers.push(target.handle(command).then((answer) => [command, answer] as const))
        }
        break
      }
      case 'fault': world.store.faults.push(faultOf(one)); break
      case 'bus': setBus(world, one.mode, late); break
      case 'wait': await world.clock.advance(one.ms); break
      // A crash: nobody asks it to stop, it is just not asked again and hears nothing more.
      case 'restart': {
        const [dead] = world.running.splice(one.which, 1)
        void dead?.deactivate()
        instances[one.which] = start()
      }
    }
  }
  await world.clock.advance(30_000)
  world.store.faults.length = 0
  await world.clock.advance(30_000)
  return { world, instance: instances[0] ?? start(), answers: await Promise.all(answers) }
}

const check = async (steps: readonly Step[], guards: Partial<Guards> = {}): Promise<void> => {
  const { world, instance, answers } = await play(steps, guards)
  const log = world.store.inner.readLogNow('counter', 0, 100_000)
  const ofCommand = (id: string) => log.filter((event) => decode<Metadata>(event.metadata).commandId === id)
  for (const [command, first] of answers) {
    const answer = first.status === 'retry' ? await instance.handle(command) : first
    const recorded = ofCommand(command.id)
    if (answer.status === 'accepted') {
      expect(answer.events.length).toBe(command.type.endsWith('pair') ? 2 : answer.events.length && 1)
      // A retried command may have left its events only now, after the log was read.
      if (first.status !== 'retry') expect(recorded.map(({ type }) => type)).toEqual(answer.events.map(({ type }) => type))
    } else {
      expect(answer.status).toBe('rejected')
      expect(recorded).toEqual([])
    }
  }
  await settle()
  await world.clock.advance(5_000)
  const rows = world.consumersOf('counter').rows<{ id: string; sum_micro: bigint; events: number }>(sums)
  for (const key of ['a', 'b']) {
    const amountsOf = (of: string) => world.streamOf(of).filter(({ type }) => type === 'added')
      .map((event) => decode<{ amountMicro: bigint }>(event.data).amountMicro)
    const original = amountsOf(key)
    expect(amountsOf(`copy-${key}`)).toEqual(original)
    expect(rows.get(`counter.tally-${key}`)?.events ?? 0).toBe(original.length)
    expect(rows.get(`counter.tally-${key}`)?.sum_micro ?? 0n).toBe(original.reduce((sum, amount) => sum + amount, 0n))
  }
  expect(world.alerts.raised).toEqual([])
}

it('records each command at most once, tells the truth and loses no event, whatever fails', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => check(steps)), { numRuns: 60 })
})

it('would not without its guards', async () => {
  for (const guard of ['knownCommandId', 'cursorCheck'] as const) {
    const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => check(steps, { [guard]: false }))
    const result = await fc.check(property, { numRuns: 100, endOnFailure: true })
    expect(result.failed, guard).toBe(true)
  }
})
