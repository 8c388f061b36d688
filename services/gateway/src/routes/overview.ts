import {
  fiatCurrency, fiatMoney, id, usdtMoney, words, type CreatedFigures, type EarningsRecord, type Overview, type SettledFigures,
} from '@stablegate/contracts'
import { z } from 'zod'
import { get, type Route } from '../http/route.ts'
import { edgesOf, intervals, spanQuery } from '../http/spans.ts'
import { iso, moneyAnswer, time } from '../http/wire.ts'

const span = { from: time, to: time }
const share = z.number().nullable().describe('From 0 to 1; null where nothing was created')
const seconds = z.number().nullable().describe('From creation to settlement; null where nothing settled')
const createdShape = {
  created: z.int().describe('Payments created in this time'), conversion: share.describe('How many of these are settled by now'),
}
const settledShape = {
  settled: z.int().describe('Payments that settled in this time'), gross: moneyAnswer, fee: moneyAnswer,
  returned: moneyAnswer.describe('Of these payments, taken back by recalls and reversals since'), net: moneyAnswer,
  median_seconds: seconds, p95_seconds: seconds,
}

const secondsOf = (ms: number | null): number | null => (ms === null ? null : ms / 1_000)
const shownCreated = ({ count, settled }: CreatedFigures): object =>
  ({ created: count, conversion: count === 0 ? null : Math.round((settled / count) * 10_000) / 10_000 })
const shownSettled = ({ count, grossMicro, feeMicro, returnedMicro, medianMs, p95Ms }: SettledFigures): object => ({
  settled: count, gross: usdtMoney(grossMicro), fee: usdtMoney(feeMicro), returned: usdtMoney(returnedMicro),
  net: usdtMoney(grossMicro - feeMicro - returnedMicro), median_seconds: secondsOf(medianMs), p95_seconds: secondsOf(p95Ms),
})

const nothing = { count: 0, settled: 0, grossMicro: 0n, feeMicro: 0n, returnedMicro: 0n, medianMs: null, p95Ms: null }
const spansOf = (edgesMs: readonly number[]): readonly { readonly from: string; readonly to: string }[] =>
  edgesMs.slice(1).map((edge, index) => ({ from: iso(edgesMs[index] ?? 0), to: iso(edge) }))
const whole = (edgesMs: readonly number[]): object => ({ from: iso(edgesMs[0] ?? 0), to: iso(edgesMs.at(-1) ?? 0) })

const shownOverview = (overview: Overview, edgesMs: readonly number[]): object => ({
  total: { ...shownCreated(overview.created), ...shownSettled(overview.settled) },
  by_status: overview.words.map(({ word, count }) => ({ status: word, count })),
  by_method: overview.settledByMethod.map(({ method, ...figures }) => ({ method, ...shownSettled(figures) })),
  spans: spansOf(edgesMs).map((one, index) => ({
    ...one, ...shownCreated(overview.createdBySpan.find((each) => each.span === index) ?? nothing),
    ...shownSettled(overview.settledBySpan.find((each) => each.span === index) ?? nothing),
  })),
})

const earned = {
  orders: z.int(), fiat: moneyAnswer.describe('Received on the account'), usdt: moneyAnswer.describe('Released for it'),
  commission: moneyAnswer.describe('Paid by the operator'),
  margin: moneyAnswer.describe('What the fiat was worth at the market\'s price beyond what was released for it; lies in the own price'),
}
const sumOf = (rows: readonly EarningsRecord[], pick: (row: EarningsRecord) => bigint): bigint =>
  rows.reduce((total, row) => total + pick(row), 0n)
const shownSums = (rows: readonly EarningsRecord[]): object => ({
  orders: rows.reduce((total, { orders }) => total + orders, 0), usdt: usdtMoney(sumOf(rows, ({ usdtMicro }) => usdtMicro)),
  commission: usdtMoney(sumOf(rows, ({ commissionMicro }) => commissionMicro)),
  margin: usdtMoney(sumOf(rows, ({ marginMicro }) => marginMicro)),
})
const shownEarned = (rows: readonly EarningsRecord[]): object => {
  const currency = fiatCurrency.parse(rows[0]?.currency)
  return { ...shownSums(rows), fiat: fiatMoney(sumOf(rows, ({ fiatMinor }) => fiatMinor), currency) }
}
const { fiat: _, ...inUsdt } = earned
const accountKey = { account: z.string(), method: z.string() }
const byAccount = (rows: readonly EarningsRecord[]): readonly object[] =>
  [...Map.groupBy(rows, ({ account, currency }) => `${account} ${currency}`).values()]
    .map((own) => ({ account: own[0]?.account, method: own[0]?.method, ...shownEarned(own) }))

export const overviewRoutes: readonly Route[] = [
  get({
    operation: 'getOverview', path: '/v1/overview', tag: 'Money',
    summary: 'Volume, conversion and time to settle, over all, by span, by method and by status',
    roles: ['merchant', 'operator', 'accountant', 'auditor'],
    query: z.strictObject({ ...spanQuery, merchant: id('merchant').optional().describe('For operators; without, all of them') }),
    answer: z.object({
      object: z.literal('overview'), merchant: z.string().nullable(), ...span, interval: z.enum(intervals),
      total: z.object({ ...createdShape, ...settledShape }),
      by_status: z.array(z.object({ status: z.enum(words), count: z.int() })).describe('Present status of what was created'),
      by_method: z.array(z.object({ method: z.string().describe('A method of acceptors, or `on_chain`'), ...settledShape })),
      spans: z.array(z.object({ ...span, ...createdShape, ...settledShape })),
    }),
    handle: async (call) => {
      const { interval } = call.query
      const merchant = call.caller.role === 'merchant' ? call.caller.merchant : call.query.merchant
      const edgesMs = edgesOf(call.query, call.nowMs)
      const overview = await call.gateway.ask<Overview>(
        'order', 'overview', { edgesMs, ...(merchant === undefined ? {} : { merchant }) }, call.after)
      return {
        body: { object: 'overview', merchant: merchant ?? null, ...whole(edgesMs), interval, ...shownOverview(overview, edgesMs) },
      }
    },
  }),
  get({
    operation: 'getEarnings', path: '/v1/acceptor/earnings', tag: 'Acceptor',
    summary: 'What settled orders earned: commission and margin, over all, by account, and by span and account', roles: ['acceptor'],
    query: z.strictObject(spanQuery),
    answer: z.object({
      object: z.literal('earnings'), ...span, interval: z.enum(intervals), total: z.object(inUsdt),
      by_account: z.array(z.object({ ...accountKey, ...earned })),
      spans: z.array(z.object({ ...span, ...inUsdt, accounts: z.array(z.object({ ...accountKey, ...earned })) })),
    }),
    handle: async (call) => {
      const edgesMs = edgesOf(call.query, call.nowMs)
      const rows = await call.gateway.ask<readonly EarningsRecord[]>(
        'order', 'earnings', { acceptor: call.caller.acceptor, edgesMs }, call.after)
      const spans = spansOf(edgesMs).map((one, index) => {
        const own = rows.filter((row) => row.span === index)
        return { ...one, ...shownSums(own), accounts: byAccount(own) }
      })
      return {
        body: {
          object: 'earnings', ...whole(edgesMs), interval: call.query.interval, total: shownSums(rows), by_account: byAccount(rows), spans,
        },
      }
    },
  }),
]
