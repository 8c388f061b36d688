import { reservesCommands, usdtLedgerOf, type ChainName } from '@stablegate/contracts'
import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import { randomUUID } from 'node:crypto'
import type { ReadonlyKysely } from 'kysely/readonly'
import { BalanceSamples, type Sampled } from './balance-samples.ts'
import { compareSums, type FirstSeen, type ReservesTables } from './compare.ts'
import type { SolidBalances } from './node-reader.ts'

export type ReservesWorkerOptions = {
  readonly context: Pick<HostContext, 'views' | 'commands' | 'queries' | 'clock' | 'logger' | 'tail'>
  readonly chain: ChainName
  readonly node: SolidBalances
  readonly pollMs: number
  readonly graceMs: number
}

/** Whether all accounts of the ledger together balance, as the ledger itself says. */
const booksBalance = async ({ context, chain }: ReservesWorkerOptions): Promise<boolean> => {
  const answer = await context.queries.ask<{ readonly isBalanced: boolean }>('ledger', 'trialBalance', { ledger: usdtLedgerOf(chain) })
  if (answer.status !== 'answered') throw new Error(`the ledger does not tell its balance: ${answer.status}`)
  return answer.value.isBalanced
}

/** Proves the reserves again and again (rule 12): sums by solid logs, and balances asked of a node. */
export const reservesWorker = (options: ReservesWorkerOptions): Worker => {
  const { context, chain, node, pollMs, graceMs } = options
  const db: ReadonlyKysely<ReservesTables> = context.views
  const samples = new BalanceSamples({ db, chain, node, graceMs, now: () => context.clock.now() })
  const firstSeen: FirstSeen = new Map()
  let sampled = 0

  const balances = async (signal: AbortSignal): Promise<Partial<Sampled>> => {
    try {
      return await samples.round(signal)
    } catch (error) {
      // The sums are proven without a node; what it would add comes with a later round.
      if (!signal.aborted) context.logger.warn({ err: error }, 'no balances were read')
      return {}
    }
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const { fault, ...sums } = await compareSums(db, chain, firstSeen, context.clock.now(), graceMs)
    const read = await balances(signal)
    sampled += read.equal ?? 0
    const progress = await db.selectFrom('progress').selectAll().where('id', '=', chain).executeTakeFirst()
    const shown = fault ?? read.fault
    const answer = await context.commands.send(reservesCommands.record.type, {
      chain, block: read.block ?? progress?.block_number ?? 0, ...sums, booksBalance: await booksBalance(options), sampled,
      ...(shown === undefined ? {} : { fault: shown }),
    }, { id: randomUUID(), actor: 'treasury:reserves' })
    if (answer.status !== 'accepted') throw new Error(`a proof was not recorded: ${JSON.stringify(answer)}`)
    if (answer.events.length > 0) sampled = 0
  }

  return new RoundsWorker({ name: 'reserves', context, logs: ['treasury'], pollMs, round })
}
