import { hostOptions } from '@stablegate/host'
import { defineService } from '@stablegate/kernel'
import { config, type TestModeConfig } from './config.ts'
import { play } from './domain/play.ts'
import { time } from './domain/time.ts'
import { reactions } from './reactions.ts'
import { sandboxTime } from './sandbox-time.ts'

/** What test mode has beyond the product: bots with a bank, and a clock. It refuses to start in live mode. */
export const testMode = defineService({
  name: 'test-mode',
  aggregates: [play, time],
  reactions,
  host: hostOptions<TestModeConfig>({ config, workers: (context) => sandboxTime(context) }),
})
