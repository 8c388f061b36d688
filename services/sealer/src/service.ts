import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, type SealerConfig } from './config.ts'
import { migrations } from './migrations.ts'
import { checkpointsQuery } from './queries/checkpoints.ts'
import { newestQuery } from './queries/newest.ts'
import { consistencyQuery, inclusionQuery, leavesQuery } from './queries/proofs.ts'
import { sealingOf } from './sealing/worker.ts'

/** A Merkle tree over every log, signed and brought out of the database. It writes no events. */
export const sealer = defineService({
  name: 'sealer',
  queries: [newestQuery, checkpointsQuery, inclusionQuery, consistencyQuery, leavesQuery],
  migrations,
  host: hostOptions<SealerConfig>({ config, workers: (context) => [sealingOf(context)] }),
})
