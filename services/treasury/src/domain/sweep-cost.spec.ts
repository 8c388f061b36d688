import type { SweepFacts } from '@stablegate/contracts'
import { buildTransaction, signedHex, type TronAct } from '@stablegate/tron'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, cheaperWay, needSun, stakeSunFor } from './sweep-cost.ts'

/** Main net in 2026-09: a transfer to a holder, of an address that has never sent anything. */
const mainNet: SweepFacts = {
  energy: 64_285, energyLeft: 0, bandwidthLeft: 600, active: false, balanceSun: 0, gasBandwidthLeft: 0,
  lendableSun: 50_000_000_000, totalEnergy: 180_000_000_000, totalStakeTrx: 19_000_000_000, energyPriceSun: 100,
  bandwidthPriceSun: 1_000, activationSun: 1_100_000,
}

const count = (max: number) => fc.integer({ min: 0, max })
const anyFacts: fc.Arbitrary<SweepFacts> = fc.record({
  energy: count(400_000), energyLeft: count(400_000), bandwidthLeft: count(1_000), active: fc.boolean(), balanceSun: count(60_000_000),
  gasBandwidthLeft: count(2_000), lendableSun: count(40_000_000_000), totalEnergy: count(200_000_000_000),
  totalStakeTrx: fc.integer({ min: 1, max: 20_000_000_000 }), energyPriceSun: count(420), bandwidthPriceSun: count(2_000),
  activationSun: count(1_100_000),
})

/** What comes of a way, counted by what is sent: written down once more, transaction by transaction. */
const spentSun = (facts: SweepFacts, way: 'burn' | 'lend'): number => {
  const { active, balanceSun, gasBandwidthLeft: gas, bandwidthPriceSun: price } = facts
  const move = facts.bandwidthLeft >= bytesOf.move ? 0 : bytesOf.move * price
  const burnt = way === 'lend' ? 0 : Math.max(0, facts.energy - facts.energyLeft) * facts.energyPriceSun
  const needed = way === 'lend' ? move : needSun(facts)
  const first = active ? 0 : facts.activationSun
  const topUp = active && balanceSun < needed && gas < bytesOf.native ? bytesOf.native * price : 0
  const lending = way === 'lend' && gas < bytesOf.lend + bytesOf.back ? (bytesOf.lend + bytesOf.back) * price : 0
  return burnt + move + first + topUp + lending
}

describe('what an address must hold', () => {
  it('is what its transfer burns, with a margin, and for several at once what each may burn', () => {
    expect(needSun(mainNet)).toBe(8_357_100)
    // Its free allowance carries one of them.
    expect(needSun(mainNet, 2)).toBe(16_714_100 + 690_000)
    expect(needSun({ ...mainNet, energyLeft: 70_000 })).toBe(0)
    expect(needSun({ ...mainNet, energyLeft: 70_000, bandwidthLeft: 5_000 }, 2)).toBe(9_714_100)
  })
})

describe('how a sweep is paid for', () => {
  it('is by lent energy where there is stake, at the prices of main net', () => {
    expect(cheaperWay(mainNet)).toEqual({ way: 'lend', burnSun: 7_528_500, lendSun: 1_680_000, stakeSun: 8_143_000_000 })
  })

  it('is by burning where nothing can be lent, or less than it takes', () => {
    expect(cheaperWay({ ...mainNet, lendableSun: 0 })).toEqual({ way: 'burn', burnSun: 7_528_500, stakeSun: 0 })
    expect(cheaperWay({ ...mainNet, lendableSun: 8_142_999_999 }).way).toBe('burn')
    expect(cheaperWay({ ...mainNet, totalEnergy: 0 }).way).toBe('burn')
  })

  it('is by burning where two transactions more cost more than the energy', () => {
    expect(cheaperWay({ ...mainNet, energyPriceSun: 5 })).toMatchObject({ way: 'burn', burnSun: 1_421_425, lendSun: 1_680_000 })
  })

  it('is never the dearer way, and never more than there is', () => {
    fc.assert(fc.property(anyFacts, (facts) => {
      const { way, burnSun, lendSun, stakeSun } = cheaperWay(facts)
      expect(burnSun).toBe(spentSun(facts, 'burn'))
      const needed = stakeSunFor(facts)
      const possible = needed !== undefined && needed <= facts.lendableSun
      expect(lendSun).toBe(possible ? spentSun(facts, 'lend') : undefined)
      expect(way === 'lend').toBe(possible && spentSun(facts, 'lend') < spentSun(facts, 'burn'))
      if (way === 'lend') expect(stakeSun).toBeLessThanOrEqual(facts.lendableSun)
    }), { numRuns: 2_000 })
  })

  it('lends enough: with it the address needs TRX for bandwidth at most', () => {
    const anyNetwork = fc.integer({ min: 1_000_000, max: 200_000_000_000 })
    fc.assert(fc.property(anyFacts, anyNetwork, (some, totalEnergy) => {
      const facts = { ...some, totalEnergy }
      const stakeSun = stakeSunFor(facts)
      if (stakeSun === undefined) return
      // As the network counts it, rounded down.
      const lent = Number((BigInt(stakeSun / 1_000_000) * BigInt(totalEnergy)) / BigInt(facts.totalStakeTrx))
      const needed = needSun({ ...facts, energyLeft: facts.energyLeft + lent })
      expect(needed).toBeLessThanOrEqual(bytesOf.move * facts.bandwidthPriceSun)
    }), { numRuns: 2_000 })
  })

  it('counts with the sizes that these transactions have', () => {
    const from = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
    const to = 'TFz2CJn9CJb8C4i1Gke3jmZX2fRMJxniH2'
    const sizeOf = (act: TronAct, feeLimitSun: number): number => {
      const { rawHex } = buildTransaction(act, {
        refBlockBytes: '0102', refBlockHash: '0011223344556677', expiresAtMs: 1_790_000_000_000, timestampMs: 1_790_000_000_000, feeLimitSun,
      })
      // The network counts 64 bytes for a result that is not there yet.
      return signedHex(rawHex, '0'.repeat(130)).length / 2 + 64
    }
    const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
    expect(sizeOf({ kind: 'token', token, from, to, amountMicro: 1_000_000n }, 30_000_000)).toBe(bytesOf.move)
    for (const [kind, bytes] of [['native', bytesOf.native], ['delegate', bytesOf.lend], ['undelegate', bytesOf.back]] as const) {
      const size = sizeOf({ kind, from, to, amountSun: 8_143_000_000 }, 0)
      expect(size).toBeLessThanOrEqual(bytes)
      expect(size).toBeGreaterThan(bytes - 12)
    }
  })
})
