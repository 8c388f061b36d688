import {
  bookRejections,
  matchingCommands,
  matchingEvents,
  orderIdOf,
  rateUnits,
  type BookRejection,
  type CommandOf,
  type MessagesOf,
} from '@stablegate/contracts'
import {
  accept,
  reject,
  unreachable,
  type Aggregate,
  type Decider,
  type Decision,
} from '@stablegate/kernel'
import { noteAnswered, wasAnswered } from './answered.ts'
import { explain, type Explanation } from './explain.ts'
import { listSeat, relistSeat, repriceAll, sendToBack, unlistSeat } from './listing.ts'
import { priceTextOf } from './market.ts'
import type { OpenOrder } from './open-orders.ts'
import { addUse, calendarOf, freeUse } from './period.ts'
import type { MatchRequest } from './limits.ts'
import { pick, type MatchFailure } from './pick.ts'
import { Pricing } from './pricing.ts'
import { medianOf, referenceRules } from './reference.ts'
import { accountUseOf } from './seat.ts'
import {
  emptyBook,
  openOrdersOf,
  orderOfTransfer,
  seatOf,
  type BookState,
} from './state.ts'

export type BookCommand = CommandOf<typeof matchingCommands>
export type BookEvent = MessagesOf<typeof matchingEvents>
type CommandCalled<Verb extends string> = Extract<BookCommand, { type: `matching.book.${Verb}` }>
type EventCalled<Type extends BookEvent['type']> = Extract<BookEvent, { type: Type }>
type Outcome = Decision<BookEvent, BookRejection>

/** Where no price could be judged, or the payer is the reason, no acceptor's limit was. */
const whyNot = (
  failure: MatchFailure,
  book: BookState,
  request: MatchRequest,
  atMs: number,
): Explanation | undefined =>
  failure === 'no_acceptor' || failure === 'price_out_of_bounds'
    ? explain(book, request, atMs)
    : undefined

/** Every attempt of a payment is answered once, by an offer or by why there is none. */
const requestMatch = ({ data, atMs }: CommandCalled<'request_match'>, book: BookState): Outcome => {
  const { ledger, payment, attempt, currency, method, payerFingerprint } = data
  if (wasAnswered(book.answered, payment, attempt)) return accept()
  const picked = pick(book, data, atMs)
  if (typeof picked === 'string') {
    return accept({
      type: 'match.failed',
      data: { ledger, payment, attempt, reason: picked, ...whyNot(picked, book, data, atMs), atMs },
    })
  }
  const { entry, profile, account, terms, reference } = picked
  return accept({
    type: 'offer.made',
    data: {
      ledger,
      payment,
      attempt,
      order: orderIdOf(payment, attempt),
      acceptor: profile.acceptor,
      owner: profile.owner,
      quote: entry.quote.quote,
      account: account.account,
      method,
      currency,
      price: priceTextOf(entry),
      reference: reference.price,
      usdtMicro: terms.usdtMicro,
      fiatMinor: terms.fiatMinor,
      autoAccept: profile.autoAccept,
      payerFingerprint,
      atMs,
    },
  })
}

/** A later state of the same acceptor is news; an older or equal one is a repetition. */
const noteAcceptor = ({ data }: CommandCalled<'note_acceptor'>, book: BookState): Outcome => {
  const known = book.seats.get(data.profile.acceptor)?.profile
  if (known && known.revision >= data.profile.revision) return accept()
  const noted: BookEvent = { type: 'acceptor.noted', data }
  const wasActive = known === undefined || known.active
  if (!wasActive || data.profile.active) return accept(noted)
  return accept(noted, ...suspensions(data, book))
}

/**
 * Rule 20. The book alone knows which orders were made before the suspension: after it there are
 * none, and the order service hears of each offer and of its suspension in this order.
 */
const suspensions = (
  { ledger, profile: { acceptor } }: CommandCalled<'note_acceptor'>['data'],
  book: BookState,
): readonly BookEvent[] =>
  openOrdersOf(book, seatOf(book, acceptor)).map(({ payment, attempt }) => ({
    type: 'order.suspended',
    data: { ledger, payment, attempt, acceptor },
  }))

/** An older figure still tells which escrows the ledger has seen. */
const noteLiquidity = ({ data }: CommandCalled<'note_liquidity'>, book: BookState): Outcome => {
  const known = book.seats.get(data.acceptor)
  const endsReservation = data.transfers.some((transfer) => {
    const order = orderOfTransfer(book, transfer)
    return order?.isReserved === true && order.seat === known
  })
  if (known && known.position >= data.position && !endsReservation) return accept()
  return accept({ type: 'liquidity.noted', data })
}

const closeOrder = ({ data, atMs }: CommandCalled<'close_order'>, book: BookState): Outcome => {
  const { ledger, payment, attempt, outcome } = data
  const order = book.orders.of(payment, attempt)
  if (!order) return accept()
  const { acceptor } = order.seat
  return accept({
    type: 'order.closed',
    data: { ledger, payment, attempt, acceptor, outcome, atMs },
  })
}

/** The worker computes the price; the book does not take its word that the rules were kept. */
const recordReference = (
  { data, atMs }: CommandCalled<'record_reference'>,
  book: BookState,
): Outcome => {
  const used = data.inputs.filter((input) => input.used)
  if (
    new Set(used.map(({ source }) => source)).size <
    Math.max(used.length, referenceRules.minSources)
  ) {
    return reject('reference_too_few_sources')
  }
  if (used.some(({ takenAtMs }) => atMs - takenAtMs > book.policy.referenceMaxAgeMs)) {
    return reject('reference_input_stale')
  }
  if (rateUnits(medianOf(used.map(({ price }) => price))) !== rateUnits(data.price)) {
    return reject('reference_not_median')
  }
  const newestMs = Math.max(...used.map(({ takenAtMs }) => takenAtMs))
  const known = book.references.get(data.currency)
  if (known && known.newestInputMs >= newestMs) return accept()
  return accept({ type: 'reference.recorded', data: { ...data, atMs } })
}

const setPolicy = ({ data }: CommandCalled<'set_policy'>, { policy }: BookState): Outcome => {
  const isSame =
    policy.quoteRestMs === data.policy.quoteRestMs &&
    policy.referenceMaxAgeMs === data.policy.referenceMaxAgeMs &&
    policy.maxDeviationBps === data.policy.maxDeviationBps &&
    policy.priceBucketBps === data.policy.priceBucketBps
  return isSame ? accept() : accept({ type: 'book.policy_set', data })
}

const decide = (command: BookCommand, book: BookState): Outcome => {
  switch (command.type) {
    case 'matching.book.request_match':
      return requestMatch(command, book)
    case 'matching.book.note_acceptor':
      return noteAcceptor(command, book)
    case 'matching.book.note_liquidity':
      return noteLiquidity(command, book)
    case 'matching.book.close_order':
      return closeOrder(command, book)
    case 'matching.book.record_reference':
      return recordReference(command, book)
    case 'matching.book.set_policy':
      return setPolicy(command, book)
    default:
      return unreachable(command)
  }
}

const endReservation = (order: OpenOrder): void => {
  if (!order.isReserved) return
  order.isReserved = false
  order.seat.reservedMicro -= order.usdtMicro
}

const offerMade = (book: BookState, { data: offer }: EventCalled<'offer.made'>): void => {
  const { payment, attempt, usdtMicro, fiatMinor, atMs } = offer
  const seat = seatOf(book, offer.acceptor)
  const { day, month } = calendarOf(atMs)
  noteAnswered(book.answered, payment, attempt, atMs)
  const use = accountUseOf(seat, offer.account)
  book.orders.add({
    seat,
    use,
    payment,
    attempt,
    payer: offer.payerFingerprint,
    usdtMicro,
    fiatMinor,
    atMs,
    isReserved: true,
    slot: -1,
    nextOfPayment: undefined,
    nextOfPayer: undefined,
  })
  seat.reservedMicro += usdtMicro
  seat.openOrders += 1
  seat.openMicro += usdtMicro
  addUse(seat.day, day, usdtMicro)
  addUse(seat.month, month, usdtMicro)
  addUse(use.day, day, fiatMinor)
  addUse(use.month, month, fiatMinor)
  sendToBack(seat, atMs)
  relistSeat(book, seat)
}

/** A void gives back what the offer used of its day and month; a settled order keeps it. */
const orderClosed = (book: BookState, { data }: EventCalled<'order.closed'>): void => {
  const order = book.orders.of(data.payment, data.attempt)
  if (!order) return
  const { seat, use, usdtMicro, fiatMinor } = order
  book.orders.end(order)
  endReservation(order)
  seat.openOrders -= 1
  seat.openMicro -= usdtMicro
  if (data.outcome === 'void') {
    const { day, month } = calendarOf(order.atMs)
    freeUse(seat.day, day, usdtMicro)
    freeUse(seat.month, month, usdtMicro)
    freeUse(use.day, day, fiatMinor)
    freeUse(use.month, month, fiatMinor)
  }
  relistSeat(book, seat)
}

const liquidityNoted = (book: BookState, { data }: EventCalled<'liquidity.noted'>): void => {
  const seat = seatOf(book, data.acceptor)
  if (data.position > seat.position) {
    seat.position = data.position
    seat.freeMicro = data.freeMicro
  }
  for (const transfer of data.transfers) {
    const order = orderOfTransfer(book, transfer)
    if (order?.seat === seat) endReservation(order)
  }
  relistSeat(book, seat)
}

const acceptorNoted = (book: BookState, { data }: EventCalled<'acceptor.noted'>): void => {
  const seat = seatOf(book, data.profile.acceptor)
  unlistSeat(seat)
  seat.profile = data.profile
  listSeat(book, seat)
}

const referenceRecorded = (book: BookState, { data }: EventCalled<'reference.recorded'>): void => {
  const taken = data.inputs
    .filter(({ used }) => used)
    .map(({ takenAtMs }) => Math.min(takenAtMs, data.atMs))
  const known = book.references.get(data.currency)
  const units = rateUnits(data.price)
  book.references.set(data.currency, {
    price: data.price,
    units,
    freshAtMs: Math.min(...taken),
    newestInputMs: Math.max(...taken),
    pricing: known?.units === units ? known.pricing : new Pricing(book.policy, units),
  })
  if (known?.units !== units) repriceAll(book, data.currency)
}

const policySet = (book: BookState, { data: { policy } }: EventCalled<'book.policy_set'>): void => {
  book.policy = policy
  for (const [currency, reference] of book.references) {
    const pricing = new Pricing(policy, reference.units)
    book.references.set(currency, { ...reference, pricing })
  }
  repriceAll(book, undefined)
}

const evolve = (book: BookState, event: BookEvent): BookState => {
  switch (event.type) {
    case 'offer.made':
      offerMade(book, event)
      break
    case 'match.failed':
      noteAnswered(book.answered, event.data.payment, event.data.attempt, event.data.atMs)
      break
    case 'order.closed':
      orderClosed(book, event)
      break
    case 'acceptor.noted':
      acceptorNoted(book, event)
      break
    case 'liquidity.noted':
      liquidityNoted(book, event)
      break
    case 'order.suspended':
      // The profile says it to the book; this says it to the order.
      break
    case 'reference.recorded':
      referenceRecorded(book, event)
      break
    case 'book.policy_set':
      policySet(book, event)
      break
    default:
      unreachable(event)
  }
  return book
}

export const bookDecider: Decider<BookCommand, BookEvent, BookState, BookRejection> = {
  initial: emptyBook,
  decide,
  evolve,
}

const ledgerKeyOf = (command: { readonly data: unknown }): string =>
  (command.data as { readonly ledger: string }).ledger

/**
 * One stream a ledger: an acceptor's USDT is shared by all its currencies and methods, so one
 * stream decides. Every command repeated is nothing new, so only the newest ids need be known.
 */
export const book: Aggregate<BookCommand, BookEvent, BookState, BookRejection> = {
  name: 'book',
  decider: bookDecider,
  commands: Object.values(matchingCommands),
  events: Object.values(matchingEvents),
  rejections: bookRejections,
  key: ledgerKeyOf,
  knownCommands: 10_000,
  batch: 256,
}
