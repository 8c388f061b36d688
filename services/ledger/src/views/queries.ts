import { ledgerId } from '@stablegate/contracts'
import type { Query } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { BalanceRow } from './balances.ts'
import type { EntryRow } from './entries.ts'

type Tables = { readonly balances: BalanceRow; readonly entries: EntryRow }
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
  limit: z.int().min(1).max(maxRows).default(maxRows),
})

export type AccountBalance = {
  readonly account: string
  readonly owner: string | null
  readonly normal: string
  readonly postedMicro: bigint
  /** Pending out of the account, and what is left free of it. */
  readonly pendingMicro: bigint
  readonly freeMicro: bigint
  /** Pending into the account. */
  readonly incomingMicro: bigint
  readonly debitsPostedMicro: bigint
  readonly creditsPostedMicro: bigint
  readonly debitsPendingMicro: bigint
  readonly creditsPendingMicro: bigint
}

export const accountBalanceOf = (row: BalanceRow): AccountBalance => ({
  account: row.account,
  owner: row.owner,
  normal: row.normal,
  postedMicro: row.posted_micro,
  pendingMicro: row.pending_micro,
  freeMicro: row.posted_micro - row.pending_micro,
  incomingMicro: row.normal === 'debit' ? row.debits_pending_micro : row.credits_pending_micro,
  debitsPostedMicro: row.debits_posted_micro,
  creditsPostedMicro: row.credits_posted_micro,
  debitsPendingMicro: row.debits_pending_micro,
  creditsPendingMicro: row.credits_pending_micro,
})

export const balancesQuery: Query<Db> = {
  name: 'balances',
  parse: (input) => balancesInput.parse(input),
  answer: async (
    db,
    input: z.output<typeof balancesInput>,
  ): Promise<{ readonly accounts: readonly AccountBalance[] }> => {
    let query = db.selectFrom('balances').selectAll().where('ledger', '=', input.ledger)
    if (input.owner !== undefined) query = query.where('owner', '=', input.owner)
    if (input.accounts) query = query.where('account', 'in', [...input.accounts, ''])
    if (input.after !== undefined) query = query.where('account', '>', input.after)
    const rows = await query.orderBy('account').limit(input.limit).execute()
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
    limit: z.int().min(1).max(maxRows).default(50),
  })
  .refine(
    (input) => input.owner !== undefined || input.account !== undefined,
    'owner or account is needed',
  )

export type StatementLine = {
  readonly id: string
  readonly atMs: number
  readonly account: string
  readonly category: string
  readonly grossMicro: bigint
  readonly feeMicro: bigint
  readonly netMicro: bigint
  readonly balanceMicro: bigint
  readonly availableAtMs: number | null
  readonly counterpart: string
  readonly transfer: string
  readonly payment: string | null
  readonly order: string | null
  readonly reference: string | null
  readonly method: string | null
  readonly fiatMinor: bigint | null
  readonly currency: string | null
  readonly price: string | null
  readonly note: string | null
}

export const statementLineOf = (row: EntryRow): StatementLine => ({
  id: row.id,
  atMs: row.at_ms,
  account: row.account,
  category: row.category,
  grossMicro: row.gross_micro,
  feeMicro: row.fee_micro,
  netMicro: row.net_micro,
  balanceMicro: row.balance_micro,
  availableAtMs: row.available_at_ms,
  counterpart: row.counterpart,
  transfer: row.transfer,
  payment: row.payment,
  order: row.order_id,
  reference: row.reference,
  method: row.method,
  fiatMinor: row.fiat_minor,
  currency: row.currency,
  price: row.price,
  note: row.note,
})

export const statementQuery: Query<Db> = {
  name: 'statement',
  parse: (input) => statementInput.parse(input),
  answer: async (
    db,
    input: z.output<typeof statementInput>,
  ): Promise<{ readonly lines: readonly StatementLine[]; readonly hasMore: boolean }> => {
    let query = db.selectFrom('entries').selectAll().where('ledger', '=', input.ledger)
    if (input.owner !== undefined) query = query.where('owner', '=', input.owner)
    if (input.account !== undefined) query = query.where('account', '=', input.account)
    if (input.before !== undefined) {
      const [position, line] = input.before.split('-').map(Number)
      query = query.where(sql<boolean>`(position, line) < (${position}, ${line})`)
    }
    const rows = await query
      .orderBy('position', 'desc')
      .orderBy('line', 'desc')
      .limit(input.limit + 1)
      .execute()
    return {
      lines: rows.slice(0, input.limit).map(statementLineOf),
      hasMore: rows.length > input.limit,
    }
  },
}

const trialBalanceInput = z.strictObject({ ledger: ledgerId })

export type TrialBalance = {
  readonly debitsPostedMicro: bigint
  readonly creditsPostedMicro: bigint
  readonly debitsPendingMicro: bigint
  readonly creditsPendingMicro: bigint
  readonly isBalanced: boolean
}

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
