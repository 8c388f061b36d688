import { paymentEvents, type MessageOf, type PaymentStatus } from '@stablegate/contracts'
import { foldClocks } from './clocks.ts'
import { divisionPlus } from './journal.ts'
import type { Claim, DataOf, EventName, EscrowState, PaymentEvent, PaymentState, Settlement } from './state.ts'
import { wordOf } from './word.ts'

type Fold<N extends EventName> = (state: PaymentState, data: DataOf<N>) => PaymentState
type Folds = { readonly [N in EventName]: Fold<N> }

const same = (state: PaymentState): PaymentState => state

/** What belongs to a state and not to the payment ends when the state is left. */
const enter = (state: PaymentState, status: PaymentStatus): PaymentState => {
  const { proposal: _, ...rest } = state
  return { ...rest, status, escalated: false, extended: false }
}

const escrow = (state: PaymentState, attempt: number, is: EscrowState): PaymentState => ({
  ...state, escrows: { ...state.escrows, [attempt]: is },
})

const order = (state: PaymentState, change: Partial<NonNullable<PaymentState['order']>>): PaymentState =>
  state.order ? { ...state, order: { ...state.order, ...change } } : state

const settlement = (state: PaymentState, change: Partial<Settlement>): PaymentState =>
  state.settlement ? { ...state, settlement: { ...state.settlement, ...change } } : state

const without = <K extends keyof PaymentState>(state: PaymentState, key: K): PaymentState => {
  const { [key]: _, ...rest } = state
  return rest as PaymentState
}

const tried = (state: PaymentState, acceptor: string): PaymentState =>
  state.tried.includes(acceptor) ? state : { ...state, tried: [...state.tried, acceptor] }

const claimOf = ({ bankReferenceHash, sealedReference }: Claim, time: Claim['time'], claimedMinor?: bigint): Claim => ({
  bankReferenceHash, sealedReference, time, ...(claimedMinor === undefined ? {} : { claimedMinor }),
})

const offerFolds = {
  created: (state, { clocks: _, ...terms }) => ({ ...enter(state, 'open'), terms }),
  methodChosen: (state, { clocks: _, ...choice }) => ({ ...state, choice, choices: state.choices + 1, offersShown: 0 }),
  matchRequested: (state, { attempt }) => ({ ...enter(state, 'requested'), attempt }),
  offerRecorded: (state, { offer, atMs }) => ({
    ...escrow(tried(state, offer.acceptor), offer.attempt, 'asked'),
    order: { ...offer, offeredAtMs: atMs, lapsed: false, suspended: false },
  }),
  escrowPended: (state, { attempt, stale, atMs }) => {
    if (stale) return escrow(state, attempt, 'voiding')
    if (state.status === 'settling') return escrow(state, attempt, 'posting')
    return enter(
      { ...order(escrow(state, attempt, 'pended'), { offeredAtMs: atMs }), offersShown: state.offersShown + 1 }, 'offered',
    )
  },
  escrowRefused: (state, { attempt }) => escrow(state, attempt, 'refused'),
  escrowVoided: (state, { attempt }) => escrow(state, attempt, 'voided'),
  offerAccepted: (state, { atMs, lockUntilMs }) =>
    enter(order(state, { acceptedAtMs: atMs, lockUntilMs }), 'awaiting_payment'),
  offerLapsed: (state, { attempt, acceptor, voids }) => {
    const left = tried(state.order?.attempt === attempt ? order(state, { lapsed: true }) : state, acceptor)
    return voids ? escrow(left, attempt, 'voiding') : left
  },
  onChainOffered: (state) => enter(state, 'onchain_offered'),
  expired: (state) => enter(state, 'expired'),
  expiryPassed: (state) => ({ ...state, expiryPassed: true }),
  cancelled: (state) => enter(state, 'cancelled'),
  suspended: (state) => order(state, { suspended: true }),
} satisfies Partial<Folds>

const claimFolds = {
  graceEntered: (state, { reason }) => ({
    ...enter(state, 'grace'), graceReason: reason, toppedUp: state.toppedUp || reason === 'topping_up',
  }),
  claimed: (state, { atMs, time, claimedMinor, ...data }) => ({
    ...enter(order(state, { claimedAtMs: atMs }), 'claimed'),
    claims: [...state.claims, claimOf({ ...data, time }, time, claimedMinor)], reminders: 0,
  }),
  nothingAttested: (state) => ({ ...state, nothingAttested: true }),
  acceptorReminded: (state, { count }) => ({ ...state, reminders: count }),
  acceptorSilent: same,
  amountQueried: (state, { receivedMinor, payerMatches, bankReferenceHash }) => ({
    ...enter(state, 'amount_query'), received: { receivedMinor, payerMatches, bankReferenceHash },
  }),
  amountCorrected: (state, { receivedMinor }) => ({
    ...state, received: { payerMatches: true, ...state.received, receivedMinor },
  }),
  confirmationHeld: (state, { receivedMinor, payerMatches, bankReferenceHash }) => ({
    ...enter(state, 'claimed'), received: { receivedMinor, payerMatches, bankReferenceHash }, heldConfirmation: true,
  }),
  refundDue: (state) => enter(state, 'fiat_refund_due'),
  refundAcknowledged: (state) => ({ ...state, refundAcknowledged: true }),
  extended: (state) => ({ ...state, extended: true }),
  closed: (state, { clocks: _, ...closed }) => ({
    ...enter(closed.voids ? escrow(state, closed.attempt, 'voiding') : state, closed.status), closed,
  }),
  lateClaimed: (state, { atMs, ...data }) => ({
    ...enter(state, 'late_case'), lateOpenedAtMs: atMs, claims: [...state.claims, claimOf({ ...data, time: 'late' }, 'late')],
  }),
  lateRefused: (state, { atMs }) => ({
    ...enter(without(state, 'settlement'), 'late_case'), lateRefused: true, lateOpenedAtMs: state.lateOpenedAtMs ?? atMs,
  }),
} satisfies Partial<Folds>

const disputeFolds = {
  flagged: (state, { reason, atMs }) => ({ ...state, flag: { reason, atMs } }),
  unflagged: (state) => without(state, 'flag'),
  disputed: (state, { reason, note, atMs }) => ({
    ...enter(state, 'disputed'), dispute: { reason, openedAtMs: atMs, note }, evidenceOpen: true, heldConfirmation: false,
  }),
  evidenceAdded: (state, { side, evidence, atMs }) => ({
    ...state, exhibits: [...state.exhibits, { side, evidence, atMs }],
  }),
  evidenceClosed: (state) => ({ ...state, evidenceOpen: false }),
  escalated: (state) => ({ ...state, escalated: true }),
  judgementProposed: (state, { judgement, operator, reason }) => ({ ...state, proposal: { judgement, operator, reason } }),
  judged: (state) => without(state, 'proposal'),
} satisfies Partial<Folds>

const leaves = (state: PaymentState, what: 'held' | 'reserve', count: number, amountMicro: bigint): PaymentState =>
  settlement(state, {
    outgoing: [...(state.settlement?.outgoing ?? []), { what, count, amountMicro }],
    deferred: (state.settlement?.deferred ?? []).filter((deferred) => deferred !== what),
  })

const arrives = (state: PaymentState, what: 'held' | 'reserve', count: number): PaymentState => settlement(state, {
  outgoing: (state.settlement?.outgoing ?? []).filter((out) => out.what !== what || out.count !== count),
})

const moneyFolds = {
  settlementDecided: (state, { clocks: _, payment: __, ...data }) => ({
    ...enter(escrow(state, data.attempt, data.escrow === 'standing' ? 'posting' : 'asked'), 'settling'),
    attempt: data.attempt,
    heldConfirmation: false,
    ownReferences: [...state.ownReferences, ...data.bankReferenceHashes],
    settlement: {
      ...data, done: false, inHeldMicro: 0n, inReserveMicro: 0n, releases: 0, reserveReleases: 0, outgoing: [], deferred: [],
      fiatDebtPaid: false,
    },
  }),
  settled: (state, { attempt, status, atMs, availableAtMs }) => {
    const { heldMicro, reserveMicro } = state.settlement ?? { heldMicro: 0n, reserveMicro: 0n }
    return settlement(enter(escrow(state, attempt, 'posted'), status), {
      done: true, settledAtMs: atMs, availableAtMs, inHeldMicro: heldMicro, inReserveMicro: reserveMicro,
    })
  },
  fiatDebtPaid: (state) => settlement(state, { fiatDebtPaid: true }),
  releaseDue: (state, { count, amountMicro }) =>
    settlement(leaves(state, 'held', count, amountMicro), { inHeldMicro: 0n, releases: count }),
  reserveDue: (state, { count, amountMicro }) =>
    settlement(leaves(state, 'reserve', count, amountMicro), { inReserveMicro: 0n, reserveReleases: count }),
  released: (state, { count }) => arrives(state, 'held', count),
  reserveReleased: (state, { count }) => arrives(state, 'reserve', count),
  releaseDeferred: (state, { what }) => settlement(state, { deferred: [...(state.settlement?.deferred ?? []), what] }),
  appealed: (state, { reason, atMs }) => ({ ...state, appeal: { open: true, reason, openedAtMs: atMs, attempts: 0 } }),
  appealEnded: (state) => (state.appeal ? { ...state, appeal: { ...state.appeal, open: false } } : state),
  appealPaid: (state, { attempt, extra, receivedMinor }) => ({
    ...state, appealPay: { attempt, extra, receivedMinor },
    ...(state.appeal ? { appeal: { ...state.appeal, attempts: attempt } } : {}),
  }),
  appealSettled: (state, { extra }) => {
    const { settlement: posted, appealPay, appeal } = state
    if (!posted) return state
    return settlement({ ...without(state, 'appealPay'), ...(appeal ? { appeal: { ...appeal, open: false } } : {}) }, {
      ...divisionPlus(posted, extra), receivedMinor: appealPay?.receivedMinor ?? posted.receivedMinor,
      inHeldMicro: posted.inHeldMicro + extra.heldMicro, inReserveMicro: posted.inReserveMicro + extra.reserveMicro,
    })
  },
  recallReported: (state, { amountMicro, atMs }) => ({ ...state, recall: { open: true, reportedAtMs: atMs, amountMicro } }),
  recallDecided: (state, { count, amountMicro, owner, fromHeldMicro, fromReserveMicro }) => settlement(
    { ...without(state, 'recall'), recalls: count, recalling: { count, amountMicro, owner } },
    {
      inHeldMicro: (state.settlement?.inHeldMicro ?? 0n) - fromHeldMicro,
      inReserveMicro: (state.settlement?.inReserveMicro ?? 0n) - fromReserveMicro,
    },
  ),
  recallDenied: (state) => without(state, 'recall'),
  recalled: (state, { amountMicro }) => ({
    ...without(state, 'recalling'), recalledMicro: state.recalledMicro + amountMicro,
  }),
  recallWindowClosed: same,
  transferRefused: (state, { transfer, reason }) => ({
    ...without(state, 'appealPay'), refusedTransfers: [...state.refusedTransfers, { transfer, reason }],
  }),
  clockShifted: same,
} satisfies Partial<Folds>

const folds: Folds = { ...offerFolds, ...claimFolds, ...disputeFolds, ...moneyFolds }

const byType = new Map(
  (Object.keys(folds) as EventName[]).map((name) => [
    paymentEvents[name].type as string, folds[name] as (state: PaymentState, data: never) => PaymentState,
  ]),
)

type Clocked = MessageOf<(typeof paymentEvents)['clockShifted']>

/** Facts only, never a refusal; a new state every time, for views and processes fold the same. */
export const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  const fold = byType.get(event.type)
  if (!fold) return state
  const { atMs, clocks = [] } = event.data
  const counted = event.type === 'payment.clock_shifted' ? (event as Clocked).data.outages : undefined
  const next = fold(state, event.data as never)
  const folded = clocks.length === 0 ? next : { ...next, clocks: foldClocks(next.clocks, clocks, atMs, counted) }
  return { ...folded, wordBefore: state.word, word: wordText(folded), changedAtMs: atMs }
}

const wordText = (state: PaymentState): string => {
  const word = wordOf(state)
  return word ? [word.word, ...(word.context ? [word.context] : [])].join(' ') : ''
}
