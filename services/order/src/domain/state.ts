import {
  paymentEvents,
  type Division,
  type Evidence,
  type Judgement,
  type MessageOf,
  type MessagesOf,
  type Offer,
  type PaymentStatus,
  type paymentCommands,
} from '@stablegate/contracts'
import { assertThat, type Outage } from '@stablegate/kernel'
import type { OnChainState, RefundOfPayment } from './on-chain.ts'
import type { Vest } from './vesting.ts'

type Envelope = { readonly id: string; readonly atMs: number; readonly actor: string }

export type Verb = keyof typeof paymentCommands
export type PaymentCommand = MessagesOf<typeof paymentCommands> & Envelope
export type CommandFor<V extends Verb> = MessageOf<(typeof paymentCommands)[V]> & Envelope
export type PaymentEvent = MessagesOf<typeof paymentEvents>
export type EventName = keyof typeof paymentEvents
export type DataOf<N extends EventName> = MessageOf<(typeof paymentEvents)[N]>['data']

/** What was agreed when the payment was made; never changes. */
export type Terms = Omit<DataOf<'created'>, 'clocks'>

export type RunningClock = {
  readonly kind: string
  readonly clockId: string
  readonly setAtMs: number
  readonly originalDueAtMs: number
  readonly dueAtMs: number
  /** Outages that `dueAtMs` already counts. */
  readonly outages: readonly Outage[]
}

export type EscrowState =
  'asked' | 'pended' | 'refused' | 'voiding' | 'voided' | 'posting' | 'posted'

/** One acceptor's try at the payment. */
export type Order = Offer & {
  readonly offeredAtMs: number
  readonly acceptedAtMs?: number
  readonly lockUntilMs?: number
  readonly claimedAtMs?: number
  readonly lapsed: boolean
  readonly suspended: boolean
}

export type Claim = {
  readonly bankReferenceHash: string
  readonly sealedReference: string
  readonly claimedMinor?: bigint | undefined
  readonly time: 'in_time' | 'late'
}

/** What the acceptor says it received. */
export type Received = {
  readonly receivedMinor: bigint
  readonly payerMatches: boolean
  readonly bankReferenceHash?: string | undefined
}

export type Exhibit = {
  readonly side: 'customer' | 'acceptor'
  readonly evidence: Evidence
  readonly atMs: number
}

export type Dispute = {
  readonly reason: DataOf<'disputed'>['reason']
  readonly openedAtMs: number
  readonly note?: string | undefined
}

export type Proposal = {
  readonly judgement: Judgement
  readonly operator: string
  readonly reason: string
}

export type Outgoing = {
  readonly what: 'held' | 'reserve'
  readonly count: number
  readonly amountMicro: bigint
  /** What of the agent's share becomes free with it. */
  readonly unvested?: readonly Vest[]
}

/** What was decided to post, and what became of the money since. */
export type Settlement = Omit<DataOf<'settlementDecided'>, 'payment' | 'clocks'> & {
  readonly done: boolean
  readonly settledAtMs?: number
  readonly availableAtMs?: number
  /** Of this payment's money: what still stands in the merchant's held and reserve, and is not on its way out. */
  readonly inHeldMicro: bigint
  readonly inReserveMicro: bigint
  /** How often a release was asked of the ledger, and what of it is on its way. */
  readonly releases: number
  readonly reserveReleases: number
  readonly outgoing: readonly Outgoing[]
  readonly deferred: readonly ('held' | 'reserve')[]
  readonly fiatDebtPaid: boolean
  /** The posting was asked for again, under ids that end with this. */
  readonly postRetry?: number
  /** What of the agent's share waits for the hold. */
  readonly unvested: readonly Vest[]
}

export type Recall = {
  readonly open: boolean
  readonly reportedAtMs: number
  readonly amountMicro: bigint
  readonly proof: Evidence
}

export type Appeal = {
  readonly open: boolean
  readonly reason: string
  readonly openedAtMs: number
  readonly attempts: number
}

export type PaymentState = {
  readonly status: PaymentStatus | 'none'
  readonly terms?: Terms
  readonly attempt: number
  readonly choices: number
  /** Offers that were shown to an acceptor since the last choice. */
  readonly offersShown: number
  readonly tried: readonly string[]
  readonly expiryPassed: boolean
  readonly choice?: Omit<DataOf<'methodChosen'>, 'clocks'>
  /** Why no acceptor served the last choice. */
  readonly unserved?: string
  readonly order?: Order
  readonly escrows: Readonly<Record<string, EscrowState>>
  readonly graceReason?: DataOf<'graceEntered'>['reason']
  readonly extended: boolean
  readonly toppedUp: boolean
  /** Bank references that this payment has claimed for ever by a settlement decision. */
  readonly ownReferences: readonly string[]
  readonly claims: readonly Claim[]
  readonly nothingAttested?: boolean
  readonly reminders: number
  readonly received?: Received
  /** The acceptor confirmed and an operator must confirm too. */
  readonly heldConfirmation: boolean
  readonly flag?: { readonly reason: string; readonly atMs: number }
  readonly dispute?: Dispute
  readonly exhibits: readonly Exhibit[]
  readonly evidenceOpen: boolean
  readonly escalated: boolean
  readonly proposal?: Proposal
  readonly closed?: Omit<DataOf<'closed'>, 'clocks'>
  readonly refundAcknowledged: boolean
  readonly lateRefused: boolean
  readonly lateOpenedAtMs?: number
  readonly settlement?: Settlement
  readonly recall?: Recall
  /** A granted recall on its way to the ledger. */
  readonly recalling?: Omit<DataOf<'recallDecided'>, 'clocks'> & {
    /** What of the agent's share waited, and what of it waits on. */
    readonly unvested: readonly Vest[]
    readonly revested: readonly Vest[]
  }
  readonly recalls: number
  readonly recalledMicro: bigint
  readonly appeal?: Appeal
  /** A granted appeal on its way to the ledger. */
  readonly appealPay?: {
    readonly attempt: number
    readonly extra: Division
    readonly receivedMinor: bigint
  }
  /** How often a refused movement was asked for again. */
  readonly retries: number
  readonly refusedTransfers: readonly { readonly transfer: string; readonly reason: string }[]
  /** The way on chain, once it was chosen. */
  readonly onChain?: OnChainState
  readonly refunds: Readonly<Record<string, RefundOfPayment>>
  readonly clocks: Readonly<Record<string, RunningClock>>
  /** The one word before and after the last event; notices follow from a change. */
  readonly wordBefore: string
  readonly word: string
  readonly changedAtMs: number
}

export const noPayment = (): PaymentState => ({
  status: 'none',
  attempt: 0,
  choices: 0,
  offersShown: 0,
  tried: [],
  expiryPassed: false,
  escrows: {},
  extended: false,
  toppedUp: false,
  ownReferences: [],
  claims: [],
  reminders: 0,
  heldConfirmation: false,
  exhibits: [],
  evidenceOpen: false,
  escalated: false,
  refundAcknowledged: false,
  lateRefused: false,
  recalls: 0,
  recalledMicro: 0n,
  retries: 0,
  refusedTransfers: [],
  refunds: {},
  clocks: {},
  wordBefore: '',
  word: '',
  changedAtMs: 0,
})

export const termsOf = (state: PaymentState): Terms => {
  assertThat(state.terms, 'a payment that was created has terms')
  return state.terms
}

export const orderOf = (state: PaymentState): Order => {
  assertThat(state.order, `a payment that is ${state.status} has an order`)
  return state.order
}

export const settlementOf = (state: PaymentState): Settlement => {
  assertThat(state.settlement, `a payment that is ${state.status} has a settlement`)
  return state.settlement
}

/** The checkout session that acts for the customer, bound at the first choice of a way to pay. */
export const sessionOf = (state: PaymentState): string | undefined =>
  state.choice?.sessionHash ?? state.onChain?.sessionHash

/** An event of this payment at the time of the command that caused it. */
export const tell = <N extends EventName>(
  name: N,
  command: Envelope,
  state: PaymentState,
  data: Omit<DataOf<N>, 'payment' | 'atMs'>,
): PaymentEvent =>
  ({
    type: paymentEvents[name].type,
    // The compiler cannot follow the name into the union; the parameters above have checked the data.
    data: { payment: termsOf(state).payment, ...data, atMs: command.atMs } as unknown as DataOf<N>,
  }) as PaymentEvent
