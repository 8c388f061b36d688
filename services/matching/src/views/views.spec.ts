import { defaultBookPolicy, type MatchLimit, type PaymentOption } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { describe, expect, it } from 'vitest'
import { bookDecider, type BookEvent } from '../domain/book.ts'
import {
  inputsAt,
  ledger,
  liquid,
  noted,
  nowMs,
  profileOf,
  quoted,
  reference,
  request,
  standing,
  usdt,
} from '../domain/book.spec-support.ts'
import { failedMatchesView } from './failed-matches.ts'
import { passedByView } from './passed-by.ts'
import { depthOf, optionsOf } from './options.ts'
import { openOrdersView } from './open-orders.ts'
import { policiesView } from './policies.ts'
import { referencesView } from './references.ts'
import { seatsView } from './seats.ts'
import type { ShownBook } from './shown-book.ts'

const rowsOf = <Row extends { readonly id: string }>(
  view: View<Row>,
  events: readonly BookEvent[],
): readonly Row[] => {
  const rows = new Map<string, Row>()
  const listed = new Set(view.events.map(({ type }) => type))
  for (const event of events.filter(({ type }) => listed.has(type))) {
    for (const key of view.keys(event as RecordedEvent)) {
      const row = view.apply(rows.get(key), event as RecordedEvent, key)
      if (row) rows.set(key, row)
      else rows.delete(key)
    }
  }
  return [...rows.values()]
}

const shown = (events: readonly BookEvent[]): ShownBook => ({
  policy: defaultBookPolicy,
  references: new Map(
    rowsOf(referencesView, events).map((row) => [
      row.currency,
      {
        price: row.price,
        units: BigInt(Math.round(Number(row.price) * 1e8)),
        freshAtMs: row.at_ms,
      },
    ]),
  ),
  seats: rowsOf(seatsView, events).filter(({ available }) => available),
  busy: new Map(),
})
const optionsAt = (events: readonly BookEvent[], changes = {}): readonly PaymentOption[] =>
  optionsOf(shown(events), {
    ledger,
    amount: { fix: 'usdt', usdtMicro: usdt(100) },
    atMs: nowMs,
    ...changes,
  })

describe('the seats', () => {
  it('follow profile, liquidity, offers and their ends', () => {
    const offer: BookEvent = (() => {
      const state = standing(profileOf('acc_a')).reduce(
        (book, event) => bookDecider.evolve(book, event),
        bookDecider.initial(),
      )
      const decision = bookDecider.decide(
        { id: 'c', actor: 'spec', atMs: nowMs, ...request() } as never,
        state,
      )
      return 'events' in decision
        ? decision.events[0]!
        : (() => {
            throw new Error('refused')
          })()
    })()
    const history = [...standing(profileOf('acc_a')), offer]
    expect(rowsOf(seatsView, history)).toMatchObject([
      { acceptor: 'acc_a', available: true, free_micro: usdt(1000), position: 1 },
    ])
    const order = { id: 'escrow:pay_1:1', ledger, acceptor: 'acc_a', usdt_micro: usdt(100) }
    expect(rowsOf(openOrdersView, history)).toEqual([{ ...order, reserved: true }])
    expect(
      rowsOf(openOrdersView, [...history, liquid('acc_b', 900, 3, ['escrow:pay_1:1'])]),
    ).toEqual([{ ...order, reserved: true }])
    const pended = [...history, liquid('acc_a', 900, 3, ['escrow:pay_1:1', 'fee'])]
    expect(rowsOf(openOrdersView, pended)).toEqual([{ ...order, reserved: false }])
    const closed: BookEvent = {
      type: 'order.closed',
      data: {
        ledger,
        payment: 'pay_1',
        attempt: 1,
        acceptor: 'acc_a',
        outcome: 'void',
        atMs: nowMs,
      },
    }
    expect(rowsOf(openOrdersView, [...pended, closed])).toEqual([])
    expect(rowsOf(seatsView, [...pended, liquid('acc_a', 5, 2)])).toMatchObject([
      { free_micro: usdt(900), position: 3 },
    ])
    expect(
      rowsOf(seatsView, [...pended, noted(profileOf('acc_a', { revision: 2, online: false }))]),
    ).toMatchObject([{ available: false }])
  })
  it('that are busy or have nothing free but what is reserved are not shown', () => {
    const book = shown(standing(profileOf('acc_a', { maxOpenOrders: 2 })))
    const options = (orders: number, reserved: number): number =>
      optionsOf(
        { ...book, busy: new Map([['acc_a', { orders, reservedMicro: usdt(reserved) }]]) },
        { ledger, amount: { fix: 'usdt', usdtMicro: usdt(100) }, atMs: nowMs },
      ).length
    expect([options(1, 900), options(2, 0), options(1, 901), options(0, 1000)]).toEqual([
      1, 0, 0, 0,
    ])
  })
})

describe('matches that found nobody', () => {
  const failure = (attempt: number, atMs: number, refused: readonly (readonly [string, MatchLimit])[]): BookEvent => ({
    type: 'match.failed',
    data: {
      ledger,
      payment: 'pay_1',
      attempt,
      reason: 'no_acceptor',
      limits: refused.map(([, limit]) => ({ limit, acceptors: 1 })),
      refused: refused.map(([acceptor, limit]) => ({ acceptor, limit })),
      atMs,
    },
  })
  it('are kept whole for operators, also those from before limits were looked for', () => {
    const old: BookEvent = {
      type: 'match.failed',
      data: { ledger, payment: 'pay_2', attempt: 1, reason: 'no_acceptor', atMs: nowMs },
    }
    expect(
      rowsOf(failedMatchesView, [failure(1, nowMs, [['acc_a', 'offline']]), old]),
    ).toMatchObject([
      { payment: 'pay_1', attempt: 1, limits: [{ limit: 'offline', acceptors: 1 }] },
      { payment: 'pay_2', limits: [], refused: [] },
    ])
  })
  it('tell an acceptor by day which limit of its own it was, and never what is no limit of its own', () => {
    const dayMs = 86_400_000
    const events = [
      failure(1, nowMs, [['acc_a', 'value_per_day'], ['acc_b', 'excluded'], ['acc_c', 'offline']]),
      failure(2, nowMs + 5, [['acc_a', 'value_per_day'], ['acc_b', 'tried_before']]),
      failure(3, nowMs + dayMs, [['acc_a', 'value_per_day'], ['acc_b', 'account_per_day']]),
    ]
    expect(
      rowsOf(passedByView, events).map(({ acceptor, day, reason, times, last_at_ms: at }) =>
        [acceptor, day, reason, times, at - nowMs]),
    ).toEqual([
      ['acc_a', '2026-06-15', 'value_per_day', 2, 5],
      ['acc_a', '2026-06-16', 'value_per_day', 1, dayMs],
      ['acc_b', '2026-06-16', 'account_per_day', 1, dayMs],
    ])
  })
})

describe('options', () => {
  it('give the best price of each currency and method that takes the amount', () => {
    const events = [
      ...standing(
        quoted('acc_a', { methods: ['alipay', 'wechat'] }),
        quoted('acc_b', { pricing: { kind: 'fixed', price: '7.28' } }),
        quoted('acc_c', { pricing: { kind: 'fixed', price: '7.1' }, maxMinor: 70_000n }),
      ),
    ]
    // acc_a has no account for WeChat, acc_c takes at most 700 yuan.
    expect(optionsAt(events)).toEqual([
      {
        currency: 'CNY',
        method: 'alipay',
        price: '7.28',
        reference: '7.25',
        fiatMinor: 72_800n,
        usdtMicro: usdt(100),
        acceptors: 2,
      },
    ])
    expect(
      optionsAt(events, { amount: { fix: 'fiat', currency: 'CNY', fiatMinor: 70_000n } }),
    ).toMatchObject([{ price: '7.1', acceptors: 3 }])
    expect(
      optionsAt(events, { amount: { fix: 'fiat', currency: 'EUR', fiatMinor: 70_000n } }),
    ).toEqual([])
  })
  it('leave out what the book would refuse', () => {
    const alone = (profile = profileOf('acc_a'), changes = {}): number =>
      optionsAt(standing(profile), changes).length
    expect(alone()).toBe(1)
    expect(alone(quoted('acc_a', { setAtMs: nowMs - 1 }))).toBe(0)
    expect(alone(quoted('acc_a', { pricing: { kind: 'fixed', price: '7.7' } }))).toBe(0)
    expect(alone(profileOf('acc_a', { relatedMerchants: ['mer_1'] }), { merchant: 'mer_1' })).toBe(
      0,
    )
    expect(alone(profileOf('acc_a'), { maxSpreadBps: 50 })).toBe(0)
    expect(alone(profileOf('acc_a'), { minUsdtMicro: usdt(101) })).toBe(0)
    expect(alone(profileOf('acc_a', { maxOpenMicro: usdt(99) }))).toBe(0)
    expect(alone(profileOf('acc_a'), { amount: { fix: 'usdt', usdtMicro: usdt(1001) } })).toBe(0)
    expect(optionsAt(standing(profileOf('acc_a')), { atMs: nowMs + 60_000 })).toEqual([])
    expect(optionsAt(standing(profileOf('acc_a')).slice(1))).toEqual([])
  })
})

describe('depth', () => {
  it("sums quotes by price bucket, an acceptor's liquidity once", () => {
    const two = profileOf('acc_a')
    const [quote] = two.quotes
    const events = standing(
      {
        ...two,
        quotes: [
          quote!,
          { ...quote!, quote: 'quo_a2', pricing: { kind: 'fixed', price: '7.3001' } },
        ],
      },
      quoted('acc_b', { pricing: { kind: 'fixed', price: '7.35' } }),
    )
    expect(
      depthOf(shown(events), { ledger, currency: 'CNY', method: 'alipay', atMs: nowMs }),
    ).toEqual([
      { fromPrice: '7.3', toPrice: '7.3001', quotes: 2, acceptors: 1, freeMicro: usdt(1000) },
      { fromPrice: '7.35', toPrice: '7.35', quotes: 1, acceptors: 1, freeMicro: usdt(1000) },
    ])
  })
})

describe('references and policies', () => {
  it('keep the newest of each', () => {
    expect(
      rowsOf(referencesView, [
        reference('7.2'),
        reference('7.3', nowMs),
        reference('0.9', nowMs, 'EUR'),
      ]),
    ).toEqual([
      {
        id: `${ledger}/CNY`,
        ledger,
        currency: 'CNY',
        price: '7.3',
        inputs: inputsAt('7.3', nowMs),
        at_ms: nowMs,
      },
      {
        id: `${ledger}/EUR`,
        ledger,
        currency: 'EUR',
        price: '0.9',
        inputs: inputsAt('0.9', nowMs),
        at_ms: nowMs,
      },
    ])
    const set: BookEvent = { type: 'book.policy_set', data: { ledger, policy: defaultBookPolicy } }
    expect(rowsOf(policiesView, [set])).toEqual([{ id: ledger, ledger, policy: defaultBookPolicy }])
  })
})
