import { fiatCurrency, fiatMoney, usdtMoney, type StatementLine } from '@stablegate/contracts'
import { z } from 'zod'
import { csv } from '../http/csv.ts'
import { iso, moneyAnswer, time } from '../http/wire.ts'

export const lineAnswer = z.object({
  id: z.string(), at: time, account: z.string(), category: z.string(), gross: moneyAnswer, fee: moneyAnswer, net: moneyAnswer,
  balance: moneyAnswer.describe('Of the account, after this line'), available_at: time.nullable(), payment: z.string().nullable(),
  order: z.string().nullable(), reference: z.string().nullable(), method: z.string().nullable(),
  fiat: moneyAnswer.nullable().describe('Paid by the customer'), price: z.string().nullable().describe('Fiat for one USDT'),
  txid: z.string().nullable().describe('The transfer on chain that it follows'), payout: z.string().nullable(),
  note: z.string().nullable(),
})

const fiatOf = ({ fiatMinor, currency }: StatementLine) => {
  const known = fiatCurrency.safeParse(currency)
  return fiatMinor === null || !known.success ? null : fiatMoney(fiatMinor, known.data)
}
/** What follows a transfer on chain is booked under its name: `<txid>/<part>`. */
const txidOf = ({ reference }: StatementLine): string | null => /^([0-9a-f]{64})\//.exec(reference ?? '')?.[1] ?? null
const payoutOf = ({ note }: StatementLine): string | null => (/^po_[0-9A-Za-z]+$/.test(note ?? '') ? note : null)

export const shownLine = (line: StatementLine) => ({
  id: line.id, at: iso(line.atMs), account: line.account, category: line.category,
  gross: usdtMoney(line.grossMicro), fee: usdtMoney(line.feeMicro), net: usdtMoney(line.netMicro),
  balance: usdtMoney(line.balanceMicro), available_at: line.availableAtMs === null ? null : iso(line.availableAtMs),
  payment: line.payment, order: line.order, reference: line.reference, method: line.method, fiat: fiatOf(line), price: line.price,
  txid: txidOf(line), payout: payoutOf(line), note: line.note,
})

const columns = [
  'id', 'at', 'available_at', 'account', 'category', 'gross', 'fee', 'net', 'balance', 'currency', 'reference', 'method', 'fiat',
  'fiat_currency', 'price', 'txid', 'payment', 'order', 'payout',
] as const

/** The same lines for a spreadsheet; amounts are decimals. */
export const statementCsv = (lines: readonly StatementLine[]): Buffer => csv(columns, lines.map((one) => {
  const line = shownLine(one)
  return [
    line.id, line.at, line.available_at, line.account, line.category, line.gross.amount, line.fee.amount, line.net.amount,
    line.balance.amount, line.net.currency, line.reference, line.method, line.fiat?.amount ?? null, line.fiat?.currency ?? null, line.price,
    line.txid, line.payment, line.order, line.payout,
  ]
}))
