import fc from 'fast-check'
import { expect, it } from 'vitest'
import { surplusOf } from './cold-mover.ts'

const limits = { ceilingMicro: 1_000n, targetMicro: 400n }

it.each([
  [1_000n, 0n, 0n], [1_001n, 0n, 601n], [5_000n, 4_000n, 0n], [5_000n, 3_999n, 601n], [0n, 700n, 0n],
])('of %d held and %d owed, %d are too much', (heldMicro, owedMicro, surplus) => {
  expect(surplusOf({ heldMicro, owedMicro, ...limits })).toBe(surplus)
})

it('never takes what is owed, and leaves its target', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10_000n }), fc.bigInt({ min: 0n, max: 10_000n }), (heldMicro, owedMicro) => {
    const surplus = surplusOf({ heldMicro, owedMicro, ...limits })
    expect(surplus).toBeGreaterThanOrEqual(0n)
    if (surplus > 0n) expect(heldMicro - surplus).toBe(owedMicro + limits.targetMicro)
  }))
})
