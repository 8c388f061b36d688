import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, type TreasuryConfig } from './config.ts'
import { address } from './domain/address.ts'
import { incident } from './domain/incident.ts'
import { reserves } from './domain/reserves.ts'
import { wallet } from './domain/wallet.ts'
import { reactions } from './reactions.ts'
import { addressOf, addressesView } from './views/addresses.ts'
import { deposits, depositsView } from './views/deposits.ts'
import { incidents, incidentsView } from './views/incidents.ts'
import { workersOf } from './workers.ts'

/** Addresses of deposits, payouts, sweeps and the proof of reserves. It holds no keys. */
export const treasury = defineService({
  name: 'treasury',
  aggregates: [wallet, address, incident, reserves],
  reactions,
  views: [addressesView, depositsView, incidentsView],
  queries: [addressOf, deposits, incidents],
  host: hostOptions<TreasuryConfig>({ config, workers: workersOf }),
})
