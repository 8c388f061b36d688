import {
  AppendTooLarge, BrokenInvariant, EventIdTaken, MemoryEventStore, StoreUnavailable, maxEventBytes,
  type Append, type AppendResult, type EventStore, type ExpectedRevision, type StoredEvent,
} from '@stablegate/kernel'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { anAppend, anEvent, freshLog, readWholeLog } from './event-store-samples.ts'

export type EventStoreContract = {
  /** Positions of a log count 1, 2, 3, ... */
  readonly dense: boolean
  /** The store itself refuses an event id that it has already, in whatever stream. */
  readonly uniqueIds: boolean
  /** A closed instance takes nothing more. The store in memory is the data itself and stays open. */
  readonly closes: boolean
  /** A reason not to run here, such as a server that is not there. */
  readonly skip?: string | undefined
}

const isIncreasing = (events: readonly StoredEvent[]): boolean =>
  events.every(({ position }, index) => index === 0 || position > (events[index - 1]?.position ?? 0))

/**
 * What every adapter of the event store must do. `makeStore` opens another instance on the same
 * data each time, as another process would.
 */
export const eventStoreContract = (
  name: string, makeStore: () => Promise<EventStore>, { dense, uniqueIds, closes, skip }: EventStoreContract,
): void => {
  describe.skipIf(skip !== undefined)(`${name}${skip === undefined ? '' : ` (skipped: ${skip})`}`, () => {
    const opened: EventStore[] = []
    const open = async (): Promise<EventStore> => {
      const store = await makeStore()
      opened.push(store)
      return store
    }
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()))
    })

    describe('one writer', () => oneWriter(open, dense, uniqueIds))
    describe('what it refuses', () => refusals(open, closes))
    describe('many writers', () => manyWriters(open, dense))
    test('the same appends give the same answers and the same log as the store in memory', async () => {
      await equalsMemory(await open(), dense)
    })
  })
}

const oneWriter = (open: () => Promise<EventStore>, dense: boolean, uniqueIds: boolean): void => {
  test('a stream begins with none and goes on from its last revision', async () => {
    const [store, log] = [await open(), freshLog()]
    const stream = `${log}.s`
    expect(await store.append(anAppend(log, 's', 'none', 2))).toMatchObject({ status: 'appended' })
    expect(await store.append(anAppend(log, 's', 'none'))).toEqual({ status: 'conflict', stream, actual: 1 })
    expect(await store.append(anAppend(log, 's', 0))).toEqual({ status: 'conflict', stream, actual: 1 })
    expect(await store.append(anAppend(log, 's', 2))).toEqual({ status: 'conflict', stream, actual: 1 })
    expect(await store.append(anAppend(log, 's', 1))).toMatchObject({ status: 'appended' })
    expect((await store.readStream(stream, 0)).map(({ revision }) => revision)).toEqual([0, 1, 2])
    const unborn = `${log}.unborn`
    expect(await store.append(anAppend(log, 'unborn', 0)))
      .toEqual({ status: 'conflict', stream: unborn, actual: 'none' })
  })

  test('the last event of a stream is asked for by itself', async () => {
    const [store, log] = [await open(), freshLog()]
    expect(await store.lastOf(`${log}.s`)).toBeUndefined()
    await store.append(anAppend(log, 's', 'none', 3))
    await store.append(anAppend(log, 't', 'none', 5))
    expect(await store.lastOf(`${log}.s`)).toEqual((await store.readStream(`${log}.s`, 0)).at(-1))
    await store.append(anAppend(log, 's', 2))
    expect(await store.lastOf(`${log}.s`)).toMatchObject({ stream: `${log}.s`, revision: 3 })
  })

  test('an append over several streams happens whole or not at all', async () => {
    const [store, log] = [await open(), freshLog()]
    const [a, b] = [`${log}.a`, `${log}.b`]
    await store.append(anAppend(log, 'b', 'none'))
    const both = (expected: 'none' | 0): Append => ({
      log,
      streams: [
        { stream: a, expected: 'none', events: [anEvent(), anEvent()] },
        { stream: b, expected, events: [anEvent()] },
      ],
    })
    expect(await store.append(both('none'))).toEqual({ status: 'conflict', stream: b, actual: 0 })
    expect(await store.readStream(a, 0)).toEqual([])
    const result = await store.append(both(0))
    const events = await readWholeLog(store, log)
    expect(events.map(({ stream, revision }) => [stream, revision]))
      .toEqual([[b, 0], [a, 0], [a, 1], [b, 1]])
    expect(result).toEqual({ status: 'appended', lastPosition: events.at(-1)?.position })
  })

  test('positions increase and the head is the last of them', async () => {
    const [store, log] = [await open(), freshLog()]
    expect((await store.head(log)).position).toBe(0)
    for (let count = 0; count < 5; count += 1) {
      const result = await store.append(anAppend(log, `s${count}`, 'none', 1 + count))
      const { position } = await store.head(log)
      expect(result).toEqual({ status: 'appended', lastPosition: position })
    }
    const events = await readWholeLog(store, log)
    expect(events).toHaveLength(15)
    expect(isIncreasing(events)).toBe(true)
    if (dense) expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1))
  })

  test('streams and logs are read from a place on and by a limit, 1000 where none is given', async () => {
    const [store, log, other] = [await open(), freshLog(), freshLog()]
    await store.append(anAppend(other, 's', 'none', 3))
    await store.append(anAppend(log, 's', 'none', 1003))
    const stream = `${log}.s`
    expect(await store.readStream(stream, 0)).toHaveLength(1000)
    expect((await store.readStream(stream, 1001)).map(({ revision }) => revision)).toEqual([1001, 1002])
    expect((await store.readStream(stream, 5, 2)).map(({ revision }) => revision)).toEqual([5, 6])
    expect(await store.readStream(stream, 1003)).toEqual([])
    expect(await store.readStream(`${log}.nothing`, 0)).toEqual([])
    const page = await store.readLog(log, 0)
    expect(page).toHaveLength(1000)
    const rest = await store.readLog(log, page.at(-1)?.position ?? 0)
    expect(rest.map(({ revision }) => revision)).toEqual([1000, 1001, 1002])
    expect(await store.readLog(log, page[4]?.position ?? 0, 2)).toEqual(page.slice(5, 7))
    expect((await readWholeLog(store, other)).map(({ log: own }) => own)).toEqual([other, other, other])
    expect(await store.readLog(freshLog(), 0)).toEqual([])
  })

  test('what was written comes back byte for byte', async () => {
    const [store, log] = [await open(), freshLog()]
    const data = '{"b":1.0,"a":1e3, "ü":"é \\u0000 \u2028 \u{1f600} \\" \\\\ {},NULL","b":[1.10,-0]}'
    const metadata = '{"z":"\\n","a":[ ]}'
    const event = { ...anEvent(data), type: 'spec."quoted", {type}', version: 7, metadata }
    await store.append(anAppend(log, 'straße {"x"}, \\ NULL', 'none', [event]))
    const expected = {
      ...event, log, stream: `${log}.straße {"x"}, \\ NULL`, revision: 0, position: expect.any(Number),
    }
    expect(await store.readLog(log, 0)).toEqual([expected])
    expect(await store.readStream(expected.stream, 0)).toEqual([expected])
  })

  test('an append that is repeated adds nothing', async () => {
    const [store, log] = [await open(), freshLog()]
    const append = anAppend(log, 's', 'none', 2)
    await store.append(append)
    await store.append(anAppend(log, 's', 1))
    await store.append(append)
    expect((await readWholeLog(store, log)).map(({ revision }) => revision)).toEqual([0, 1, 2])
  })

  test.runIf(uniqueIds)('an event id is taken once', async () => {
    const [store, log] = [await open(), freshLog()]
    const event = anEvent()
    await store.append(anAppend(log, 'a', 'none', [event]))
    const again = store.append({
      log,
      streams: [
        { stream: `${log}.b`, expected: 'none', events: [anEvent()] },
        { stream: `${log}.c`, expected: 'none', events: [event] },
      ],
    })
    await expect(again).rejects.toThrow(EventIdTaken)
    await expect(store.append(anAppend(log, 'a', 0, [event]))).rejects.toThrow(EventIdTaken)
    expect(await readWholeLog(store, log)).toHaveLength(1)
  })
}

const refusals = (open: () => Promise<EventStore>, closes: boolean): void => {
  test('an event of more than 64 KiB', async () => {
    const [store, log] = [await open(), freshLog()]
    const ofBytes = (bytes: number) => {
      const event = anEvent()
      const left = bytes - Buffer.byteLength(event.metadata) - '"é"'.length - 1
      return { ...event, data: `"é${'x'.repeat(left)}"` }
    }
    const tooLarge = anAppend(log, 's', 'none', [anEvent(), ofBytes(maxEventBytes + 1)])
    await expect(store.append(tooLarge)).rejects.toThrow(AppendTooLarge)
    expect(await readWholeLog(store, log)).toEqual([])
    const fits = ofBytes(maxEventBytes)
    await store.append(anAppend(log, 's', 'none', [fits]))
    expect((await readWholeLog(store, log))[0]?.data).toBe(fits.data)
  })

  test('what the form of the port forbids', async () => {
    const [store, log] = [await open(), freshLog()]
    const part = { stream: `${log}.s`, expected: 'none', events: [anEvent()] } as const
    const wrong: readonly Append[] = [
      { log, streams: [] },
      { log, streams: [{ ...part, events: [] }] },
      { log, streams: [part, { ...part, events: [anEvent()] }] },
      { log, streams: [{ ...part, stream: `${log}x.s` }] },
      { log, streams: [{ ...part, expected: -1 }] },
      { log, streams: [{ ...part, events: [anEvent({}, 'not-a-uuid')] }] },
      { log, streams: [{ ...part, events: [anEvent(`"\ud800"`)] }] },
      { log: 'Bad Name', streams: [{ ...part, stream: 'Bad Name.s' }] },
    ]
    for (const append of wrong) await expect(store.append(append)).rejects.toThrow(BrokenInvariant)
    expect(await readWholeLog(store, log)).toEqual([])
  })

  test.runIf(closes)('everything once it is closed', async () => {
    const [store, log] = [await open(), freshLog()]
    const last = store.append(anAppend(log, 's', 'none'))
    await store.close()
    expect((await last).status).toBe('appended')
    await expect(store.append(anAppend(log, 's', 0))).rejects.toThrow(StoreUnavailable)
    await expect(store.readLog(log, 0)).rejects.toThrow(StoreUnavailable)
  })
}

/** Appends to a stream that others append to as well, reading its end again after each conflict. */
const appendContended = async (store: EventStore, log: string, stream: string): Promise<number> => {
  let conflicts = 0
  let expected: number | 'none' = 'none'
  for (;;) {
    const result: AppendResult = await store.append(anAppend(log, stream, expected))
    if (result.status === 'appended') return conflicts
    conflicts += 1
    expected = result.actual
  }
}

/** Follows a log to so many events, asking again and again for what is behind its cursor. */
const tail = async (store: EventStore, log: string, count: number): Promise<StoredEvent[]> => {
  const seen: StoredEvent[] = []
  const deadlineAtMs = Date.now() + 20_000
  while (seen.length < count && Date.now() < deadlineAtMs) {
    const page = await store.readLog(log, seen.at(-1)?.position ?? 0, 7)
    seen.push(...page)
    if (page.length === 0) await new Promise(setImmediate)
  }
  return seen
}

const manyWriters = (open: () => Promise<EventStore>, dense: boolean): void => {
  test('one of those who decided on the same revision wins, and nobody else is disturbed', async () => {
    const [store, log] = [await open(), freshLog()]
    const contended = Array.from({ length: 20 }, () => store.append(anAppend(log, 'hot', 'none', 2)))
    const separate = Array.from({ length: 20 }, (_, n) => store.append(anAppend(log, `s${n}`, 'none')))
    const results = await Promise.all(contended)
    expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1)
    expect(results.filter(({ status }) => status === 'conflict')).toHaveLength(19)
    expect((await Promise.all(separate)).every(({ status }) => status === 'appended')).toBe(true)
    const events = await readWholeLog(store, log)
    expect(events).toHaveLength(22)
    const positionsOf = async (append: Promise<AppendResult>): Promise<number> => {
      const result = await append
      return result.status === 'appended' ? result.lastPosition : 0
    }
    for (const [n, append] of separate.entries()) {
      const written = events.find(({ stream }) => stream === `${log}.s${n}`)
      expect(await positionsOf(append)).toBe(written?.position)
    }
  })

  test('a reader who follows two instances and their writers misses nothing', async () => {
    const stores = [await open(), await open()]
    const [reader, log] = [await open(), freshLog()]
    const [writers, appends] = [12, 15]
    const expected = writers * appends * 2
    const following = tail(reader, log, expected)
    const writing = Array.from({ length: writers }, async (_, writer) => {
      const store = stores[writer % 2] ?? reader
      let conflicts = 0
      for (let count = 0; count < appends; count += 1) {
        await store.append(anAppend(log, `own-${writer}`, count === 0 ? 'none' : count - 1))
        conflicts += await appendContended(store, log, `shared-${count % 3}`)
      }
      return conflicts
    })
    await Promise.all(writing)
    const seen = await following
    expect(new Set(seen.map(({ id }) => id)).size).toBe(expected)
    expect(isIncreasing(seen)).toBe(true)
    expect(seen).toEqual(await readWholeLog(reader, log))
    if (dense) expect(seen.at(-1)?.position).toBe(expected)
    const shared = seen.filter(({ stream }) => stream === `${log}.shared-0`)
    expect(shared.map(({ revision }) => revision)).toEqual(shared.map((_, index) => index))
  })

  test('a log has one incarnation for all who ask', async () => {
    const [one, other] = [await open(), await open()]
    const [a, b] = [freshLog(), freshLog()]
    const { incarnation } = await one.head(a)
    expect(incarnation).not.toBe('')
    await other.append(anAppend(b, 's', 'none'))
    expect((await other.head(b)).incarnation).toBe(incarnation)
    expect((await other.head(a)).incarnation).toBe(incarnation)
  })
}

const guess = fc.constantFrom<'none' | 'right' | 'old' | 'new'>('none', 'right', 'right', 'right', 'old', 'new')
const step = fc.uniqueArray(
  fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), guess, events: fc.integer({ min: 1, max: 3 }) }),
  { selector: ({ key }) => key, minLength: 1, maxLength: 3 },
)
type Step = readonly { readonly key: string; readonly guess: 'none' | 'right' | 'old' | 'new'; readonly events: number }[]

const toAppend = (memory: MemoryEventStore, log: string, parts: Step): Append => ({
  log,
  streams: parts.map(({ key, guess: how, events }) => {
    const stream = `${log}.${key}`
    const last = memory.readStreamNow(stream, 0).length - 1
    const expected: Record<typeof how, ExpectedRevision> = {
      none: 'none', right: last < 0 ? 'none' : last, old: Math.max(0, last - 1), new: last + 1,
    }
    return { stream, expected: expected[how], events: Array.from({ length: events }, () => anEvent()) }
  }),
})

const withoutPosition = ({ position: _, ...event }: StoredEvent): Omit<StoredEvent, 'position'> => event

/** Random appends, right and wrong ones, one after another. */
const equalsMemory = async (store: EventStore, dense: boolean): Promise<void> => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
    const [memory, log] = [new MemoryEventStore(), freshLog()]
    for (const parts of steps) {
      const append = toAppend(memory, log, parts)
      const wanted = memory.appendNow(append)
      const given = await store.append(append)
      if (dense) expect(given).toEqual(wanted)
      else expect(given.status).toBe(wanted.status)
    }
    const [given, wanted] = [await readWholeLog(store, log), memory.readLogNow(log, 0)]
    if (dense) expect(given).toEqual(wanted)
    else expect(given.map(withoutPosition)).toEqual(wanted.map(withoutPosition))
  }), { numRuns: 25 })
}
