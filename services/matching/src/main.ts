import { run } from '@stablegate/host'
import { matching } from './service.ts'

await run(matching)
