import { id, usdtMoney, type FeeSum } from '@stablegate/contracts'
import { z } from 'zod'
import { csv, csvType } from '../http/csv.ts'
import { fromOf, pageList, pagingBy } from '../http/paging.ts'
import { positionsAround } from '../http/past.ts'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { iso, listOf, moneyAnswer, time } from '../http/wire.ts'
import type { MerchantRow } from '../views/merchants.ts'

const readers = ['merchant', 'operator', 'accountant', 'auditor'] as const
type Reader = Call<(typeof readers)[number]>

/** What was decided in a month may be written a moment after it. */
const closingMs = 3_600_000

const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/).describe('A month in UTC, such as 2026-11')
const ofMerchant = { merchant: id('merchant').optional().describe('For operators and accountants, who name one') }
const here = z.object({ month })

type Month = { readonly name: string; readonly fromMs: number; readonly toMs: number; readonly isClosed: boolean }

const monthOf = (name: string, nowMs: number): Month => {
  const [year = 0, number = 1] = name.split('-').map(Number)
  const toMs = Date.UTC(year, number)
  return { name, fromMs: Date.UTC(year, number - 1), toMs, isClosed: nowMs >= toMs + closingMs }
}

/** The months that a merchant has an invoice of, newest first: each it was here, whether it earned or not. */
const monthsOf = ({ created_at_ms: createdAtMs }: MerchantRow, nowMs: number): readonly Month[] => {
  const months: Month[] = []
  const now = new Date(nowMs)
  for (let back = 0; ; back += 1) {
    const name = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7)
    const one = monthOf(name, nowMs)
    if (one.toMs <= Number(createdAtMs)) return months
    months.push(one)
  }
}

const merchantOf = async (call: Reader, named: string | undefined): Promise<MerchantRow> => {
  const merchant = call.caller.role === 'merchant' ? call.caller.merchant : named
  if (merchant === undefined) {
    throw new Problem('request_invalid', { errors: [{ pointer: 'query/merchant', detail: 'whose invoices?' }] })
  }
  const row = await call.gateway.ask<MerchantRow | null>('gateway', 'merchant', { merchant })
  if (!row) throw new Problem('not_found')
  return row
}

/** A function of merchant and month: never twice, never missing, whenever it is asked for. */
const numberOf = (merchant: string, { name }: Month): string => `FI-${name}-${merchant.replace(/^mer_/, '')}`

const head = {
  id: z.string(), object: z.literal('fee_invoice'), number: z.string(), merchant: z.string(), month, from: time, to: time,
  status: z.enum(['open', 'closed']).describe('Closed an hour after its month: from then on it never changes'),
}
const headOf = (merchant: string, one: Month): object => ({
  id: one.name, object: 'fee_invoice', number: numberOf(merchant, one), merchant, month: one.name, from: iso(one.fromMs),
  to: iso(one.toMs), status: one.isClosed ? 'closed' : 'open',
})

const sums = {
  gross: moneyAnswer.describe('Turnover that fees were charged on'), fee: moneyAnswer.describe('Charged'),
  returned: moneyAnswer.describe('Fees given back, of whichever month they were'), net: moneyAnswer.describe('Charged less given back'),
}
const lineAnswer = z.object({
  kind: z.enum(['payment', 'payout']), method: z.string().nullable().describe('How customers paid; null for payouts'),
  count: z.int(), returned_count: z.int(), ...sums,
})
const invoiceAnswer = z.object({
  ...head, merchant_name: z.string(), lines: z.array(lineAnswer), total: z.object(sums),
  as_of: z.string().describe('Position of the log that it was added up to'),
})

type Sums = Pick<FeeSum, 'grossMicro' | 'chargedMicro' | 'returnedMicro'>
const shownSums = ({ grossMicro, chargedMicro, returnedMicro }: Sums) => ({
  gross: usdtMoney(grossMicro), fee: usdtMoney(chargedMicro), returned: usdtMoney(returnedMicro),
  net: usdtMoney(chargedMicro - returnedMicro),
})
const totalOf = (lines: readonly FeeSum[]): Sums => lines.reduce<Sums>((sum, line) => ({
  grossMicro: sum.grossMicro + line.grossMicro, chargedMicro: sum.chargedMicro + line.chargedMicro,
  returnedMicro: sum.returnedMicro + line.returnedMicro,
}), { grossMicro: 0n, chargedMicro: 0n, returnedMicro: 0n })

type Invoice = { readonly merchant: MerchantRow; readonly month: Month; readonly lines: readonly FeeSum[]; readonly asOf: string }

/** All lines of the month's time; the answer has seen everything that was written by then. */
const invoiceOf = async (call: Reader, named: string, merchantNamed: string | undefined): Promise<Invoice> => {
  const merchant = await merchantOf(call, merchantNamed)
  const one = monthOf(named, call.nowMs)
  if (one.fromMs > call.nowMs || one.toMs <= Number(merchant.created_at_ms)) throw new Problem('not_found')
  const { afterPosition, seen } = await positionsAround(call, 'ledger', one.fromMs, one.toMs)
  const after = call.after && call.after.log === 'ledger' && call.after.position > seen.position ? call.after : seen
  const lines = await call.gateway.ask<readonly FeeSum[]>('ledger', 'feeSums', {
    ledger: call.gateway.ledger, owner: merchant.id, fromMs: one.fromMs, toMs: one.toMs, afterPosition, toPosition: after.position,
  }, after)
  return { merchant, month: one, lines, asOf: `${after.log}:${after.position}` }
}

const columns = [
  'number', 'merchant', 'month', 'status', 'kind', 'method', 'count', 'gross', 'fee', 'returned_count', 'returned', 'net', 'currency',
] as const
const invoiceCsv = ({ merchant, month: one, lines }: Invoice): Buffer => {
  const start = [numberOf(merchant.id, one), merchant.id, one.name, one.isClosed ? 'closed' : 'open']
  const rowOf = (kind: string, method: string | null, count: number | null, returned: number | null, of: Sums) => {
    const shown = shownSums(of)
    return [...start, kind, method, count, shown.gross.amount, shown.fee.amount, returned, shown.returned.amount, shown.net.amount, 'USDT']
  }
  return csv(columns, [
    ...lines.map((line) => rowOf(line.kind, line.method, line.count, line.returnedCount, line)),
    rowOf('total', null, null, null, totalOf(lines)),
  ])
}

/** What a merchant was charged, month by month (ADR 0035). Fees are taken as they fall due: nothing is left to pay. */
export const feeInvoiceRoutes: readonly Route[] = [
  get({
    operation: 'listFeeInvoices', path: '/v1/fee_invoices', tag: 'Money', roles: readers,
    summary: 'Months that there is an invoice of fees for, newest first',
    query: z.strictObject({ ...pagingBy(month, 'Month'), ...ofMerchant }), answer: listOf(z.object(head)),
    handle: async (call) => {
      const { cursor, backward } = fromOf(call.query)
      const merchant = await merchantOf(call, call.query.merchant)
      const months = monthsOf(merchant, call.nowMs)
        .filter(({ name }) => cursor === undefined || (backward ? name > cursor : name < cursor))
      return { body: pageList(backward ? months.toReversed() : months, call.query, (one) => headOf(merchant.id, one)) }
    },
  }),
  get({
    operation: 'getFeeInvoice', path: '/v1/fee_invoices/:month', tag: 'Money', params: here, roles: readers,
    summary: 'The fees of a month by what they were charged on, with what was given back', query: z.strictObject(ofMerchant),
    answer: invoiceAnswer,
    handle: async (call) => {
      const { merchant, month: one, lines, asOf } = await invoiceOf(call, call.params.month, call.query.merchant)
      return {
        body: {
          ...headOf(merchant.id, one), merchant_name: merchant.name, total: shownSums(totalOf(lines)), as_of: asOf,
          lines: lines.map((line) => ({
            kind: line.kind, method: line.method, count: line.count, returned_count: line.returnedCount, ...shownSums(line),
          })),
        },
      }
    },
  }),
  get({
    operation: 'exportFeeInvoice', path: '/v1/fee_invoices/:month/export', tag: 'Money', params: here, roles: readers,
    summary: 'The same as CSV, its last line the total', query: z.strictObject(ofMerchant), answer: z.string().describe('text/csv'),
    handle: async (call) => ({
      body: invoiceCsv(await invoiceOf(call, call.params.month, call.query.merchant)), contentType: csvType,
    }),
  }),
]
