import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config } from './config.ts'

/** The keys, and nothing else: it signs what was approved, compared in full, and refuses all else. */
export const signer = defineService({
  name: 'signer',
  aggregates: [],
  host: hostOptions({ config }),
})
