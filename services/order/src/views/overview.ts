import {
  orderQueries, type CreatedFigures, type EarningsRecord, type Overview, type SettledFigures,
} from '@stablegate/contracts'
import type { Query } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { FigureRow } from './figures.ts'
import type { PaymentRow } from './payments.ts'

type Db = ReadonlyKysely<{ readonly figures: FigureRow; readonly payments: PaymentRow }>
type Column = 'created_at_ms' | 'settled_at_ms'

/** Postgres counts spans from 1. */
const spanOf = (column: Column, edgesMs: readonly number[]) =>
  sql<number>`width_bucket(${sql.ref(column)}, ${edgesMs}::bigint[]) - 1`

const sum = (column: keyof FigureRow) => sql<string>`coalesce(sum(${sql.ref(column)}), 0)::text`
const count = sql<number>`count(*)::integer`
const percentile = (fraction: number) =>
  sql<number | null>`(percentile_disc(${sql.lit(fraction)}) within group (order by settled_at_ms - created_at_ms))::float8`

const within = (db: Db, column: Column, edgesMs: readonly number[], merchant: string | undefined) => {
  const rows = db.selectFrom('figures').where(column, '>=', edgesMs[0] ?? 0).where(column, '<', edgesMs.at(-1) ?? 0)
  return merchant === undefined ? rows : rows.where('merchant', '=', merchant)
}

type SettledRow = {
  readonly count: number; readonly gross: string; readonly fee: string; readonly returned: string
  readonly median: number | null; readonly p95: number | null
}
const settledOf = ({ count: of, gross, fee, returned, median, p95 }: SettledRow): SettledFigures => ({
  count: of, grossMicro: BigInt(gross), feeMicro: BigInt(fee), returnedMicro: BigInt(returned), medianMs: median, p95Ms: p95,
})
const nothingSettled: SettledFigures = { count: 0, grossMicro: 0n, feeMicro: 0n, returnedMicro: 0n, medianMs: null, p95Ms: null }
const nothingCreated: CreatedFigures = { count: 0, settled: 0 }

/** By span, by method and over all in one reading; a column that a row is not grouped by is null. */
const settledFigures = async (db: Db, edgesMs: readonly number[], merchant: string | undefined) => {
  const spans = within(db, 'settled_at_ms', edgesMs, merchant)
    .select([spanOf('settled_at_ms', edgesMs).as('span'), 'method', 'gross_micro', 'fee_micro', 'returned_micro', 'created_at_ms',
      'settled_at_ms'])
  const rows = await db.selectFrom(spans.as('settled'))
    .select(['span', 'method', count.as('count'), sum('gross_micro').as('gross'), sum('fee_micro').as('fee'),
      sum('returned_micro').as('returned'), percentile(0.5).as('median'), percentile(0.95).as('p95')])
    .groupBy(sql`grouping sets ((span), (method), ())`).execute()
  const whole = rows.find(({ span, method }) => span === null && method === null)
  return {
    settled: whole ? settledOf(whole) : nothingSettled,
    settledBySpan: rows.flatMap((row) => (row.span === null ? [] : [{ span: row.span, ...settledOf(row) }])),
    settledByMethod: rows.flatMap((row) => (row.method === null ? [] : [{ method: row.method, ...settledOf(row) }])),
  }
}

const createdFigures = async (db: Db, edgesMs: readonly number[], merchant: string | undefined) => {
  const spans = within(db, 'created_at_ms', edgesMs, merchant)
    .select([spanOf('created_at_ms', edgesMs).as('span'), 'settled_at_ms'])
  const rows = await db.selectFrom(spans.as('created'))
    .select(['span', count.as('count'), sql<number>`count(settled_at_ms)::integer`.as('settled')])
    .groupBy(sql`grouping sets ((span), ())`).execute()
  const whole = rows.find(({ span }) => span === null)
  return {
    created: whole ? { count: whole.count, settled: whole.settled } : nothingCreated,
    createdBySpan: rows.flatMap(({ span, ...row }) => (span === null ? [] : [{ span, count: row.count, settled: row.settled }])),
  }
}

const wordsOf = (db: Db, edgesMs: readonly number[], merchant: string | undefined) => {
  const made = db.selectFrom('payments').where('created_at_ms', '>=', edgesMs[0] ?? 0).where('created_at_ms', '<', edgesMs.at(-1) ?? 0)
  return (merchant === undefined ? made : made.where('merchant', '=', merchant))
    .select(['word', count.as('count')]).groupBy('word').orderBy('word').execute()
}

type Inputs = { readonly [Name in 'overview' | 'earnings']: (typeof orderQueries)[Name]['_output'] }

/** Sums of what settled and counts of what was created, by spans of time. */
export const overviewQuery: Query<Db> = {
  name: 'overview',
  parse: (input) => orderQueries.overview.parse(input),
  answer: async (db, { merchant, edgesMs }: Inputs['overview']): Promise<Overview> => ({
    ...await createdFigures(db, edgesMs, merchant),
    words: await wordsOf(db, edgesMs, merchant),
    ...await settledFigures(db, edgesMs, merchant),
  }),
}

/** An acceptor's settled orders by span and account. */
export const earningsQuery: Query<Db> = {
  name: 'earnings',
  parse: (input) => orderQueries.earnings.parse(input),
  answer: async (db, { acceptor, edgesMs }: Inputs['earnings']): Promise<readonly EarningsRecord[]> => {
    const spans = within(db, 'settled_at_ms', edgesMs, undefined).where('acceptor', '=', acceptor)
      .select([spanOf('settled_at_ms', edgesMs).as('span'), 'account', 'method', 'currency', 'fiat_minor', 'gross_micro',
        'commission_micro', 'margin_micro'])
    const rows = await db.selectFrom(spans.as('earned'))
      .select(['span', 'account', 'method', 'currency', count.as('orders'), sum('fiat_minor').as('fiat'), sum('gross_micro').as('usdt'),
        sum('commission_micro').as('commission'), sum('margin_micro').as('margin')])
      .groupBy(['span', 'account', 'method', 'currency']).orderBy('span').orderBy('account').execute()
    return rows.map(({ span, account, method, currency, orders, fiat, usdt, commission, margin }) => ({
      span, account: account ?? '', method: method ?? '', currency: currency ?? '', orders, fiatMinor: BigInt(fiat),
      usdtMicro: BigInt(usdt), commissionMicro: BigInt(commission), marginMicro: BigInt(margin),
    }))
  },
}
