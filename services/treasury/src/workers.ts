import type { ChainName } from '@stablegate/contracts'
import type { HostContext, Worker } from '@stablegate/host'
import type { TreasuryConfig } from './config.ts'
import { NodeBalances } from './reserves/node-reader.ts'
import { reservesWorker } from './reserves/reserves-worker.ts'
import { ListScreening, type Screening } from './screening/screening.ts'
import { PayoutNodes } from './chain/payout-node.ts'
import { ScreeningWorker } from './screening/screening-worker.ts'
import { waitingDeposits } from './screening/waiting-deposits.ts'
import { coldMover } from './workers/cold-mover.ts'
import { lastLook } from './workers/last-look.ts'
import { payoutFunder } from './workers/payout-funder.ts'
import { payoutScreener } from './workers/payout-screener.ts'
import { sweepFueller } from './workers/sweep-fueller.ts'
import { sweeper } from './workers/sweeper.ts'
import { transactionBroadcaster, transactionBuilder, transactionExpirer } from './workers/transaction-workers.ts'
import { WalletWorker } from './workers/wallet-worker.ts'

const tether = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'

type Own = { readonly chain: ChainName; readonly token: string; readonly hot: string; readonly gas?: string; readonly cold?: string }

const urlsOf = ({ CHAIN_NODES: setting }: TreasuryConfig): readonly string[] =>
  [...new Set((setting ?? '').split(',').map((url) => url.trim().replace(/\/$/, '')).filter((url) => url !== ''))]

const hotTargetOf = ({ TREASURY_HOT_CEILING_USDT: ceiling, TREASURY_HOT_TARGET_USDT: target }: TreasuryConfig): number =>
  target ?? Math.floor((ceiling ?? 0) / 2)

const hotLimitsOf = (config: TreasuryConfig) => {
  const ceiling = config.TREASURY_HOT_CEILING_USDT
  return ceiling === undefined
    ? {}
    : { hotCeilingMicro: BigInt(ceiling) * 1_000_000n, hotTargetMicro: BigInt(hotTargetOf(config)) * 1_000_000n }
}

/** What payouts need of the chain; without nodes they are asked for and wait. */
const payoutWorkers = (context: HostContext<TreasuryConfig>, own: Own, screening: Screening): readonly Worker[] => {
  const { config } = context
  const urls = urlsOf(config)
  if (urls.length === 0) return []
  const { chain, token, hot, gas, cold } = own
  const pollMs = config.TREASURY_POLL_MS
  const nodes = new PayoutNodes({ urls, apiKey: config.CHAIN_NODE_API_KEY, timeoutMs: config.CHAIN_NODE_TIMEOUT_MS })
  const options = {
    context, chain, token, hot, gas, nodes, pollMs, lifeMs: config.TREASURY_LIFE_MS,
    maxFeeSun: config.TREASURY_MAX_FEE_TRX * 1_000_000, broadcastMs: config.TREASURY_BROADCAST_MS,
  }
  const sweepAbove = config.TREASURY_SWEEP_USDT
  const sweeping = sweepAbove === undefined || gas === undefined ? undefined : {
    ...options, gas, pollMs: config.TREASURY_SWEEP_POLL_MS, thresholdMicro: BigInt(sweepAbove) * 1_000_000n,
    patienceMs: config.TREASURY_LENDING_MS,
  }
  const sweepers = sweeping === undefined ? [] : [sweeper(sweeping), sweepFueller(sweeping)]
  const ceiling = config.TREASURY_HOT_CEILING_USDT
  const target = hotTargetOf(config)
  if (ceiling !== undefined && cold === undefined) throw new Error('TREASURY_HOT_CEILING_USDT is set: set TREASURY_COLD too')
  if (ceiling !== undefined && target > ceiling) throw new Error('TREASURY_HOT_TARGET_USDT is above the ceiling')
  const coldMovers = ceiling === undefined || cold === undefined
    ? []
    : [coldMover({
      ...options, pollMs: config.TREASURY_SWEEP_POLL_MS, cold, ceilingMicro: BigInt(ceiling) * 1_000_000n,
      targetMicro: BigInt(target) * 1_000_000n,
    })]
  const screener = { context, chain, token, hot, nodes, screening, pollMs }
  return [
    payoutScreener(screener), payoutFunder({ context, chain, pollMs }), transactionBuilder({ ...options, look: lastLook(screener) }),
    transactionBroadcaster(options), transactionExpirer(options), ...sweepers, ...coldMovers,
  ]
}

/** The proof of reserves reads balances of all nodes: named twice, one is still one word. */
const proving = (
  context: HostContext<TreasuryConfig>, { chain, token }: { readonly chain: ChainName; readonly token: string },
): readonly Worker[] => {
  const { config } = context
  const nodes = urlsOf(config).map((url) => new NodeBalances(url, token, config.CHAIN_NODE_API_KEY))
  if (nodes.length === 0) return []
  return [reservesWorker({ context, chain, nodes, pollMs: config.RESERVES_POLL_MS, graceMs: config.RESERVES_GRACE_MS })]
}

/** Everything that runs beside the consumers. What is not configured does not run. */
export const workersOf = (context: HostContext<TreasuryConfig>): readonly Worker[] => {
  const { config, livemode } = context
  const chain = livemode ? 'tron' : 'sandbox'
  const lists = new ListScreening({ reject: new Set(config.SCREENING_REJECT), hold: new Set(config.SCREENING_HOLD) })
  const screening = new ScreeningWorker({
    context, waiting: waitingDeposits(context.views, chain), timeoutMs: config.SCREENING_TIMEOUT_MS, pollMs: config.SCREENING_POLL_MS,
      screening: lists,
  })
  const { TREASURY_XPUB: xpub, TREASURY_HOT: hot, TREASURY_COLD: cold, TREASURY_GAS: gas } = config
  const token = config.TREASURY_TOKEN ?? (livemode ? tether : undefined)
  if (xpub === undefined) return [screening]
  if (hot === undefined || token === undefined) throw new Error('TREASURY_XPUB is set: set TREASURY_HOT and TREASURY_TOKEN too')
  const keys = { chain, xpub, hot, token, ...(cold === undefined ? {} : { cold }), ...(gas === undefined ? {} : { gas }) } as const
  const wallet = new WalletWorker(context, keys, hotLimitsOf(config))
  return [wallet, screening, ...proving(context, keys), ...payoutWorkers(context, keys, lists)]
}
