import {
  fiatCurrency, fiatDecimals, id, money, parseDecimal, paymentMethod, type FixedAmount, type IdKind,
} from '@stablegate/contracts'
import { z } from 'zod'

/** An amount as text: digits with at most as many decimals as its currency has. */
const amountText = z.string().regex(/^\d{1,15}(\.\d{1,8})?$/).describe('Decimal, for example "12.50"')

const unitsOf = (amount: string, decimals: number, context: z.RefinementCtx): bigint => {
  const units = parseDecimal(amount, decimals)
  if (units !== undefined && units > 0n) return units
  context.addIssue({ code: 'custom', path: ['amount'], message: `above zero, at most ${decimals} decimals` })
  return z.NEVER
}

/** `{ "amount": "12.500000", "currency": "USDT" }` to micro-USDT. */
export const usdt = z.strictObject({ amount: amountText, currency: z.literal('USDT') })
  .transform(({ amount }, context) => unitsOf(amount, 6, context))

/** `{ "amount": "720.00", "currency": "CNY" }` to minor units. */
export const fiat = z.strictObject({ amount: amountText, currency: fiatCurrency })
  .transform(({ amount, currency }, context) =>
    ({ currency, minor: unitsOf(amount, fiatDecimals[currency], context) }))

/** USDT or fiat: what of a payment is fixed. */
export const fixed = z.strictObject({ amount: amountText, currency: z.enum(['USDT', ...fiatCurrency.options]) })
  .transform(({ amount, currency }, context): FixedAmount => currency === 'USDT'
    ? { fix: 'usdt', usdtMicro: unitsOf(amount, 6, context) }
    : { fix: 'fiat', currency, fiatMinor: unitsOf(amount, fiatDecimals[currency], context) })

export const text = (maxLength: number): z.ZodString => z.string().trim().min(1).max(maxLength)
export const reason = text(200).describe('Why; kept for ever')
export const params = <K extends IdKind>(kind: K): z.ZodObject<{ [Name in K]: z.ZodString }> =>
  z.object({ [kind]: id(kind) }) as unknown as z.ZodObject<{ [Name in K]: z.ZodString }>

export const listOf = (item: z.ZodType): z.ZodType =>
  z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean() })
export const list = (data: readonly unknown[], hasMore: boolean): object => ({ object: 'list', data, has_more: hasMore })

/** Only those of whom something waits for a second operator. */
export const waiting = z.literal('true').optional().describe('Only those of whom something waits for a second operator')
export const nothing = z.strictObject({})
export const time = z.string().describe('RFC 3339')
/** Numbers of read models come as numbers or, out of int8 columns, as bigint. */
export const iso = (atMs: number | bigint): string => new Date(Number(atMs)).toISOString()
export const moneyAnswer = money
export const method = paymentMethod

/** An answer to an act: the facts it left, by their types. */
export const acted = z.object({
  id: z.string(), object: z.string(), events: z.array(z.string()).describe('Facts that this left, in order'),
})
