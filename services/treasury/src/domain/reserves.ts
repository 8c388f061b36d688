import { reservesCommands, reservesEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, type Aggregate, type Decider } from '@stablegate/kernel'

export type ReservesCommand = CommandOf<typeof reservesCommands>
export type ReservesEvent = MessagesOf<typeof reservesEvents>

/** The same proof again is recorded no more often than so, that the log does not fill with good news. */
export const proofEveryMs = 60_000

type ReservesState = { last?: string; lastAtMs: number }

const wordOf = ({ data: { fault } }: ReservesCommand): string =>
  fault === undefined ? 'equal' : `${fault.differenceMicro < 0n ? 'shortfall' : 'excess'} ${fault.cause}`

const decider: Decider<ReservesCommand, ReservesEvent, ReservesState, never> = {
  initial: () => ({ lastAtMs: Number.NEGATIVE_INFINITY }),
  decide: (command, { last, lastAtMs }) => {
    const { atMs, data: { fault, ...proof } } = command
    if (wordOf(command) === last && proof.sampled === 0 && atMs - lastAtMs < proofEveryMs) return accept()
    if (fault === undefined) return accept({ type: 'reserves.equal', data: { ...proof, atMs } })
    const type = fault.differenceMicro < 0n ? 'reserves.shortfall' : 'reserves.excess'
    return accept({ type, data: { ...proof, ...fault, atMs } })
  },
  evolve: (_, event) => ({
    last: event.type === 'reserves.equal' ? 'equal' : `${event.type.slice('reserves.'.length)} ${event.data.cause}`,
    lastAtMs: event.data.atMs,
  }),
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
