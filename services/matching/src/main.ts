import { boot } from '@stablegate/host'
import { matching } from './service.ts'

await boot(matching)
