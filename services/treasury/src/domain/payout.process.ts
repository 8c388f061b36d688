import {
  accounts, dispatchCommands, ledgerCommands, payeeCommands, payeeKey, payoutCommands, transactionCommands, trxLedgerOf,
  type MessageOf, type transactionEvents,
} from '@stablegate/contracts'
import { assertThat, type CommandToSend, type Process, type RecordedEvent } from '@stablegate/kernel'
import type { PayeeEvent } from './payee.ts'
import { pendPayout, postPayout, voidPayout } from './payout-journal.ts'
import { payoutDecider, type PayoutEvent, type PayoutState } from './payout.ts'
import type { DispatchEvent } from './transaction-dispatch.ts'
import type { TransactionEvent } from './transaction.ts'

const stateless = { initial: () => undefined, evolve: (state: undefined) => state } as const

/** What a payee may ask for becomes a payout. */
export const payeeProcess: Process<undefined> = {
  name: 'payees',
  aggregate: 'payee',
  ...stateless,
  react: (event: RecordedEvent<PayeeEvent>) => {
    if (event.type !== 'payout.requested') return []
    const { atMs: _, ...request } = event.data
    return [{ type: payoutCommands.open.type, data: request }]
  },
}

const requestIn = ({ request }: PayoutState) => {
  assertThat(request, 'a payout without a request')
  return request
}

const onPayout = (event: PayoutEvent, state: PayoutState): readonly CommandToSend[] => {
  switch (event.type) {
    case 'payout.opened': return [pendPayout(event.data)]
    // It was taken back before the ledger had answered.
    case 'payout.pended': return state.status === 'voiding' ? [voidPayout(requestIn(state))] : []
    case 'payout.voiding': return state.pended ? [voidPayout(requestIn(state))] : []
    case 'payout.cleared': {
      const { payout, chain, to, amountMicro } = event.data
      return [{
        type: dispatchCommands.open.type,
        data: { dispatch: payout, chain, order: { kind: 'token', source: { role: 'hot' }, to, amountMicro } },
      }]
    }
    case 'payout.cancel_asked':
      return [{ type: dispatchCommands.withdraw.type, data: { dispatch: event.data.payout, by: event.data.by } }]
    case 'payout.landed': return [postPayout(event.data, event.data)]
    case 'payout.voided': {
      const { payout, payee } = event.data
      return [{ type: payeeCommands.giveBack.type, data: { party: payeeKey(payee), payout } }]
    }
    default: return []
  }
}

/** Steers a payout through ledger and chain; what they answer comes back as its own facts. */
export const payoutProcess: Process<PayoutState> = {
  name: 'payouts',
  aggregate: 'payout',
  initial: payoutDecider.initial,
  evolve: (state, event: PayoutEvent) => payoutDecider.evolve(state, event),
  react: (event: RecordedEvent<PayoutEvent>, state) => onPayout(event, state),
}

const isPayout = (dispatch: string): boolean => dispatch.startsWith('po_')

const onDispatch = (event: DispatchEvent): readonly CommandToSend[] => {
  switch (event.type) {
    // Before the signer is asked the bytes are known: whatever lands is never taken for a stranger's.
    case 'dispatch.built': {
      const { dispatch, chain, attempt, txid, order, account, expiresAtMs, rawHex } = event.data
      return [{
        type: transactionCommands.register.type,
        data: { dispatch, chain, attempt, txid, order, account, expiresAtMs, rawHex },
      }]
    }
    case 'dispatch.landed': {
      const { dispatch, txid, part } = event.data
      return isPayout(dispatch) ? [{ type: payoutCommands.recordLanding.type, data: { payout: dispatch, txid, part } }] : []
    }
    case 'dispatch.withdrawn':
    case 'dispatch.withdrawal_refused': {
      const { dispatch, by } = event.data
      if (!isPayout(dispatch)) return []
      const withdrawn = event.type === 'dispatch.withdrawn'
      const reason = withdrawn ? `taken back by ${by}` : 'signed already'
      return [{ type: payoutCommands.recordWithdrawal.type, data: { payout: dispatch, withdrawn, reason } }]
    }
    default: return []
  }
}

export const dispatchProcess: Process<undefined> = {
  name: 'dispatches',
  aggregate: 'dispatch',
  ...stateless,
  react: (event: RecordedEvent<DispatchEvent>) => onDispatch(event),
}

type Charged = MessageOf<typeof transactionEvents.charged>['data']

/** The operator's own TRX: burnt by the account that acted. */
const chargeAsked = ({ chain, txid, dispatch, source, feeSun }: Charged): readonly CommandToSend[] => feeSun === 0 ? [] : [{
  type: ledgerCommands.transfer.type,
  data: {
    ledger: trxLedgerOf(chain),
    transfers: [{
      kind: 'post', id: `fee:${txid}`, debit: dispatch.startsWith('po_') ? accounts.energyCost : accounts.sweepCost,
      credit: accounts.trx(source.role === 'hot' ? 'hot' : 'gas'), amountMicro: BigInt(feeSun), category: 'fee',
    }],
    memo: { note: dispatch, reference: txid },
  },
}]

const onTransaction = (event: TransactionEvent): readonly CommandToSend[] => {
  switch (event.type) {
    case 'transaction.charged': return chargeAsked(event.data)
    case 'transaction.clashed': {
      const { dispatch, attempt, txid } = event.data
      return [{ type: dispatchCommands.recordRefused.type, data: { dispatch, attempt, txid, code: 'txid_taken' } }]
    }
    case 'transaction.landed':
    case 'transaction.failed':
    case 'transaction.expired': {
      const { dispatch, attempt, txid } = event.data
      const outcome = event.type === 'transaction.landed'
        ? { kind: 'landed', part: event.data.part }
        : event.type === 'transaction.failed' ? { kind: 'failed', reason: event.data.reason } : { kind: 'expired' }
      return [{ type: dispatchCommands.recordOutcome.type, data: { dispatch, attempt, txid, outcome } }]
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
