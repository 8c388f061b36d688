import { run } from '@stablegate/host'
import { chainWatcher } from './service.ts'

await run(chainWatcher)
