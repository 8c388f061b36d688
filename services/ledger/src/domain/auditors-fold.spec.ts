import { chart, type TransferRequest } from '@stablegate/contracts'
import { encode } from '@stablegate/kernel'
import { Books, floorOf, isDebitNormal } from '@stablegate/proof'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { postedMicro } from './balance.ts'
import { play } from './play.spec-support.ts'

// The auditor's program folds the ledger by rules of its own. What it finds must be what we have.

const account = fc.constantFrom(
  'custody:test', 'custody:hot:sandbox', 'acceptor:acc_a', 'acceptor:acc_b', 'merchant:mer_m:held', 'merchant:mer_m:available',
  'receivable:mer_m', 'claims:acc_a', 'income:payment', 'cost:agent', 'losses')
const amountMicro = fc.bigInt({ min: 1n, max: 40n })
const id = fc.integer({ min: 0, max: 40 }).map((number) => `t${number}`)
const category = fc.constant('adjustment' as const)
const leg = fc.record({ debit: account, credit: account })
const request: fc.Arbitrary<TransferRequest> = fc.oneof(
  fc.record({ kind: fc.constant('post' as const), id, debit: fc.constant('custody:test'), credit: account, amountMicro, category }),
  fc.record({ kind: fc.constant('post' as const), id, debit: account, credit: account, amountMicro, category }),
  fc.record({ kind: fc.constant('pend' as const), id, debit: account, credit: account, amountMicro, category }),
  fc.record({ kind: fc.constant('post_pending' as const), id, pending: id, category }),
  fc.record({ kind: fc.constant('post_pending' as const), id, pending: id, amountMicro, category }),
  fc.record({ kind: fc.constant('void_pending' as const), id, pending: id, category }),
  fc.record({ kind: fc.constant('cascade' as const), id, amountMicro, category, legs: fc.array(leg, { minLength: 1, maxLength: 3 }) }),
)

test('whatever the ledger accepts, the auditor folds to the same balances and finds no rule broken', () => {
  fc.assert(fc.property(fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { maxLength: 60 }), (sets) => {
    const { book, events } = play(sets)
    const books = new Books()
    for (const [index, { type, data }] of events.entries()) {
      books.apply({
        id: `e${index}`, log: 'ledger', position: index + 1, stream: 'ledger.book-usdt-sandbox', revision: index, type, version: 1,
        data: encode(data), metadata: '{}',
      })
    }
    expect(books.isBalanced()).toBe(true)
    for (const balance of book.balances.values()) {
      expect(books.posted('usdt-sandbox', balance.account)).toBe(postedMicro(balance))
    }
  }), { numRuns: 300 })
})

test('the auditor knows the chart of accounts', () => {
  const example: Readonly<Record<string, string>> = { equity: 'operator:equity', custody: 'custody:hot:sandbox' }
  for (const { prefix, normal, floor } of chart) {
    const name = example[prefix] ?? prefix
    expect([prefix, isDebitNormal(name), floorOf(name)]).toEqual([prefix, normal === 'debit', floor])
  }
})
