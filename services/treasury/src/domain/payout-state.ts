import type { payoutCommands, payoutEvents, CommandOf, MessagesOf, PayoutRepair, RepairCustody } from '@stablegate/contracts'
import { assertThat, unreachable } from '@stablegate/kernel'

export type PayoutCommand = CommandOf<typeof payoutCommands>
export type PayoutEvent = MessagesOf<typeof payoutEvents>
export type PayoutCommandNamed<Key extends keyof typeof payoutCommands> =
  Extract<PayoutCommand, { readonly type: (typeof payoutCommands)[Key]['type'] }>
export type PayoutRequest = PayoutCommandNamed<'open'>['data']

/**
 * What the ledger holds of a payout that landed: nothing posted yet, posted, a repair under way, or
 * the money back in custody and in nobody's balance.
 */
export type Books = 'none' | 'posted' | PayoutRepair | 'reversed'

/**
 * `pending`: the ledger is asked. `waiting`: the payee's money is set aside, the hot address lacks it.
 * `screening`, `approving`: money is pended, nobody may sign yet.
 * `cleared`: whoever dispatches it may. `landed`: solid, the ledger is asked to post. `revoked`: the
 * network took that back; `returning`: and it is provably lost, so that its payee has it again.
 */
export type PayoutStatus =
  | 'pending' | 'waiting' | 'screening' | 'approving' | 'cleared' | 'landed' | 'voiding' | 'confirmed' | 'voided'
  | 'revoked' | 'returning' | 'returned'

/** What sets its money aside: at once, against nothing yet, or in a later round. */
export type PendStep = 'pend' | 'hold' | `fund:${number}`

export type PayoutState = {
  request?: PayoutRequest
  openedAtMs: number
  status: PayoutStatus
  pended: boolean
  /** Set aside beside the hot address's own money, while that does not suffice. */
  hold: 'none' | 'asked' | 'held'
  /** How often the ledger was asked anew for what lacked, and the round that it has not answered. */
  rounds: number
  funding: number | undefined
  /** Which of its movements pends it now. */
  pend: PendStep
  waitingSinceMs: number
  clockId: string
  approvals: number
  operators: readonly string[]
  cancelling: boolean
  reason: string
  /** Of the transaction that is out, from its signing on. */
  txid: string
  part: string
  /** What the ledger has done of what landed; in which round it was asked last; how often the landing was revoked. */
  books: Books
  askedRound: number
  round: number
  /** Which part of custody has what was reversed. */
  reversedTo: RepairCustody
  /** By transaction: how often it paid what was given back, and whether its payee owes that now. */
  overpaid: ReadonlyMap<string, { readonly round: number; readonly owed: boolean }>
}

export const requestOf = (state: PayoutState): PayoutRequest => {
  assertThat(state.request, 'a payout without a request')
  return state.request
}

export const evolve = (state: PayoutState, event: PayoutEvent): PayoutState => {
  switch (event.type) {
    case 'payout.opened': {
      const { atMs, ...request } = event.data
      return { ...state, request, openedAtMs: atMs, approvals: request.approvals }
    }
    case 'payout.pended': {
      const { round } = event.data
      const isNext = state.status === 'pending' || state.status === 'waiting'
      return {
        ...state, pended: true, pend: round === undefined ? 'pend' : `fund:${round}`, hold: 'none', funding: undefined,
        status: isNext ? 'screening' : state.status,
      }
    }
    case 'payout.hold_asked': return { ...state, hold: 'asked' }
    case 'payout.waiting': return {
      ...state, hold: 'held', pend: 'hold', clockId: event.data.clockId, waitingSinceMs: event.data.atMs,
      status: state.status === 'pending' ? 'waiting' : state.status,
    }
    case 'payout.funding_asked': return { ...state, rounds: event.data.round, funding: event.data.round }
    case 'payout.funding_refused': return { ...state, funding: undefined }
    case 'payout.funds_overdue': return state
    case 'payout.screened': return { ...state, status: 'approving', approvals: event.data.approvals }
    case 'payout.approved': return { ...state, operators: [...state.operators, event.data.operator] }
    case 'payout.cleared': return { ...state, status: 'cleared' }
    case 'payout.sent': return { ...state, txid: event.data.txid }
    case 'payout.withheld': return { ...state, reason: event.data.code }
    case 'payout.cancel_asked': return { ...state, cancelling: true }
    case 'payout.cancel_too_late': return { ...state, cancelling: false }
    case 'payout.voiding': return { ...state, status: 'voiding', reason: event.data.reason, cancelling: false }
    case 'payout.landed': return { ...state, status: 'landed', txid: event.data.txid, part: event.data.part }
    case 'payout.confirmed': return { ...state, status: 'confirmed', books: 'posted' }
    case 'payout.voided': return { ...state, status: 'voided' }
    case 'payout.revoked': return { ...state, status: 'revoked', round: event.data.round }
    case 'payout.repair_asked': return { ...state, books: event.data.step, askedRound: event.data.round, reversedTo: event.data.custody }
    case 'payout.repaired': return { ...state, books: event.data.step === 'reverse' ? 'reversed' : 'posted' }
    case 'payout.returning': return { ...state, status: 'returning', reason: event.data.reason }
    case 'payout.returned': return { ...state, status: 'returned' }
    case 'payout.overpaid':
    case 'payout.overpayment_undone': {
      const { txid, round } = event.data
      return { ...state, overpaid: new Map(state.overpaid).set(txid, { round, owed: event.type === 'payout.overpaid' }) }
    }
    default: return unreachable(event)
  }
}

export const noPayout = (): PayoutState => ({
  openedAtMs: 0, status: 'pending', pended: false, hold: 'none', rounds: 0, funding: undefined, pend: 'pend', waitingSinceMs: 0,
  clockId: '', approvals: 0, operators: [], cancelling: false, reason: '', txid: '', part: '',
  books: 'none', askedRound: 0, round: 0, reversedTo: 'hot', overpaid: new Map(),
})
