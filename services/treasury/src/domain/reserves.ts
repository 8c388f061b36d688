import { reservesCommands, reservesEvents, type CommandOf, type MessagesOf, type Suspect } from '@stablegate/contracts'
import { accept, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type ReservesCommand = CommandOf<typeof reservesCommands>
export type ReservesEvent = MessagesOf<typeof reservesEvents>

/** The same proof again is recorded no more often than so, that the log does not fill with good news. */
export const proofEveryMs = 60_000

type ReservesState = {
  readonly last?: string | undefined
  readonly lastAtMs: number
  readonly asked: boolean
  readonly suspects: ReadonlyMap<string, Suspect>
}
type Record = Extract<ReservesCommand, { type: 'treasury.reserves.record' }>
type Doubt = Extract<ReservesCommand, { type: 'treasury.reserves.suspect' }>

const wordOf = ({ data: { fault } }: Record): string =>
  fault === undefined ? 'equal' : `${fault.differenceMicro < 0n ? 'shortfall' : 'excess'} ${fault.cause}`

const record = (command: Record, { last, lastAtMs, asked }: ReservesState): Decision<ReservesEvent, never> => {
  const { atMs, data: { fault, ...proof } } = command
  if (wordOf(command) === last && !asked && atMs - lastAtMs < proofEveryMs) return accept()
  if (fault === undefined) return accept({ type: 'reserves.equal', data: { ...proof, atMs } })
  const type = fault.differenceMicro < 0n ? 'reserves.shortfall' : 'reserves.excess'
  return accept({ type, data: { ...proof, ...fault, atMs } })
}

/** Who saw it first counts: another process, or this one after a restart, gives it no grace anew. */
const isKnown = ({ suspects }: ReservesState, { cause, balance }: Suspect): boolean => {
  const known = suspects.get(cause)
  return known !== undefined && known.balance?.actualMicro === balance?.actualMicro
}

const doubt = ({ data, atMs }: Doubt, state: ReservesState): Decision<ReservesEvent, never> => {
  const { chain } = data
  const suspects = data.suspects.filter((one) => !isKnown(state, one))
  const causes = data.cleared.filter((cause) => state.suspects.has(cause))
  return accept<ReservesEvent>(
    ...(suspects.length === 0 ? [] : [{ type: 'reserves.suspected', data: { chain, suspects, atMs } } as const]),
    ...(causes.length === 0 ? [] : [{ type: 'reserves.cleared', data: { chain, causes, atMs } } as const]),
  )
}

const evolve = (state: ReservesState, event: ReservesEvent): ReservesState => {
  switch (event.type) {
    case 'reserves.asked': return { ...state, asked: true }
    case 'reserves.equal': return { ...state, last: 'equal', lastAtMs: event.data.atMs, asked: false }
    case 'reserves.shortfall':
    case 'reserves.excess': {
      const last = `${event.type.slice('reserves.'.length)} ${event.data.cause}`
      return { ...state, last, lastAtMs: event.data.atMs, asked: false }
    }
    case 'reserves.suspected':
      return { ...state, suspects: new Map([...state.suspects, ...event.data.suspects.map((one) => [one.cause, one] as const)]) }
    case 'reserves.cleared':
      return { ...state, suspects: new Map([...state.suspects].filter(([cause]) => !event.data.causes.includes(cause))) }
    default: return unreachable(event)
  }
}

const decider: Decider<ReservesCommand, ReservesEvent, ReservesState, never> = {
  initial: () => ({ lastAtMs: Number.NEGATIVE_INFINITY, asked: false, suspects: new Map() }),
  decide: (command, state): Decision<ReservesEvent, never> => {
    if (command.type === 'treasury.reserves.record') return record(command, state)
    if (command.type === 'treasury.reserves.suspect') return doubt(command, state)
    if (state.asked) return accept()
    return accept<ReservesEvent>({ type: 'reserves.asked', data: { chain: command.data.chain, atMs: command.atMs } })
  },
  evolve,
}

/** The proofs of a chain's reserves (rule 12): each event says what was compared, and what did not fit. */
export const reserves: Aggregate<ReservesCommand, ReservesEvent, ReservesState, never> = {
  name: 'reserves',
  decider,
  commands: Object.values(reservesCommands),
  events: Object.values(reservesEvents),
  rejections: [],
  key: (command) => (command as ReservesCommand).data.chain,
  knownCommands: 1_000,
}
