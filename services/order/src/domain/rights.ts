import { paymentStatuses, type PaymentStatus } from '@stablegate/contracts'
import { sessionOf, type PaymentState, type Verb } from './state.ts'

export type Role = 'customer' | 'acceptor' | 'merchant' | 'operator'

type Rights = Readonly<Partial<Record<Role, readonly Verb[]>>>

/** What the ledger refused waits until the order that runs has ended. */
const retries: Rights = { operator: ['retryTransfer', 'approveJudgement'] }

/** Money that came on chain and is applied to nothing waits for an explicit word. */
const resolutions = ['acceptUnapplied', 'requestRefund'] as const
const operatorResolutions = [...resolutions, 'setAside', 'dismissWrongAsset'] as const

const afterSettlement: Rights = {
  customer: ['appeal'],
  acceptor: ['reportRecall', 'markRefunded'],
  merchant: ['flag', ...resolutions],
  operator: [
    ...operatorResolutions,
    'flag',
    'unflag',
    'decideAppeal',
    'decideRecall',
    'retryTransfer',
    'approveJudgement',
  ],
}
const afterClosing: Rights = {
  acceptor: ['confirmLate'],
  merchant: ['decideLate'],
  operator: ['decideLate', 'retryTransfer', 'approveJudgement', 'unflag'],
}
const closed: Rights = {
  acceptor: ['confirmLate'],
  merchant: ['decideLate', ...resolutions],
  operator: [...(afterClosing.operator ?? []), ...operatorResolutions, 'assign'],
}
/** A payment whose address is known: money on chain can be assigned to it. */
const onTheWay: Rights = {
  operator: ['assign', 'dismissWrongAsset', 'retryTransfer', 'approveJudgement'],
}

/** The chart: who may do what in which state. Everything else is refused with `not_while_<state>`. */
export const rights: Readonly<Record<PaymentStatus, Rights>> = {
  open: { customer: ['choose', 'chooseOnChain'], merchant: ['cancel'], operator: ['cancel'] },
  requested: {
    customer: ['cancel', 'chooseOnChain'],
    merchant: ['cancel'],
    operator: ['cancel'],
  },
  onchain_offered: {
    customer: ['choose', 'chooseOnChain', 'cancel'],
    merchant: ['cancel'],
    operator: ['cancel'],
  },
  awaiting_transfer: {
    customer: ['choose', 'cancel'],
    merchant: ['cancel'],
    operator: ['cancel', ...(onTheWay.operator ?? [])],
  },
  confirming_transfer: onTheWay,
  offered: {
    customer: ['cancel', 'chooseOnChain'],
    acceptor: ['acceptOffer', 'declineOffer'],
    merchant: ['cancel'],
    operator: ['cancel', 'suspendOrder'],
  },
  awaiting_payment: {
    customer: ['claim', 'cancel'],
    acceptor: ['confirm', 'reportAccountUnusable'],
    merchant: ['flag', 'openDispute'],
    operator: ['flag', 'unflag', 'openDispute', 'suspendOrder'],
  },
  grace: {
    customer: ['claim', 'stateNotPaid'],
    acceptor: ['confirm', 'attestNothingCame'],
    merchant: ['extend', 'openDispute'],
    operator: ['extend', 'openDispute', 'unflag', 'suspendOrder'],
  },
  claimed: {
    customer: ['addEvidence'],
    acceptor: ['confirm', 'refuse'],
    merchant: ['openDispute'],
    operator: ['openDispute', 'unflag', 'coConfirm', 'suspendOrder'],
  },
  amount_query: {
    customer: ['answerAmount'],
    acceptor: ['correctAmount', 'offerRefund'],
    merchant: ['acceptPart'],
    operator: ['unflag'],
  },
  fiat_refund_due: {
    customer: ['acknowledgeRefund'],
    acceptor: ['markRefunded'],
    merchant: ['extend'],
    operator: ['extend', 'unflag'],
  },
  disputed: {
    customer: ['addEvidence', 'concede'],
    acceptor: ['addEvidence', 'concede'],
    operator: ['giveVerdict', 'approveJudgement', 'unflag'],
  },
  settling: retries,
  settled: afterSettlement,
  split: afterSettlement,
  closed_unpaid: { customer: ['lateClaim'], ...closed },
  closed_refunded: { customer: ['lateClaim', 'acknowledgeRefund'], ...closed },
  late_case: { customer: ['addEvidence'], ...afterClosing },
  expired: {
    merchant: [...resolutions, 'topUp'],
    operator: ['retryTransfer', 'approveJudgement', ...operatorResolutions, 'topUp', 'assign'],
  },
  cancelled: {
    merchant: resolutions,
    operator: ['retryTransfer', 'approveJudgement', ...operatorResolutions, 'assign'],
  },
}

/** Judgements and what else an operator must not do for an order of an acceptor they run. */
const impartial: ReadonlySet<Verb> = new Set<Verb>([
  'giveVerdict',
  'decideLate',
  'decideAppeal',
  'decideRecall',
  'retryTransfer',
  'approveJudgement',
  'coConfirm',
  'unflag',
  'setAside',
  'assign',
])

export type NotWhile = `not_while_${PaymentStatus}`
export const notWhile = paymentStatuses.map((status): NotWhile => `not_while_${status}`)

export type RightsRefusal =
  'session_mismatch' | 'not_your_order' | 'not_your_payment' | 'conflict_of_interest' | NotWhile

export type Actor =
  | { readonly role: 'customer'; readonly sessionHash: string }
  | { readonly role: 'acceptor'; readonly acceptor: string }
  | { readonly role: 'merchant'; readonly merchant: string }
  | {
      readonly role: 'operator'
      readonly operator: string
      readonly relatedOwners: readonly string[]
    }

/** Is this the customer, acceptor or merchant of this payment, and may they do this now? */
export const refusalOf = (
  verb: Verb,
  by: Actor,
  state: PaymentState,
): RightsRefusal | undefined => {
  switch (by.role) {
    case 'customer': {
      const session = sessionOf(state)
      const binds = session === undefined && (verb === 'choose' || verb === 'chooseOnChain')
      if (!binds && session !== by.sessionHash) return 'session_mismatch'
      break
    }
    case 'acceptor':
      if (state.order?.acceptor !== by.acceptor) return 'not_your_order'
      break
    case 'merchant':
      if (state.terms?.merchant !== by.merchant) return 'not_your_payment'
      break
    case 'operator':
      break
  }
  const { status } = state
  if (status === 'none' || !rights[status][by.role]?.includes(verb))
    return `not_while_${status as PaymentStatus}`
  const related = by.role === 'operator' && impartial.has(verb) && by.relatedOwners
  return related && state.order && related.includes(state.order.owner)
    ? 'conflict_of_interest'
    : undefined
}
