import {
  chainCommands, chainEvents, type ChainName, type CommandOf, type MessagesOf,
} from '@stablegate/contracts'
import { accept, type Aggregate, type Decider } from '@stablegate/kernel'

const commands = { watch: chainCommands.watch }
const events = { watched: chainEvents.addressesWatched }

type WatchlistCommand = CommandOf<typeof commands>
type WatchlistEvent = MessagesOf<typeof events>

/**
 * Addresses lie in so many streams a chain. They can be read without the transfers that lie
 * between them in the log, and no stream grows long. Never changed: lists would be looked for in
 * streams where they are not.
 */
export const watchlistShards = 64

// FNV-1a, 32 bits: small, stable for ever, and spreads names that differ in a counter.
const shardOf = (list: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < list.length; index += 1) {
    hash = Math.imul(hash ^ list.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash % watchlistShards
}

const keyOf = (chain: ChainName, shard: number): string => `${chain}-${shard}`

/** The streams in which all addresses of a chain lie. */
export const watchlistStreams = (chain: ChainName): readonly string[] =>
  Array.from({ length: watchlistShards }, (_, shard) => `chain-watcher.watchlist-${keyOf(chain, shard)}`)

// Nothing is known of what was watched before: an address watched twice is simply watched.
const decider: Decider<WatchlistCommand, WatchlistEvent, null, never> = {
  initial: () => null,
  decide: (command) => accept({
    type: 'addresses.watched', data: { ...command.data, atMs: command.atMs },
  }),
  evolve: (state) => state,
}

/** Lists of addresses to watch, for ever: nobody forgets an address that money may still reach. */
export const watchlist: Aggregate<WatchlistCommand, WatchlistEvent, null, never> = {
  name: 'watchlist',
  decider,
  commands: Object.values(commands),
  events: Object.values(events),
  rejections: [],
  key: (command) => {
    const { chain, list } = (command as WatchlistCommand).data
    return keyOf(chain, shardOf(list))
  },
  // Of each of so many streams. A list repeated later than that is watched again, which changes nothing.
  knownCommands: 200,
}
