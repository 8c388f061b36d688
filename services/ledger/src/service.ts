import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { book } from './domain/book.ts'
import { balances } from './views/balances.ts'
import { balancesAtQuery } from './views/balances-at.ts'
import { entries } from './views/entries.ts'
import { agentSharesQuery } from './views/agent-shares.ts'
import { feeSumsQuery } from './views/fee-sums.ts'
import { journalQuery, trialRowsQuery } from './views/journal.ts'
import { payoutMarks } from './views/payout-marks.ts'
import { payoutLinesQuery, payoutMakeQuery } from './views/payout-queries.ts'
import { suspenseQuery, suspenseView } from './views/suspense.ts'
import { balancesQuery, statementQuery, trialBalanceQuery } from './views/queries.ts'

/** Double entry with two-phase transfers; one stream and one writer a ledger. */
export const ledger = defineService({
  name: 'ledger',
  aggregates: [book],
  views: [balances, entries, payoutMarks, suspenseView],
  queries: [
    balancesQuery, balancesAtQuery, statementQuery, trialBalanceQuery, payoutMakeQuery, payoutLinesQuery, feeSumsQuery,
    agentSharesQuery, journalQuery,
    trialRowsQuery, suspenseQuery,
  ],
  host: hostOptions({ singleWriter: true }),
})
