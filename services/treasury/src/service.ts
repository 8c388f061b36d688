import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config } from './config.ts'

/** Addresses of deposits, payouts, sweeps and the proof of reserves. It holds no keys. */
export const treasury = defineService({
  name: 'treasury',
  aggregates: [],
  host: hostOptions({ config }),
})
