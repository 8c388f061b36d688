import type { TransferRequest } from '@stablegate/contracts'
import { describe, expect, test } from 'vitest'
import { digestOf } from './digest.ts'
import { digestLimit } from './transfer-ids.ts'

const post: TransferRequest = {
  kind: 'post',
  id: 'a',
  debit: 'custody:test',
  credit: 'acceptor:acc_a',
  amountMicro: 5n,
  category: 'payment',
}
const end: TransferRequest = { kind: 'post_pending', id: 'a', pending: 'p', category: 'payment' }
const cascade: TransferRequest = {
  kind: 'cascade',
  id: 'a',
  amountMicro: 5n,
  category: 'release',
  legs: [{ debit: 'x', credit: 'y' }],
}

/** Sets that differ in one thing each; no two may be taken for a repetition of each other. */
const sets: readonly (readonly TransferRequest[])[] = [
  [post],
  [post, { ...post, id: 'b' }],
  [{ ...post, id: 'b' }, post],
  [{ ...post, id: 'b' }],
  [{ ...post, kind: 'pend' }],
  [{ ...post, debit: 'bond:acc_a' }],
  [{ ...post, credit: 'acceptor:acc_b' }],
  [{ ...post, debit: post.credit, credit: post.debit }],
  [{ ...post, amountMicro: 6n }],
  [{ ...post, amountMicro: 5n + 2n ** 60n }],
  [{ ...post, category: 'fee' }],
  [end],
  [{ ...end, pending: 'q' }],
  [{ ...end, amountMicro: 5n }],
  [{ ...end, kind: 'void_pending' }],
  [cascade],
  [{ ...cascade, legs: [...cascade.legs, ...cascade.legs] }],
  [{ ...cascade, legs: [{ debit: 'xy', credit: '' }] }],
]

describe('digest', () => {
  test('tells apart all that differs', () => {
    expect(new Set(sets.map(digestOf)).size).toBe(sets.length)
  })

  test('is the same for the same content and stays in its range', () => {
    for (const set of sets) {
      expect(digestOf(structuredClone(set))).toBe(digestOf(set))
      expect(digestOf(set)).toBeGreaterThanOrEqual(0)
      expect(digestOf(set)).toBeLessThan(digestLimit)
    }
  })
})
