import { ledgerId, type AccountBalance, type StatementLine, type StatementPage, type TrialBalance } from '@stablegate/contracts'
import { ascending, descending, pageOf, type Query } from '@stablegate/kernel'
import { sql, type Expression } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { accountName } from './account-columns.ts'
import type { BalanceRow } from './balances.ts'
import { lineId, type EntryRow } from './entries.ts'

type Tables = { readonly balances: BalanceRow; readonly entries: Omit<EntryRow, 'id'> }
type Db = ReadonlyKysely<Tables>

/** How many rows one answer holds at most. */
const maxRows = 500

const balancesInput = z.strictObject({
  ledger: ledgerId,
  /** A merchant, acceptor or agent. */
  owner: z.string().max(60).optional(),
  accounts: z.array(z.string().max(90)).max(100).optional(),
  /** Page of an answer over all accounts: the last account of the page before. */
  after: z.string().max(90).optional(),
  /** `after` is the account that the page ends before; the answer begins at its end. */
  backward: z.boolean().optional(),
  limit: z.int().min(1).max(maxRows).default(maxRows),
})

export const accountBalanceOf = (row: BalanceRow): AccountBalance => {
  const { normal, owner } = accountName(row.account)
  const isDebit = normal === 'debit'
  const debitsMore = row.debits_posted_micro - row.credits_posted_micro
  const postedMicro = isDebit ? debitsMore : -debitsMore
  const pendingMicro = isDebit ? row.credits_pending_micro : row.debits_pending_micro
  return {
    account: row.account,
    owner,
    normal,
    postedMicro,
    pendingMicro,
    freeMicro: postedMicro - pendingMicro,
    incomingMicro: isDebit ? row.debits_pending_micro : row.credits_pending_micro,
    debitsPostedMicro: row.debits_posted_micro,
    creditsPostedMicro: row.credits_posted_micro,
    debitsPendingMicro: row.debits_pending_micro,
    creditsPendingMicro: row.credits_pending_micro,
  }
}

export const balancesQuery: Query<Db> = {
  name: 'balances',
  parse: (input) => balancesInput.parse(input),
  answer: async (
    db,
    input: z.output<typeof balancesInput>,
  ): Promise<{ readonly accounts: readonly AccountBalance[] }> => {
    const { beyond, order } = ascending(input.backward)
    let query = db.selectFrom('balances').selectAll().where('ledger', '=', input.ledger)
    if (input.owner !== undefined) query = query.where('owner', '=', input.owner)
    if (input.accounts) query = query.where('account', 'in', [...input.accounts, ''])
    if (input.after !== undefined) query = query.where('account', beyond, input.after)
    const rows = await query.orderBy('account', order).limit(input.limit).execute()
    return { accounts: rows.map(accountBalanceOf) }
  },
}

const statementInput = z
  .strictObject({
    ledger: ledgerId,
    owner: z.string().max(60).optional(),
    account: z.string().max(90).optional(),
    /** The id of the last line of the page before; lines come newest first. */
    before: z
      .string()
      .regex(/^\d{1,15}-\d{1,4}$/)
      .optional(),
    /** `before` is the line that the page ends before. */
    backward: z.boolean().optional(),
    limit: z.int().min(1).max(maxRows).default(50),
  })
  .refine(
    (input) => input.owner !== undefined || input.account !== undefined,
    'owner or account is needed',
  )

export const statementLineOf = (row: Omit<EntryRow, 'id'>): StatementLine => {
  const memo = row.memo ?? {}
  return {
    id: lineId(row.position, row.line),
    atMs: row.at_ms,
    account: row.account,
    category: row.category,
    grossMicro: row.gross_micro,
    feeMicro: row.fee_micro,
    netMicro: row.gross_micro - row.fee_micro,
    balanceMicro: row.balance_micro,
    availableAtMs: row.account.endsWith(':held') ? (memo.availableAtMs ?? null) : null,
    counterpart: row.counterpart,
    transfer: row.transfer,
    payment: memo.payment ?? null,
    order: memo.order ?? null,
    reference: memo.reference ?? null,
    method: memo.method ?? null,
    fiatMinor: memo.fiatMinor ?? null,
    currency: memo.currency ?? null,
    price: memo.price ?? null,
    note: memo.note ?? null,
  }
}

type StatementInput = z.output<typeof statementInput>

/** The newest lines of one account (`account`, a column or a name), along the table's only index. */
const linesOf = (db: Db, account: Expression<string>, input: StatementInput) => {
  const { beyond, order } = descending(input.backward)
  let lines = db
    .selectFrom('entries')
    .selectAll()
    .where('entries.account', '=', account)
    .where('entries.ledger', '=', input.ledger)
  if (input.before !== undefined) {
    const [position, line] = input.before.split('-').map(Number)
    lines = lines.where(sql<boolean>`(position, line) ${sql.raw(beyond)} (${position}, ${line})`)
  }
  return lines
    .orderBy('position', order)
    .orderBy('line', order)
    .limit(input.limit + 1)
}

/** An owner has a handful of accounts: the newest lines of each, and of these the newest. */
const linesOfOwner = (db: Db, owner: string, input: StatementInput) => {
  const { order } = descending(input.backward)
  let accounts = db
    .selectFrom('balances')
    .where('balances.ledger', '=', input.ledger)
    .where('balances.owner', '=', owner)
  if (input.account !== undefined) accounts = accounts.where('balances.account', '=', input.account)
  return accounts
    .innerJoinLateral(
      () => linesOf(db, sql.ref('balances.account'), input).as('lines'),
      (join) => join.onTrue(),
    )
    .selectAll('lines')
    .orderBy('lines.position', order)
    .orderBy('lines.line', order)
    .limit(input.limit + 1)
}

export const statementQuery: Query<Db> = {
  name: 'statement',
  parse: (input) => statementInput.parse(input),
  answer: async (
    db,
    input: StatementInput,
  ): Promise<StatementPage> => {
    const { owner, account, limit, backward } = input
    const query =
      owner === undefined
        ? linesOf(db, sql.val(account ?? ''), input)
        : linesOfOwner(db, owner, input)
    const { rows, hasMore } = pageOf(await query.execute(), limit, backward)
    return { lines: rows.map(statementLineOf), hasMore }
  },
}

const trialBalanceInput = z.strictObject({ ledger: ledgerId })

export const trialBalanceOf = (sums: Omit<TrialBalance, 'isBalanced'>): TrialBalance => ({
  ...sums,
  isBalanced:
    sums.debitsPostedMicro === sums.creditsPostedMicro &&
    sums.debitsPendingMicro === sums.creditsPendingMicro,
})

export const trialBalanceQuery: Query<Db> = {
  name: 'trialBalance',
  parse: (input) => trialBalanceInput.parse(input),
  answer: async (db, input: z.output<typeof trialBalanceInput>): Promise<TrialBalance> => {
    const total = (column: keyof BalanceRow) =>
      sql<string>`coalesce(sum(${sql.ref(column)}), 0)::text`
    const sums = await db
      .selectFrom('balances')
      .where('ledger', '=', input.ledger)
      .select([
        total('debits_posted_micro').as('debitsPosted'),
        total('credits_posted_micro').as('creditsPosted'),
        total('debits_pending_micro').as('debitsPending'),
        total('credits_pending_micro').as('creditsPending'),
      ])
      .executeTakeFirstOrThrow()
    return trialBalanceOf({
      debitsPostedMicro: BigInt(sums.debitsPosted),
      creditsPostedMicro: BigInt(sums.creditsPosted),
      debitsPendingMicro: BigInt(sums.debitsPending),
      creditsPendingMicro: BigInt(sums.creditsPending),
    })
  },
}
