import {
  matchingEvents,
  type AcceptorProfile,
  type LedgerId,
  type MessageOf,
} from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'

/** An acceptor as the book sees it, for questions; decisions are made on the book itself. */
export type SeatsRow = {
  readonly id: string
  readonly ledger: LedgerId
  readonly acceptor: string
  /** Active and online. */
  readonly available: boolean
  readonly profile: AcceptorProfile | null
  readonly free_micro: bigint
  readonly position: number
}

const { acceptorNoted, liquidityNoted } = matchingEvents
type SeatEvent = MessageOf<typeof acceptorNoted | typeof liquidityNoted>

const acceptorOf = (event: SeatEvent): string =>
  event.type === 'acceptor.noted' ? event.data.profile.acceptor : event.data.acceptor

const emptySeat = (event: SeatEvent, id: string): SeatsRow => ({
  id,
  ledger: event.data.ledger,
  acceptor: acceptorOf(event),
  available: false,
  profile: null,
  free_micro: 0n,
  position: 0,
})

export const seatsView: View<SeatsRow> = {
  name: 'seats',
  version: 1,
  events: [acceptorNoted, liquidityNoted],
  columns: {
    ledger: 'text',
    acceptor: 'text',
    available: 'boolean',
    profile: 'jsonb',
    free_micro: 'bigint',
    position: 'bigint',
  },
  indexes: [['ledger', 'available']],
  keys: (event: RecordedEvent<SeatEvent>) => [`${event.data.ledger}/${acceptorOf(event)}`],
  apply: (known, event: RecordedEvent<SeatEvent>, key) => {
    const row = known ?? emptySeat(event, key)
    if (event.type === 'acceptor.noted') {
      const { profile } = event.data
      return { ...row, profile, available: profile.active && profile.online }
    }
    if (event.data.position <= row.position) return row
    return { ...row, free_micro: event.data.freeMicro, position: event.data.position }
  },
}
