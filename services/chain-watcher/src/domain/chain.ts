import {
  chainCommands, chainEvents, type BlockRef, type CommandOf, type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

/**
 * Who watches a chain and how far it has been read. The cursor is a checkpoint: blocks after it
 * may have been read, and are read again by the next session, which finds nothing new in them.
 */
type ChainState = {
  session?: string
  cursor?: BlockRef
  openAfter: number
  confirmedThrough: number
}

const commands = {
  begin: chainCommands.begin,
  advance: chainCommands.advance,
  confirm: chainCommands.confirm,
  rewind: chainCommands.rewind,
}
const events = {
  sessionBegan: chainEvents.sessionBegan,
  advanced: chainEvents.advanced,
  addressesConfirmed: chainEvents.addressesConfirmed,
  rewound: chainEvents.rewound,
}

export type ChainCommand = CommandOf<typeof commands>
export type ChainEvent = MessagesOf<typeof events>

/** Why a command on a chain is refused, in the order in which it is looked at. */
export const chainRejections = ['chain_unknown', 'session_over', 'cursor_behind', 'cursor_ahead'] as const
export type ChainRejection = (typeof chainRejections)[number]

type Outcome = Decision<ChainEvent, ChainRejection>
type CommandNamed<Type> = Extract<ChainCommand, { readonly type: Type }>

const begin = ({ data, atMs }: CommandNamed<'chain-watcher.chain.begin'>, state: ChainState): Outcome => {
  const { chain, session, startAfter } = data
  if (state.session === session) return accept()
  return accept({
    type: 'chain.session_began',
    data: {
      chain, session, atMs, cursor: state.cursor ?? startAfter,
      openAfter: state.openAfter, confirmedThrough: state.confirmedThrough,
    },
  })
}

const advance = (
  { data, atMs }: CommandNamed<'chain-watcher.chain.advance'>, cursor: BlockRef,
): Outcome => {
  if (data.to.number < cursor.number) return reject('cursor_behind')
  if (data.to.number === cursor.number) return accept()
  return accept({ type: 'chain.advanced', data: { ...data, atMs } })
}

const rewind = (
  { data, atMs, actor }: CommandNamed<'chain-watcher.chain.rewind'>, cursor: BlockRef,
): Outcome => {
  if (data.to.number >= cursor.number) return reject('cursor_ahead')
  return accept({ type: 'chain.rewound', data: { ...data, from: cursor, actor, atMs } })
}

const decide = (command: ChainCommand, state: ChainState): Outcome => {
  if (command.type === 'chain-watcher.chain.begin') return begin(command, state)
  if (state.cursor === undefined) return reject('chain_unknown')
  if (command.type === 'chain-watcher.chain.rewind') return rewind(command, state.cursor)
  if (state.session !== command.data.session) return reject('session_over')
  switch (command.type) {
    case 'chain-watcher.chain.advance': return advance(command, state.cursor)
    case 'chain-watcher.chain.confirm':
      if (command.data.throughPosition <= state.confirmedThrough) return accept()
      return accept({ type: 'chain.addresses_confirmed', data: { ...command.data, atMs: command.atMs } })
    default: return unreachable(command)
  }
}

const evolve = (state: ChainState, event: ChainEvent): ChainState => {
  switch (event.type) {
    case 'chain.session_began':
      state.session = event.data.session
      state.cursor = event.data.cursor
      return state
    case 'chain.advanced':
      state.cursor = event.data.to
      state.openAfter = event.data.openAfter
      return state
    case 'chain.addresses_confirmed':
      state.confirmedThrough = event.data.throughPosition
      return state
    case 'chain.rewound':
      // Whoever reads now reads on from the wrong place: it must begin anew.
      delete state.session
      state.cursor = event.data.to
      return state
    default: return unreachable(event)
  }
}

const decider: Decider<ChainCommand, ChainEvent, ChainState, ChainRejection> = {
  initial: () => ({ openAfter: 0, confirmedThrough: 0 }), decide, evolve,
}

/** A watched chain: one stream, so that of two watchers only the later one moves it. */
export const chain: Aggregate<ChainCommand, ChainEvent, ChainState, ChainRejection> = {
  name: 'chain',
  decider,
  commands: Object.values(commands),
  events: Object.values(events),
  rejections: chainRejections,
  key: (command) => (command as ChainCommand).data.chain,
  // Each command says where it stands, so a repeated one is nothing new however old it is.
  knownCommands: 1_000,
}
