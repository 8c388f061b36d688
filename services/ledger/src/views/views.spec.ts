import type { Memo, TransferRequest } from '@stablegate/contracts'
import { foldRows, type RecordedEvent } from '@stablegate/kernel'
import { describe, expect, test } from 'vitest'
import type { BookEvent } from '../domain/book.ts'
import { balancesOf, play, type Played } from '../domain/play.spec-support.ts'
import { balances, type BalanceRow } from './balances.ts'
import { entries } from './entries.ts'
import { suspenseView } from './suspense.ts'
import {
  accountBalanceOf,
  balancesQuery,
  statementLineOf,
  statementQuery,
  trialBalanceOf,
  trialBalanceQuery,
} from './queries.ts'

const held = 'merchant:mer_m:held'
const reserve = 'merchant:mer_m:reserve'
const memo: Memo = {
  payment: 'pay_1',
  order: 'ord_1',
  reference: 'INV-7',
  method: 'bank_transfer',
  fiatMinor: 72_000n,
  currency: 'CNY',
  price: '7.3',
  availableAtMs: 1_800_000,
}

const recorded = (played: Played): readonly RecordedEvent<BookEvent>[] =>
  played.events.map(
    (event, index) =>
      ({
        ...event,
        data: { ...event.data, memo },
        id: `e${index}`,
        log: 'ledger',
        position: index + 1,
        version: 1,
        stream: 'ledger.book-usdt-sandbox',
        revision: index,
        metadata: {
          atMs: 1_000 + index,
          actor: 'spec',
          commandId: `c${index}`,
          commandHash: '',
          correlationId: '',
          causationId: '',
        },
      }) as RecordedEvent<BookEvent>,
  )

const accepted = (played: Played): readonly RecordedEvent<BookEvent>[] =>
  recorded(played).filter((event) => event.type === 'transfers.accepted')

const post = (
  id: string,
  debit: string,
  credit: string,
  amountMicro: bigint,
  category: TransferRequest['category'],
): TransferRequest => ({ kind: 'post', id, debit, credit, amountMicro, category })

const payment = (): Played =>
  play([
    [post('f', 'custody:test', 'acceptor:acc_a', 1_000n, 'test_funds')],
    [
      {
        kind: 'pend',
        id: 'e',
        debit: 'acceptor:acc_a',
        credit: held,
        amountMicro: 500n,
        category: 'escrow',
      },
    ],
    [
      {
        kind: 'pend',
        id: 'e2',
        debit: 'acceptor:acc_a',
        credit: held,
        amountMicro: 300n,
        category: 'escrow',
      },
    ],
    [
      { kind: 'post_pending', id: 'p', pending: 'e', amountMicro: 400n, category: 'payment' },
      post('fee', held, 'income:payment', 4n, 'fee'),
      post('res', held, reserve, 40n, 'reserve'),
    ],
  ])

describe('balances', () => {
  const rows = (played: Played): readonly BalanceRow[] => [
    ...foldRows(balances, new Map(), accepted(played)).upserts.values(),
  ]

  test('shows the same balances as the book', () => {
    const played = payment()
    const shown = rows(played).map((row) => [row.account, accountBalanceOf(row).postedMicro])
    expect(Object.fromEntries(shown)).toEqual(balancesOf(played))
    const acceptor = rows(played).find((row) => row.account === 'acceptor:acc_a')
    expect(acceptor && accountBalanceOf(acceptor)).toMatchObject({
      owner: 'acc_a',
      postedMicro: 600n,
      pendingMicro: 300n,
      freeMicro: 300n,
      debitsPostedMicro: 400n,
      creditsPostedMicro: 1_000n,
    })
    expect(rows(played).find((row) => row.account === held)).toMatchObject({
      owner: 'mer_m',
      credits_pending_micro: 300n,
    })
  })

  test('sums on both sides are equal', () => {
    const sum = (pick: (row: BalanceRow) => bigint): bigint =>
      rows(payment()).reduce((total, row) => total + pick(row), 0n)
    expect(
      trialBalanceOf({
        debitsPostedMicro: sum((row) => row.debits_posted_micro),
        creditsPostedMicro: sum((row) => row.credits_posted_micro),
        debitsPendingMicro: sum((row) => row.debits_pending_micro),
        creditsPendingMicro: sum((row) => row.credits_pending_micro),
      }),
    ).toMatchObject({ isBalanced: true, debitsPostedMicro: 1_444n, debitsPendingMicro: 300n })
  })
})

describe('suspense', () => {
  const item = 'suspense:sandbox:dep_1'
  const rows = (...sets: Parameters<typeof play>[0][number][]) =>
    [...foldRows(suspenseView, new Map(), accepted(play(sets))).upserts.values()]

  test('knows what of each transfer came and what is left, and since when', () => {
    const shown = rows(
      [post('in', 'custody:deposit:sandbox', item, 100n, 'deposit')],
      [post('old', 'custody:deposit:sandbox', 'suspense:sandbox', 7n, 'deposit')],
      [post('out', item, 'unapplied:pay_1', 100n, 'adjustment')],
      [post('back', 'unapplied:pay_1', item, 40n, 'adjustment')],
      [post('part', item, 'unapplied:pay_2', 15n, 'adjustment')],
    )
    expect(shown).toMatchObject([
      { account: item, item: 'dep_1', received_micro: 140n, remainder_micro: 25n, since_ms: 1_003 },
      { account: 'suspense:sandbox', item: null, received_micro: 7n, remainder_micro: 7n },
    ])
  })

  test('counts what is posted, and nothing that is only set aside', () => {
    const credit = 'unapplied:pay_1'
    const pend = { kind: 'pend', debit: item, credit, amountMicro: 30n, category: 'adjustment' } as const
    const shown = rows(
      [post('in', 'custody:deposit:sandbox', item, 100n, 'deposit')],
      [{ ...pend, id: 'p1' }],
      [{ ...pend, id: 'p2' }],
      [{ kind: 'void_pending', id: 'v1', pending: 'p1', category: 'adjustment' }],
      [{ kind: 'post_pending', id: 'o2', pending: 'p2', amountMicro: 20n, category: 'adjustment' }],
    )
    expect(shown).toMatchObject([{ account: item, received_micro: 100n, remainder_micro: 80n, since_ms: 1_000 }])
  })
})

describe('entries', () => {
  const lines = [...foldRows(entries, new Map(), accepted(payment())).upserts.values()].map(
    statementLineOf,
  )

  test('a payment is one line with gross, fee and net; the reserve is the next', () => {
    expect(lines.filter((line) => line.account === held)).toEqual([
      expect.objectContaining({
        id: '4-1',
        category: 'payment',
        grossMicro: 400n,
        feeMicro: 4n,
        netMicro: 396n,
        balanceMicro: 396n,
        availableAtMs: 1_800_000,
        payment: 'pay_1',
        order: 'ord_1',
        reference: 'INV-7',
        method: 'bank_transfer',
        fiatMinor: 72_000n,
        currency: 'CNY',
        price: '7.3',
        counterpart: 'acceptor:acc_a',
        atMs: 1_003,
      }),
      expect.objectContaining({
        category: 'reserve',
        netMicro: -40n,
        balanceMicro: 356n,
        counterpart: reserve,
      }),
    ])
  })

  test('pending money makes no line; every line continues the running balance of its account', () => {
    expect(lines.some((line) => line.category === 'escrow')).toBe(false)
    const running = new Map<string, bigint>()
    for (const line of lines) {
      expect(line.balanceMicro).toBe((running.get(line.account) ?? 0n) + line.netMicro)
      running.set(line.account, line.balanceMicro)
    }
    expect(running.get('custody:test')).toBe(1_000n)
  })
})

describe('queries refuse what they do not know', () => {
  test.each([
    [balancesQuery, { ledger: 'usdt-sandbox', merchant: 'x' }],
    [statementQuery, { ledger: 'usdt-sandbox' }],
    [statementQuery, { ledger: 'usdt-sandbox', owner: 'mer_m', before: '1;drop' }],
    [trialBalanceQuery, { ledger: 'btc' }],
  ])('%#', (query, input) => {
    expect(() => query.parse(input)).toThrow()
  })
})
