import { chainCommands } from '@stablegate/contracts'
import { expect, it } from 'vitest'
import { watchlistStreams } from '../domain/watchlist.ts'
import { Journal } from './journal.ts'
import { account, World } from './world.spec-support.ts'
import { encodeAddress } from '@stablegate/tron'

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
  expect(journal.newLists(10).map(({ list }) => list)).toEqual(['first', 'second', 'third'])
})
