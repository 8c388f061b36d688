import {
  escrowIdOf, matchingEvents, type AcceptorProfile, type LedgerId, type MessageOf,
} from '@stablegate/contracts'
import { unreachable, type RecordedEvent, type View } from '@stablegate/kernel'

type OpenOrder = { readonly usdtMicro: bigint; readonly isReserved: boolean }

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
  /** Open orders by the ids of their escrows. */
  readonly open: Readonly<Record<string, OpenOrder>>
}

const { acceptorNoted, liquidityNoted, offerMade, orderClosed } = matchingEvents
type SeatEvent = MessageOf<typeof acceptorNoted | typeof liquidityNoted | typeof offerMade | typeof orderClosed>

const acceptorOf = (event: SeatEvent): string =>
  event.type === 'acceptor.noted' ? event.data.profile.acceptor : event.data.acceptor

const emptySeat = (event: SeatEvent, id: string): SeatsRow => ({
  id, ledger: event.data.ledger, acceptor: acceptorOf(event), available: false, profile: null, free_micro: 0n,
  position: 0, open: {},
})

const shown = (
  open: SeatsRow['open'], transfers: readonly string[],
): SeatsRow['open'] => {
  const seen = transfers.filter((transfer) => open[transfer]?.isReserved)
  if (seen.length === 0) return open
  const changed = { ...open }
  for (const transfer of seen) {
    const order = open[transfer]
    if (order) changed[transfer] = { ...order, isReserved: false }
  }
  return changed
}

const changed = (row: SeatsRow, event: SeatEvent): SeatsRow => {
  switch (event.type) {
    case 'acceptor.noted': {
      const { profile } = event.data
      return { ...row, profile, available: profile.active && profile.online }
    }
    case 'liquidity.noted': {
      const open = shown(row.open, event.data.transfers)
      if (event.data.position <= row.position) return { ...row, open }
      return { ...row, open, free_micro: event.data.freeMicro, position: event.data.position }
    }
    case 'offer.made': {
      const { payment, attempt, usdtMicro } = event.data
      return { ...row, open: { ...row.open, [escrowIdOf(payment, attempt)]: { usdtMicro, isReserved: true } } }
    }
    case 'order.closed': {
      const { [escrowIdOf(event.data.payment, event.data.attempt)]: _closed, ...open } = row.open
      return { ...row, open }
    }
    default: return unreachable(event)
  }
}

export const seatsView: View<SeatsRow> = {
  name: 'seats',
  version: 1,
  events: [acceptorNoted, liquidityNoted, offerMade, orderClosed],
  columns: {
    ledger: 'text', acceptor: 'text', available: 'boolean', profile: 'jsonb', free_micro: 'bigint',
    position: 'bigint', open: 'jsonb',
  },
  indexes: [['ledger', 'available']],
  keys: (event: RecordedEvent<SeatEvent>) => [`${event.data.ledger}/${acceptorOf(event)}`],
  apply: (row, event: RecordedEvent<SeatEvent>, key) => changed(row ?? emptySeat(event, key), event),
}
