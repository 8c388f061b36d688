import { run } from '@stablegate/host'
import { sealer } from './service.ts'

await run(sealer)
