import { boot } from '@stablegate/host'
import { ledger } from './service.ts'

await boot(ledger)
