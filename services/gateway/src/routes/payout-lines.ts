import { usdtMoney, type PayoutMake, type StatementLine, type StatementPage } from '@stablegate/contracts'
import { z } from 'zod'
import { ownOf } from '../http/caller.ts'
import { csvType } from '../http/csv.ts'
import { fromAs, onward, page } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { iso, list, listOf, moneyAnswer, params, time } from '../http/wire.ts'
import { allLines, maxCsvLines } from './csv-lines.ts'
import { lineAnswer, shownLine, statementCsv } from './statement-line.ts'

const here = params('payout')
const readers = ['merchant', 'acceptor', 'agent', 'operator', 'accountant', 'auditor'] as const
type Reader = Call<(typeof readers)[number], { readonly payout: string }>

const ownerOf = ({ caller }: Reader): { readonly owner?: string } => {
  const owner = ownOf(caller)
  return owner === undefined ? {} : { owner }
}

/** A payout that is not booked yet has no lines; one that the caller may not see is none. */
const ofLedger = async <Value>(call: Reader, name: string, more: object = {}): Promise<Value> => {
  const { payout } = call.params
  const found = await call.gateway.ask<Value | null>(
    'ledger', name, { ledger: call.gateway.ledger, payout, ...ownerOf(call), ...more }, call.after)
  if (found !== null) return found
  const { owner } = ownerOf(call)
  const known = await call.gateway.ask<object | null>('treasury', 'payout', { payout, ...(owner === undefined ? {} : { party: owner }) })
  throw new Problem(known ? 'payout_not_booked' : 'not_found')
}

const makeAnswer = z.object({
  object: z.literal('payout_composition'), payout: z.string(), account: z.string(),
  line: z.string().describe('Of the statement: where it was paid out'), at: time, amount: moneyAnswer, fee: moneyAnswer,
  opening: moneyAnswer.describe('What the payout before left in the account'), closing: moneyAnswer.describe('What this one left'),
  previous: z.string().nullable().describe('The payout before; null for the first'), previous_at: time.nullable(),
  categories: z.array(z.object({
    category: z.string(), lines: z.int(), gross: moneyAnswer, fee: moneyAnswer, net: moneyAnswer,
  })).describe('The lines since the payout before, added up: opening + their net = amount + fee + closing'),
})

const shownMake = (make: PayoutMake): object => ({
  object: 'payout_composition', payout: make.payout, account: make.account, line: make.line, at: iso(make.atMs),
  amount: usdtMoney(make.amountMicro), fee: usdtMoney(make.feeMicro), opening: usdtMoney(make.openingMicro),
  closing: usdtMoney(make.closingMicro), previous: make.previous,
  previous_at: make.previousAtMs === null ? null : iso(make.previousAtMs),
  categories: make.categories.map(({ category, lines, grossMicro, feeMicro }) => ({
    category, lines, gross: usdtMoney(grossMicro), fee: usdtMoney(feeMicro), net: usdtMoney(grossMicro - feeMicro),
  })),
})

const linesOf = (call: Reader, limit: number, startingAfter: string | undefined): Promise<readonly StatementLine[]> =>
  allLines(async (asked) => {
    const { lines, hasMore } = await ofLedger<StatementPage>(call, 'payoutLines', asked)
    return { rows: lines, hasMore }
  }, limit, startingAfter)

/** What a payout is made of: the lines of its account since the payout before (ADR 0035). */
export const payoutLineRoutes: readonly Route[] = [
  get({
    operation: 'getPayoutComposition', path: '/v1/payouts/:payout/composition', tag: 'Money', roles: readers, params: here,
    summary: 'What a payout is made of, added up: what moved in its account since the payout before', answer: makeAnswer,
    codes: ['payout_not_booked'],
    handle: async (call) => ({ body: shownMake(await ofLedger<PayoutMake>(call, 'payoutMake')) }),
  }),
  get({
    operation: 'listPayoutLines', path: '/v1/payouts/:payout/lines', tag: 'Money', roles: readers, params: here, query: page,
    summary: 'The lines of the statement that a payout pays out, newest first', answer: listOf(lineAnswer), codes: ['payout_not_booked'],
    handle: async (call) => {
      const { limit } = call.query
      const { lines, hasMore } = await ofLedger<StatementPage>(call, 'payoutLines', { limit, ...fromAs('before', call.query) })
      return { body: list(lines.map(shownLine), hasMore) }
    },
  }),
  get({
    operation: 'exportPayoutLines', path: '/v1/payouts/:payout/lines/export', tag: 'Money', roles: readers, params: here,
    summary: 'The same lines as CSV', answer: z.string().describe('text/csv'), codes: ['payout_not_booked'],
    query: z.strictObject({ ...onward, limit: z.coerce.number().int().min(1).max(maxCsvLines).default(maxCsvLines) }),
    handle: async (call) => ({
      body: statementCsv(await linesOf(call, call.query.limit, call.query.starting_after)), contentType: csvType,
    }),
  }),
]
