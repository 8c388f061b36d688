import { reservesCommands, reservesEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

export type ReservesCommand = CommandOf<typeof reservesCommands>
export type ReservesEvent = MessagesOf<typeof reservesEvents>

/** The same proof again is recorded no more often than so, that the log does not fill with good news. */
export const proofEveryMs = 60_000

type ReservesState = { readonly last?: string | undefined; readonly lastAtMs: number; readonly asked: boolean }
type Record = Extract<ReservesCommand, { type: 'treasury.reserves.record' }>

const wordOf = ({ data: { fault } }: Record): string =>
  fault === undefined ? 'equal' : `${fault.differenceMicro < 0n ? 'shortfall' : 'excess'} ${fault.cause}`

const record = (command: Record, { last, lastAtMs, asked }: ReservesState): Decision<ReservesEvent, never> => {
  const { atMs, data: { fault, ...proof } } = command
  if (wordOf(command) === last && !asked && atMs - lastAtMs < proofEveryMs) return accept()
  if (fault === undefined) return accept({ type: 'reserves.equal', data: { ...proof, atMs } })
  const type = fault.differenceMicro < 0n ? 'reserves.shortfall' : 'reserves.excess'
  return accept({ type, data: { ...proof, ...fault, atMs } })
}

const decider: Decider<ReservesCommand, ReservesEvent, ReservesState, never> = {
  initial: () => ({ lastAtMs: Number.NEGATIVE_INFINITY, asked: false }),
  decide: (command, state): Decision<ReservesEvent, never> => {
    if (command.type === 'treasury.reserves.record') return record(command, state)
    if (state.asked) return accept()
    return accept<ReservesEvent>({ type: 'reserves.asked', data: { chain: command.data.chain, atMs: command.atMs } })
  },
  evolve: (state, event) => {
    if (event.type === 'reserves.asked') return { ...state, asked: true }
    const last = event.type === 'reserves.equal' ? 'equal' : `${event.type.slice('reserves.'.length)} ${event.data.cause}`
    return { last, lastAtMs: event.data.atMs, asked: false }
  },
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
