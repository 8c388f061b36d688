import { boot } from '@stablegate/host'
import { notifier } from './service.ts'

await boot(notifier)
