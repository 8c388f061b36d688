import { dispatchCommands } from '@stablegate/contracts'
import { RoundsWorker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import { accountOf } from '@stablegate/tron'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { AddressTables } from '../views/addresses.ts'
import type { DispatchTables } from '../views/dispatches.ts'
import type { HoldingRow } from '../views/holdings.ts'
import { stopsOf, type IncidentTables } from '../views/incidents.ts'
import type { PayoutRow, PayoutViewState } from '../views/payouts.ts'
import { balanceSelector, type TransactionWorkerOptions } from './transaction-workers.ts'

export type ColdMoverOptions = TransactionWorkerOptions & {
  readonly cold: string
  /** Above what is owed, the hot address keeps no more than this for long. */
  readonly ceilingMicro: bigint
  /** What it is left with when something is moved. */
  readonly targetMicro: bigint
}

type Tables = AddressTables & DispatchTables & IncidentTables & { readonly holdings: HoldingRow; readonly payouts: PayoutRow }

/** Payouts whose money still has to leave the hot address, or may have to once more. */
const owed: readonly PayoutViewState[] = ['requested', 'waiting', 'screening', 'approving', 'cleared', 'sent', 'revoked']

/** What is too much, by what is held and owed; 0 where nothing is to be done. */
export const surplusOf = (
  { heldMicro, owedMicro, ceilingMicro, targetMicro }:
  { readonly heldMicro: bigint; readonly owedMicro: bigint; readonly ceilingMicro: bigint; readonly targetMicro: bigint },
): bigint => {
  const freeMicro = heldMicro - owedMicro
  return freeMicro > ceilingMicro ? freeMicro - targetMicro : 0n
}

/**
 * Moves to the cold address what the hot one has too much of, one dispatch after the other; the signer
 * sends it nowhere else. What is held is the lesser of the solid log's word and the node's: a move that
 * has landed a moment ago is missing in one of them at least.
 */
export const coldMover = (options: ColdMoverOptions): RoundsWorker => {
  const { context, chain, token, hot, cold, nodes, pollMs, ceilingMicro, targetMicro } = options
  const views: ReadonlyKysely<Tables> = context.views

  const heldMicro = async (signal: AbortSignal): Promise<bigint> => {
    const row = await views.selectFrom('holdings').select('balance_micro')
      .where('chain', '=', chain).where('address', '=', hot).executeTakeFirst()
    const solidMicro = row?.balance_micro ?? 0n
    if (solidMicro <= ceilingMicro) return 0n
    const { result } = await nodes.simulate(hot, token, balanceSelector + accountOf(hot).padStart(64, '0'), signal)
    const headMicro = /^[0-9a-f]{64}$/.test(result) ? BigInt(`0x${result}`) : 0n
    return headMicro < solidMicro ? headMicro : solidMicro
  }

  const owedMicro = async (): Promise<bigint> => {
    const rows = await views.selectFrom('payouts').select('amount_micro').where('chain', '=', chain).where('state', 'in', owed).execute()
    return rows.reduce((sum, { amount_micro: amountMicro }) => sum + amountMicro, 0n)
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const stops = await stopsOf(views, chain)
    if (stops.has('signing') || stops.has('payouts')) return
    const moves = await views.selectFrom('dispatches').select('state').where('id', 'like', `cold_${chain}x%`).execute()
    if (moves.some(({ state }) => state !== 'landed' && state !== 'withdrawn')) return
    const amountMicro = surplusOf({ heldMicro: await heldMicro(signal), owedMicro: await owedMicro(), ceilingMicro, targetMicro })
    if (amountMicro === 0n) return
    const dispatch = `cold_${chain}x${moves.length + 1}`
    await context.commands.send(dispatchCommands.open.type,
      { dispatch, chain, order: { kind: 'token', source: { role: 'hot' }, to: cold, amountMicro } },
      { id: uuidv5('cold', chain, dispatch), actor: 'treasury:cold-mover' })
  }
  return new RoundsWorker({ name: 'cold-mover', context, logs: [], pollMs, round })
}
