import { expect, it } from 'vitest'
import { payableOf } from './payout-funder.ts'

it('takes the oldest first, and lets no large one keep small ones waiting', () => {
  const waiting = [
    { id: 'po_a', amount_micro: 60n }, { id: 'po_b', amount_micro: 500n }, { id: 'po_c', amount_micro: 40n }, { id: 'po_d', amount_micro: 1n },
  ]
  expect(payableOf(waiting, 100n)).toEqual(['po_a', 'po_c'])
  expect(payableOf(waiting, 0n)).toEqual([])
  expect(payableOf(waiting, 1_000n)).toEqual(['po_a', 'po_b', 'po_c', 'po_d'])
})
