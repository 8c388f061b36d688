import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, type MatchingConfig } from './config.ts'
import { book } from './domain/book.ts'
import { priceWorkerOf } from './prices/worker-of.ts'
import { reactions } from './reactions.ts'
import { failedMatches, failedMatchesView } from './views/failed-matches.ts'
import { openOrdersView } from './views/open-orders.ts'
import { depth, options } from './views/options.ts'
import { passedBy, passedByView } from './views/passed-by.ts'
import { policiesView } from './views/policies.ts'
import { references, referencesView } from './views/references.ts'
import { seatsView } from './views/seats.ts'

/**
 * The book of acceptors' quotes: one stream and one writer a ledger, and the prices it is held to.
 */
export const matching = defineService({
  name: 'matching',
  aggregates: [book],
  reactions,
  views: [
    seatsView,
    openOrdersView,
    referencesView,
    policiesView,
    failedMatchesView,
    passedByView,
  ],
  queries: [options, depth, references, failedMatches, passedBy],
  host: hostOptions<MatchingConfig>({
    config,
    singleWriter: true,
    workers: (context) => [priceWorkerOf(context)],
  }),
})
