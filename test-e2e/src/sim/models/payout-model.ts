import type {
  addressEvents, dispatchEvents, DispatchOrder, incidentEvents, intentEvents, MessageOf, MessagesOf, outlookEvents, Payee, payeeEvents,
  payoutEvents, sweepEvents,
} from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'

type PayoutFact = MessagesOf<typeof payeeEvents> | MessagesOf<typeof payoutEvents>
type DispatchFact = MessagesOf<typeof dispatchEvents>
type IntentFact = MessagesOf<typeof intentEvents>
type Outlook = MessageOf<typeof outlookEvents.advanced>['data']

export type Paid = {
  readonly payout: string
  readonly payee: Payee
  readonly amountMicro: bigint
  is:
    | 'asked' | 'refused' | 'waiting' | 'screening' | 'approving' | 'cleared' | 'voiding' | 'landed' | 'revoked' | 'confirmed' | 'voided'
    | 'returned'
  operators: number
}

export type Sent = {
  readonly dispatch: string
  readonly order: DispatchOrder
  is: 'waiting' | 'built' | 'signed' | 'halted' | 'landed' | 'withdrawn'
  attempts: number
  allowedUntilMs: number
  txid: string
  expiresAtMs: number
}

export const payoutExits = ['paid_out', 'given_back'] as const
export type PayoutExit = (typeof payoutExits)[number]

const final: ReadonlySet<Paid['is']> = new Set<Paid['is']>(['refused', 'confirmed', 'voided', 'returned'])
export const isOver = ({ is }: Paid): boolean => final.has(is)
export const payoutExitOf = ({ is }: Paid): PayoutExit | undefined =>
  is === 'confirmed' ? 'paid_out' : is === 'voided' || is === 'returned' ? 'given_back' : undefined

const wordAfter: Readonly<Partial<Record<PayoutFact['type'], Paid['is']>>> = {
  'payout.waiting': 'waiting', 'payout.pended': 'screening', 'payout.screened': 'approving', 'payout.cleared': 'cleared',
  'payout.voiding': 'voiding', 'payout.landed': 'landed', 'payout.revoked': 'revoked', 'payout.confirmed': 'confirmed',
  'payout.voided': 'voided',
  'payout.returned': 'returned',
}

/** What was asked to leave, what of it is on the simulated chain, and what the log says of both. */
export class PayoutModel {
  readonly payouts = new Map<string, Paid>()
  readonly dispatches = new Map<string, Sent>()
  /** Granted by the signer's vault, and not signed yet. */
  readonly granted = new Map<string, { readonly dispatch: string; readonly attempt: number; readonly order: DispatchOrder }>()
  readonly incidents = new Set<string>()
  /** Planned, and not at their end. */
  readonly sweeps = new Set<string>()
  /** What an address holds that nobody will take back, by the index of its key. */
  readonly indexes = new Map<string, number>()
  outlook: Outlook | undefined
  /** From behind which blocks on the chain was read again, the newest first. */
  rereads: readonly { readonly from: number; readonly watched: number }[] = []
  readonly #revoked = new Set<string>()
  /** Transactions in solid blocks, by what they are for. */
  readonly #onChain = new Map<string, string>()

  applyPayout(event: PayoutFact): void {
    if (event.type === 'payout.requested' || event.type === 'payout.refused') {
      const { payout, payee, amountMicro } = event.data
      this.payouts.set(payout, { payout, payee, amountMicro, is: event.type === 'payout.refused' ? 'refused' : 'asked', operators: 0 })
      return
    }
    const paid = 'payout' in event.data ? this.payouts.get(event.data.payout) : undefined
    if (!paid) return
    if (event.type === 'payout.approved') paid.operators = event.data.count
    // Taken back before the ledger had answered: its answer changes nothing.
    if ((event.type === 'payout.pended' || event.type === 'payout.waiting') && paid.is === 'voiding') return
    const after = wordAfter[event.type]
    if (after !== undefined && isOver(paid) && !(paid.is === 'confirmed' && after === 'revoked'))
      throw new Violation('a payout ends once', `${paid.payout} was ${paid.is}, then ${event.type}`)
    if (after !== undefined) paid.is = after
  }

  applyDispatch(event: DispatchFact): void {
    if (event.type === 'dispatch.opened') {
      const { dispatch, order } = event.data
      this.dispatches.set(dispatch, { dispatch, order, is: 'waiting', attempts: 0, allowedUntilMs: 0, txid: '', expiresAtMs: 0 })
      return
    }
    const sent = this.dispatches.get(event.data.dispatch)
    if (!sent) return
    switch (event.type) {
      case 'dispatch.built': {
        const { attempt, txid, expiresAtMs } = event.data
        Object.assign(sent, { is: 'built', attempts: attempt, txid, expiresAtMs, allowedUntilMs: 0 })
        break
      }
      case 'dispatch.allowed':
        sent.allowedUntilMs = event.data.untilMs
        break
      case 'dispatch.recheck_asked':
        sent.allowedUntilMs = 0
        break
      case 'dispatch.signed':
      case 'dispatch.revoked':
        sent.is = 'signed'
        break
      case 'dispatch.landed':
        sent.is = 'landed'
        break
      case 'dispatch.failed':
      case 'dispatch.refused':
        sent.is = 'halted'
        break
      case 'dispatch.expired':
        sent.is = event.data.halted ? 'halted' : 'waiting'
        break
      case 'dispatch.retried':
        sent.is = 'waiting'
        break
      case 'dispatch.withdrawn':
        sent.is = 'withdrawn'
        break
      default:
    }
  }

  applyIntent(event: IntentFact): void {
    switch (event.type) {
      case 'intent.revoked':
        this.#revoked.add(event.data.dispatch)
        break
      case 'signing.granted': {
        const { dispatch, attempt, txid, order } = event.data
        this.granted.set(txid, { dispatch, attempt, order })
        break
      }
      case 'signing.refused':
        this.granted.delete(event.data.txid)
        break
      case 'signature.made':
        if (this.#revoked.has(event.data.dispatch))
          throw new Violation('what is taken back is not signed', event.data.dispatch)
        this.granted.delete(event.data.txid)
        break
      default:
    }
  }

  applyIncident(event: MessagesOf<typeof incidentEvents>): void {
    const { incident, kind, stops } = event.data
    if (kind === 'unsigned_act') throw new Violation('whatever leaves was registered', event.data.cause)
    if (kind === 'ledger_refused') throw new Violation('the ledger follows the chain', event.data.cause)
    if (event.type === 'incident.closed') this.incidents.delete(incident)
    else if (stops.length > 0) this.incidents.add(incident)
  }

  applyAddress(event: MessagesOf<typeof addressEvents>): void {
    if (event.type === 'address.opened' && event.data.index !== undefined) this.indexes.set(event.data.address, event.data.index)
  }

  applyOutlook(event: MessagesOf<typeof outlookEvents>): void {
    if (event.type === 'outlook.advanced') {
      this.outlook = event.data
      return
    }
    const { chain, to, watched, atMs } = event.data
    const wasReadTo = this.outlook?.solid.number ?? -1
    this.outlook = { chain, solid: to, watched, atMs }
    this.rereads = [{ from: to.number, watched }, ...this.rereads.filter(({ from }) => from < to.number && to.number <= wasReadTo)]
  }

  applySweep(event: MessagesOf<typeof sweepEvents>): void {
    if (event.type === 'sweep.planned') this.sweeps.add(event.data.sweep)
    if (event.type === 'sweep.ended') this.sweeps.delete(event.data.sweep)
  }

  /** Whether a transaction for it is in a solid block. */
  isOnChain(dispatch: string): boolean {
    return [...this.#onChain.values()].includes(dispatch)
  }

  /** A transaction is in a block that the network calls solid. */
  landed(txid: string, dispatch: string): void {
    if (dispatch.startsWith('back_') && !this.isOnChain(dispatch.replace('back_', 'lend_')))
      throw new Violation('only what is lent is taken back', dispatch)
    const [other] = [...this.#onChain].find(([id, of]) => of === dispatch && id !== txid) ?? []
    if (other !== undefined) throw new Violation('a payout leaves once', `${dispatch} by ${other} and by ${txid}`)
    this.#onChain.set(txid, dispatch)
  }

  gone(txid: string): void {
    this.#onChain.delete(txid)
  }

  get isIdle(): boolean {
    return [...this.payouts.values()].every(isOver) && this.incidents.size === 0 && this.sweeps.size === 0
      && [...this.dispatches.values()].every(({ is }) => is === 'landed' || is === 'withdrawn')
  }

  checkEnd(): void {
    const out = new Set(this.#onChain.values())
    for (const dispatch of out) {
      if (dispatch.startsWith('lend_') && !out.has(dispatch.replace('lend_', 'back_')))
        throw new Violation('what is lent is taken back', dispatch)
    }
    for (const { payout, is } of this.payouts.values()) {
      if (out.has(payout) !== (is === 'confirmed')) throw new Violation('what is confirmed is on chain', `${payout} is ${is}`)
    }
  }
}
