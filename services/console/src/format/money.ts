import type { Language } from '../language/texts.ts'

/** As the API has it: an exact decimal and its currency. */
export type Money = { readonly amount: string; readonly currency: string }

export const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB')

const formats = new Map<string, Intl.NumberFormat>()
const formatOf = (locale: string, least: number, most: number): Intl.NumberFormat => {
  const name = `${locale}:${least}:${most}`
  const format = formats.get(name) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most })
  formats.set(name, format)
  return format
}

/**
 * An amount for people: grouped, USDT and TRX with as many decimals as matter but two at least. Formats the
 * text itself, digit by digit exact; no amount ever becomes a floating-point number.
 */
export const amountText = ({ amount, currency }: Money, language: Language): string => {
  const decimals = amount.split('.')[1]?.length ?? 0
  const least = currency === 'USDT' || currency === 'TRX' ? Math.min(2, decimals) : decimals
  return formatOf(localeOf(language), least, decimals).format(amount as Intl.StringNumericLiteral)
}

export const moneyText = (money: Money, language: Language): string => `${amountText(money, language)} ${money.currency}`

/** Base units of an exact decimal, for sums: "12.5" with 6 decimals is 12500000n. */
export const unitsOf = (amount: string, decimals: number): bigint => {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  return amount.startsWith('-') ? -units : units
}

/** The exact decimal of base units. */
export const decimalOf = (units: bigint, decimals: number): string => {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return units < 0n ? `-${text}` : text
}

export const isZero = ({ amount }: Money): boolean => !/[1-9]/.test(amount)
