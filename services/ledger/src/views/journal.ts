import { chart, ledgerId, type JournalPage, type TrialRow } from '@stablegate/contracts'
import { ascending, pageOf, type Query } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { BalanceRow } from './balances.ts'
import type { EntryRow } from './entries.ts'
import { spanInput } from './fee-sums.ts'

type Db = ReadonlyKysely<{ readonly balances: BalanceRow; readonly entries: Omit<EntryRow, 'id'> }>

const maxRows = 500

const debitNormal = [...new Set(chart.filter(({ normal }) => normal === 'debit').map(({ prefix }) => prefix.split(':')[0] ?? ''))]
const isDebit = sql<boolean>`split_part(b.account, ':', 1) = any(${sql.val(debitNormal)}::text[])`

/** Accounts of one kind for accountants: whose they are is left out, what they are for stays. */
const kindOf = sql<string>`case
  when b.account like 'merchant:%' then 'merchant:' || split_part(b.account, ':', 3)
  when split_part(b.account, ':', 1) in ('acceptor', 'bond', 'agent', 'unapplied', 'receivable', 'claims')
    then split_part(b.account, ':', 1)
  else b.account end`

const journalInput = z.strictObject({
  ledger: ledgerId, ...spanInput, by: z.enum(['account', 'kind']).default('kind'), account: z.string().max(90).optional(),
  /** `id` of the last row of the page before. */
  after: z.string().regex(/^\d{4}-\d{2}-\d{2}\/.{1,90}$/).optional(),
  /** `after` is the row that the page ends before. */
  backward: z.boolean().optional(),
  limit: z.int().min(1).max(maxRows).default(maxRows),
})
type JournalInput = z.output<typeof journalInput>

type Row = {
  readonly name: string; readonly day: string; readonly lines: string; readonly debits: string; readonly credits: string
  readonly balance: string | null
}

const rowsOf = async (db: Db, asked: JournalInput): Promise<readonly Row[]> => {
  const name = asked.by === 'account' ? sql<string>`b.account` : kindOf
  const { beyond, order } = ascending(asked.backward)
  const [day = '', after = ''] = asked.after === undefined ? [] : [asked.after.slice(0, 10), asked.after.slice(11)]
  const { rows } = await sql<Row>`
    select name, to_char(to_timestamp(day * 86400) at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::text as lines,
      sum(case when is_debit then increase else decrease end)::text as debits,
      sum(case when is_debit then decrease else increase end)::text as credits,
      ${asked.by === 'account' ? sql`(array_agg(balance_micro order by position desc, line desc))[1]::text` : sql`null`} as balance
    from (
      select ${name} collate "C" as name, e.at_ms / 86400000 as day, ${isDebit} as is_debit, e.position, e.line, e.balance_micro,
        greatest(e.gross_micro, 0) as increase, greatest(-e.gross_micro, 0) + e.fee_micro as decrease
      from balances b
      cross join lateral (
        select * from entries where entries.account = b.account and entries.ledger = b.ledger
          and entries.position > ${asked.afterPosition} and entries.position <= ${asked.toPosition}
          and entries.at_ms >= ${asked.fromMs} and entries.at_ms < ${asked.toMs}
      ) e
      where b.ledger = ${asked.ledger} ${asked.account === undefined ? sql`` : sql`and b.account = ${asked.account}`}
    ) moved
    ${asked.after === undefined
      ? sql``
      : sql`where (day, name) ${sql.raw(beyond)} (extract(epoch from ${day}::date)::bigint / 86400, ${after} collate "C")`}
    group by moved.day, name order by moved.day ${sql.raw(order)}, name ${sql.raw(order)} limit ${asked.limit + 1}`.execute(db as never)
  return rows
}

/** `JournalPage`: debits and credits by day in UTC and account or kind of account, oldest first. */
export const journalQuery: Query<Db> = {
  name: 'journal',
  parse: (asked) => journalInput.parse(asked),
  answer: async (db, asked: JournalInput): Promise<JournalPage> => {
    const { rows, hasMore } = pageOf(await rowsOf(db, asked), asked.limit, asked.backward)
    return {
      rows: rows.map(({ name, day, lines, debits, credits, balance }) => ({
        id: `${day}/${name}`, day, name, lines: Number(lines), debitsMicro: BigInt(debits), creditsMicro: BigInt(credits),
        balanceMicro: balance === null ? null : BigInt(balance),
      })),
      hasMore,
    }
  },
}

const trialInput = z.strictObject({ ledger: ledgerId, position: z.int().min(0) })

/** `readonly TrialRow[]`: what all accounts of each kind hold together, as it was at a position of the log. */
export const trialRowsQuery: Query<Db> = {
  name: 'trialRows',
  parse: (asked) => trialInput.parse(asked),
  answer: async (db, { ledger, position }: z.output<typeof trialInput>): Promise<readonly TrialRow[]> => {
    const { rows } = await sql<{ kind: string; normal: 'debit' | 'credit'; accounts: string; balance: string }>`
      select kind, case when is_debit then 'debit' else 'credit' end as normal, count(*)::text as accounts,
        sum(balance_micro)::text as balance
      from (
        select ${kindOf} as kind, ${isDebit} as is_debit, newest.balance_micro
        from balances b cross join lateral (
          select balance_micro from entries
          where entries.account = b.account and entries.ledger = b.ledger and entries.position <= ${position}
          order by position desc, line desc limit 1
        ) newest
        where b.ledger = ${ledger}
      ) held
      group by kind, is_debit order by is_debit desc, kind collate "C"`.execute(db as never)
    return rows.map(({ kind, normal, accounts, balance }) =>
      ({ kind, normal, accounts: Number(accounts), balanceMicro: BigInt(balance) }))
  },
}
