import { fiatFor, formatRate, usdtFor, type FiatCurrency } from '@stablegate/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf, isWithin, spreadBpsOf, termsOf } from './terms.ts'

const currency = fc.constantFrom<FiatCurrency>('CNY', 'JPY', 'EUR', 'VND')
const units = fc.bigInt(1n, 10n ** 14n)
const amount = fc.bigInt(1n, 10n ** 15n)

describe('terms', () => {
  it("are those of the contracts' money, to the last unit", () => {
    fc.assert(
      fc.property(amount, units, currency, (sum, priceUnits, fiat) => {
        const price = formatRate(priceUnits)
        expect(termsOf({ fix: 'usdt', usdtMicro: sum }, priceUnits, fiat).fiatMinor).toBe(
          fiatFor(sum, price, fiat, 'ceil'),
        )
        expect(
          termsOf({ fix: 'fiat', currency: fiat, fiatMinor: sum }, priceUnits, fiat).usdtMicro,
        ).toBe(usdtFor(sum, price, fiat, 'floor'))
      }),
    )
  })
  it('put a better price never in a worse bucket', () => {
    fc.assert(
      fc.property(units, units, units, (left, right, reference) => {
        const [low, high] = left < right ? [left, right] : [right, left]
        expect(bucketOf(low, reference, 10)).toBeLessThanOrEqual(bucketOf(high, reference, 10))
      }),
    )
  })
  it('bound a price from above by the spread and from both sides by the deviation', () => {
    expect([
      spreadBpsOf(101n, 100n),
      spreadBpsOf(1_000_001n, 1_000_000n),
      spreadBpsOf(100n, 100n),
      spreadBpsOf(50n, 100n),
    ]).toEqual([100, 1, 0, -5000])
    expect([isWithin(101n, 100n, 100), isWithin(98n, 100n, 100), isWithin(99n, 100n, 100)]).toEqual(
      [true, false, true],
    )
  })
})
