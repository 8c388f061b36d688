import { sweepCommands } from '@stablegate/contracts'
import { RoundsWorker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import { accountOf } from '@stablegate/tron'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { AddressTables } from '../views/addresses.ts'
import type { DepositTables } from '../views/deposits.ts'
import type { DispatchTables } from '../views/dispatches.ts'
import type { HoldingRow } from '../views/holdings.ts'
import { stopsOf, type IncidentTables } from '../views/incidents.ts'
import type { SweepTables } from '../views/sweeps.ts'
import { sweepFactsOf } from './sweep-facts.ts'
import { each, sentBefore } from './sweep-rounds.ts'
import { balanceSelector, type TransactionWorkerOptions } from './transaction-workers.ts'

export type SweeperOptions = Omit<TransactionWorkerOptions, 'gas'> & {
  readonly gas: string
  /** Addresses that hold less are left alone: moving it would cost too large a share. */
  readonly thresholdMicro: bigint
  /** So long lent energy is waited for. */
  readonly patienceMs: number
}

type Tables = AddressTables & DepositTables & DispatchTables & IncidentTables & SweepTables & { readonly holdings: HoldingRow }
type Found = { readonly address: string; readonly address_index: number | null; readonly holder_kind: string;
  readonly balance_micro: bigint }

const addressesARound = 20
/** Money in these states stays where it came to, until people or screening have spoken (rule 16). */
const unsettled = ['observed', 'solid', 'booked', 'held', 'rejected', 'blocked', 'suspense'] as const
/** A slot of the token that is emptied costs the full price when it is filled again. */
const leftBehindMicro = 1n

/**
 * Finds deposits that are worth moving and settled, and tells their sweeps what moving them would cost.
 * Ids count what was sent from an address, so a round done twice asks for nothing twice; the ledger
 * follows the solid transfer alone.
 */
export const sweeper = (options: SweeperOptions): RoundsWorker => {
  const { context, chain, token, hot, gas, nodes, pollMs, thresholdMicro, patienceMs } = options
  const views: ReadonlyKysely<Tables> = context.views

  /** Stake that is promised already: the node knows of it only once it is lent. */
  const promisedSun = async (): Promise<number> => {
    const rows = await views.selectFrom('sweeps').select('stake_sun').where('state', '=', 'lending').execute()
    return rows.reduce((sum, { stake_sun: sun }) => sum + Number(sun), 0)
  }

  const plan = async ({ address, address_index: index, holder_kind: holder, balance_micro: solidMicro }: Found,
    signal: AbortSignal): Promise<void> => {
    const swept = await sentBefore(views, `swp_${address}x`)
    const planned = await views.selectFrom('sweeps').select('id')
      .where('address', '=', address).where('state', '!=', 'ended').limit(1).execute()
    if (swept.open || planned.length > 0 || index === null) return
    const held = await views.selectFrom('deposits').select('id').where('address', '=', address)
      .where('state', 'in', unsettled).limit(1).execute()
    if (held.length > 0) return
    // A sweep that has landed a moment ago is not solid yet, but the head knows of it.
    const { result } = await nodes.simulate(address, token, balanceSelector + accountOf(address).padStart(64, '0'), signal)
    const headMicro = /^[0-9a-f]{64}$/.test(result) ? BigInt(`0x${result}`) : 0n
    const spareMicro = headMicro < solidMicro ? headMicro : solidMicro
    const amountMicro = holder === 'acceptor' ? spareMicro - leftBehindMicro : spareMicro
    if (amountMicro < thresholdMicro) return
    const facts = await sweepFactsOf({ nodes, token, gas, address, to: hot, amountMicro }, signal)
    if (facts === undefined) return
    const sweep = `${address}x${swept.count + 1}`
    const lendableSun = Math.max(0, facts.lendableSun - await promisedSun())
    await context.commands.send(sweepCommands.plan.type, {
      sweep, chain, address, index: Number(index), to: hot, amountMicro, facts: { ...facts, lendableSun }, patienceMs,
    }, { id: uuidv5('sweep plan', chain, sweep, context.clock.now()), actor: 'treasury:sweeper' })
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const stops = await stopsOf(views, chain)
    if (stops.has('signing') || stops.has('payouts')) return
    const found: readonly Found[] = await views.selectFrom('holdings')
      .innerJoin('addresses', 'addresses.id', 'holdings.id')
      .select(['addresses.address', 'addresses.address_index', 'addresses.holder_kind', 'holdings.balance_micro'])
      .where('holdings.chain', '=', chain).where('holdings.balance_micro', '>', thresholdMicro)
      .where('addresses.holder_kind', 'in', ['payment', 'acceptor'])
      .orderBy('holdings.balance_micro', 'desc').limit(addressesARound).execute()
    await each(found, plan, signal)
  }
  return new RoundsWorker({ name: 'sweeper', context, logs: [], pollMs, round })
}
