import { type MessagesOf, type PaymentStatus, paymentEvents } from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'

export type PaymentEvent = MessagesOf<typeof paymentEvents>

/** What the world sees of a payment: as much as its people need to act, and the rules to judge it by. */
export type Seen = {
  readonly payment: string
  readonly merchant: string
  readonly sessionHash: string
  /** What kind of people it has; see `people.ts`. */
  readonly temper: string
  readonly isFiat: boolean
  status: PaymentStatus
  attempt: number
  acceptor: string
  account: string
  fiatMinor: bigint
  receivedMinor: bigint
  bankReferenceHash: string
  held: boolean
  /** Its acceptor was suspended while the order ran. */
  suspended: boolean
  flagged: boolean
  proposedBy: string | undefined
  recallOpen: boolean
  appealOpen: boolean
  late: boolean
  recalled: boolean
  settlements: number
  windowOpen: boolean
  /** Shown once it is watched; undefined before, or where nobody pays on chain. */
  address: string | undefined
  askedMicro: bigint
  /** Transfers to the address by their stage, with amounts. */
  readonly coins: Map<string, { readonly stage: string; readonly amountMicro: bigint }>
  /** Of what passed: applied, given away or lost, less what was assigned. */
  usedMicro: bigint
  /** Decided, and not yet answered by the ledger. */
  readonly moving: Set<number>
  readonly refunds: Map<string, bigint>
  resolved: boolean
}

/** What came on chain, passed, and is applied to nothing. */
export const freeMicro = ({ coins, usedMicro }: Seen): bigint =>
  [...coins.values()].reduce((sum, { stage, amountMicro }) => (stage === 'passed' ? sum + amountMicro : sum), 0n) - usedMicro

/** Something of its money on chain has not come to its end yet. */
export const isMoving = ({ coins, moving, refunds }: Seen): boolean =>
  moving.size > 0 || refunds.size > 0
  || [...coins.values()].some(({ stage }) => ['observed', 'solid', 'booked', 'held'].includes(stage))

/** Money that came in time, or a word about money that came, goes on where nothing was settled. */
const reopening: ReadonlySet<string> = new Set([
  'payment.transfer_seen', 'payment.application_decided', 'payment.top_up_awaited',
])
const reopens = (before: PaymentStatus, { type }: PaymentEvent): boolean =>
  (before === 'expired' || before === 'cancelled') && reopening.has(type)

const ended: ReadonlySet<PaymentStatus> = new Set(['settled', 'split', 'expired', 'cancelled'])

/** What came to a merchant by the order service's word: posted less fees, less recalls that it bears. */
export class PaymentModel {
  readonly payments = new Map<string, Seen>()
  readonly dueToMerchant = new Map<string, bigint>()
  readonly #referenceOf = new Map<string, string>()

  apply(event: PaymentEvent): Seen {
    const seen = this.#seen(event)
    const before = seen.status
    this.#fold(seen, event)
    // What was proposed for one state is void in the next.
    if (seen.status !== before) seen.proposedBy = undefined
    if (ended.has(before) && seen.status !== before && !reopens(before, event)) {
      throw new Violation(
        'an end is an end',
        `${seen.payment} went from ${before} to ${seen.status} by ${event.type}`,
      )
    }
    return seen
  }

  #seen(event: PaymentEvent): Seen {
    const known = this.payments.get(event.data.payment)
    if (known) return known
    if (event.type !== 'payment.created')
      throw new Violation('a payment begins by being created', event.type)
    const { payment, merchant, metadata, amount } = event.data
    const seen: Seen = {
      payment,
      merchant,
      sessionHash: metadata['session'] ?? '',
      temper: metadata['temper'] ?? '',
      isFiat: amount.fix === 'fiat',
      status: 'open',
      attempt: 0,
      acceptor: '',
      account: '',
      fiatMinor: 0n,
      receivedMinor: 0n,
      bankReferenceHash: '',
      held: false,
      suspended: false,
      flagged: false,
      proposedBy: undefined,
      recallOpen: false,
      appealOpen: false,
      late: false,
      recalled: false,
      settlements: 0,
      windowOpen: false,
      address: undefined,
      askedMicro: 0n,
      coins: new Map(),
      usedMicro: 0n,
      moving: new Set(),
      refunds: new Map(),
      resolved: false,
    }
    this.payments.set(payment, seen)
    return seen
  }

  #fold(seen: Seen, event: PaymentEvent): void {
    switch (event.type) {
      case 'payment.method_chosen':
      case 'payment.match_requested':
        seen.status = 'requested'
        break
      case 'payment.offer_recorded': {
        const { offer } = event.data
        if (offer.attempt <= seen.attempt)
          throw new Violation('attempts go up', `${seen.payment} ${offer.attempt}`)
        Object.assign(seen, {
          attempt: offer.attempt,
          acceptor: offer.acceptor,
          account: `${offer.account}/${offer.method}`,
          fiatMinor: offer.fiatMinor,
          suspended: false,
        })
        break
      }
      case 'payment.escrow_pended':
        if (!event.data.stale && seen.status === 'requested') seen.status = 'offered'
        break
      case 'payment.offer_accepted':
        seen.status = 'awaiting_payment'
        break
      case 'payment.on_chain_offered':
        seen.status = 'onchain_offered'
        break
      case 'payment.expired':
        seen.status = 'expired'
        break
      case 'payment.cancelled':
        seen.status = 'cancelled'
        break
      case 'payment.grace_entered':
        seen.status = 'grace'
        break
      case 'payment.claimed':
        seen.status = 'claimed'
        seen.bankReferenceHash = event.data.bankReferenceHash
        break
      case 'payment.amount_queried':
        seen.status = 'amount_query'
        seen.receivedMinor = event.data.receivedMinor
        break
      case 'payment.amount_corrected':
        seen.receivedMinor = event.data.receivedMinor
        break
      case 'payment.confirmation_held':
        seen.status = 'claimed'
        seen.held = true
        break
      case 'payment.refund_due':
        seen.status = 'fiat_refund_due'
        break
      case 'payment.disputed':
        seen.status = 'disputed'
        break
      case 'payment.flagged':
        seen.flagged = true
        break
      case 'payment.unflagged':
        seen.flagged = false
        break
      case 'payment.suspended':
        seen.suspended = true
        break
      case 'payment.judgement_proposed':
        seen.proposedBy = event.data.operator
        break
      case 'payment.judged':
        seen.proposedBy = undefined
        break
      case 'payment.settlement_decided':
        this.#settlementDecided(seen, event.data)
        break
      case 'payment.settled':
        seen.status = event.data.status
        seen.settlements += 1
        seen.windowOpen = true
        if (seen.settlements > 1) throw new Violation('one settlement a payment', seen.payment)
        this.#due(seen.merchant, this.#decided.get(seen.payment) ?? 0n)
        break
      case 'payment.late_refused':
      case 'payment.late_claimed':
        seen.status = 'late_case'
        break
      case 'payment.closed':
        seen.status = event.data.status
        seen.windowOpen = true
        break
      case 'payment.appealed':
        seen.appealOpen = true
        break
      case 'payment.appeal_ended':
        if (event.data.reason === 'upheld') seen.appealOpen = false
        else seen.windowOpen = false
        break
      case 'payment.appeal_settled':
        seen.appealOpen = false
        this.#due(seen.merchant, event.data.extra.postedMicro - event.data.extra.feeMicro)
        break
      case 'payment.recall_reported':
        seen.recallOpen = true
        break
      case 'payment.recall_denied':
        seen.recallOpen = false
        break
      case 'payment.recall_decided':
        seen.recallOpen = false
        break
      case 'payment.recalled':
        seen.recalled = true
        if (event.data.owner === 'merchant') this.#due(seen.merchant, -event.data.amountMicro)
        break
      default:
        this.#foldOnChain(seen, event)
    }
  }

  /** What was decided to be the merchant's: gross less fee, by payment and count. */
  readonly #applying = new Map<string, bigint>()

  #foldOnChain(seen: Seen, event: PaymentEvent): void {
    switch (event.type) {
      case 'payment.on_chain_chosen':
        seen.status = 'awaiting_transfer'
        seen.askedMicro = event.data.askedMicro
        break
      case 'payment.address_recorded':
        seen.address = event.data.address
        break
      case 'payment.deposit_recorded': {
        const { deposit, stage, amountMicro } = event.data
        seen.coins.set(deposit, { stage, amountMicro })
        break
      }
      case 'payment.transfer_seen':
      case 'payment.top_up_awaited':
        seen.status = 'confirming_transfer'
        break
      case 'payment.transfer_gone':
        seen.status = 'awaiting_transfer'
        break
      case 'payment.on_chain_lapsed':
        seen.status = 'onchain_offered'
        break
      case 'payment.application_decided': {
        const { count, purpose, way, time, postedMicro, feeMicro } = event.data
        seen.usedMicro += postedMicro
        seen.moving.add(count)
        this.#applying.set(`${seen.payment}/${count}`, postedMicro - feeMicro)
        if (way === 'accepted') seen.resolved = true
        if (purpose !== 'settlement') break
        seen.status = 'settling'
        seen.late = time === 'late'
        break
      }
      case 'payment.applied': {
        const { count, purpose } = event.data
        seen.moving.delete(count)
        this.#due(seen.merchant, this.#applying.get(`${seen.payment}/${count}`) ?? 0n)
        if (purpose !== 'settlement') break
        seen.status = 'settled'
        seen.settlements += 1
        if (seen.settlements > 1) throw new Violation('one settlement a payment', seen.payment)
        break
      }
      case 'payment.refund_requested':
        seen.usedMicro += event.data.from === 'unapplied' ? event.data.amountMicro : 0n
        seen.refunds.set(event.data.refund, event.data.from === 'unapplied' ? event.data.amountMicro : 0n)
        break
      case 'payment.refund_ended':
        if (event.data.outcome === 'closed') seen.usedMicro -= seen.refunds.get(event.data.refund) ?? 0n
        seen.refunds.delete(event.data.refund)
        break
      case 'payment.move_decided':
        seen.moving.add(event.data.count)
        if (event.data.what === 'aside') seen.usedMicro += event.data.amountMicro
        break
      case 'payment.moved':
        seen.moving.delete(event.data.count)
        seen.resolved = true
        if (event.data.what === 'assign') seen.usedMicro -= event.data.amountMicro
        break
      case 'payment.move_refused':
        seen.moving.delete(event.data.count)
        break
      case 'payment.reversal_decided': {
        const { count, fromAsideMicro = 0n, fromMerchantMicro, lossMicro, feeMicro } = event.data
        seen.moving.add(count)
        seen.resolved = true
        // The coin no longer counts as passed, so what was used of it does not either.
        seen.usedMicro -= fromAsideMicro + fromMerchantMicro + lossMicro
        this.#due(seen.merchant, feeMicro - fromMerchantMicro)
        break
      }
      case 'payment.reversed':
        seen.moving.delete(event.data.count)
        break
      default:
    }
    if (event.type !== 'payment.deposit_recorded' && event.type !== 'payment.reversal_decided' && freeMicro(seen) < 0n)
      throw new Violation('no more is used than came', `${seen.payment} by ${event.type}`)
  }

  readonly #decided = new Map<string, bigint>()

  #settlementDecided(
    seen: Seen,
    data: Extract<PaymentEvent, { type: 'payment.settlement_decided' }>['data'],
  ): void {
    seen.status = 'settling'
    if (seen.suspended && ['confirmed', 'agreed', 'part_accepted'].includes(data.way)) {
      throw new Violation('a suspended order is not settled by its parties alone', seen.payment)
    }
    seen.late = data.time === 'late'
    this.#decided.set(seen.payment, data.postedMicro - data.feeMicro)
    for (const hash of data.bankReferenceHashes) {
      const reference = `${data.account}/${data.method}/${hash}`
      const other = this.#referenceOf.get(reference)
      if (other !== undefined && other !== seen.payment) {
        throw new Violation(
          'a bank reference settles once',
          `${reference} settles ${other} and ${seen.payment}`,
        )
      }
      this.#referenceOf.set(reference, seen.payment)
    }
  }

  #due(merchant: string, amountMicro: bigint): void {
    this.dueToMerchant.set(merchant, (this.dueToMerchant.get(merchant) ?? 0n) + amountMicro)
  }
}

export const isFinal = ({ status }: Seen): boolean =>
  ended.has(status) || status === 'closed_unpaid' || status === 'closed_refunded'

export const exits = [
  'settled',
  'settled_late',
  'split',
  'closed_unpaid',
  'closed_refunded',
  'expired',
  'cancelled',
  'recalled',
  'on_chain',
  'on_chain_resolved',
] as const
export type Exit = (typeof exits)[number]

/** The end a payment came to, undefined before it ended. */
export const exitOf = (seen: Seen): Exit | undefined => {
  if (!isFinal(seen)) return undefined
  if (seen.recalled) return 'recalled'
  if (seen.resolved) return 'on_chain_resolved'
  if (seen.status === 'settled' && seen.coins.size > 0) return 'on_chain'
  if (seen.status === 'settled') return seen.late ? 'settled_late' : 'settled'
  return exits.find((exit) => exit === seen.status)
}
