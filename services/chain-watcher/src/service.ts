import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, watcherSettings, type WatcherConfig } from './config.ts'
import { chain } from './domain/chain.ts'
import { finding } from './domain/finding.ts'
import { transfer } from './domain/transfer.ts'
import { watchlist } from './domain/watchlist.ts'
import { transfersQuery, transfersView } from './views/transfers.ts'
import { idleWorker } from './watching/idle-worker.ts'
import { ChainWorker } from './watching/worker.ts'

/** Follows a chain: blocks become transfers, observed, then solid or orphaned. */
export const chainWatcher = defineService({
  name: 'chain-watcher',
  aggregates: [chain, watchlist, transfer, finding],
  views: [transfersView],
  queries: [transfersQuery],
  host: hostOptions<WatcherConfig>({
    config,
    workers: (context) => {
      const settings = watcherSettings(context.config, context.livemode)
      return [settings.nodes.length === 0 ? idleWorker : new ChainWorker(context, settings)]
    },
  }),
})
