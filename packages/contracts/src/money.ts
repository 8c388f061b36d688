import { z } from 'zod'

/** Micro-USDT: 1 USDT = 1 000 000. */
export const microPerUsdt = 1_000_000n

/** Amounts inside commands and events: base units, never negative. */
export const amountMicro = z.bigint().min(0n).max(10n ** 18n)
export const positiveMicro = z.bigint().min(1n).max(10n ** 18n)
export const positiveMinor = z.bigint().min(1n).max(10n ** 18n)

/** Fiat currencies we know, with the decimals of their minor unit (ISO 4217). */
export const fiatDecimals = {
  CNY: 2, USD: 2, EUR: 2, GBP: 2, HKD: 2, INR: 2, BRL: 2, TRY: 2, NGN: 2, VND: 0, JPY: 0, KRW: 0, AED: 2, THB: 2,
} as const
export type FiatCurrency = keyof typeof fiatDecimals
export const fiatCurrency = z.enum(Object.keys(fiatDecimals) as [FiatCurrency, ...FiatCurrency[]])

/** A ledger is one asset on one network. The sandbox's name shows that its money is not real. */
export const ledgers = {
  'usdt-tron': { asset: 'USDT', network: 'tron', livemode: true },
  'usdt-sandbox': { asset: 'USDT', network: 'sandbox', livemode: false },
  'trx-tron': { asset: 'TRX', network: 'tron', livemode: true },
  'trx-sandbox': { asset: 'TRX', network: 'sandbox', livemode: false },
} as const
export type LedgerId = keyof typeof ledgers
export const ledgerId = z.enum(['usdt-tron', 'usdt-sandbox', 'trx-tron', 'trx-sandbox'])
export const ledgerOf = (livemode: boolean): LedgerId => (livemode ? 'usdt-tron' : 'usdt-sandbox')
/** Where the operator's own TRX is kept, in sun: gas is no client's money (rule 5). */
export const gasLedgerOf = (livemode: boolean): LedgerId => (livemode ? 'trx-tron' : 'trx-sandbox')

/** Parses an unsigned decimal string to base units; undefined when it has more decimals than the unit. */
export const parseDecimal = (text: string, decimals: number): bigint | undefined => {
  const match = /^(\d{1,18})(?:\.(\d{1,18}))?$/.exec(text)
  if (!match) return undefined
  const fraction = match[2] ?? ''
  if (fraction.length > decimals && /[1-9]/.test(fraction.slice(decimals))) return undefined
  return BigInt((match[1] ?? '0') + fraction.slice(0, decimals).padEnd(decimals, '0'))
}

/** Formats base units with all the decimals of the unit: 12500000n, 6 -> "12.500000". */
export const formatDecimal = (units: bigint, decimals: number): string => {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** Money on the wire: a decimal string and its currency. */
export const money = z.object({ amount: z.string(), currency: z.string() })
export const usdtMoney = (micro: bigint): z.output<typeof money> => ({ amount: formatDecimal(micro, 6), currency: 'USDT' })
export const fiatMoney = (minor: bigint, currency: FiatCurrency): z.output<typeof money> => ({
  amount: formatDecimal(minor, fiatDecimals[currency]), currency,
})

/** A rate: fiat major units for one USDT, an exact decimal with at most 8 decimals, above zero. */
export const rateDecimals = 8
const rateUnit = 10n ** 8n
export const rate = z.string().regex(/^\d{1,9}(\.\d{1,8})?$/).refine((text) => /[1-9]/.test(text))

/** A rate as an integer of 10^-8 fiat units. Throws RangeError on text that is not a rate. */
export const rateUnits = (text: string): bigint => {
  const units = parseDecimal(text, rateDecimals)
  if (units === undefined || units === 0n) throw new RangeError(`not a rate: ${text}`)
  return units
}
/** Without the zeros at its end: 725000000n -> "7.25". */
export const formatRate = (units: bigint): string => {
  const text = formatDecimal(units, rateDecimals)
  let end = text.length
  while (text[end - 1] === '0') end -= 1
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end)
}

export type Rounding = 'floor' | 'ceil'
export const divide = (numerator: bigint, denominator: bigint, rounding: Rounding): bigint => {
  if (denominator <= 0n || numerator < 0n) throw new RangeError('divide takes numerator >= 0 and denominator > 0')
  const quotient = numerator / denominator
  return rounding === 'ceil' && numerator % denominator !== 0n ? quotient + 1n : quotient
}

/** Fiat minor units for an amount of micro-USDT at a rate. USDT-priced payments round up (rule 6). */
export const fiatFor = (micro: bigint, price: string, currency: FiatCurrency, rounding: Rounding): bigint =>
  divide(micro * rateUnits(price) * 10n ** BigInt(fiatDecimals[currency]), microPerUsdt * rateUnit, rounding)

/** Micro-USDT for fiat minor units at a rate. Fiat-priced: acceptor floors, on chain ceils (rule 6). */
export const usdtFor = (minor: bigint, price: string, currency: FiatCurrency, rounding: Rounding): bigint =>
  divide(minor * microPerUsdt * rateUnit, rateUnits(price) * 10n ** BigInt(fiatDecimals[currency]), rounding)

/** Share of an amount in basis points, floored. */
export const bpsOf = (micro: bigint, bps: number): bigint => divide(micro * BigInt(bps), 10_000n, 'floor')
export const bps = z.int().min(0).max(10_000)
