import {
  newestApiVersion, notifierCommands, notifierEvents, type CommandOf, type MessageOf, type MessagesOf,
} from '@stablegate/contracts'
import { accept, unreachable, type Aggregate, type Decider } from '@stablegate/kernel'

/**
 * The public events of one merchant or acceptor. The sequence is the revision of the stream plus
 * one: dense, so that a receiver who misses a number knows it.
 */
type FeedState = { sequence: number }

/** Whoever tells a feed again, after a death or a lost answer, is behind by far less. */
const keptCommands = 5_000

const commands = { append: notifierCommands.append }
const events = { queued: notifierEvents.queued }

export type FeedCommand = CommandOf<typeof commands>
export type FeedEvent = MessagesOf<typeof events>
export type Queued = MessageOf<typeof notifierEvents.queued>

const decider: Decider<FeedCommand, FeedEvent, FeedState, never> = {
  initial: () => ({ sequence: 0 }),
  decide: (command, state) => {
    switch (command.type) {
      case 'notifier.feed.append':
        return accept({
          type: 'webhook.queued',
          data: { ...command.data, sequence: state.sequence + 1, apiVersion: newestApiVersion(), atMs: command.atMs },
        })
      default: return unreachable(command.type)
    }
  },
  evolve: (state, event) => {
    state.sequence = event.data.sequence
    return state
  },
}

export const feed: Aggregate<FeedCommand, FeedEvent, FeedState, never> = {
  name: 'feed',
  decider,
  commands: Object.values(commands),
  events: Object.values(events),
  rejections: [],
  key: (command) => (command as FeedCommand).data.owner,
  // A feed grows for as long as its owner trades. Its last event says the sequence, and what comes
  // again from further back is known by the ids of its events.
  knownCommands: keptCommands,
  tailEvents: keptCommands,
}
