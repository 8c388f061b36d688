import { run } from '@stablegate/host'
import { testMode } from './service.ts'

await run(testMode)
