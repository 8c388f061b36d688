import { run } from '@stablegate/host'
import { notifier } from './service.ts'

await run(notifier)
