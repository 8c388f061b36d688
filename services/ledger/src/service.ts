import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { book } from './domain/book.ts'
import { balances } from './views/balances.ts'
import { balancesAtQuery } from './views/balances-at.ts'
import { entries } from './views/entries.ts'
import { balancesQuery, statementQuery, trialBalanceQuery } from './views/queries.ts'

/** Double entry with two-phase transfers; one stream and one writer a ledger. */
export const ledger = defineService({
  name: 'ledger',
  aggregates: [book],
  views: [balances, entries],
  queries: [balancesQuery, balancesAtQuery, statementQuery, trialBalanceQuery],
  host: hostOptions({ singleWriter: true }),
})

export type { AccountBalance, StatementLine, TrialBalance } from './views/queries.ts'
