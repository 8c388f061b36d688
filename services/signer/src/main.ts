import { run } from '@stablegate/host'
import { signer } from './service.ts'

await run(signer)
