import { run } from '@stablegate/host'
import { gateway } from './service.ts'

await run(gateway)
