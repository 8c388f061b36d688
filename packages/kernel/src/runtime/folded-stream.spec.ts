import { describe, expect, it } from 'vitest'
import { StoreUnavailable, type EventStore, type StoredEvent } from '../event-store.ts'
import type { AnyAggregate } from '../service.ts'
import { FoldedStream, folderOf } from './folded-stream.ts'

const spec = { type: 'numbered', version: 1, parse: (data: unknown) => data }
/** Folds the revisions that it sees, which are what its events say. */
const numbers: AnyAggregate = {
  name: 'numbers', key: () => 'a', commands: [], events: [spec], rejections: [],
  decider: {
    initial: () => [],
    decide: () => ({ events: [] }),
    evolve: (state: readonly number[], event: { readonly data: { readonly number: number } }) => [...state, event.data.number],
  },
}

const eventAt = (revision: number): StoredEvent => ({
  id: `e${revision}`, stream: 'l.numbers-a', revision, log: 'l', position: revision + 1,
  type: 'numbered', version: 1, data: JSON.stringify({ number: revision }),
  metadata: JSON.stringify({ atMs: 1, commandId: `c${revision}`, commandHash: 'h' }),
})

/** A stream that grows by so many events each time it is read. */
const growing = (length: number, growth: number) => {
  const asked: number[] = []
  let events = length
  const readStream = async (_: string, from: number, limit = 1_000): Promise<readonly StoredEvent[]> => {
    asked.push(from)
    const page = Array.from({ length: Math.max(0, Math.min(limit, events - from)) }, (_none, index) => eventAt(from + index))
    events += growth
    return page
  }
  const lastOf = async (): Promise<StoredEvent | undefined> => events === 0 ? undefined : eventAt(events - 1)
  return { asked, store: { readStream, lastOf } as unknown as EventStore }
}

const upTo = (length: number): readonly number[] => Array.from({ length }, (_, number) => number)

describe('a stream of which the newest events say all', () => {
  const newest = folderOf({ ...numbers, tailEvents: 4 })

  it.each([0, 1, 4, 5, 40])('is folded from there where it has %d events', async (length) => {
    const { asked, store } = growing(length, 0)
    const folded = new FoldedStream(newest, 'l.numbers-a')
    expect(await folded.readOn(store, 3)).toBe(length > 0)
    expect(folded.state).toEqual(upTo(length).slice(-4))
    expect([folded.revision, folded.lastPosition]).toEqual([length - 1, length])
    expect(asked[0]).toBe(Math.max(0, length - 4))
    expect(folded.known(`c${length - 5}`)).toBeUndefined()
    if (length > 0) expect(folded.known(`c${length - 1}`)).toMatchObject({ first: length - 1, count: 1 })
  })

  it('is nothing yet where it could not be read, and is folded from there once it can', async () => {
    const { store } = growing(40, 0)
    let fails = true
    const readStream = async (stream: string, from: number, limit?: number): Promise<readonly StoredEvent[]> => {
      if (fails) throw new StoreUnavailable('down')
      return await store.readStream(stream, from, limit)
    }
    const flaky = { ...store, readStream }
    const folded = new FoldedStream(newest, 'l.numbers-a')
    await expect(folded.readOn(flaky, 3)).rejects.toThrow(StoreUnavailable)
    expect([folded.revision, folded.state]).toEqual([-1, []])
    fails = false
    await folded.readOn(flaky, 3)
    expect([folded.revision, folded.state]).toEqual([39, [36, 37, 38, 39]])
  })
})

describe('a stream that is read on', () => {
  it.each([0, 1, 5, 6, 7, 40])('is folded whole where it has %d events and a page has 3', async (length) => {
    const folded = new FoldedStream(folderOf(numbers), 'l.numbers-a')
    expect(await folded.readOn(growing(length, 0).store, 3)).toBe(length > 0)
    expect(folded.state).toEqual(upTo(length))
    expect([folded.revision, folded.lastPosition]).toEqual([length - 1, length])
  })

  it('asks once for a short stream, and for pages ahead of a long one', async () => {
    const [short, long] = [growing(2, 0), growing(9, 0)]
    await new FoldedStream(folderOf(numbers), 'l.numbers-a').readOn(short.store, 3)
    await new FoldedStream(folderOf(numbers), 'l.numbers-a').readOn(long.store, 3)
    expect(short.asked).toEqual([0])
    expect(long.asked.slice(0, 4)).toEqual([0, 3, 6, 9])
  })

  it('leaves out nothing that comes meanwhile, though a later page was read later', async () => {
    const { store } = growing(4, 2)
    const folded = new FoldedStream(folderOf(numbers), 'l.numbers-a')
    for (let turn = 0; turn < 5; turn += 1) {
      await folded.readOn(store, 3)
      expect(folded.state).toEqual(upTo(folded.revision + 1))
    }
  })
})
