import { ledgerId, type PostedBalance } from '@stablegate/contracts'
import { ascending, type Query } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { BalanceRow } from './balances.ts'
import type { EntryRow } from './entries.ts'

type Db = ReadonlyKysely<{ readonly balances: BalanceRow; readonly entries: EntryRow }>

const maxRows = 500

const input = z.strictObject({
  ledger: ledgerId,
  /** Of the ledger's log; later movements are as if they had not been. */
  position: z.int().min(0),
  owner: z.string().max(60).optional(),
  accounts: z.array(z.string().max(90)).max(100).optional(),
  /** The last account of the page before. */
  after: z.string().max(90).optional(),
  /** `after` is the account that the page ends before; the answer begins at its end. */
  backward: z.boolean().optional(),
  limit: z.int().min(1).max(maxRows).default(maxRows),
})

/** What was posted on each account up to a position: the balance of its newest line by then. */
export const balancesAtQuery: Query<Db> = {
  name: 'balancesAt',
  parse: (asked) => input.parse(asked),
  answer: async (
    db, { ledger, position, owner, accounts: named, after, backward, limit }: z.output<typeof input>,
  ): Promise<{ readonly accounts: readonly PostedBalance[] }> => {
    const { beyond, order } = ascending(backward)
    let accounts = db.selectFrom('balances').where('balances.ledger', '=', ledger)
    if (owner !== undefined) accounts = accounts.where('balances.owner', '=', owner)
    if (named) accounts = accounts.where('balances.account', 'in', [...named, ''])
    if (after !== undefined) accounts = accounts.where('balances.account', beyond, after)
    const rows = await accounts
      .innerJoinLateral(
        (one) => one.selectFrom('entries').select('entries.balance_micro')
          .whereRef('entries.account', '=', 'balances.account')
          .where('entries.ledger', '=', ledger)
          .where('entries.position', '<=', position)
          .orderBy('entries.position', 'desc').orderBy('entries.line', 'desc').limit(1).as('newest'),
        (join) => join.onTrue())
      .select(['balances.account', 'newest.balance_micro'])
      .orderBy('balances.account', order).limit(limit).execute()
    return { accounts: rows.map((row) => ({ account: row.account, postedMicro: row.balance_micro })) }
  },
}
