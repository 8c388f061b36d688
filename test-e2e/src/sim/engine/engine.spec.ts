import type {
  Decider,
  Message,
  MessageSpec,
  RecordedEvent,
  Service,
  StoredEvent,
} from '@stablegate/kernel'
import { defineService } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import { Client } from '../actors/client.ts'
import { differingView } from '../models/views-equal.ts'
import { calm, disturb } from './disturb.ts'
import { Random } from './random.ts'
import { World } from './world.ts'

type Counted = {
  readonly type: 'counter.counted'
  readonly data: { readonly name: string; readonly by: number }
}
type Count = Message<string, { readonly name: string; readonly by: number }> & {
  readonly id: string
  readonly atMs: number
  readonly actor: string
}

const spec = (type: string): MessageSpec => ({ type, version: 1, parse: (data) => data })
const decider: Decider<Count, Counted, { sum: number }, never> = {
  initial: () => ({ sum: 0 }),
  decide: (command) => ({ events: [{ type: 'counter.counted', data: command.data }] }),
  evolve: (state, event) => ({ sum: state.sum + event.data.by }),
}
const counted = spec('counter.counted')
const aggregate = (service: string) => ({
  name: 'counter',
  decider,
  commands: [spec(`${service}.counter.count`)],
  events: [counted],
  rejections: [],
  key: (command: Message) => (command as Count).data.name,
})
/** What `front` counts, `back` counts again, by a reaction. */
const front: Service = defineService({ name: 'front', aggregates: [aggregate('front')] })
const back: Service = defineService({
  name: 'back',
  aggregates: [aggregate('back')],
  reactions: [
    {
      name: 'again',
      log: 'front',
      from: 'start',
      events: [counted],
      react: (event: RecordedEvent<Counted>) => [{ type: 'back.counter.count', data: event.data }],
    },
  ],
  views: [
    {
      name: 'sums',
      version: 1,
      events: [counted],
      columns: { sum: 'integer' },
      keys: (event: RecordedEvent<Counted>) => [event.data.name],
      apply: (row, event: RecordedEvent<Counted>) => ({
        id: event.data.name,
        sum: ((row as unknown as { sum: number } | undefined)?.sum ?? 0) + event.data.by,
      }),
    },
  ],
})

const play = async (seed: number) => {
  const seen: string[] = []
  let backs = 0
  const world = new World({
    seed,
    services: [front, back],
    startAtMs: 0,
    onEvent: (event: StoredEvent) => {
      seen.push(`${event.stream}:${event.revision}:${event.data}`)
      if (event.log === 'back') backs += 1
    },
    onFault: () => undefined,
  })
  const client = new Client(world)
  const { scheduler, random } = world
  world.faultsOn = true
  for (let index = 0; index < 60; index += 1) {
    scheduler.at(index * 1_000, undefined, () => {
      void client.send('front.counter.count', { name: `n${index % 4}`, by: index }, 'somebody')
      if (random.chance(0.3)) disturb(world)
    })
  }
  scheduler.at(300_000, undefined, () => calm(world))
  while (scheduler.nowMs < 900_000 && world.violation === undefined && scheduler.step())
    await scheduler.settle()
  return { world, seen, backs }
}

describe('engine', () => {
  test('whatever fails, everything counts once, and views equal a fold from nothing', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const { world, backs } = await play(seed)
      expect(world.violation).toBeUndefined()
      expect(backs).toBe(60)
      expect(world.store.headNow('front').position).toBe(60)
      expect(differingView(world)).toBeUndefined()
    }
  })

  test('the same seed gives the same run, another seed another', async () => {
    const [one, same, other] = [await play(7), await play(7), await play(8)]
    expect(same.seen).toEqual(one.seen)
    expect(same.world.scheduler.steps).toBe(one.world.scheduler.steps)
    expect(other.seen).not.toEqual(one.seen)
  })

  test('numbers from a seed stay what they are', () => {
    const random = new Random(42)
    expect([random.below(1_000), random.below(1_000), random.below(1_000)]).toMatchInlineSnapshot(`
      [
        88,
        385,
        427,
      ]
    `)
  })
})
