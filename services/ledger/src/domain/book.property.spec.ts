import type { TransferRequest } from '@stablegate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeMicro, pendingMicro, postedMicro } from './balance.ts'
import { bookDecider, type BookEvent } from './book.ts'
import type { Book } from './draft.ts'
import { play } from './play.spec-support.ts'

const account = fc.constantFrom(
  'custody:test',
  'custody:hot:sandbox',
  'acceptor:acc_a',
  'acceptor:acc_b',
  'merchant:mer_m:held',
  'merchant:mer_m:available',
  'merchant:mer_m:reserve',
  'receivable:mer_m',
  'claims:acc_a',
  'claims:acc_b',
  'income:payment',
  'losses',
)
const amountMicro = fc.bigInt({ min: 1n, max: 40n })
const id = fc.integer({ min: 0, max: 60 }).map((number) => `t${number}`)
const category = fc.constant('adjustment' as const)

const request: fc.Arbitrary<TransferRequest> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      id,
      debit: account,
      credit: account,
      amountMicro,
      category,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      id,
      debit: fc.constant('custody:test'),
      credit: account,
      amountMicro,
      category,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pend' as const),
      id,
      debit: account,
      credit: account,
      amountMicro,
      category,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('post_pending' as const), id, pending: id, category }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('post_pending' as const),
      id,
      pending: id,
      amountMicro,
      category,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('void_pending' as const), id, pending: id, category }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('cascade' as const),
      id,
      amountMicro,
      category,
      legs: fc.array(fc.record({ debit: account, credit: account }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
)
const sets = fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { maxLength: 60 })

const shown = (book: Book): unknown => ({
  balances: [...book.balances.values()].toSorted((a, b) => (a.account < b.account ? -1 : 1)),
  claims: [...book.claims].toSorted(),
  open: [...book.openPendings.entries()].toSorted(),
  ids: book.ids.size,
})

test('sums are equal, no floor is broken, pending never exceeds what is there, claims agree', () => {
  fc.assert(
    fc.property(sets, (commands) => {
      const { book } = play(commands)
      const all = [...book.balances.values()]
      const sum = (pick: (balance: (typeof all)[number]) => bigint): bigint =>
        all.reduce((total, one) => total + pick(one), 0n)
      expect(sum((one) => one.debitsPostedMicro)).toBe(sum((one) => one.creditsPostedMicro))
      expect(sum((one) => one.debitsPendingMicro)).toBe(sum((one) => one.creditsPendingMicro))
      for (const one of all) {
        if (one.floor !== 'always') continue
        expect(freeMicro(one)).toBeGreaterThanOrEqual(0n)
        expect(pendingMicro(one)).toBeLessThanOrEqual(postedMicro(one))
      }
      const open = [...book.openPendings.values()].reduce(
        (total, one) => total + one.amountMicro,
        0n,
      )
      expect(sum((one) => one.debitsPendingMicro)).toBe(open)
    }),
    { numRuns: 300 },
  )
})

test('replay equals live, and everything sent twice counts once', () => {
  fc.assert(
    fc.property(sets, (commands) => {
      const live = play(commands)
      const replayed = live.events.reduce(
        (book, event) => bookDecider.evolve(book, event),
        bookDecider.initial(),
      )
      expect(shown(replayed)).toEqual(shown(live.book))
      const before = shown(live.book)
      const again: BookEvent[] = commands.flatMap((transfers) => live.send(transfers))
      expect(again).toEqual([])
      expect(shown(live.book)).toEqual(before)
    }),
    { numRuns: 300 },
  )
})
