import { matchLimits, maxRefused, type AcceptorProfile, type MatchLimit } from '@stablegate/contracts'
import { afterAll, describe, expect, it } from 'vitest'
import { bookDecider, type BookEvent } from './book.ts'
import {
  accounted,
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
} from './book.spec-support.ts'

type Failed = Extract<BookEvent, { type: 'match.failed' }>['data']
const seen = new Set<MatchLimit>()

const failed = (history: readonly BookEvent[], command = request()): Failed => {
  const book = history.reduce(
    (state, event) => bookDecider.evolve(state, event),
    bookDecider.initial(),
  )
  const decision = bookDecider.decide({ ...command, id: 'c', actor: 'spec' } as never, book)
  const [event] = 'events' in decision ? decision.events : []
  if (event?.type !== 'match.failed') throw new Error(`no failure but ${event?.type}`)
  for (const { limit } of event.data.limits ?? []) seen.add(limit)
  return event.data
}
const limitOf = (profile: AcceptorProfile, command = request()): MatchLimit | undefined =>
  failed(standing(profile), command).refused?.[0]?.limit

const twoUsed = (history: readonly BookEvent[]): readonly BookEvent[] => [
  ...history,
  {
    type: 'offer.made',
    data: {
      ledger,
      payment: 'pay_0',
      attempt: 1,
      order: 'ord_0x1',
      acceptor: 'acc_a',
      owner: 'owner-acc_a',
      quote: 'quo_a',
      account: 'pac_a',
      method: 'alipay',
      currency: 'CNY',
      price: '7.3',
      usdtMicro: usdt(100),
      fiatMinor: 73_000n,
      autoAccept: false,
      payerFingerprint: 'payer-1',
      atMs: nowMs - 1,
    },
  },
]

describe('a match that finds nobody says', () => {
  it('which cap of the acceptor stood in the way', () => {
    expect(limitOf(profileOf('acc_a', { maxOpenOrders: 0 }))).toBe('open_orders')
    expect(limitOf(profileOf('acc_a', { maxOpenMicro: usdt(99) }))).toBe('open_value')
    expect(limitOf(profileOf('acc_a', { maxPerDayMicro: usdt(99) }))).toBe('value_per_day')
    expect(limitOf(profileOf('acc_a', { maxPerMonthMicro: usdt(99) }))).toBe('value_per_month')
  })
  it('which limit of its account', () => {
    expect(limitOf(accounted('acc_a', { maxPerOrderMinor: 72_999n }))).toBe('account_per_order')
    expect(limitOf(accounted('acc_a', { maxPerDayMinor: 72_999n }))).toBe('account_per_day')
    expect(limitOf(accounted('acc_a', { maxPerMonthMinor: 72_999n }))).toBe('account_per_month')
    expect(limitOf(accounted('acc_a', { method: 'wechat' }))).toBe('no_account')
  })
  it('that nothing was free, and that an account already waits for this amount of this payer', () => {
    const poor = [reference(), noted(profileOf('acc_a')), liquid('acc_a', 99)]
    expect(failed(poor).refused).toEqual([{ acceptor: 'acc_a', limit: 'free_liquidity' }])
    const busy = failed(twoUsed(standing(profileOf('acc_a'))), request({ payment: 'pay_0', attempt: 2 }))
    expect(busy.refused).toEqual([{ acceptor: 'acc_a', limit: 'same_amount_open' }])
  })
  it('what of the quote, and that its acceptor is away, was asked or may not', () => {
    expect(limitOf(quoted('acc_a', { minMinor: 73_001n }))).toBe('quote_size')
    expect(limitOf(quoted('acc_a', { setAtMs: nowMs - 9_999 }))).toBe('quote_resting')
    expect(limitOf(quoted('acc_a', { pricing: { kind: 'fixed', price: '8' } }))).toBe(
      'price_out_of_range',
    )
    expect(limitOf(profileOf('acc_a', { active: false }))).toBe('not_active')
    expect(limitOf(profileOf('acc_a', { online: false }))).toBe('offline')
    expect(limitOf(profileOf('acc_a'), request({ excludedAcceptors: ['acc_a'] }))).toBe(
      'tried_before',
    )
    for (const changes of [{ relatedMerchants: ['mer_1'] }, { relatedPayers: ['payer-1'] }])
      expect(limitOf(profileOf('acc_a', changes))).toBe('excluded')
  })
  it("that only the merchant's bounds of the price did", () => {
    const { reason, limits } = failed(standing(profileOf('acc_a')), request({ maxSpreadBps: 1 }))
    expect(reason).toBe('price_out_of_bounds')
    expect(limits).toEqual([{ limit: 'price_bounds', acceptors: 1 }])
  })
})

describe('what stood in the way', () => {
  it('is counted by limit, and of several quotes and accounts the nearest counts', () => {
    const two = profileOf('acc_a', { maxPerDayMicro: usdt(1) })
    const [quote] = two.quotes
    if (!quote) throw new Error('no quote')
    const nearest = { ...two, quotes: [{ ...quote, minMinor: 80_000n }, { ...quote, quote: 'quo_2' }] }
    const { limits, refused } = failed(
      standing(nearest, profileOf('acc_b', { online: false }), profileOf('acc_c', { online: false })),
    )
    expect(limits).toEqual([
      { limit: 'value_per_day', acceptors: 1 },
      { limit: 'offline', acceptors: 2 },
    ])
    expect(refused?.map(({ acceptor }) => acceptor)).toEqual(['acc_a', 'acc_b', 'acc_c'])
  })
  it('is not asked of who does not serve the rail, nor of what no price can be said of', () => {
    const history = standing(profileOf('acc_a'))
    expect(failed(history, request({ method: 'wechat' })).limits).toEqual([])
    expect(failed(history.slice(1)).limits).toBeUndefined()
    const elsewhere = { amount: { fix: 'fiat', currency: 'HKD', fiatMinor: 1n } } as const
    expect(failed(history, request(elsewhere)).limits).toEqual([])
  })
  it('names so many and counts all', () => {
    const many = Array.from({ length: maxRefused + 3 }, (_, index) =>
      profileOf(`acc_${index}`, { online: index > maxRefused, maxPerDayMicro: 0n }),
    )
    const { limits, refused } = failed(standing(...many))
    expect(limits).toEqual([
      { limit: 'value_per_day', acceptors: 2 },
      { limit: 'offline', acceptors: maxRefused + 1 },
    ])
    expect(refused).toHaveLength(maxRefused)
    expect(refused?.slice(0, 2).map(({ limit }) => limit)).toEqual(['value_per_day', 'value_per_day'])
  })
  it('is not changed in the book by being looked at', () => {
    const events = standing(accounted('acc_a', { maxPerOrderMinor: 1n }), profileOf('acc_b', { active: false }))
    const book = events.reduce((state, event) => bookDecider.evolve(state, event), bookDecider.initial())
    const before = structuredClone([...(book.seats.get('acc_b')?.accounts.keys() ?? [])])
    bookDecider.decide({ ...request(), id: 'c', actor: 'spec' } as never, book)
    expect([...(book.seats.get('acc_b')?.accounts.keys() ?? [])]).toEqual(before)
  })
})

afterAll(() => expect([...seen].sort()).toEqual([...matchLimits].sort()))
