import { chainCommands } from '@stablegate/contracts'
import type { EventReader } from '@stablegate/host'
import { encode, type StoredEvent } from '@stablegate/kernel'
import { expect, it } from 'vitest'
import { watchlistStreams } from '../domain/watchlist.ts'
import { Journal } from './journal.ts'
import { account, World } from './world.spec-support.ts'
import { encodeAddress } from '@stablegate/tron'

/** Streams of lists with so many addresses each, as the store gives them; notes how much was asked for. */
const listsOf = (size: number, lists: number) => {
  const [stream = ''] = watchlistStreams('sandbox')
  const addresses = Array.from({ length: size }, (_, n) => encodeAddress(account(n + 1)))
  const all = Array.from({ length: lists }, (_, n): StoredEvent => ({
    id: `${n}`, log: 'chain-watcher', position: n + 1, stream, revision: n, type: 'addresses.watched', version: 1, metadata: '{}',
    data: encode({ chain: 'sandbox', list: `list-${n}`, addresses, atMs: 1 }),
  }))
  const pages: number[] = []
  const events: EventReader = {
    readLog: async () => [],
    head: async () => ({ incarnation: 'spec', position: lists }),
    readStream: async (name, from, limit = 1_000) => {
      const page = name === stream ? all.slice(from, from + limit) : []
      if (page.length > 0) pages.push(page.length * size)
      return page
    },
  }
  return { events, pages }
}

it.each([[1, 12_345], [40, 700], [1_000, 120]])('reads lists of %i in pages of a bearable size, and all of them', async (size, lists) => {
  const { events, pages } = listsOf(size, lists)
  let taken = 0
  const journal = new Journal({ chain: 'sandbox', events, addAddress: () => { taken += 1; return true } })
  await journal.load(lists, lists)
  expect(taken).toBe(size * lists)
  expect(Math.max(...pages.slice(1))).toBeLessThanOrEqual(2_000)
  expect(pages.length).toBeLessThan(2 + (size * lists) / Math.min(500, 2_000 - size))
})

it('lets others have their turn while it takes up many addresses', async () => {
  const { events } = listsOf(1_000, 40)
  let [turns, taken, longest, last, isOver] = [0, 0, 0, 0, false]
  const journal = new Journal({
    chain: 'sandbox', events,
    addAddress: () => {
      taken += 1
      longest = Math.max(longest, taken - last)
      return true
    },
  })
  const beat = (): void => {
    turns += 1
    last = taken
    if (!isOver) setImmediate(beat)
  }
  beat()
  await journal.load(40, 40)
  isOver = true
  expect(turns).toBeGreaterThan(20)
  expect(longest).toBeLessThanOrEqual(2_000)
})

it('answers lists in the order of the log, also one that a stream did not show yet', async () => {
  const world = new World()
  for (const list of ['first', 'second', 'third']) {
    await world.send(chainCommands.watch.type, { chain: 'sandbox', list, addresses: [encodeAddress(account(1))] })
  }
  const [first] = world.store.readLogNow('chain-watcher', 0, 1)
  expect(watchlistStreams('sandbox')).toContain(first?.stream)
  const journal = new Journal({
    chain: 'sandbox', addAddress: () => true,
    events: {
      readLog: (log, after, limit) => world.store.readLog(log, after, limit),
      head: (log) => world.store.head(log),
      // It was read before the first list came.
      readStream: async (stream, ...range) => stream === first?.stream ? [] : world.store.readStream(stream, ...range),
    },
  })
  await journal.load(0, 0)
  await journal.follow()
  expect(journal.newLists(10).map(({ list }) => list)).toEqual(['first', 'second', 'third'])
})

/** A log of lists of one address each, and of nothing else. */
const logOfLists = (lists: number) => {
  const { events, pages } = listsOf(1, lists)
  const asked: number[] = []
  const log: EventReader = {
    ...events,
    readLog: async (_, after, limit = 1_000) => {
      asked.push(after)
      return events.readStream(watchlistStreams('sandbox')[0] ?? '', after, limit)
    },
  }
  return { events: log, asked, pages }
}

it('holds a bounded number of lists that wait, and reads on as they are answered', async () => {
  const lists = 12_345
  const { events } = logOfLists(lists)
  let taken = 0
  const journal = new Journal({ chain: 'sandbox', events, addAddress: () => { taken += 1; return true } })
  await journal.load(lists, 0)
  const answered: string[] = []
  for (let isRead = false; !isRead;) {
    isRead = await journal.follow()
    const waiting = journal.newLists(lists)
    expect(waiting.length).toBeLessThan(2_500)
    answered.push(...waiting.map(({ list }) => list))
    journal.answered(waiting.at(-1)?.position ?? 0)
  }
  expect(answered).toEqual(Array.from({ length: lists }, (_, n) => `list-${n}`))
  expect(taken).toBe(lists)
})

it('reads the log from the first list that waits, or from where transfers may be open, whichever is first', async () => {
  const first = async (openAfter: number, confirmedThrough: number): Promise<number | undefined> => {
    const { events, asked } = logOfLists(900)
    const journal = new Journal({ chain: 'sandbox', events, addAddress: () => true })
    await journal.load(openAfter, confirmedThrough)
    await journal.follow()
    expect(journal.newLists(1_000).map(({ position }) => position))
      .toEqual(Array.from({ length: 900 - confirmedThrough }, (_, n) => confirmedThrough + n + 1))
    return asked[0]
  }
  expect(await first(880, 700)).toBe(700)
  expect(await first(600, 700)).toBe(600)
  expect(await first(880, 900)).toBe(880)
})
