import { enter, escrow, order, same, without, type Folds } from './changes.ts'
import type { Claim, PaymentState } from './state.ts'

const tried = (state: PaymentState, acceptor: string): PaymentState =>
  state.tried.includes(acceptor) ? state : { ...state, tried: [...state.tried, acceptor] }

const claimOf = (
  { bankReferenceHash, sealedReference }: Claim,
  time: Claim['time'],
  claimedMinor?: bigint,
): Claim => ({
  bankReferenceHash,
  sealedReference,
  time,
  ...(claimedMinor === undefined ? {} : { claimedMinor }),
})

/** Up to the instructions. */
export const offerFolds = {
  created: (state, { clocks: _, ...terms }) => ({ ...enter(state, 'open'), terms }),
  methodChosen: (state, { clocks: _, ...choice }) => ({
    ...without(state, 'unserved'),
    choice,
    choices: state.choices + 1,
    offersShown: 0,
    // Another way was chosen: what still comes to the address is not waited for.
    ...(state.onChain ? { onChain: { ...state.onChain, windowOver: true } } : {}),
  }),
  matchRequested: (state, { attempt }) => ({ ...enter(state, 'requested'), attempt }),
  offerRecorded: (state, { offer, atMs }) => ({
    ...escrow(tried(state, offer.acceptor), offer.attempt, 'asked'),
    order: { ...offer, offeredAtMs: atMs, lapsed: false, suspended: false },
  }),
  escrowPended: (state, { attempt, stale, atMs }) => {
    if (stale) return escrow(state, attempt, 'voiding')
    if (state.status === 'settling') return escrow(state, attempt, 'posting')
    return enter(
      {
        ...order(escrow(state, attempt, 'pended'), { offeredAtMs: atMs }),
        offersShown: state.offersShown + 1,
      },
      'offered',
    )
  },
  escrowRefused: (state, { attempt }) => escrow(state, attempt, 'refused'),
  escrowVoided: (state, { attempt }) => escrow(state, attempt, 'voided'),
  offerAccepted: (state, { atMs, lockUntilMs }) =>
    enter(order(state, { acceptedAtMs: atMs, lockUntilMs }), 'awaiting_payment'),
  offerLapsed: (state, { attempt, acceptor, voids }) => {
    const left = tried(
      state.order?.attempt === attempt ? order(state, { lapsed: true }) : state,
      acceptor,
    )
    return voids ? escrow(left, attempt, 'voiding') : left
  },
  onChainOffered: (state, { reason }) => ({
    ...enter(state, 'onchain_offered'),
    unserved: reason,
  }),
  expired: (state) => enter(state, 'expired'),
  expiryPassed: (state) => ({ ...state, expiryPassed: true }),
  cancelled: (state) => enter(state, 'cancelled'),
  suspended: (state) => order(state, { suspended: true }),
} satisfies Partial<Folds>

/** From the instructions to an end without money, and what comes late. */
export const claimFolds = {
  graceEntered: (state, { reason }) => ({
    ...enter(state, 'grace'),
    graceReason: reason,
    toppedUp: state.toppedUp || reason === 'topping_up',
  }),
  claimed: (state, { atMs, time, claimedMinor, ...data }) => ({
    ...enter(order(state, { claimedAtMs: atMs }), 'claimed'),
    claims: [...state.claims, claimOf({ ...data, time }, time, claimedMinor)],
    reminders: 0,
  }),
  nothingAttested: (state) => ({ ...state, nothingAttested: true }),
  acceptorReminded: (state, { count }) => ({ ...state, reminders: count }),
  acceptorSilent: same,
  amountQueried: (state, { receivedMinor, payerMatches, bankReferenceHash }) => ({
    ...enter(state, 'amount_query'),
    received: { receivedMinor, payerMatches, bankReferenceHash },
  }),
  amountCorrected: (state, { receivedMinor }) => ({
    ...state,
    received: { payerMatches: true, ...state.received, receivedMinor },
  }),
  confirmationHeld: (state, { receivedMinor, payerMatches, bankReferenceHash }) => ({
    ...enter(state, 'claimed'),
    received: { receivedMinor, payerMatches, bankReferenceHash },
    heldConfirmation: true,
  }),
  refundDue: (state) => enter(state, 'fiat_refund_due'),
  refundAcknowledged: (state) => ({ ...state, refundAcknowledged: true }),
  extended: (state) => ({ ...state, extended: true }),
  closed: (state, { clocks: _, ...closed }) => ({
    ...enter(closed.voids ? escrow(state, closed.attempt, 'voiding') : state, closed.status),
    closed,
  }),
  lateClaimed: (state, { atMs, ...data }) => ({
    ...enter(state, 'late_case'),
    lateOpenedAtMs: atMs,
    claims: [...state.claims, claimOf({ ...data, time: 'late' }, 'late')],
  }),
  lateRefused: (state, { atMs }) => ({
    ...enter(without(state, 'settlement'), 'late_case'),
    lateRefused: true,
    lateOpenedAtMs: state.lateOpenedAtMs ?? atMs,
  }),
} satisfies Partial<Folds>

export const disputeFolds = {
  flagged: (state, { reason, atMs }) => ({ ...state, flag: { reason, atMs } }),
  unflagged: (state) => without(state, 'flag'),
  disputed: (state, { reason, note, atMs }) => ({
    ...enter(state, 'disputed'),
    dispute: { reason, openedAtMs: atMs, note },
    evidenceOpen: true,
    heldConfirmation: false,
  }),
  evidenceAdded: (state, { side, evidence, atMs }) => ({
    ...state,
    exhibits: [...state.exhibits, { side, evidence, atMs }],
  }),
  evidenceClosed: (state) => ({ ...state, evidenceOpen: false }),
  escalated: (state) => ({ ...state, escalated: true }),
  judgementProposed: (state, { judgement, operator, reason }) => ({
    ...state,
    proposal: { judgement, operator, reason },
  }),
  judged: (state) => without(state, 'proposal'),
} satisfies Partial<Folds>
