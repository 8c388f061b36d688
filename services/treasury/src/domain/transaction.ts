import {
  outlookCommands, outlookEvents, transactionCommands, transactionEvents, transactionKey, type CommandOf, type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { isCold } from './transaction-dispatch.ts'

export type TransactionCommand = CommandOf<typeof transactionCommands>
export type TransactionEvent = MessagesOf<typeof transactionEvents>
type CommandNamed<Key extends keyof typeof transactionCommands> =
  Extract<TransactionCommand, { readonly type: (typeof transactionCommands)[Key]['type'] }>
type Registered = CommandNamed<'register'>['data']

/** Why a command on a transaction is refused, in the order in which it is looked at. */
export const transactionRejections = ['transaction_unknown', 'not_past_expiration', 'not_reread'] as const
export type TransactionRejection = (typeof transactionRejections)[number]
type Outcome = Decision<TransactionEvent, TransactionRejection>

export type TransactionState = {
  readonly registered?: Registered
  readonly over: boolean
  /** The part of it that moved the money, once that is solid. */
  readonly landed?: string
  readonly landedBlock?: number
  /** Where in the watcher's log it was revoked last, and the block that the network took back. */
  readonly revokedAt: number
  readonly brokenBlock?: number
  /** What the account's act came to, once it is in a solid block. */
  readonly charged?: 'succeeded' | 'failed'
  readonly foreign: boolean
  /** Landed although that could not be any more. */
  readonly surfaced: boolean
  /** Moves to cold that the ledger was told of. */
  readonly wentCold: readonly string[]
  /** The last of them was undone, and it is not known whether it goes once more. */
  readonly doubted?: Extract<TransactionEvent, { type: 'transaction.went_cold' }>['data']
}

type ColdMove = Omit<CommandNamed<'recordMove'>['data'], 'amountMicro'>
const moveIdOf = ({ part, round, undone }: ColdMove): string => `${part} ${round} ${undone}`

const attemptOf = ({ dispatch, chain, attempt, txid }: Registered) => ({ dispatch, chain, attempt, txid })

const foreign = (
  { chain, txid, part }: CommandNamed<'recordAct'>['data'] | CommandNamed<'recordTransfer'>['data'],
  account: string, what: string, state: TransactionState, atMs: number,
): Outcome => state.foreign
  ? accept()
  : accept({ type: 'transaction.foreign', data: { chain, txid, part, account, what, atMs } })

const recordTransfer = ({ data, atMs }: CommandNamed<'recordTransfer'>, state: TransactionState): Outcome => {
  const { registered } = state
  if (!registered) return foreign(data, data.from, 'transfer', state, atMs)
  const { order, account } = registered
  const isOurs = order.kind === 'token' && data.from === account && data.to === order.to && data.amountMicro === order.amountMicro
  // The bytes can do nothing else, so another transfer in it is the contract's own doing: its fee.
  if (!isOurs || state.landed !== undefined) return accept()
  const of = { ...attemptOf(registered), part: data.part, block: data.block, atMs }
  return accept({ type: state.over ? 'transaction.surfaced' : 'transaction.landed', data: of })
}

/** Nothing of it can land any more, as far as the chain can be believed. */
const isLost = ({ over, landed }: TransactionState): boolean => over && landed === undefined

/** What had gone to cold stays on the hot address from here. */
const lost = (state: TransactionState, ...events: readonly TransactionEvent[]): Outcome => {
  const { doubted } = state
  const last = events.at(-1)
  if (doubted === undefined || last === undefined) return accept(...events)
  const { chain, txid, part, amountMicro, round } = doubted
  return accept(...events, {
    type: 'transaction.came_back', data: { chain, txid, part, amountMicro, round, atMs: last.data.atMs },
  })
}

/**
 * Rule 9, for money that left: whether it lands again the network tells, and expiry is proven anew.
 * What landed after that proof needs none: whatever waited for it went on long ago.
 */
const recordRevoked = ({ data, atMs }: CommandNamed<'recordRevoked'>, state: TransactionState): Outcome => {
  const { registered, landed, surfaced } = state
  if (!registered || landed !== data.part) return accept()
  const of = { ...attemptOf(registered), part: data.part, watched: data.watched ?? 0, atMs }
  return surfaced ? lost(state, { type: 'transaction.sunk', data: of }) : accept({ type: 'transaction.revoked', data: of })
}

const recordAct = ({ data, atMs }: CommandNamed<'recordAct'>, state: TransactionState): Outcome => {
  const { registered } = state
  if (!registered) return foreign(data, data.account, data.kind, state, atMs)
  if (state.charged !== undefined) return accept()
  const { order, account } = registered
  const { succeeded, feeSun, part, block } = data
  const of = attemptOf(registered)
  const charged: TransactionEvent = {
    type: 'transaction.charged', data: { ...of, account, source: order.source, succeeded, feeSun, atMs },
  }
  if (state.over) return accept(charged)
  if (!succeeded) return lost(state, charged, { type: 'transaction.failed', data: { ...of, reason: 'failed_on_chain', atMs } })
  // Of a token only its own log says that it moved.
  if (order.kind === 'token') return accept(charged)
  return accept<TransactionEvent>(charged, { type: 'transaction.landed', data: { ...of, part, block, atMs } })
}

/** After a broken promise only what was read again since, from behind the broken block on, proves anything. */
const isReread = ({ data: { reread } }: CommandNamed<'expire'>, { brokenBlock, revokedAt }: TransactionState): boolean =>
  brokenBlock === undefined || (reread !== undefined && reread.watched > revokedAt && reread.from < brokenBlock)

const expire = (command: CommandNamed<'expire'>, state: TransactionState): Outcome => {
  const { data, atMs } = command
  const { registered, over, charged, revokedAt } = state
  if (!registered) return reject('transaction_unknown')
  if (over) return accept()
  if (data.solid.atMs < registered.expiresAtMs || (data.watched ?? 0) < revokedAt) return reject('not_past_expiration')
  if (!isReread(command, state)) return reject('not_reread')
  const of = attemptOf(registered)
  // All facts up to this block were told, and no transfer was among them.
  if (charged !== undefined) return lost(state, { type: 'transaction.failed', data: { ...of, reason: 'moved_nothing', atMs } })
  return lost(state, { type: 'transaction.expired', data: { ...of, solid: data.solid, atMs } })
}

/**
 * What was kept for it is kept once. A move of ours that is undone may be made once more by the same
 * bytes, so till that is known nobody else finds its money on the hot address; anybody else's is
 * posted as it comes.
 */
const recordMove = ({ data, atMs }: CommandNamed<'recordMove'>, state: TransactionState): Outcome => {
  const { registered, wentCold, doubted } = state
  const moveId = moveIdOf(data)
  if (wentCold.includes(moveId)) return accept()
  const own = registered !== undefined && isCold(registered.dispatch) ? registered.dispatch : undefined
  const isKept = own !== undefined && wentCold.length === 0 && !data.undone
  const isDoubtful = data.undone ? own !== undefined && !isLost(state) : doubted !== undefined
  return accept({
    type: 'transaction.went_cold',
    data: { ...data, ...(isKept ? { dispatch: own } : {}), custody: isDoubtful ? 'doubtful' : 'hot', atMs },
  })
}

const decide = (command: TransactionCommand, state: TransactionState): Outcome => {
  switch (command.type) {
    case 'treasury.transaction.register': {
      const { registered } = state
      if (!registered) return accept({ type: 'transaction.registered', data: { ...command.data, atMs: command.atMs } })
      const { dispatch, chain, attempt, txid } = command.data
      if (registered.dispatch === dispatch && registered.attempt === attempt) return accept()
      return accept({ type: 'transaction.clashed', data: { dispatch, chain, attempt, txid, atMs: command.atMs } })
    }
    case 'treasury.transaction.record_transfer': return recordTransfer(command, state)
    case 'treasury.transaction.record_act': return recordAct(command, state)
    case 'treasury.transaction.record_move': return recordMove(command, state)
    case 'treasury.transaction.record_revoked': return recordRevoked(command, state)
    case 'treasury.transaction.expire': return expire(command, state)
    default: return unreachable(command)
  }
}

const withoutDoubt = ({ doubted: _, ...state }: TransactionState): TransactionState => state

const withMove = (state: TransactionState, data: NonNullable<TransactionState['doubted']>): TransactionState => {
  const moved = { ...withoutDoubt(state), wentCold: [...state.wentCold, moveIdOf(data)] }
  return data.undone && data.custody === 'doubtful' ? { ...moved, doubted: data } : moved
}

const evolve = (state: TransactionState, event: TransactionEvent): TransactionState => {
  switch (event.type) {
    case 'transaction.registered': return { ...state, registered: event.data }
    case 'transaction.landed': return { ...state, over: true, landed: event.data.part, landedBlock: event.data.block.number }
    case 'transaction.surfaced':
      return { ...state, surfaced: true, landed: event.data.part, landedBlock: event.data.block.number }
    case 'transaction.sunk': {
      const { landed: _, charged: __, ...rest } = state
      return { ...rest, surfaced: false }
    }
    case 'transaction.failed':
    case 'transaction.expired': return { ...state, over: true }
    case 'transaction.revoked': {
      const { landed: _, charged: __, landedBlock, ...rest } = state
      const broken = landedBlock === undefined ? {} : { brokenBlock: landedBlock }
      return { ...rest, ...broken, over: false, surfaced: false, revokedAt: event.data.watched ?? 0 }
    }
    case 'transaction.charged': return { ...state, charged: event.data.succeeded ? 'succeeded' : 'failed' }
    case 'transaction.clashed': return state
    case 'transaction.went_cold': return withMove(state, event.data)
    case 'transaction.came_back': return withoutDoubt(state)
    case 'transaction.foreign': return { ...state, foreign: true }
    default: return unreachable(event)
  }
}

export const transactionDecider: Decider<TransactionCommand, TransactionEvent, TransactionState, TransactionRejection> = {
  initial: () => ({ over: false, revokedAt: 0, foreign: false, surfaced: false, wentCold: [] }), decide, evolve,
}

/** What became of one transaction: one stream decides it, so it cannot both land and expire. */
export const transaction: Aggregate<TransactionCommand, TransactionEvent, TransactionState, TransactionRejection> = {
  name: 'transaction',
  decider: transactionDecider,
  commands: Object.values(transactionCommands),
  events: Object.values(transactionEvents),
  rejections: transactionRejections,
  key: (command) => {
    const { chain, txid } = (command as TransactionCommand).data
    return transactionKey(chain, txid)
  },
}

type OutlookCommand = CommandOf<typeof outlookCommands>
type OutlookEvent = MessagesOf<typeof outlookEvents>
type OutlookState = { readonly number: number; readonly rewoundAt: number }

const outlookDecider: Decider<OutlookCommand, OutlookEvent, OutlookState, never> = {
  initial: () => ({ number: -1, rewoundAt: -1 }),
  decide: ({ type, data, atMs }, { number, rewoundAt }): Decision<OutlookEvent, never> => {
    if (type === 'treasury.outlook.rewind')
      return data.watched <= rewoundAt ? accept() : accept<OutlookEvent>({ type: 'outlook.rewound', data: { ...data, atMs } })
    // What was not asked to be read again is said twice.
    return data.solid.number <= number ? accept() : accept<OutlookEvent>({ type: 'outlook.advanced', data: { ...data, atMs } })
  },
  evolve: (state, event) => event.type === 'outlook.rewound'
    ? { number: event.data.to.number, rewoundAt: event.data.watched }
    : { ...state, number: event.data.solid.number },
}

/** Up to which solid block all facts of a chain were taken in. */
export const outlook: Aggregate<OutlookCommand, OutlookEvent, OutlookState, never> = {
  name: 'outlook',
  decider: outlookDecider,
  commands: Object.values(outlookCommands),
  events: Object.values(outlookEvents),
  rejections: [],
  key: (command) => (command as OutlookCommand).data.chain,
  knownCommands: 1_000,
}
