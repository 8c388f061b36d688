import { reservesCommands, usdtLedgerOf, type ChainName } from '@stablegate/contracts'
import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import { randomUUID } from 'node:crypto'
import type { ReadonlyKysely } from 'kysely/readonly'
import { AgreeingNodes } from './agreeing-nodes.ts'
import { BalanceSamples, type Dispute, type Sampled } from './balance-samples.ts'
import { compareSums, recallSeen, suspectsOf, type FirstSeen, type ReservesTables } from './compare.ts'
import type { SolidBalances } from './node-reader.ts'
import { Suspicions } from './suspicions.ts'

export type ReservesWorkerOptions = {
  readonly context: Pick<HostContext, 'views' | 'commands' | 'queries' | 'clock' | 'logger' | 'tail'>
  readonly chain: ChainName
  readonly nodes: readonly SolidBalances[]
  readonly pollMs: number
  readonly graceMs: number
}

/** Whether all accounts of the ledger together balance, as the ledger itself says. */
const booksBalance = async ({ context, chain }: ReservesWorkerOptions): Promise<boolean> => {
  const answer = await context.queries.ask<{ readonly isBalanced: boolean }>('ledger', 'trialBalance', { ledger: usdtLedgerOf(chain) })
  if (answer.status !== 'answered') throw new Error(`the ledger does not tell its balance: ${answer.status}`)
  return answer.value.isBalanced
}

const alertOf = ([dispute]: readonly Dispute[]): string | undefined => dispute &&
  `balances_disagree: ${dispute.address} at block ${dispute.block}, ${
    dispute.words.map(({ node, actualMicro }) => `${node} says ${actualMicro}`).join(', ')}`

/**
 * Proves the reserves again and again (rule 12): sums by solid logs, and balances asked of nodes.
 * While two nodes disagree of an address equality is not proven, whatever the sums say.
 */
export const reservesWorker = (options: ReservesWorkerOptions): Worker => {
  const { context, chain, pollMs, graceMs } = options
  const db: ReadonlyKysely<ReservesTables> = context.views
  const now = (): number => context.clock.now()
  const nodes = new AgreeingNodes(options.nodes, now)
  const samples = new BalanceSamples({ db, chain, nodes, graceMs, now })
  const firstSeen: FirstSeen = new Map()
  const suspicions = new Suspicions(Math.min(pollMs, graceMs / 4))
  let sampled = 0
  let alert: string | undefined

  const balances = async (signal: AbortSignal): Promise<Sampled> => {
    try {
      return await samples.round(signal)
    } catch (error) {
      // The sums are proven without a node; what it would add comes with a later round.
      if (!signal.aborted) context.logger.warn({ err: error }, 'no balances were read')
      return samples.standing()
    }
  }

  const tellDisputes = (disputes: readonly Dispute[]): void => {
    const told = alert
    alert = alertOf(disputes)
    // Once a finding, not once a round: the state of it stands in /readyz.
    if (alert !== undefined && told === undefined) {
      context.logger.error({ alert: 'balances_disagree', disputes }, 'nodes disagree of a balance: nothing is concluded from it')
    }
  }

  const begin = (): void => {
    firstSeen.clear()
    samples.forget()
    suspicions.forget()
  }

  const recall = async (): Promise<void> => {
    const known = suspicions.recall(await db.selectFrom('suspects').selectAll().where('chain', '=', chain).execute())
    recallSeen(firstSeen, known)
    samples.recall(known)
  }

  /** What lasts is told, so that its grace ends at the same time whoever looks then. */
  const remember = async (): Promise<void> => {
    const news = suspicions.news([...suspectsOf(firstSeen), ...samples.suspects()], now())
    if (news === undefined) return
    const answer = await context.commands.send(reservesCommands.suspect.type, { chain, ...news },
      { id: randomUUID(), actor: 'treasury:reserves' })
    if (answer.status !== 'accepted') throw new Error(`what does not fit was not recorded: ${JSON.stringify(answer)}`)
    suspicions.told(news)
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    await recall()
    const { fault, ...sums } = await compareSums(db, chain, firstSeen, now(), graceMs)
    const read = await balances(signal)
    await remember()
    sampled += read.equal
    tellDisputes(read.disputes)
    const shown = fault ?? read.fault
    if (shown === undefined && read.disputes.length > 0) return
    const progress = await db.selectFrom('progress').selectAll().where('id', '=', chain).executeTakeFirst()
    const answer = await context.commands.send(reservesCommands.record.type, {
      chain, block: read.block ?? progress?.block_number ?? 0, ...sums, booksBalance: await booksBalance(options), sampled,
      ...(shown === undefined ? {} : { fault: shown }),
    }, { id: randomUUID(), actor: 'treasury:reserves' })
    if (answer.status !== 'accepted') throw new Error(`a proof was not recorded: ${JSON.stringify(answer)}`)
    if (answer.events.length > 0) sampled = 0
  }

  const status = (): Readonly<Record<string, unknown>> => ({ nodes: nodes.status(), ...(alert === undefined ? {} : { alert }) })
  return new RoundsWorker({ name: 'reserves', context, logs: ['treasury'], pollMs, begin, round, status })
}
