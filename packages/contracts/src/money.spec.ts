import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bpsOf, divide, fiatFor, formatDecimal, formatRate, parseDecimal, rateUnits, usdtFor } from './money.ts'

describe('decimals', () => {
  it('parse what they format, for every amount and unit', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.integer({ min: 0, max: 8 }), (units, decimals) => {
      expect(parseDecimal(formatDecimal(units, decimals), decimals)).toBe(units)
    }))
  })

  it.each(['', '-1', '1.', '.5', '1e3', '0x10', ' 1', '1,5', 'NaN', '1.0000001', '١'])('refuse %j as micro-USDT', (text) => {
    expect(parseDecimal(text, 6)).toBeUndefined()
  })

  it('accept more decimals only when they are zeros', () => {
    expect(parseDecimal('1.5000000', 6)).toBe(1_500_000n)
  })
})

describe('rates and rounding (rule 6)', () => {
  it('computes the example of 720.00 CNY at 7.30', () => {
    expect(usdtFor(72_000n, '7.30', 'CNY', 'floor')).toBe(98_630_136n)
    expect(usdtFor(72_000n, '7.30', 'CNY', 'ceil')).toBe(98_630_137n)
  })

  it('rounds fiat of a USDT-priced payment up to the minor unit', () => {
    expect(fiatFor(1n, '7.30', 'CNY', 'ceil')).toBe(1n)
    expect(fiatFor(100_000_000n, '7.30', 'CNY', 'ceil')).toBe(73_000n)
    expect(fiatFor(1_000_000n, '153.2', 'JPY', 'ceil')).toBe(154n)
  })

  it('never gives away a unit by converting there and back', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 14n }), (minor, units) => {
      const price = formatRate(units)
      expect(rateUnits(price)).toBe(units)
      const floored = usdtFor(minor, price, 'CNY', 'floor')
      expect(fiatFor(floored, price, 'CNY', 'floor') <= minor).toBe(true)
      expect(fiatFor(usdtFor(minor, price, 'CNY', 'ceil'), price, 'CNY', 'ceil') >= minor).toBe(true)
    }))
  })

  it('floors shares and refuses a zero rate or a negative amount', () => {
    expect(bpsOf(98_630_136n, 100)).toBe(986_301n)
    expect(() => rateUnits('0.00')).toThrow(RangeError)
    expect(() => divide(-1n, 2n, 'floor')).toThrow(RangeError)
  })
})
