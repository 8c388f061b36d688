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

  test('stays what it was: the log holds it, and a repetition is known by it', () => {
    expect(sets.map(digestOf)).toEqual([
      121_119_842_353_585, 878_610_395_786_758, 216_476_876_330_738, 149_791_408_903_325,
      1_664_282_389_255_094, 1_564_216_161_739_716, 441_767_246_496_494, 131_595_104_422_285,
      1_250_914_030_730_593, 131_334_866_310_630, 361_602_853_706_044, 253_963_086_201_362,
      956_028_039_986_735, 80_421_139_090_422, 1_950_084_649_503_401, 1_508_592_793_023_977,
      825_327_314_218_368, 438_455_672_126_550,
    ])
  })

  test('is the same for the same content and stays in its range', () => {
    for (const set of sets) {
      expect(digestOf(structuredClone(set))).toBe(digestOf(set))
      expect(digestOf(set)).toBeGreaterThanOrEqual(0)
      expect(digestOf(set)).toBeLessThan(digestLimit)
    }
  })
})
