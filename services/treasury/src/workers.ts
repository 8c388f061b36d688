import type { HostContext, Worker } from '@stablegate/host'
import type { TreasuryConfig } from './config.ts'
import { ListScreening } from './screening/screening.ts'
import { ScreeningWorker } from './screening/screening-worker.ts'
import { WalletWorker } from './workers/wallet-worker.ts'

const tether = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'

/** Everything that runs beside the consumers. What is not configured does not run. */
export const workersOf = (context: HostContext<TreasuryConfig>): readonly Worker[] => {
  const { config, livemode } = context
  const chain = livemode ? 'tron' : 'sandbox'
  const screening = new ScreeningWorker({
    context, chain, timeoutMs: config.SCREENING_TIMEOUT_MS, pollMs: config.SCREENING_POLL_MS,
    screening: new ListScreening({ reject: new Set(config.SCREENING_REJECT), hold: new Set(config.SCREENING_HOLD) }),
  })
  const { TREASURY_XPUB: xpub, TREASURY_HOT: hot, TREASURY_COLD: cold, TREASURY_GAS: gas } = config
  const token = config.TREASURY_TOKEN ?? (livemode ? tether : undefined)
  if (xpub === undefined) return [screening]
  if (hot === undefined || token === undefined) throw new Error('TREASURY_XPUB is set: set TREASURY_HOT and TREASURY_TOKEN too')
  const keys = { chain, xpub, hot, token, ...(cold === undefined ? {} : { cold }), ...(gas === undefined ? {} : { gas }) } as const
  return [new WalletWorker(context, keys), screening]
}
