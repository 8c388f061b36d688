import {
  defaultBookPolicy,
  rateUnits,
  type AcceptorProfile,
  type PaymentMethod,
} from '@stablegate/contracts'
import { decode, encode } from '@stablegate/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookDecider, type BookCommand, type BookEvent } from './book.ts'
import { inputsAt, ledger, nowMs, usdt } from './book.spec-support.ts'
import type { MatchRequest } from './limits.ts'
import { bucketOf, isWithin, priceUnitsOf, termsOf } from './terms.ts'

const dayMs = 86_400_000
const acceptors = ['acc_a', 'acc_b', 'acc_c'] as const
const price = fc.constantFrom('7.2', '7.25', '7.3', '7.301', '7.7')
const cap = (...amounts: number[]) => fc.constantFrom(...amounts).map(usdt)

const profile = fc.record({
  acceptor: fc.constantFrom(...acceptors),
  revision: fc.nat(30),
  online: fc.constantFrom(true, true, true, false),
  active: fc.constantFrom(true, true, false),
  score: fc.constantFrom(490, 500),
  maxOpenOrders: fc.constantFrom(1, 3, 50),
  maxOpenMicro: cap(150, 10_000),
  maxPerDayMicro: cap(300, 10_000),
  maxPerMonthMicro: cap(500, 10_000),
  quotes: fc.array(
    fc.record({
      pricing: fc.oneof(
        price.map((fixed) => ({ kind: 'fixed', price: fixed }) as const),
        fc.constantFrom(0, 50, -30).map((bps) => ({ kind: 'percent', bps }) as const),
      ),
      methods: fc.constantFrom<PaymentMethod[]>(['alipay'], ['alipay', 'wechat']),
      maxMinor: fc.constantFrom(80_000n, 1_000_000n),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  maxPerDayMinor: fc.constantFrom(150_000n, 10_000_000n),
})

type Step =
  | { readonly kind: 'profile'; readonly profile: AcceptorProfile }
  | {
      readonly kind: 'free'
      readonly acceptor: string
      readonly amount: number
      readonly position: number
      readonly shows: number
    }
  | { readonly kind: 'price'; readonly price: string }
  | {
      readonly kind: 'match'
      readonly payment: number
      readonly attempt: number
      readonly amount: number
      readonly payer: number
      readonly method: 'alipay' | 'wechat'
      readonly spread: number | undefined
    }
  | { readonly kind: 'close'; readonly payment: number; readonly outcome: 'settled' | 'void' }
  | { readonly kind: 'wait'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: profile.map(({ acceptor, quotes, maxPerDayMinor, ...rest }): Step => ({
      kind: 'profile',
      profile: {
        ...rest,
        acceptor,
        owner: `owner-${acceptor}`,
        autoAccept: false,
        relatedMerchants: [],
        relatedPayers: [],
        quotes: quotes.map((quote, index) => ({
          ...quote,
          quote: `quo_${acceptor.slice(4)}${index}`,
          currency: 'CNY',
          minMinor: 1n,
          setAtMs: nowMs - 60_000,
        })),
        accounts: (['alipay', 'wechat'] as const).map((method) => ({
          account: `pac_${acceptor.slice(4)}${method}`,
          method,
          currency: 'CNY',
          maxPerOrderMinor: 900_000n,
          maxPerDayMinor,
          maxPerMonthMinor: 20_000_000n,
        })),
      },
    })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('free' as const),
      acceptor: fc.constantFrom(...acceptors),
      amount: fc.constantFrom(0, 120, 1000, 1000),
      position: fc.integer({ min: 1, max: 40 }),
      shows: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('price' as const), price }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('match' as const),
      payment: fc.nat(20),
      attempt: fc.integer({ min: 1, max: 3 }),
      amount: fc.constantFrom(50, 100),
      payer: fc.nat(5),
      method: fc.constantFrom('alipay' as const, 'wechat' as const),
      spread: fc.constantFrom(undefined, 20, 100),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('close' as const),
      payment: fc.nat(20),
      outcome: fc.constantFrom('settled' as const, 'void' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 1000, dayMs / 2),
    }),
  },
)

type DataOf<Type extends BookEvent['type']> = Extract<BookEvent, { type: Type }>['data']
type Offer = DataOf<'offer.made'>
const on = (atMs: number, otherMs: number): { readonly day: boolean; readonly month: boolean } => ({
  day: Math.floor(atMs / dayMs) === Math.floor(otherMs / dayMs),
  month: new Date(atMs).toISOString().slice(0, 7) === new Date(otherMs).toISOString().slice(0, 7),
})

/** The rules without index or counters: everything is summed up from the events each time. */
class Oracle {
  readonly events: BookEvent[] = []
  all<Type extends BookEvent['type']>(type: Type): DataOf<Type>[] {
    return this.events.flatMap((event) => (event.type === type ? [event.data as DataOf<Type>] : []))
  }
  profileOf(acceptor: string): AcceptorProfile | undefined {
    return this.all('acceptor.noted').findLast((data) => data.profile.acceptor === acceptor)
      ?.profile
  }
  /** Offers that a suspension by this command must be told to. */
  struck(command: BookCommand): readonly string[] {
    if (command.type !== 'matching.book.note_acceptor') return []
    const { profile: next } = command.data
    const known = this.profileOf(next.acceptor)
    if (next.active || known?.active === false || (known?.revision ?? -1) >= next.revision) return []
    return this.all('offer.made')
      .filter((offer) => offer.acceptor === next.acceptor && !this.closing(offer))
      .map(({ payment, attempt }) => `${payment}/${attempt}`)
  }
  closing(offer: Offer): 'settled' | 'void' | undefined {
    return this.all('order.closed').find(
      (data) => data.payment === offer.payment && data.attempt === offer.attempt,
    )?.outcome
  }
  after(offer: Offer): readonly BookEvent[] {
    return this.events.slice(this.events.findIndex((event) => event.data === offer))
  }
  freeOf(acceptor: string): bigint {
    const figures = this.all('liquidity.noted').filter((data) => data.acceptor === acceptor)
    const newest = figures.reduce<(typeof figures)[number] | undefined>(
      (best, data) => (!best || data.position > best.position ? data : best),
      undefined,
    )
    const reserved = this.all('offer.made').filter(
      (offer) =>
        offer.acceptor === acceptor &&
        !this.closing(offer) &&
        !this.after(offer).some(
          (event) =>
            event.type === 'liquidity.noted' &&
            event.data.acceptor === acceptor &&
            event.data.transfers.includes(`escrow:${offer.payment}:${offer.attempt}`),
        ),
    )
    return reserved.reduce((free, offer) => free - offer.usdtMicro, newest?.freeMicro ?? 0n)
  }
  sum(offers: readonly Offer[], field: 'usdtMicro' | 'fiatMinor'): bigint {
    return offers.reduce((total, offer) => total + offer[field], 0n)
  }
  expected(request: MatchRequest, atMs: number): Offer | 'none' {
    const reference = this.all('reference.recorded').at(-1)
    if (!reference) return 'none'
    const units = rateUnits(reference.price)
    const offers = this.all('offer.made')
    const isPayerBusy = offers.some(
      (offer) =>
        offer.payerFingerprint === request.payerFingerprint &&
        offer.payment !== request.payment &&
        !this.closing(offer),
    )
    if (isPayerBusy) return 'none'
    const candidates = acceptors.flatMap((acceptor) => {
      const profile = this.profileOf(acceptor)
      if (!profile?.active || !profile.online) return []
      const own = offers.filter((offer) => offer.acceptor === acceptor)
      const open = own.filter((offer) => !this.closing(offer))
      const used = own.filter((offer) => this.closing(offer) !== 'void')
      const lastMs = Math.max(0, ...own.map((offer) => offer.atMs))
      return profile.quotes
        .filter((quote) => quote.methods.includes(request.method))
        .flatMap((quote) => {
          const priceUnits = priceUnitsOf(quote, units)
          const terms = termsOf(request.amount, priceUnits, 'CNY')
          const account = profile.accounts.find(({ method }) => method === request.method)!
          const onAccount = used.filter(
            (offer) => offer.account === account.account && on(offer.atMs, atMs).day,
          )
          const isFit =
            isWithin(priceUnits, units, defaultBookPolicy.maxDeviationBps) &&
            (request.maxSpreadBps === undefined ||
              priceUnits * 10_000n <= units * BigInt(10_000 + request.maxSpreadBps)) &&
            terms.fiatMinor >= quote.minMinor &&
            terms.fiatMinor <= quote.maxMinor &&
            open.length < profile.maxOpenOrders &&
            this.sum(open, 'usdtMicro') + terms.usdtMicro <= profile.maxOpenMicro &&
            this.sum(
              used.filter((offer) => on(offer.atMs, atMs).day),
              'usdtMicro',
            ) +
              terms.usdtMicro <=
              profile.maxPerDayMicro &&
            this.sum(
              used.filter((offer) => on(offer.atMs, atMs).month),
              'usdtMicro',
            ) +
              terms.usdtMicro <=
              profile.maxPerMonthMicro &&
            this.sum(onAccount, 'fiatMinor') + terms.fiatMinor <= account.maxPerDayMinor &&
            this.freeOf(acceptor) >= terms.usdtMicro &&
            !open.some(
              (offer) =>
                offer.account === account.account &&
                offer.payerFingerprint === request.payerFingerprint &&
                offer.fiatMinor === terms.fiatMinor,
            )
          return isFit
            ? [
                {
                  acceptor,
                  quote,
                  priceUnits,
                  lastMs,
                  score: profile.score,
                  bucket: bucketOf(priceUnits, units, 10),
                },
              ]
            : []
        })
    })
    const best = candidates.sort(
      (left, right) =>
        left.bucket - right.bucket ||
        right.score - left.score ||
        left.lastMs - right.lastMs ||
        left.acceptor.localeCompare(right.acceptor) ||
        Number(left.priceUnits - right.priceUnits) ||
        left.quote.quote.localeCompare(right.quote.quote),
    )[0]
    return best ? ({ acceptor: best.acceptor, quote: best.quote.quote } as Offer) : 'none'
  }
}

const envelope = { id: 'c', actor: 'spec' }
const commandOf = (next: Exclude<Step, { kind: 'wait' }>, atMs: number): BookCommand => {
  switch (next.kind) {
    case 'profile':
      return {
        ...envelope,
        atMs,
        type: 'matching.book.note_acceptor',
        data: { ledger, profile: next.profile },
      }
    case 'free':
      return {
        ...envelope,
        atMs,
        type: 'matching.book.note_liquidity',
        data: {
          ledger,
          acceptor: next.acceptor,
          freeMicro: usdt(next.amount),
          position: next.position,
          transfers: [`escrow:pay_${next.shows}:1`],
        },
      }
    case 'price':
      return {
        ...envelope,
        atMs,
        type: 'matching.book.record_reference',
        data: { ledger, currency: 'CNY', price: next.price, inputs: inputsAt(next.price, atMs) },
      }
    case 'match':
      return {
        ...envelope,
        atMs,
        type: 'matching.book.request_match',
        data: {
          ledger,
          payment: `pay_${next.payment}`,
          attempt: next.attempt,
          merchant: 'mer_1',
          currency: 'CNY',
          method: next.method,
          amount: { fix: 'usdt', usdtMicro: usdt(next.amount) },
          payerFingerprint: `payer-${next.payer}`,
          excludedAcceptors: [],
          excludedOwners: [],
          ...(next.spread === undefined ? {} : { maxSpreadBps: next.spread }),
        },
      }
    case 'close':
      return {
        ...envelope,
        atMs,
        type: 'matching.book.close_order',
        data: { ledger, payment: `pay_${next.payment}`, attempt: 1, outcome: next.outcome },
      }
  }
}

const eventsOf = (
  state: ReturnType<typeof bookDecider.initial>,
  command: BookCommand,
): readonly BookEvent[] => {
  const decision = bookDecider.decide(command, state)
  if ('rejected' in decision) throw new Error(decision.rejected)
  return decode<readonly BookEvent[]>(encode(decision.events))
}

const replay = (events: readonly BookEvent[]): ReturnType<typeof bookDecider.initial> =>
  events.reduce((state, event) => bookDecider.evolve(state, event), bookDecider.initial())

/** The open orders, and for each all those of its payer. */
const openOf = ({ orders }: ReturnType<typeof bookDecider.initial>): readonly unknown[] =>
  [...orders].map(({ payment, attempt, payer, isReserved, seat }) => {
    const ofPayer: string[] = []
    for (let order = orders.ofPayer(payer); order; order = order.nextOfPayer)
      ofPayer.push(`${order.payment}/${order.attempt}`)
    return { payment, attempt, payer, isReserved, acceptor: seat.acceptor, ofPayer }
  })

/** Whoever quotes the method has a limit when nobody was found: none is left unexplained. */
const expectExplained = (event: BookEvent, oracle: Oracle, method: PaymentMethod): void => {
  if (event.type !== 'match.failed' || event.data.reason === 'payer_has_open_order') return
  const quoting = acceptors.filter((acceptor) =>
    oracle.profileOf(acceptor)?.quotes.some(({ methods }) => methods.includes(method)),
  )
  const { limits = [], refused = [] } = event.data
  expect(refused.map(({ acceptor }) => acceptor).toSorted()).toEqual(quoting)
  expect(limits.reduce((sum, each) => sum + each.acceptors, 0)).toBe(quoting.length)
}

let offersMade = 0
let refused = 0
let suspensionsTold = 0

describe('over random histories of a book', () => {
  it('every answer is the one of the rules applied to the bare events, each attempt is answered once', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 15, maxLength: 80 }), (steps) => {
        const state = bookDecider.initial()
        const oracle = new Oracle()
        let atMs = nowMs
        const run = (command: BookCommand): void => {
          const before =
            command.type === 'matching.book.request_match'
              ? oracle.expected(command.data, command.atMs)
              : undefined
          const struck = oracle.struck(command)
          const events = eventsOf(state, command)
          const [event] = events
          const told = events.flatMap((each) =>
            each.type === 'order.suspended' ? [`${each.data.payment}/${each.data.attempt}`] : [],
          )
          expect(told.toSorted()).toEqual(struck.toSorted())
          suspensionsTold += told.length
          if (command.type === 'matching.book.request_match' && event) {
            if (event.type === 'offer.made') offersMade += 1
            else refused += 1
            expect(
              event.type === 'offer.made'
                ? { acceptor: event.data.acceptor, quote: event.data.quote }
                : 'none',
            ).toEqual(before)
            expectExplained(event, oracle, command.data.method)
          }
          for (const made of events) bookDecider.evolve(state, made)
          oracle.events.push(...events)
          // Whatever it was, said again it is nothing new.
          expect(eventsOf(state, command)).toEqual([])
        }
        run(commandOf({ kind: 'price', price: '7.25' }, atMs))
        for (const acceptor of acceptors)
          run(commandOf({ kind: 'free', acceptor, amount: 1000, position: 1, shows: 99 }, atMs))
        for (const next of steps) {
          atMs += 1
          if (next.kind !== 'wait') run(commandOf(next, atMs))
          else {
            atMs += next.ms
            run(
              commandOf(
                { kind: 'price', price: oracle.all('reference.recorded').at(-1)!.price },
                atMs,
              ),
            )
          }
        }
        const replayed = replay(oracle.events)
        for (const method of ['alipay', 'wechat'] as const) {
          const probe = commandOf(
            {
              kind: 'match',
              payment: 99,
              attempt: 1,
              amount: 50,
              payer: 0,
              method,
              spread: undefined,
            },
            atMs,
          )
          expect(eventsOf(replayed, probe)).toEqual(eventsOf(state, probe))
        }
        expect(openOf(replayed)).toEqual(openOf(state))
        for (const [acceptor, seat] of state.seats) {
          const { entries: _live, ...live } = seat
          const { entries: _again, ...again } = replayed.seats.get(acceptor)!
          expect(again).toEqual(live)
          expect(seat.reservedMicro >= 0n && seat.openMicro >= 0n && seat.openOrders >= 0).toBe(
            true,
          )
        }
      }),
      { numRuns: 600 },
    )
    // The histories are worth something only when both answers are common.
    expect(Math.min(offersMade, refused)).toBeGreaterThan(400)
    expect(suspensionsTold).toBeGreaterThan(10)
  })
})
