import { ledgerId, type FeeSum } from '@stablegate/contracts'
import type { Query } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { BalanceRow } from './balances.ts'
import type { EntryRow } from './entries.ts'

type Db = ReadonlyKysely<{ readonly balances: BalanceRow; readonly entries: Omit<EntryRow, 'id'> }>

/**
 * A span of time. Times decide; the positions only spare the index what lies far outside, so they
 * may be wide.
 */
export const spanInput = {
  fromMs: z.int().min(0), toMs: z.int().min(0), afterPosition: z.int().min(0), toPosition: z.int().min(0),
}
const input = z.strictObject({ ledger: ledgerId, owner: z.string().max(60), ...spanInput })

type Row = {
  readonly kind: 'payment' | 'payout'; readonly method: string | null; readonly count: string; readonly gross: string
  readonly charged: string; readonly returnedCount: string; readonly returned: string
}

/**
 * What of a line is turnover, and what is a fee: a fee stands on its payment's line or on one of its
 * own, against the operator's income. A receivable counts the other way round.
 */
const read = sql`
  select
    case when e.category = 'payout' or e.counterpart = 'income:payout' then 'payout' else 'payment' end as kind,
    case when e.category = 'payout' or e.counterpart = 'income:payout' then null else e.memo ->> 'method' end as method,
    coalesce(e.memo ->> 'payment', e.memo ->> 'note', e.transfer) as subject,
    case
      when e.category = 'payout' then -e.gross_micro
      when e.category = 'payment' then sign.value * e.gross_micro
      -- A granted appeal pays what the settlement had left out.
      when e.category = 'adjustment' and e.account like 'merchant:%:held' and e.counterpart like 'acceptor:%' then e.gross_micro
      else 0
    end as gross,
    e.fee_micro
      + case when e.category = 'fee' and e.counterpart like 'income:%' then -sign.value * e.gross_micro else 0 end as fee`

/** `readonly FeeSum[]`: fees of an owner's accounts by what they were charged on. */
export const feeSumsQuery: Query<Db> = {
  name: 'feeSums',
  parse: (asked) => input.parse(asked),
  answer: async (
    db, { ledger, owner, fromMs, toMs, afterPosition, toPosition }: z.output<typeof input>,
  ): Promise<readonly FeeSum[]> => {
    const { rows } = await sql<Row>`
      select kind, method,
        count(distinct subject) filter (where gross > 0 or fee > 0)::text as count,
        coalesce(sum(greatest(gross, 0)), 0)::text as gross,
        coalesce(sum(greatest(fee, 0)), 0)::text as charged,
        count(distinct subject) filter (where fee < 0)::text as "returnedCount",
        coalesce(sum(greatest(-fee, 0)), 0)::text as returned
      from (
        ${read}
        from balances b
        cross join lateral (select case when b.account like 'receivable:%' then -1 else 1 end as value) sign
        cross join lateral (
          select * from entries where entries.account = b.account and entries.ledger = b.ledger
            and entries.position > ${afterPosition} and entries.position <= ${toPosition}
            and entries.at_ms >= ${fromMs} and entries.at_ms < ${toMs}
        ) e
        where b.ledger = ${ledger} and b.owner = ${owner}
      ) lines
      where gross <> 0 or fee <> 0
      group by kind, method order by kind, method nulls first`.execute(db as never)
    return rows.map(({ kind, method, count, gross, charged, returnedCount, returned }) => ({
      kind, method, count: Number(count), grossMicro: BigInt(gross), chargedMicro: BigInt(charged),
      returnedCount: Number(returnedCount), returnedMicro: BigInt(returned),
    }))
  },
}
