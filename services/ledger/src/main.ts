import { run } from '@stablegate/host'
import { ledger } from './service.ts'

await run(ledger)
