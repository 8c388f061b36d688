import { usdtMoney, type JournalPage, type JournalRow, type TrialRow } from '@stablegate/contracts'
import { z } from 'zod'
import { csv, csvType } from '../http/csv.ts'
import { fromOf, onwardBy, pagingBy } from '../http/paging.ts'
import { at, pastPosition, positionsAround, type At } from '../http/past.ts'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { iso, list, listOf, moneyAnswer } from '../http/wire.ts'
import { allLines, maxCsvLines } from './csv-lines.ts'

const readers = ['operator', 'accountant', 'auditor'] as const
const dayMs = 86_400_000
const maxDays = 400

const day = z.iso.date()
const spanQuery = {
  from: day.optional().describe('First day, in UTC; without, the first of this month'),
  to: day.optional().describe('Last day; without, today'),
  by: z.enum(['kind', 'account']).default('kind').describe('Every account by itself, or all of one kind together'),
  account: z.string().max(90).optional().describe('Only this one'),
}
const rowId = z.string().regex(/^\d{4}-\d{2}-\d{2}\/.{1,90}$/)
const query = z.strictObject({ ...spanQuery, ...pagingBy(rowId) })
type Asked = Omit<z.output<typeof query>, 'ending_before'>

/** From the first moment of the first day to the last of the last. */
const spanOf = ({ from, to }: Asked, nowMs: number): { readonly fromMs: number; readonly toMs: number } => {
  const today = new Date(nowMs).toISOString().slice(0, 10)
  const fromMs = Date.parse(from ?? `${today.slice(0, 8)}01`)
  const toMs = Date.parse(to ?? today) + dayMs
  if (fromMs < 0 || fromMs >= toMs || toMs - fromMs > maxDays * dayMs) {
    throw new Problem('request_invalid', { errors: [{ pointer: 'query/from', detail: `not after \`to\`, at most ${maxDays} days` }] })
  }
  return { fromMs, toMs }
}

/** Asks for one page after another over the same span. */
const reader = async (call: Call, asked: Asked) => {
  const span = spanOf(asked, call.nowMs)
  const { afterPosition, seen } = await positionsAround(call, 'ledger', span.fromMs, span.toMs)
  const toPosition = Math.max(seen.position, call.after?.log === 'ledger' ? call.after.position : 0)
  return (limit: number, after: string | undefined, backward = false) => call.gateway.ask<JournalPage>('ledger', 'journal', {
    ledger: call.gateway.ledger, ...span, afterPosition, toPosition, by: asked.by, limit,
    ...(asked.account === undefined ? {} : { account: asked.account }), ...(after === undefined ? {} : { after, backward }),
  }, { log: 'ledger', position: toPosition })
}

const shown = ({ id, day: on, name, lines, debitsMicro, creditsMicro, balanceMicro }: JournalRow) => ({
  id, day: on, account: name, lines, debits: usdtMoney(debitsMicro), credits: usdtMoney(creditsMicro),
  balance: balanceMicro === null ? null : usdtMoney(balanceMicro),
})
const rowAnswer = z.object({
  id: z.string(), day, account: z.string().describe('Or the kind of account, such as merchant:available'), lines: z.int(),
  debits: moneyAnswer, credits: moneyAnswer,
  balance: moneyAnswer.nullable().describe('Of the account at the end of the day; null for kinds'),
})
const columns = ['day', 'account', 'lines', 'debits', 'credits', 'balance', 'currency'] as const
const journalCsv = (rows: readonly JournalRow[]): Buffer => csv(columns, rows.map((row) => {
  const line = shown(row)
  return [line.day, line.account, line.lines, line.debits.amount, line.credits.amount, line.balance?.amount ?? null, 'USDT']
}))

/** What all accounts of a kind held together, at a moment or now. */
const trialAt = async (call: Call, moment: At | undefined) => {
  const past = moment
    ? await pastPosition(call, 'ledger', moment)
    : { log: 'ledger', position: Math.max((await call.gateway.host.events.head('ledger')).position, call.after?.position ?? 0) }
  const rows = await call.gateway.ask<readonly TrialRow[]>(
    'ledger', 'trialRows', { ledger: call.gateway.ledger, position: past.position }, past)
  const side = (normal: TrialRow['normal']): bigint =>
    rows.filter((row) => row.normal === normal).reduce((sum, { balanceMicro }) => sum + balanceMicro, 0n)
  return { rows, debits: side('debit'), credits: side('credit'), asOf: `${past.log}:${past.position}` }
}

/** A balance against its side stands on the other one. */
const columnsOf = ({ normal, balanceMicro }: TrialRow): { readonly debit: bigint; readonly credit: bigint } => {
  const isDebit = (normal === 'debit') === (balanceMicro >= 0n)
  const amount = balanceMicro < 0n ? -balanceMicro : balanceMicro
  return isDebit ? { debit: amount, credit: 0n } : { debit: 0n, credit: amount }
}
const trialCsv = ({ rows }: { readonly rows: readonly TrialRow[] }, atText: string): Buffer =>
  csv(['at', 'account', 'accounts', 'debit', 'credit', 'currency'], rows.map((row) => {
    const { debit, credit } = columnsOf(row)
    return [atText, row.kind, row.accounts, usdtMoney(debit).amount, usdtMoney(credit).amount, 'USDT']
  }))

const atQuery = z.strictObject({ at })

/** For accountants: what moved by day, and what stood at a moment. */
export const journalRoutes: readonly Route[] = [
  get({
    operation: 'listJournal', path: '/v1/journal', tag: 'Operations', roles: readers, query, answer: listOf(rowAnswer),
    summary: 'Debits and credits by day and account, oldest day first',
    handle: async (call) => {
      const { cursor, backward } = fromOf(call.query)
      const { rows, hasMore } = await (await reader(call, call.query))(call.query.limit, cursor, backward)
      return { body: list(rows.map(shown), hasMore) }
    },
  }),
  get({
    operation: 'exportJournal', path: '/v1/journal/export', tag: 'Operations', roles: readers,
    summary: 'The same as CSV: for more name the day and account of the last line, as `<day>/<account>`, in `starting_after`',
    query: z.strictObject({
      ...spanQuery, ...onwardBy(rowId), limit: z.coerce.number().int().min(1).max(maxCsvLines).default(maxCsvLines),
    }),
    answer: z.string().describe('text/csv'),
    handle: async (call) => {
      const pageOf = await reader(call, call.query)
      const rows = await allLines(({ limit, before }) => pageOf(limit, before), call.query.limit, call.query.starting_after)
      return { body: journalCsv(rows), contentType: csvType }
    },
  }),
  get({
    operation: 'getTrialBalanceByKind', path: '/v1/trial_balance/kinds', tag: 'Operations', roles: readers, query: atQuery,
    summary: 'What all accounts of each kind hold together, now or at a moment of the past: both columns add up to the same',
    answer: z.object({
      object: z.literal('trial_balance_by_kind'), ledger: z.string(), as_of: z.string(), debits: moneyAnswer, credits: moneyAnswer,
      balanced: z.boolean(),
      kinds: z.array(z.object({
        kind: z.string(), normal: z.enum(['debit', 'credit']), accounts: z.int(), debit: moneyAnswer, credit: moneyAnswer,
      })),
    }),
    handle: async (call) => {
      const { rows, debits, credits, asOf } = await trialAt(call, call.query.at)
      const kinds = rows.map((row) => {
        const { debit, credit } = columnsOf(row)
        return { kind: row.kind, normal: row.normal, accounts: row.accounts, debit: usdtMoney(debit), credit: usdtMoney(credit) }
      })
      return {
        body: {
          object: 'trial_balance_by_kind', ledger: call.gateway.ledger, as_of: asOf, debits: usdtMoney(debits), credits: usdtMoney(credits),
          balanced: debits === credits, kinds,
        },
      }
    },
  }),
  get({
    operation: 'exportTrialBalance', path: '/v1/trial_balance/export', tag: 'Operations', roles: readers, query: atQuery,
    summary: 'The same as CSV', answer: z.string().describe('text/csv'),
    handle: async (call) => {
      const { at: moment } = call.query
      const atText = moment === undefined ? iso(call.nowMs) : 'timeMs' in moment ? iso(moment.timeMs) : `ledger:${moment.position}`
      return { body: trialCsv(await trialAt(call, moment), atText), contentType: csvType }
    },
  }),
]
