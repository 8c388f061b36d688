import type { AcceptorAct, acceptorEvents, MessageOf, MessagesOf, PartyScreening, TierCaps } from '@stablegate/contracts'
import type { Related, ScoredOrder } from './reputation.ts'

export type AcceptorEvent = MessagesOf<typeof acceptorEvents>

export type Registration = Pick<
  MessageOf<typeof acceptorEvents.registered>['data'],
  'acceptor' | 'livemode' | 'name' | 'owner' | 'house' | 'registeredBy'
>
export type Account = Pick<
  MessageOf<typeof acceptorEvents.accountAdded>['data'],
  'account' | 'method' | 'currency' | 'maxPerOrderMinor' | 'maxPerDayMinor' | 'maxPerMonthMinor'
> & { readonly enabled: boolean }
export type Quote = Omit<MessageOf<typeof acceptorEvents.quoteSet>['data'], 'acceptor'>
export type BondOperation = {
  readonly transfer: string
  readonly kind: 'post' | 'refund' | 'slash'
  readonly amountMicro: bigint
}
/** What waits for a second operator. */
export type Proposal = { readonly id: string; readonly act: AcceptorAct; readonly by: string }
export type Block = { readonly amountMicro: bigint; readonly clockId: string }

/** One acceptor, folded from its stream. */
export type AcceptorState = {
  registration: Registration | undefined
  /** The newest word of screening; none of those from before there was any. */
  screening: PartyScreening | undefined
  caps: TierCaps | undefined
  suspended: boolean
  online: boolean
  /** Undefined while it was never online. */
  offlineSinceMs: number | undefined
  autoAccept: boolean
  related: Related
  readonly accounts: Map<string, Account>
  readonly quotes: Map<string, Quote>
  bondMicro: bigint
  bondOperations: number
  bondPending: BondOperation | undefined
  /** One of a kind. */
  readonly proposals: Map<AcceptorAct['kind'], Proposal>
  /** The newest recorded orders, as many as count. */
  readonly orders: ScoredOrder[]
  /** Their (order, outcome), and those of some before them. */
  readonly recorded: Set<string>
  readonly blocks: Map<string, Block>
  /** Final losses, in all, by order. */
  readonly losses: Map<string, bigint>
  /** The transfer of the one slash that an order may have. */
  readonly slashes: Map<string, string>
}

export const newAcceptor = (): AcceptorState => ({
  registration: undefined,
  screening: undefined,
  caps: undefined,
  suspended: false,
  online: false,
  offlineSinceMs: undefined,
  autoAccept: false,
  related: { merchants: [], payers: [] },
  accounts: new Map(),
  quotes: new Map(),
  bondMicro: 0n,
  bondOperations: 0,
  bondPending: undefined,
  proposals: new Map(),
  orders: [],
  recorded: new Set(),
  blocks: new Map(),
  losses: new Map(),
  slashes: new Map(),
})

/** What stands behind orders now: money on its way out of the bond does not. */
export const securedMicro = ({ bondMicro, bondPending }: AcceptorState): bigint =>
  bondPending && bondPending.kind !== 'post' ? bondMicro - bondPending.amountMicro : bondMicro

export const recordKey = (order: string, outcome: string): string => `${order} ${outcome}`
