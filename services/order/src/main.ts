import { run } from '@stablegate/host'
import { order } from './service.ts'

await run(order)
