import { dispatchCommands, fuelDispatch, sweepOfDispatch, type DispatchOrder } from '@stablegate/contracts'
import { RoundsWorker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { needSun } from '../domain/sweep-cost.ts'
import type { DispatchRow, DispatchTables } from '../views/dispatches.ts'
import { stopsOf, type IncidentTables } from '../views/incidents.ts'
import { sweepFactsOf } from './sweep-facts.ts'
import { each, sentBefore } from './sweep-rounds.ts'
import type { SweeperOptions } from './sweeper.ts'

const stepsARound = 20
/** What makes an address an account: nothing less can be sent. */
const leastSun = 1

/** Gives TRX to addresses whose next step waits for it: for a transfer, or to be an account at all. */
export const sweepFueller = (options: SweeperOptions): RoundsWorker => {
  const { context, chain, token, gas, nodes, maxFeeSun, pollMs } = options
  const views: ReadonlyKysely<DispatchTables & IncidentTables> = context.views

  const lacksSun = async ({ order }: DispatchRow, signal: AbortSignal): Promise<number> => {
    if (order.kind === 'delegate') return await nodes.balanceSun(order.to, signal) === undefined ? leastSun : 0
    if (order.kind !== 'token' || order.source.role !== 'deposit') return 0
    const { to, amountMicro, source: { address } } = order
    const facts = await sweepFactsOf({ nodes, token, gas, address, to, amountMicro }, signal)
    if (facts === undefined) return 0
    const neededSun = needSun(facts)
    // Dearer than it may be: it waits for another price, or for energy.
    if (neededSun > maxFeeSun) return 0
    const lacks = neededSun - facts.balanceSun
    return facts.active ? Math.max(0, lacks) : Math.max(leastSun, lacks)
  }

  const fuel = async (row: DispatchRow, signal: AbortSignal): Promise<void> => {
    const of = sweepOfDispatch(row.id)
    if (of === undefined) return
    const before = await sentBefore(views, `gas_${of.sweep}f`)
    if (before.open) return
    const amountSun = await lacksSun(row, signal)
    if (amountSun === 0) return
    const { order: { source, to } } = row
    const dispatch = fuelDispatch(of.sweep, before.count + 1)
    const order: DispatchOrder = {
      kind: 'native', source: { role: 'gas' }, to: source.role === 'deposit' ? source.address : to, amountSun,
    }
    await context.commands.send(dispatchCommands.open.type, { dispatch, chain, order },
      { id: uuidv5('sweep', chain, dispatch), actor: 'treasury:sweeper' })
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const stops = await stopsOf(views, chain)
    if (stops.has('signing') || stops.has('payouts')) return
    const waiting: readonly DispatchRow[] = await views.selectFrom('dispatches').selectAll()
      .where('state', '=', 'waiting').where('chain', '=', chain)
      .where((where) => where.or([where('id', 'like', 'swp_%'), where('id', 'like', 'lend_%')]))
      .orderBy('position').limit(stepsARound).execute()
    await each(waiting, fuel, signal)
  }
  return new RoundsWorker({ name: 'sweep-fueller', context, logs: [], pollMs, round })
}
