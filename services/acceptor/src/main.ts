import { boot } from '@stablegate/host'
import { acceptor } from './service.ts'

await boot(acceptor)
