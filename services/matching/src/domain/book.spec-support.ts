import type { AcceptorProfile, FiatCurrency } from '@stablegate/contracts'
import type { SpecCommand } from '@stablegate/testing'
import type { BookCommand, BookEvent } from './book.ts'

export const usdt = (amount: number): bigint => BigInt(Math.round(amount * 1_000_000))
export const ledger = 'usdt-sandbox'
/** A time at which quotes of `profile` have rested and references of `reference` are fresh. */
export const nowMs = Date.UTC(2026, 5, 15, 12)

type Profile = Omit<AcceptorProfile, 'acceptor'>

export const profileOf = (acceptor: string, changes: Partial<Profile> = {}): AcceptorProfile => ({
  acceptor,
  revision: 1,
  owner: `owner-${acceptor}`,
  active: true,
  online: true,
  autoAccept: false,
  score: 500,
  maxOpenOrders: 10,
  maxOpenMicro: usdt(10_000),
  maxPerDayMicro: usdt(100_000),
  maxPerMonthMicro: usdt(1_000_000),
  quotes: [
    {
      quote: `quo_${acceptor.slice(4)}`,
      currency: 'CNY',
      pricing: { kind: 'fixed', price: '7.3' },
      minMinor: 1_000n,
      maxMinor: 10_000_000n,
      methods: ['alipay'],
      setAtMs: nowMs - 60_000,
    },
  ],
  accounts: [
    {
      account: `pac_${acceptor.slice(4)}`,
      method: 'alipay',
      currency: 'CNY',
      maxPerOrderMinor: 5_000_000n,
      maxPerDayMinor: 50_000_000n,
      maxPerMonthMinor: 500_000_000n,
    },
  ],
  relatedMerchants: [],
  relatedPayers: [],
  ...changes,
})

type Quote = AcceptorProfile['quotes'][number]
export const quoted = (
  acceptor: string,
  quote: Partial<Quote>,
  changes: Partial<Profile> = {},
): AcceptorProfile => {
  const profile = profileOf(acceptor, changes)
  return { ...profile, quotes: profile.quotes.map((known) => ({ ...known, ...quote })) }
}
type Account = AcceptorProfile['accounts'][number]
export const accounted = (acceptor: string, account: Partial<Account>): AcceptorProfile => {
  const profile = profileOf(acceptor)
  return { ...profile, accounts: profile.accounts.map((known) => ({ ...known, ...account })) }
}

export const noted = (profile: AcceptorProfile): BookEvent => ({
  type: 'acceptor.noted',
  data: { ledger, profile },
})

export const liquid = (
  acceptor: string,
  amount: number,
  position = 1,
  transfers: readonly string[] = [],
): BookEvent => ({
  type: 'liquidity.noted',
  data: { ledger, acceptor, freeMicro: usdt(amount), position, transfers: [...transfers] },
})

export const inputsAt = (price: string, takenAtMs: number) =>
  ['a', 'b', 'c'].map((source) => ({ source, price, takenAtMs, used: true }))

export const reference = (
  price = '7.25',
  atMs = nowMs - 5_000,
  currency: FiatCurrency = 'CNY',
): BookEvent => ({
  type: 'reference.recorded',
  data: { ledger, currency, price, inputs: inputsAt(price, atMs), atMs },
})

type Request = Extract<BookCommand, { type: 'matching.book.request_match' }>['data']
export const request = (
  changes: Partial<Request> = {},
  atMs = nowMs,
): SpecCommand<BookCommand> => ({
  type: 'matching.book.request_match',
  atMs,
  data: {
    ledger,
    payment: 'pay_1',
    attempt: 1,
    merchant: 'mer_1',
    amount: { fix: 'usdt', usdtMicro: usdt(100) },
    currency: 'CNY',
    method: 'alipay',
    payerFingerprint: 'payer-1',
    excludedAcceptors: [],
    excludedOwners: [],
    ...changes,
  },
})

/** Book with these acceptors, each with 1000 USDT free, at a reference of 7.25. */
export const standing = (...profiles: readonly AcceptorProfile[]): readonly BookEvent[] => [
  reference(),
  ...profiles.flatMap((profile) => [noted(profile), liquid(profile.acceptor, 1000)]),
]
