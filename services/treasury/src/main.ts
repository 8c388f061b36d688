import { run } from '@stablegate/host'
import { treasury } from './service.ts'

await run(treasury)
