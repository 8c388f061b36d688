import { escrowIdOf, matchingEvents, type LedgerId, type MessageOf } from '@stablegate/contracts'
import { unreachable, type RecordedEvent, type View } from '@stablegate/kernel'

/** An offer until its order ends, by the id of its escrow. */
export type OpenOrdersRow = {
  readonly id: string
  readonly ledger: LedgerId
  readonly acceptor: string
  readonly usdt_micro: bigint
  /** Not in the ledger's figures yet. */
  readonly reserved: boolean
}

const { liquidityNoted, offerMade, orderClosed } = matchingEvents
type OrderEvent = MessageOf<typeof liquidityNoted | typeof offerMade | typeof orderClosed>

export const openOrdersView: View<OpenOrdersRow> = {
  name: 'open_orders',
  version: 1,
  events: [liquidityNoted, offerMade, orderClosed],
  columns: { ledger: 'text', acceptor: 'text', usdt_micro: 'bigint', reserved: 'boolean' },
  indexes: [['ledger', 'acceptor']],
  keys: (event: RecordedEvent<OrderEvent>) =>
    event.type === 'liquidity.noted'
      ? event.data.transfers.filter((transfer) => transfer.startsWith('escrow:'))
      : [escrowIdOf(event.data.payment, event.data.attempt)],
  apply: (row, event: RecordedEvent<OrderEvent>, key) => {
    switch (event.type) {
      case 'offer.made': {
        const { ledger, acceptor, usdtMicro } = event.data
        return { id: key, ledger, acceptor, usdt_micro: usdtMicro, reserved: true }
      }
      case 'order.closed':
        return undefined
      case 'liquidity.noted':
        return row?.acceptor === event.data.acceptor ? { ...row, reserved: false } : row
      default:
        return unreachable(event)
    }
  },
}
