import { depositIdOf, dustMicro, type Deposit, type DepositVerdict } from '@stablegate/contracts'
import { accept, assertThat, BrokenInvariant, reject, unreachable } from '@stablegate/kernel'
import {
  bookingKey, bookingOf, classOf, isOurOwn, placeAfterVerdict, type AddressCommandOf, type AddressEvent, type AddressState, type Booking,
  type Opened, type Outcome, type Place,
} from './address-state.ts'

type Seen = AddressCommandOf<'recordTransfer'>

const whyNobodys = ({ holder }: Opened, amountMicro: bigint): 'stranger' | 'dust' | undefined =>
  isOurOwn(holder) ? 'stranger' : amountMicro < dustMicro ? 'dust' : undefined

/** The treasury takes back only what no payment was allowed to use. */
const reversible = (place: Place): place is 'unapplied' | 'suspense' | 'item' | 'blocked' | 'acceptor' | 'equity' =>
  place !== 'none' && place !== 'order' && place !== 'reversed'

const reversing = ({ deposit, place, acceptor }: Booking, atMs: number): readonly AddressEvent[] =>
  reversible(place)
    ? [{ type: 'deposit.reversing', data: { ...deposit, place, ...(acceptor === undefined ? {} : { acceptor }), atMs } }]
    : []

/** A payment's money that was booked and not blocked: the order service alone knows who got it. */
const isOrders = ({ place, step, deposit: { holder } }: Booking): boolean =>
  place === 'order' || (place === 'unapplied' && step === undefined && holder.kind === 'payment')

const revoke = ({ data, atMs }: Seen, state: AddressState, deposit: string): Outcome => {
  const booking = bookingOf(state, deposit)
  const known = state.sightings.get(deposit)
  if (booking === undefined || known?.stage !== 'solid' || known.blockHash !== data.block.hash) return accept()
  const reversedBy = isOrders(booking) ? 'order' : 'treasury'
  const revoked: AddressEvent = { type: 'deposit.revoked', data: { ...booking.deposit, reversedBy, atMs } }
  // What is under way in the ledger ends first; then it is known where the money is.
  const waits = reversedBy === 'order' || booking.step !== undefined
  return accept(revoked, ...(waits ? [] : reversing(booking, atMs)))
}

/** A transfer to this address, as far as it has come. Each stage counts once, whatever is told again. */
export const recordIncoming = (command: Seen, state: AddressState, opened: Opened): Outcome => {
  const { data, atMs } = command
  // From one address of the treasury to another: that is a move, told by the one that paid.
  if (data.ours === 'both' && isOurOwn(opened.holder)) return accept()
  const deposit = depositIdOf(data)
  if (data.stage === 'revoked') return revoke(command, state, deposit)
  const known = state.sightings.get(deposit)
  if (known?.stage === 'solid') return accept()
  const { holder, chain, address } = opened
  const { txid, part, from, amountMicro, block } = data
  const fact: Deposit = {
    deposit, round: (known?.rounds ?? 0) + 1, holder, chain, address, txid, part, from, amountMicro, block,
  }
  const why = whyNobodys(opened, amountMicro)
  if (data.stage === 'solid') {
    const came: AddressEvent = why === undefined
      ? { type: 'deposit.solid', data: { ...fact, atMs } }
      : { type: 'suspense.received', data: { ...fact, why, itemized: true, atMs } }
    return accept(came, ...frozenToo(state, opened, data, atMs))
  }
  // Nobody waits for what will be nobody's.
  if (why !== undefined) return accept()
  const sameBlock = known?.blockHash === block.hash
  if (data.stage === 'observed') {
    if (known?.stage === 'observed' && sameBlock) return accept()
    return accept({ type: 'deposit.observed', data: { ...fact, atMs } })
  }
  if (known?.stage !== 'observed' || !sameBlock) return accept()
  return accept({ type: 'deposit.orphaned', data: { ...fact, atMs } })
}

/** What comes to an address that its issuer froze is frozen with the rest. */
export const frozenToo = (
  { frozen }: AddressState, { chain, address, holder }: Opened,
  { txid, part, amountMicro }: Pick<Deposit, 'txid' | 'part' | 'amountMicro'>, atMs: number,
): readonly AddressEvent[] => frozen
  ? [{
    type: 'custody.frozen',
    data: { chain, txid, part, address, class: classOf(holder), amountMicro, undone: false, atMs },
  }]
  : []

const afterStep = (booking: Booking, step: Booking['step'], atMs: number): AddressEvent => {
  const { deposit, why, verdict } = booking
  switch (step) {
    case 'book': return why === undefined
      ? { type: 'deposit.booked', data: { ...deposit, atMs } }
      : { type: 'suspense.booked', data: { ...deposit, why, atMs } }
    case 'credit': return { type: 'deposit.credited', data: { ...deposit, atMs } }
    case 'block': return { type: 'deposit.blocked', data: { ...deposit, atMs } }
    case 'reverse': return { type: 'deposit.reversed', data: { ...deposit, atMs } }
    case 'unblock':
      return { type: 'deposit.screened', data: { ...deposit, outcome: 'pass', reason: 'released by operators', atMs } }
    case 'settle':
      assertThat(why !== undefined && verdict !== undefined, 'what is settled lay in suspense and was decided')
      return { type: 'suspense.settled', data: { ...deposit, why, verdict, atMs } }
    case undefined: throw new BrokenInvariant('no step was asked')
    default: return unreachable(step)
  }
}

/** The ledger's answer: the next event, and the way back where the network took the money away. */
export const recordBooking = ({ data, atMs }: AddressCommandOf<'recordBooking'>, state: AddressState): Outcome => {
  const booking = state.bookings.get(bookingKey(data.deposit, data.round))
  if (booking === undefined) return reject('deposit_unknown')
  if (booking.step !== data.step) return accept()
  if (data.refused !== undefined) {
    return accept({ type: 'deposit.refused', data: { ...booking.deposit, step: data.step, code: data.refused, atMs } })
  }
  // Gone on chain while it came out of `blocked`: nobody may use it, it goes on its way back from here.
  if (booking.revoked && data.step === 'unblock') return accept(...reversing({ ...booking, place: 'unapplied' }, atMs))
  const event = afterStep(booking, data.step, atMs)
  if (!booking.revoked || data.step === 'reverse') return accept(event)
  return accept(event, ...reversing({ ...booking, ...placeAfter(booking, event) }, atMs))
}

const placeAfter = (booking: Booking, event: AddressEvent): Pick<Booking, 'place' | 'acceptor'> => {
  switch (event.type) {
    case 'suspense.booked': return { place: booking.itemized ? 'item' : 'suspense' }
    case 'deposit.blocked': return { place: 'blocked' }
    case 'deposit.credited':
      return { place: 'acceptor', ...(event.data.holder.kind === 'acceptor' ? { acceptor: event.data.holder.acceptor } : {}) }
    case 'suspense.settled': {
      const { verdict } = event.data
      const place = placeAfterVerdict(booking, verdict)
      return verdict.outcome === 'acceptor' ? { place, acceptor: verdict.acceptor } : { place }
    }
    default: return { place: 'unapplied' }
  }
}

/** The first word of the screening counts; what is no longer solid, or was decided, needs none. */
export const recordScreening = ({ data, atMs }: AddressCommandOf<'recordScreening'>, state: AddressState): Outcome => {
  const booking = bookingOf(state, data.deposit)
  if (booking === undefined) return reject('deposit_unknown')
  const waits = booking.place === 'unapplied' && booking.step === undefined && booking.outcome === undefined
  if (!waits || booking.revoked) return accept()
  return accept({
    type: 'deposit.screened', data: { ...booking.deposit, outcome: data.outcome, reason: data.reason, atMs },
  })
}

type Waiting = { readonly booking: Booking; readonly place: 'unapplied' | 'blocked' | 'suspense' | 'item' }

const fits: Readonly<Record<Waiting['place'], readonly DepositVerdict['outcome'][]>> = {
  unapplied: ['release', 'block'], blocked: ['release'], suspense: ['equity', 'acceptor'],
  item: ['equity', 'acceptor'],
}

/** Money that waits for people: held by screening, blocked, or nobody's. */
const waitingIn = (
  state: AddressState, deposit: string,
): Waiting | { readonly rejected: 'deposit_unknown' | 'not_solid' | 'not_waiting' } => {
  const booking = bookingOf(state, deposit)
  if (booking === undefined) return reject('deposit_unknown')
  if (booking.revoked) return reject('not_solid')
  const { place, step, outcome } = booking
  if (step !== undefined) return reject('not_waiting')
  if (place === 'suspense' || place === 'item' || place === 'blocked') return { booking, place }
  return place === 'unapplied' && outcome === 'hold' ? { booking, place } : reject('not_waiting')
}

export const proposeVerdict = ({ data, atMs }: AddressCommandOf<'proposeVerdict'>, state: AddressState): Outcome => {
  const waiting = waitingIn(state, data.deposit)
  if ('rejected' in waiting) return waiting
  const { verdict, operator, reason } = data
  if (!fits[waiting.place].includes(verdict.outcome)) return reject('verdict_unfit')
  if (verdict.outcome === 'equity' && verdict.amountMicro !== undefined) {
    if (waiting.place !== 'item' || verdict.amountMicro > waiting.booking.deposit.amountMicro) return reject('verdict_unfit')
  }
  return accept({
    type: 'deposit.verdict_proposed', data: { ...waiting.booking.deposit, verdict, operator, reason, atMs },
  })
}

export const approveVerdict = ({ data, atMs }: AddressCommandOf<'approveVerdict'>, state: AddressState): Outcome => {
  const waiting = waitingIn(state, data.deposit)
  if ('rejected' in waiting) return waiting
  const { booking: { deposit, proposed, verdicts, retries }, place } = waiting
  if (proposed === undefined) return reject('nothing_proposed')
  if (proposed.operator === data.operator) return reject('same_person')
  const { verdict, reason } = proposed
  const approved: AddressEvent = {
    type: 'deposit.verdict_approved',
    data: {
      ...deposit, verdict, operators: [proposed.operator, data.operator], reason, place, atMs,
      ...(verdicts === 0 ? {} : { retry: retries + 1 }),
    },
  }
  if (place !== 'unapplied') return accept(approved)
  const outcome = verdict.outcome === 'block' ? 'reject' : 'pass'
  return accept<AddressEvent>(approved, { type: 'deposit.screened', data: { ...deposit, outcome, reason, atMs } })
}

/** The very step that was refused, as it was asked first; under an id of its own, for the first one is spent. */
export const retryStep = ({ data, atMs }: AddressCommandOf<'retryStep'>, state: AddressState): Outcome => {
  const booking = bookingOf(state, data.deposit)
  if (booking === undefined) return reject('deposit_unknown')
  const { deposit, refused: step, place, why, itemized, verdict, acceptor, retries, revoked } = booking
  if (step === undefined) return reject('not_refused')
  if (revoked && step !== 'reverse') return reject('not_solid')
  return accept({
    type: 'deposit.retried',
    data: {
      ...deposit, step, retry: retries + 1, operator: data.operator, reason: data.reason, atMs,
      ...(why === undefined ? {} : { why }), ...(itemized ? { itemized } : {}), ...(verdict === undefined ? {} : { verdict }),
      ...(reversible(place) ? { place } : {}), ...(acceptor === undefined ? {} : { acceptor }),
    },
  })
}
