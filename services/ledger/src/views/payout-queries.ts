import { ledgerId, type CategorySum, type PayoutMake, type StatementPage } from '@stablegate/contracts'
import { descending, pageOf, type Query } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { lineId, type EntryRow } from './entries.ts'
import type { PayoutMarkRow } from './payout-marks.ts'
import { statementLineOf } from './queries.ts'

type Tables = { readonly payout_marks: PayoutMarkRow; readonly entries: Omit<EntryRow, 'id'> }
type Db = ReadonlyKysely<Tables>

const one = { ledger: ledgerId, payout: z.string().max(60), owner: z.string().max(60).optional() }
const makeInput = z.strictObject(one)

type Span = { readonly mark: PayoutMarkRow; readonly previous: PayoutMarkRow | undefined }

/** From after the payout before it in its account up to its own line; that of another owner is as good as none. */
const spanOf = async (db: Db, { ledger, payout, owner }: z.output<typeof makeInput>): Promise<Span | undefined> => {
  const mark = await db.selectFrom('payout_marks').selectAll().where('id', '=', payout).executeTakeFirst()
  if (mark?.ledger !== ledger || (owner !== undefined && mark.owner !== owner)) return undefined
  const previous = await db.selectFrom('payout_marks').selectAll()
    .where('account', '=', mark.account).where('position', '<', mark.position).where('ledger', '=', ledger)
    .orderBy('position', 'desc').limit(1).executeTakeFirst()
  return { mark, previous }
}

const linesBetween = (db: Db, { mark, previous }: Span) => db.selectFrom('entries')
  .where('account', '=', mark.account).where('ledger', '=', mark.ledger)
  .where('position', '<', mark.position).where('position', '>', previous?.position ?? 0)

const categoriesOf = async (db: Db, span: Span): Promise<readonly CategorySum[]> => {
  const rows = await linesBetween(db, span)
    .select(['category', sql<string>`count(*)::text`.as('lines'), sql<string>`sum(gross_micro)::text`.as('gross'),
      sql<string>`sum(fee_micro)::text`.as('fee')])
    .groupBy('category').orderBy('category').execute()
  return rows.map(({ category, lines, gross, fee }) =>
    ({ category, lines: Number(lines), grossMicro: BigInt(gross), feeMicro: BigInt(fee) }))
}

/** `PayoutMake`, or null: not booked yet, or no payout of this owner's account. */
export const payoutMakeQuery: Query<Db> = {
  name: 'payoutMake',
  parse: (input) => makeInput.parse(input),
  answer: async (db, input: z.output<typeof makeInput>): Promise<PayoutMake | null> => {
    const span = await spanOf(db, input)
    if (span === undefined) return null
    const { mark, previous } = span
    return {
      payout: mark.id, account: mark.account, line: lineId(mark.position, 0), atMs: mark.at_ms, amountMicro: mark.amount_micro,
      feeMicro: mark.fee_micro, openingMicro: previous?.closing_micro ?? 0n, closingMicro: mark.closing_micro,
      previous: previous?.id ?? null, previousAtMs: previous?.at_ms ?? null, categories: await categoriesOf(db, span),
    }
  },
}

const linesInput = z.strictObject({
  ...one, before: z.string().regex(/^\d{1,15}-\d{1,4}$/).optional(),
  /** `before` is the line that the page ends before. */
  backward: z.boolean().optional(), limit: z.int().min(1).max(500).default(50),
})

/** The lines that a payout pays out, newest first; `StatementPage`, or null as above. */
export const payoutLinesQuery: Query<Db> = {
  name: 'payoutLines',
  parse: (input) => linesInput.parse(input),
  answer: async (db, { before, backward, limit, ...asked }: z.output<typeof linesInput>): Promise<StatementPage | null> => {
    const span = await spanOf(db, asked)
    if (span === undefined) return null
    const { beyond, order } = descending(backward)
    let lines = linesBetween(db, span).selectAll()
    if (before !== undefined) {
      const [position, line] = before.split('-').map(Number)
      lines = lines.where(sql<boolean>`(position, line) ${sql.raw(beyond)} (${position}, ${line})`)
    }
    const found = await lines.orderBy('position', order).orderBy('line', order).limit(limit + 1).execute()
    const { rows, hasMore } = pageOf(found, limit, backward)
    return { lines: rows.map(statementLineOf), hasMore }
  },
}
