import {
  addressCommands, addressEvents, type CommandOf, type CustodyClass, type Deposit, type DepositStep, type DepositVerdict,
  type Holder, type MessagesOf, type OnChain, type Screening,
} from '@stablegate/contracts'
import { assertThat, unreachable, type Decision } from '@stablegate/kernel'

export type AddressCommand = CommandOf<typeof addressCommands>
export type AddressEvent = MessagesOf<typeof addressEvents>
export type AddressCommandOf<Verb extends keyof typeof addressCommands> =
  Extract<AddressCommand, { readonly type: (typeof addressCommands)[Verb]['type'] }>

/** Why a command on an address is refused, in the order in which it is looked at. */
export const addressRejections = [
  'address_taken', 'address_unknown', 'deposit_unknown', 'not_solid', 'not_waiting', 'verdict_unfit', 'nothing_proposed',
  'same_person', 'not_refused',
] as const
export type AddressRejection = (typeof addressRejections)[number]
export type Outcome = Decision<AddressEvent, AddressRejection>

/**
 * Where the ledger holds the money of a deposit; `order`: a payment may use it, and the order does.
 * `item`: in suspense, on an account of its own; `suspense`: with all others, as all was before.
 */
export type Place = 'none' | 'unapplied' | 'suspense' | 'item' | 'blocked' | 'acceptor' | 'equity' | 'order' | 'reversed'

type Proposed = { readonly verdict: DepositVerdict; readonly operator: string; readonly reason: string }

/** What the ledger does for one round of a deposit: at most one step at a time. */
export type Booking = {
  readonly deposit: Deposit
  readonly why?: 'stranger' | 'dust'
  readonly itemized?: boolean
  place: Place
  step: DepositStep | undefined
  revoked: boolean
  outcome?: Screening
  proposed?: Proposed | undefined
  verdict?: DepositVerdict
  /** Whose balance it is in, at the place `acceptor`. */
  acceptor?: string
  /** The step that the ledger would not do, and how often steps were asked again. */
  refused?: DepositStep | undefined
  retries: number
  /** How often two people decided what the ledger was then asked to do. */
  verdicts: number
}

/** How far a transfer to this address has come, and in which block. */
export type Sighting = { stage: 'observed' | 'orphaned' | 'solid' | 'revoked'; blockHash: string; rounds: number }

export type Opened = { readonly chain: OnChain['chain']; readonly address: string; readonly holder: Holder }

export type AddressState = {
  opened?: Opened
  ready: boolean
  frozen: boolean
  /** What solid transfers left here, frozen or not. */
  balanceMicro: bigint
  readonly sightings: Map<string, Sighting>
  readonly bookings: Map<string, Booking>
  /** Transfers away from here: how often each became solid or ceased to be. */
  readonly sent: Map<string, { solid: boolean; rounds: number }>
  readonly moved: Map<string, number>
  readonly noted: Set<string>
}

export const noAddress = (): AddressState => ({
  ready: false, frozen: false, balanceMicro: 0n, sightings: new Map(), bookings: new Map(), sent: new Map(),
  moved: new Map(), noted: new Set(),
})

export const isOurOwn = (holder: Holder): boolean => holder.kind !== 'payment' && holder.kind !== 'acceptor'

/** What lies on an address of gas counts as hot: nobody's deposit. */
export const classOf = (holder: Holder): CustodyClass =>
  !isOurOwn(holder) ? 'deposit' : holder.kind === 'cold' ? 'cold' : 'hot'

export const factKey = ({ txid, part }: Pick<OnChain, 'txid' | 'part'>): string => `${txid}/${part}`
export const bookingKey = (deposit: string, round: number): string => `${deposit}:${round}`

/** The booking of the newest round. */
export const bookingOf = (state: AddressState, deposit: string): Booking | undefined =>
  state.bookings.get(bookingKey(deposit, state.sightings.get(deposit)?.rounds ?? 0))

/** The deposit within an event, without what the event says beside it. */
export const depositIn = (data: Deposit): Deposit => ({
  deposit: data.deposit, round: data.round, holder: data.holder, chain: data.chain, address: data.address,
  txid: data.txid, part: data.part, from: data.from, amountMicro: data.amountMicro, block: data.block,
})

const booking = (state: AddressState, { deposit, round }: Deposit): Booking => {
  const found = state.bookings.get(bookingKey(deposit, round))
  assertThat(found, `no booking of ${deposit}, round ${round}`)
  return found
}

const sight = (state: AddressState, data: Deposit, stage: Sighting['stage']): void => {
  const known = state.sightings.get(data.deposit)
  state.sightings.set(data.deposit, {
    stage, blockHash: data.block.hash, rounds: stage === 'solid' ? data.round : known?.rounds ?? 0,
  })
}

const begin = (state: AddressState, data: Deposit, nobodys: Pick<Booking, 'why' | 'itemized'> = {}): void => {
  sight(state, data, 'solid')
  state.balanceMicro += data.amountMicro
  state.bookings.set(bookingKey(data.deposit, data.round), {
    deposit: depositIn(data), place: 'none', step: 'book', revoked: false, retries: 0, verdicts: 0, ...nobodys,
  })
}

const put = (of: Booking, place: Place): void => {
  of.place = place
  of.step = undefined
  of.proposed = undefined
}

/** The rest of an item leaves the place of the other parts as it is: its account says what is left. */
export const placeAfterVerdict = ({ place, deposit }: Booking, verdict: DepositVerdict): Place => {
  if (verdict.outcome === 'acceptor') return 'acceptor'
  const isPart = verdict.outcome === 'equity' && (verdict.amountMicro ?? deposit.amountMicro) < deposit.amountMicro
  return isPart ? place : 'equity'
}

const evolveScreened = (of: Booking, outcome: Screening): void => {
  of.outcome = outcome
  of.proposed = undefined
  if (outcome === 'reject') of.step = 'block'
  if (outcome !== 'pass') return
  if (of.deposit.holder.kind === 'acceptor') {
    put(of, 'unapplied')
    of.step = 'credit'
  } else put(of, 'order')
}

const evolveSent = (state: AddressState, data: Extract<AddressEvent, { type: 'custody.sent' }>['data']): void => {
  state.sent.set(factKey(data), { solid: !data.undone, rounds: data.round })
  state.balanceMicro += data.undone ? data.amountMicro : -data.amountMicro
}

/** What an event of a deposit does to its booking; all other events are of the address itself. */
const evolveBooking = (of: Booking, event: AddressEvent): void => {
  switch (event.type) {
    case 'deposit.booked': return put(of, 'unapplied')
    case 'suspense.booked': return put(of, of.itemized ? 'item' : 'suspense')
    case 'deposit.screened': return evolveScreened(of, event.data.outcome)
    case 'deposit.credited':
      if (event.data.holder.kind === 'acceptor') of.acceptor = event.data.holder.acceptor
      return put(of, 'acceptor')
    case 'deposit.blocked': return put(of, 'blocked')
    case 'suspense.settled': {
      const { verdict } = event.data
      if (verdict.outcome === 'acceptor') of.acceptor = verdict.acceptor
      return put(of, placeAfterVerdict(of, verdict))
    }
    case 'deposit.reversing':
      // What it was taken back from is in the event; `unblock` alone leaves a place behind.
      of.place = event.data.place
      of.step = 'reverse'
      return
    case 'deposit.reversed': return put(of, 'reversed')
    case 'deposit.verdict_proposed':
      of.proposed = { verdict: event.data.verdict, operator: event.data.operator, reason: event.data.reason }
      return
    case 'deposit.verdict_approved':
      of.proposed = undefined
      of.verdict = event.data.verdict
      if (event.data.place === 'suspense' || event.data.place === 'item') of.step = 'settle'
      if (event.data.place === 'blocked') of.step = 'unblock'
      if (of.step === undefined) return
      of.refused = undefined
      of.verdicts += 1
      of.retries = event.data.retry ?? of.retries
      return
    case 'deposit.revoked':
      of.revoked = true
      if (event.data.reversedBy === 'order') of.place = 'order'
      of.proposed = undefined
      return
    case 'deposit.refused':
      of.step = undefined
      of.refused = event.data.step
      return
    case 'deposit.retried':
      of.step = event.data.step
      of.refused = undefined
      of.retries = event.data.retry
      return
    default:
  }
}

export const evolve = (state: AddressState, event: AddressEvent): AddressState => {
  const { data } = event
  switch (event.type) {
    case 'address.opened':
      state.opened = { chain: event.data.chain, address: event.data.address, holder: event.data.holder }
      return state
    case 'address.ready':
      state.ready = true
      return state
    case 'deposit.observed':
    case 'deposit.orphaned':
      sight(state, event.data, event.type === 'deposit.observed' ? 'observed' : 'orphaned')
      return state
    case 'deposit.solid':
      begin(state, event.data)
      return state
    case 'suspense.received':
      begin(state, event.data, { why: event.data.why, ...(event.data.itemized ? { itemized: true } : {}) })
      return state
    case 'deposit.revoked':
      sight(state, event.data, 'revoked')
      state.balanceMicro -= event.data.amountMicro
      evolveBooking(booking(state, event.data), event)
      return state
    case 'deposit.unexpected':
      state.noted.add(factKey(event.data))
      return state
    case 'custody.sent':
      evolveSent(state, event.data)
      return state
    case 'custody.moved':
      state.moved.set(factKey(event.data), event.data.round)
      state.balanceMicro += event.data.undone ? -event.data.amountMicro : event.data.amountMicro
      return state
    case 'custody.frozen':
      state.noted.add(factKey(event.data))
      state.frozen = !event.data.undone
      return state
    case 'custody.destroyed':
      state.noted.add(factKey(event.data))
      state.balanceMicro -= event.data.amountMicro
      return state
    case 'deposit.booked': case 'deposit.screened': case 'deposit.credited': case 'deposit.blocked':
    case 'deposit.reversing': case 'deposit.reversed': case 'suspense.booked': case 'suspense.settled':
    case 'deposit.verdict_proposed': case 'deposit.verdict_approved': case 'deposit.refused': case 'deposit.retried':
      evolveBooking(booking(state, data as Deposit), event)
      return state
    default: return unreachable(event)
  }
}
