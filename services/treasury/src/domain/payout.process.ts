import {
  accounts, dispatchCommands, ledgerCommands, payeeCommands, payeeKey, payoutCommands, transactionCommands, trxLedgerOf,
  type MessageOf, type transactionEvents,
} from '@stablegate/contracts'
import type { CommandToSend, Process, RecordedEvent } from '@stablegate/kernel'
import { chainOfCold, followCold, isStillKept, keepForCold, letGo, settleOnHot } from './cold-moves.ts'
import { payeeDecider, type PayeeEvent, type PayeeState } from './payee.ts'
import { chargePayee, dischargePayee, fundPayout, holdPayout, pendPayout, postPayout, repairPayout, voidPayout } from './payout-journal.ts'
import { payoutNotices, tellRefused } from './payout-notices.ts'
import { evolve, noPayout, requestOf, type PayoutEvent, type PayoutState } from './payout-state.ts'
import { chargeSweep, tellSweep } from './sweep.process.ts'
import { isCold, isPayout, type DispatchEvent } from './transaction-dispatch.ts'
import type { TransactionEvent } from './transaction.ts'

const stateless = { initial: () => undefined, evolve: (state: undefined) => state } as const

const withhold = (payout: string, code: string, reason: string): CommandToSend =>
  ({ type: payoutCommands.withhold.type, data: { payout, code, reason } })

/** How long bytes may be built after the last look; what is built later is looked at again. */
const allowedMs = 60_000

/**
 * What befalls a payee befalls all its payouts that were not signed: this stream knows them, so that
 * none that was asked for before is forgotten, and none is asked for after.
 */
const onPayee = (event: PayeeEvent, { open }: PayeeState): readonly CommandToSend[] => {
  switch (event.type) {
    case 'payout.requested': {
      const { atMs: _, ...request } = event.data
      return [{ type: payoutCommands.open.type, data: request }]
    }
    case 'payout.refused': return tellRefused(event.data)
    case 'payee.frozen':
      if (!event.data.frozen) return []
      return [...open].filter(([, kind]) => kind !== 'refund').map(([payout]) => withhold(payout, 'payee_frozen', 'payee_frozen'))
    // The balance may still suffice: whoever builds looks again.
    case 'payee.blocked':
      return [...open.keys()].map((dispatch) =>
        ({ type: dispatchCommands.recheck.type, data: { dispatch, reason: `blocked for ${event.data.order}` } }))
    case 'payout.vetted': {
      const { payout, outcome, code, reason, atMs } = event.data
      return outcome === 'pass'
        ? [{ type: dispatchCommands.allow.type, data: { dispatch: payout, untilMs: atMs + allowedMs } }]
        : [withhold(payout, code, reason)]
    }
    default: return []
  }
}

/** What a payee may ask for becomes a payout. */
export const payeeProcess: Process<PayeeState> = {
  name: 'payees',
  aggregate: 'payee',
  initial: payeeDecider.initial,
  evolve: (state, event: PayeeEvent) => payeeDecider.evolve(state, event),
  react: (event: RecordedEvent<PayeeEvent>, state) => onPayee(event, state),
}

const onPayout = (event: PayoutEvent, state: PayoutState): readonly CommandToSend[] => {
  switch (event.type) {
    case 'payout.opened': return [pendPayout(event.data)]
    case 'payout.hold_asked': return [holdPayout(requestOf(state))]
    case 'payout.funding_asked': return [fundPayout(requestOf(state), event.data.round)]
    // It was taken back before the ledger had answered.
    case 'payout.pended':
    case 'payout.waiting':
    case 'payout.funding_refused': return state.status === 'voiding' ? [voidPayout(requestOf(state), state.pend)] : []
    case 'payout.voiding': {
      const isSetAside = state.pended || (state.hold === 'held' && state.funding === undefined)
      return isSetAside ? [voidPayout(requestOf(state), state.pend)] : []
    }
    case 'payout.cleared': {
      const { payout, chain, to, amountMicro } = event.data
      return [{
        type: dispatchCommands.open.type,
        data: { dispatch: payout, chain, order: { kind: 'token', source: { role: 'hot' }, to, amountMicro } },
      }]
    }
    case 'payout.cancel_asked':
      return [{ type: dispatchCommands.withdraw.type, data: { dispatch: event.data.payout, by: event.data.by } }]
    case 'payout.withheld':
      // Before it was cleared there is nothing on its way that could be taken back.
      if (state.status !== 'cleared') return []
      return [{ type: dispatchCommands.withdraw.type, data: { dispatch: event.data.payout, by: event.data.code } }]
    // What lands again after a broken promise is posted by a repair, once the ledger has undone the first.
    case 'payout.landed': return state.round === 0 ? [postPayout(event.data, event.data, state.pend)] : []
    case 'payout.repair_asked': return [repairPayout(requestOf(state), event.data, state)]
    case 'payout.overpaid': return [chargePayee(event.data)]
    case 'payout.overpayment_undone': return [dischargePayee(event.data)]
    case 'payout.voided':
    case 'payout.returned': {
      const { payout, payee } = event.data
      return [{ type: payeeCommands.giveBack.type, data: { party: payeeKey(payee), payout } }]
    }
    case 'payout.confirmed': {
      const { payout, payee } = event.data
      return [{ type: payeeCommands.notePaid.type, data: { party: payeeKey(payee), payout } }]
    }
    default: return []
  }
}

/** Steers a payout through ledger and chain; what they answer comes back as its own facts. */
export const payoutProcess: Process<PayoutState> = {
  name: 'payouts',
  aggregate: 'payout',
  initial: noPayout,
  evolve: (state, event: PayoutEvent) => evolve(state, event),
  react: (event: RecordedEvent<PayoutEvent>, state) => [...onPayout(event, state), ...payoutNotices(event, state)],
}

const onDispatch = (event: DispatchEvent): readonly CommandToSend[] => {
  switch (event.type) {
    case 'dispatch.opened': return keepForCold(event.data)
    // Before the signer is asked the bytes are known: whatever lands is never taken for a stranger's.
    case 'dispatch.built': {
      const { dispatch, chain, attempt, txid, order, account, expiresAtMs, rawHex } = event.data
      return [{
        type: transactionCommands.register.type,
        data: { dispatch, chain, attempt, txid, order, account, expiresAtMs, rawHex },
      }]
    }
    case 'dispatch.signed': {
      const { dispatch, txid } = event.data
      return isPayout(dispatch) ? [{ type: payoutCommands.recordSending.type, data: { payout: dispatch, txid } }] : []
    }
    case 'dispatch.landed':
    case 'dispatch.revoked': {
      const { dispatch, txid, part } = event.data
      const { type } = event.type === 'dispatch.landed' ? payoutCommands.recordLanding : payoutCommands.recordRevocation
      return isPayout(dispatch) ? [{ type, data: { payout: dispatch, txid, part } }] : []
    }
    case 'dispatch.withdrawn':
    case 'dispatch.withdrawal_refused': {
      const { dispatch, by } = event.data
      if (isCold(dispatch) && event.type === 'dispatch.withdrawn' && isStillKept(by)) return [letGo(dispatch, chainOfCold(dispatch))]
      if (!isPayout(dispatch)) return []
      const withdrawn = event.type === 'dispatch.withdrawn'
      const reason = withdrawn ? `taken back by ${by}` : 'built already'
      return [{ type: payoutCommands.recordWithdrawal.type, data: { payout: dispatch, withdrawn, reason } }]
    }
    default: return []
  }
}

export const dispatchProcess: Process<undefined> = {
  name: 'dispatches',
  aggregate: 'dispatch',
  ...stateless,
  react: (event: RecordedEvent<DispatchEvent>) => [...onDispatch(event), ...tellSweep(event)],
}

type Charged = MessageOf<typeof transactionEvents.charged>['data']

/** The operator's own TRX: burnt by the account that acted. */
const chargeAsked = ({ chain, txid, dispatch, source, feeSun }: Charged): readonly CommandToSend[] => feeSun === 0 ? [] : [{
  type: ledgerCommands.transfer.type,
  data: {
    ledger: trxLedgerOf(chain),
    transfers: [{
      kind: 'post', id: `fee:${txid}`, debit: isPayout(dispatch) ? accounts.energyCost : accounts.sweepCost,
      credit: accounts.trx(source.role === 'hot' ? 'hot' : 'gas'), amountMicro: BigInt(feeSun), category: 'fee',
    }],
    memo: { note: dispatch, reference: txid },
  },
}]

type Ended = Extract<TransactionEvent, {
  type: 'transaction.revoked' | 'transaction.landed' | 'transaction.failed' | 'transaction.expired'
}>

const outcomeOf = (event: Ended): object => {
  switch (event.type) {
    case 'transaction.landed': return { kind: 'landed', part: event.data.part }
    case 'transaction.failed': return { kind: 'failed', reason: event.data.reason }
    case 'transaction.expired': return { kind: 'expired' }
    case 'transaction.revoked': return { kind: 'revoked', part: event.data.part }
  }
}

const onTransaction = (event: TransactionEvent): readonly CommandToSend[] => {
  switch (event.type) {
    case 'transaction.charged': return [...chargeAsked(event.data), ...chargeSweep(event.data)]
    case 'transaction.went_cold': return [followCold(event.data)]
    case 'transaction.came_back': return [settleOnHot(event.data)]
    case 'transaction.clashed': {
      const { dispatch, attempt, txid } = event.data
      return [{ type: dispatchCommands.recordRefused.type, data: { dispatch, attempt, txid, code: 'txid_taken' } }]
    }
    case 'transaction.revoked':
    case 'transaction.landed':
    case 'transaction.failed':
    case 'transaction.expired': {
      const { dispatch, attempt, txid } = event.data
      return [{ type: dispatchCommands.recordOutcome.type, data: { dispatch, attempt, txid, outcome: outcomeOf(event) } }]
    }
    case 'transaction.surfaced':
    case 'transaction.sunk': {
      const { dispatch, txid, part } = event.data
      const { type } = event.type === 'transaction.surfaced' ? payoutCommands.recordSurfacing : payoutCommands.recordSinking
      return isPayout(dispatch) ? [{ type, data: { payout: dispatch, txid, part } }] : []
    }
    default: return []
  }
}

export const transactionProcess: Process<undefined> = {
  name: 'transactions',
  aggregate: 'transaction',
  ...stateless,
  react: (event: RecordedEvent<TransactionEvent>) => onTransaction(event),
}
