import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, type SignerConfig } from './config.ts'
import { intent, intentProcess, vaultProcess } from './domain/intent.ts'
import { vault } from './domain/vault.ts'
import { reactions } from './reactions.ts'
import { signings, signingsView } from './views/signings.ts'
import { workersOf } from './workers.ts'

/** The keys, and nothing else: it signs what was approved, compared in full, and refuses all else. */
export const signer = defineService({
  name: 'signer',
  aggregates: [vault, intent],
  processes: [intentProcess, vaultProcess],
  reactions,
  views: [signingsView],
  queries: [signings],
  host: hostOptions<SignerConfig>({ config, workers: workersOf }),
})

export { sealSeed } from './keys/key-file.ts'
