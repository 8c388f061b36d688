import { run } from '@stablegate/host'
import { acceptor } from './service.ts'

await run(acceptor)
