import {
  dispatchEvents, incidentEvents, intentCommands, payoutEvents, transactionEvents, vaultCommands, type MessageOf,
} from '@stablegate/contracts'
import type { Reaction, RecordedEvent } from '@stablegate/kernel'

type Recorded<Spec> = RecordedEvent<MessageOf<Spec>>
type Stopped = Recorded<typeof payoutEvents.withheld> | Recorded<typeof payoutEvents.cancelAsked>
type Fact =
  | Recorded<typeof payoutEvents.cleared> | Stopped | Recorded<typeof dispatchEvents.opened> | Recorded<typeof transactionEvents.registered>

/**
 * What was approved, and the bytes that are to do it. A payout is approved by the event that names
 * the people who said yes, never by the dispatch that follows from it; what stays within the house
 * needs nobody, and the vault sees to it that it stays there.
 */
const approvals: Reaction = {
  name: 'approvals',
  log: 'treasury',
  events: [payoutEvents.cleared, payoutEvents.withheld, payoutEvents.cancelAsked, dispatchEvents.opened, transactionEvents.registered],
  from: 'start',
  keyOf: ({ data }: Fact) => ('dispatch' in data ? data.dispatch : data.payout),
  react: (event: Fact) => {
    switch (event.type) {
      case 'payout.cleared': {
        const { payout, chain, to, amountMicro, operators } = event.data
        return [{
          type: intentCommands.approve.type,
          data: { dispatch: payout, chain, order: { kind: 'token', source: { role: 'hot' }, to, amountMicro }, operators },
        }]
      }
      // Who stops it need not know how far it is: what has no signature yet gets none.
      case 'payout.withheld':
      case 'payout.cancel_asked':
        return [{ type: intentCommands.revoke.type, data: { dispatch: event.data.payout } }]
      case 'dispatch.opened': {
        const { dispatch, chain, order } = event.data
        if (dispatch.startsWith('po_')) return []
        return [{ type: intentCommands.approve.type, data: { dispatch, chain, order, operators: [] } }]
      }
      case 'transaction.registered': {
        const { dispatch, chain, attempt, txid, rawHex, expiresAtMs } = event.data
        return [{ type: intentCommands.request.type, data: { dispatch, chain, attempt, txid, rawHex, expiresAtMs } }]
      }
    }
  },
}

type Incident = Recorded<typeof incidentEvents.opened> | Recorded<typeof incidentEvents.closed>

/** Rule 14: while an incident forbids it, nothing is signed. */
const incidents: Reaction = {
  name: 'incidents',
  log: 'treasury',
  events: [incidentEvents.opened, incidentEvents.closed],
  from: 'start',
  react: ({ type, data: { chain, incident, stops } }: Incident) => stops.includes('signing') || stops.includes('payouts')
    ? [{ type: type === 'incident.opened' ? vaultCommands.stop.type : vaultCommands.resume.type, data: { chain, incident } }]
    : [],
}

export const reactions: readonly Reaction[] = [approvals, incidents]
