import { decimalOf, unitsOf } from '../../format/money.ts'

export type PayoutLine = {
  readonly to: string
  readonly amount: { readonly amount: string; readonly currency: 'USDT' }
  readonly reference?: string
}

const decimals = 6
const amountPattern = /^\d{1,12}(\.\d{1,6})?$/

/** "1,000.00" between commas is two cells; nobody is paid 1 instead. */
const isRestOfAmount = (text: string, reference: string): boolean => text.includes(',') && /^\d{3}(\.\d*)?$/.test(reference)

const lineOf = (text: string): PayoutLine | undefined => {
  const [to = '', amount = '', reference = '', ...more] = text.split(/[,;\t]/).map((cell) => cell.trim())
  if (to === '' || !amountPattern.test(amount) || more.length > 0 || isRestOfAmount(text, reference)) return undefined
  return { to, amount: { amount, currency: 'USDT' }, ...(reference === '' ? {} : { reference }) }
}

/**
 * Payouts as people paste them: address, amount and reference, by commas, semicolons or tabs. Lines
 * that are none are named by their number; whether an address is one is the API's to say.
 */
export const payoutLines = (text: string): { readonly payouts: readonly PayoutLine[]; readonly unreadable: readonly number[] } => {
  const lines = text.split(/\r?\n/).map((line, index) => ({ number: index + 1, line: line.trim() })).filter(({ line }) => line !== '')
  const read = lines.map(({ number, line }) => ({ number, payout: lineOf(line) }))
  return {
    payouts: read.flatMap(({ payout }) => payout ?? []),
    unreadable: read.filter(({ payout }) => payout === undefined).map(({ number }) => number),
  }
}

/** Exact, as a decimal. */
export const sumOf = (payouts: readonly PayoutLine[]): string =>
  decimalOf(payouts.reduce((sum, { amount }) => sum + unitsOf(amount.amount, decimals), 0n), decimals)
