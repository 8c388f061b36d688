import { boot } from '@stablegate/host'
import { gateway } from './service.ts'

await boot(gateway)
