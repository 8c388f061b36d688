import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  amountMicro, bps, bpsOf, divide, fiatCurrency, fiatDecimals, fiatFor, fiatMoney, formatDecimal, formatRate, gasLedgerOf, ledgerId,
  ledgerOf, ledgers, microPerUsdt, money, parseDecimal, positiveMicro, positiveMinor, rate, rateUnits, usdtFor, usdtMoney,
} from './money.ts'

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
    expect(parseDecimal('7.00', 0)).toBe(7n)
    expect(parseDecimal('7.01', 0)).toBeUndefined()
  })

  it.each<[bigint, number, string]>([
    [12_500_000n, 6, '12.500000'], [0n, 6, '0.000000'], [1n, 6, '0.000001'], [-1n, 6, '-0.000001'], [-12_500_000n, 6, '-12.500000'],
    [5n, 0, '5'], [-5n, 0, '-5'], [0n, 0, '0'], [100n, 2, '1.00'],
  ])('format %s with %s decimals as %s', (units, decimals, text) => expect(formatDecimal(units, decimals)).toBe(text))

  it('have at most 18 digits on each side', () => {
    expect(parseDecimal('9'.repeat(18), 0)).toBe(10n ** 18n - 1n)
    expect(parseDecimal('9'.repeat(19), 0)).toBeUndefined()
    expect(parseDecimal(`0.${'1'.repeat(18)}`, 18)).toBe(111_111_111_111_111_111n)
    expect(parseDecimal(`0.${'1'.repeat(19)}`, 19)).toBeUndefined()
  })
})

describe('money on the wire', () => {
  it('is a decimal string with all the decimals of its unit', () => {
    expect(usdtMoney(12_500_000n)).toEqual({ amount: '12.500000', currency: 'USDT' })
    expect(fiatMoney(72_000n, 'CNY')).toEqual({ amount: '720.00', currency: 'CNY' })
    expect(fiatMoney(154n, 'JPY')).toEqual({ amount: '154', currency: 'JPY' })
    expect(money.parse(usdtMoney(1n))).toEqual({ amount: '0.000001', currency: 'USDT' })
    for (const wrong of [{}, { amount: 1, currency: 'USDT' }, { amount: '1' }]) expect(money.safeParse(wrong).success).toBe(false)
  })

  it('has bounds inside', () => {
    const most = 10n ** 18n
    for (const [schema, least] of [[amountMicro, 0n], [positiveMicro, 1n], [positiveMinor, 1n]] as const) {
      for (const fits of [least, most]) expect(schema.parse(fits)).toBe(fits)
      for (const not of [least - 1n, most + 1n, 1]) expect(schema.safeParse(not).success).toBe(false)
    }
  })

  it('knows its fiat currencies by the decimals of ISO 4217', () => {
    const whole = fiatCurrency.options.filter((currency) => fiatDecimals[currency] === 0)
    expect(whole.toSorted()).toEqual(['JPY', 'KRW', 'VND'])
    expect(fiatCurrency.options.filter((currency) => fiatDecimals[currency] === 2)).toHaveLength(fiatCurrency.options.length - 3)
    expect(fiatCurrency.safeParse('USDT').success).toBe(false)
    expect(microPerUsdt).toBe(1_000_000n)
  })

  it('belongs to a ledger of its asset, network and mode', () => {
    for (const livemode of [true, false]) {
      const network = livemode ? 'tron' : 'sandbox'
      expect(ledgers[ledgerOf(livemode)]).toEqual({ asset: 'USDT', network, livemode })
      expect(ledgers[gasLedgerOf(livemode)]).toEqual({ asset: 'TRX', network, livemode })
    }
    expect(ledgerId.options.toSorted()).toEqual(Object.keys(ledgers).toSorted())
    for (const wrong of ['', 'usdt', 'usdt-eth']) expect(ledgerId.safeParse(wrong).success).toBe(false)
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
    expect(() => rateUnits('seven')).toThrow(/not a rate: seven/)
    expect(bpsOf(9_999n, 1)).toBe(0n)
    expect(bpsOf(10_000n, 1)).toBe(1n)
    for (const fits of [0, 1, 10_000]) expect(bps.parse(fits)).toBe(fits)
    for (const not of [-1, 10_001, 0.5]) expect(bps.safeParse(not).success).toBe(false)
  })

  it('divides down or up, whole numbers from zero on', () => {
    expect([divide(7n, 2n, 'floor'), divide(7n, 2n, 'ceil'), divide(8n, 2n, 'ceil'), divide(0n, 2n, 'ceil')]).toEqual([3n, 4n, 4n, 0n])
    expect(() => divide(-1n, 2n, 'floor')).toThrow(/numerator >= 0/)
    for (const denominator of [0n, -2n]) expect(() => divide(1n, denominator, 'floor')).toThrow(/denominator > 0/)
  })

  it.each([
    '7.3', '0.00000001', '999999999.99999999', '10', '007.30',
  ])('take %s for a rate', (text) => expect(rate.safeParse(text).success).toBe(true))

  it.each([
    '', '0', '0.0', '0.00000000', '1234567890', '1.123456789', '-1', '1.', '.5', '1e3', ' 1', '1 ', 'x1', '1x', '1,5', '1_5',
  ])('refuse %j as a rate', (text) => expect(rate.safeParse(text).success).toBe(false))

  it.each<[bigint, string]>([
    [730_000_000n, '7.3'], [700_000_000n, '7'], [1n, '0.00000001'], [1_000_000_000n, '10'], [1_050_000_000n, '10.5'],
    [10_050_000n, '0.1005'],
  ])('format %s units as the rate %s', (units, text) => {
    expect(formatRate(units)).toBe(text)
    expect(rateUnits(text)).toBe(units)
  })
})
