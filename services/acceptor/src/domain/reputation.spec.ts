import { orderOutcome, type OrderOutcome } from '@stablegate/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reputationOf, reputationPolicy, reputationWindow, type ScoredOrder } from './reputation.ts'

const nobody = { merchants: [], payers: [] }
let count = 0
const order = (outcome: OrderOutcome, changes: Partial<ScoredOrder> = {}): ScoredOrder => {
  count += 1
  return {
    order: `ord_${count}`,
    merchant: `mer_${count}`,
    payerFingerprint: `payer-${count}`,
    outcome,
    usdtMicro: 100_000_000n,
    ...changes,
  }
}
const score = (...orders: readonly ScoredOrder[]): number => reputationOf(orders, nobody).score
const { base } = reputationPolicy

describe('reputation', () => {
  it('begins at the base and is explained line by line', () => {
    const { score: total, lines } = reputationOf(
      [order('settled'), order('declined'), order('cancelled')],
      nobody,
    )
    expect(lines.map(({ points, why }) => [points, why])).toEqual([
      [base, 'base'],
      [2, 'counted'],
      [-8, 'counted'],
      [0, 'neutral'],
    ])
    expect(total).toBe(base - 6)
  })
  it('counts value up to a cap', () => {
    const worth = (usdtMicro: bigint): number => score(order('settled', { usdtMicro })) - base
    expect([worth(1n), worth(250_000_000n), worth(500_000_000n), worth(10n ** 15n)]).toEqual([
      2, 4, 6, 6,
    ])
  })
  it('counts three orders of one payer and thirty of one merchant', () => {
    const samePayer = Array.from({ length: 5 }, () => order('settled', { payerFingerprint: 'p' }))
    expect(reputationOf(samePayer, nobody).lines.map(({ why }) => why)).toEqual([
      'base',
      'counted',
      'counted',
      'counted',
      'payer_cap',
      'payer_cap',
    ])
    const sameMerchant = Array.from({ length: 31 }, () => order('settled', { merchant: 'm' }))
    expect(score(...sameMerchant)).toBe(base + 60)
  })
  it("gains nothing from the owner's own people, and loses by them all the same", () => {
    const own = [
      order('settled', { merchant: 'mine' }),
      order('settled', { payerFingerprint: 'me' }),
      order('silent', { merchant: 'mine' }),
    ]
    const { lines } = reputationOf(own, { merchants: ['mine'], payers: ['me'] })
    expect(lines.map(({ points, why }) => [points, why])).toEqual([
      [base, 'base'],
      [0, 'related'],
      [0, 'related'],
      [-15, 'counted'],
    ])
  })
  it('gives a bonus for a quick median answer', () => {
    expect(
      score(
        order('settled', { respondedAfterMs: 10_000 }),
        order('settled', { respondedAfterMs: 9_000 }),
        order('settled', { respondedAfterMs: 60_000 }),
      ),
    ).toBe(base + 6 + 50)
    expect(score(order('settled', { respondedAfterMs: 10_001 }))).toBe(base + 2)
  })
  it('forgets what is older than its window', () => {
    const recent = Array.from({ length: reputationWindow }, () => order('cancelled'))
    expect(score(order('dispute_lost'), ...recent)).toBe(base)
    expect(score(order('dispute_lost'), ...recent.slice(1))).toBe(base - 150)
  })
  it('lies within 0 and 1000, is the sum of its lines, and never rises by a misdeed', () => {
    const any = fc
      .record({
        outcome: fc.constantFrom(...orderOutcome.options),
        merchant: fc.constantFrom('m1', 'm2'),
        payer: fc.nat(5),
        micro: fc.bigInt(1n, 10n ** 12n),
      })
      .map(({ payer, micro, ...rest }): ScoredOrder => ({
        order: 'ord_1',
        ...rest,
        payerFingerprint: `p${payer}`,
        usdtMicro: micro,
      }))
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (orders) => {
        const { score: total, lines } = reputationOf(orders, nobody)
        const sum = lines.reduce((points, line) => points + line.points, 0)
        expect(total).toBe(Math.max(0, Math.min(1000, sum)))
        expect(lines.length).toBe(orders.length + 1)
        for (const outcome of ['declined', 'silent', 'dispute_lost'] as const) {
          expect(score(...orders, order(outcome))).toBeLessThanOrEqual(total)
        }
      }),
    )
  })
})
