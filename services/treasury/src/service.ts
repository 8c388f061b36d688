import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, type TreasuryConfig } from './config.ts'
import { address } from './domain/address.ts'
import { incident } from './domain/incident.ts'
import { payee } from './domain/payee.ts'
import { payout } from './domain/payout.ts'
import { dispatchProcess, payeeProcess, payoutProcess, transactionProcess } from './domain/payout.process.ts'
import { reserves } from './domain/reserves.ts'
import { sweepProcess } from './domain/sweep.process.ts'
import { sweep } from './domain/sweep.ts'
import { dispatch } from './domain/transaction-dispatch.ts'
import { outlook, transaction } from './domain/transaction.ts'
import { wallet } from './domain/wallet.ts'
import { payoutReactions } from './payout-reactions.ts'
import { reactions } from './reactions.ts'
import { addressOf, addressesView } from './views/addresses.ts'
import { custodyPostingsView } from './views/custody-postings.ts'
import { deposits, depositsView } from './views/deposits.ts'
import { chainMovesView, holdingsView, progressView } from './views/holdings.ts'
import { dispatchesQuery, dispatchesView, outlooksView, transactionsView } from './views/dispatches.ts'
import { hotLimitsQuery, hotLimitsView } from './views/hot-limits.ts'
import { incidents, incidentsView } from './views/incidents.ts'
import { proofs, proofsView } from './views/proofs.ts'
import { destinationsQuery, destinationsView, payoutPoliciesView, payoutPolicyQuery } from './views/payees.ts'
import { payoutQuery, payoutsQuery, payoutsView } from './views/payouts.ts'
import { suspectsView } from './views/suspects.ts'
import { sweepsQuery, sweepsView } from './views/sweeps.ts'
import { workersOf } from './workers.ts'

/** Addresses of deposits, payouts, sweeps and the proof of reserves. It holds no keys. */
export const treasury = defineService({
  name: 'treasury',
  aggregates: [wallet, address, incident, reserves, payee, payout, dispatch, transaction, outlook, sweep],
  processes: [payeeProcess, payoutProcess, dispatchProcess, transactionProcess, sweepProcess],
  reactions: [...reactions, ...payoutReactions],
  views: [
    addressesView, depositsView, incidentsView, holdingsView, chainMovesView, progressView,
    custodyPostingsView, proofsView, payoutsView, destinationsView, payoutPoliciesView, dispatchesView, transactionsView,
    outlooksView, suspectsView, sweepsView, hotLimitsView,
  ],
  queries: [
    addressOf, deposits, incidents, proofs, payoutQuery, payoutsQuery, destinationsQuery, payoutPolicyQuery, dispatchesQuery, sweepsQuery,
    hotLimitsQuery,
  ],
  host: hostOptions<TreasuryConfig>({ config, workers: workersOf }),
})
