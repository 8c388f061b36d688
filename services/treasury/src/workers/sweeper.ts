import { dispatchCommands, type DispatchOrder } from '@stablegate/contracts'
import { RoundsWorker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import { accountOf, transferCall } from '@stablegate/tron'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { AddressTables } from '../views/addresses.ts'
import type { DepositTables } from '../views/deposits.ts'
import type { DispatchTables } from '../views/dispatches.ts'
import type { HoldingRow } from '../views/holdings.ts'
import { stopsOf, type IncidentTables } from '../views/incidents.ts'
import { balanceSelector, type TransactionWorkerOptions } from './transaction-workers.ts'

export type SweeperOptions = TransactionWorkerOptions & {
  /** Addresses that hold less are left alone: moving it would cost too large a share. */
  readonly thresholdMicro: bigint
}

type Tables = AddressTables & DepositTables & DispatchTables & IncidentTables & { readonly holdings: HoldingRow }
type Found = { readonly address: string; readonly address_index: number | null; readonly holder_kind: string;
  readonly balance_micro: bigint }

const addressesARound = 20
/** Bandwidth of a transfer, for an address whose free allowance of the day is used up. */
const bandwidthSun = 400_000
const feeMargin = 1.3
/** Money in these states stays where it came to, until people or screening have spoken (rule 16). */
const unsettled = ['observed', 'solid', 'booked', 'held', 'rejected', 'blocked', 'suspense'] as const
/** A slot of the token that is emptied costs the full price when it is filled again. */
const leftBehindMicro = 1n

/**
 * Moves deposits to the hot address, each when it is worth it and settled. An address that lacks TRX
 * is given some first. Ids count what was sent from an address, so a round done twice asks for nothing
 * twice; the ledger follows the solid transfer alone.
 */
export const sweeper = (options: SweeperOptions): RoundsWorker => {
  const { context, chain, token, hot, nodes, maxFeeSun, pollMs, thresholdMicro } = options
  const views: ReadonlyKysely<Tables> = context.views

  const open = async (dispatch: string, order: DispatchOrder): Promise<void> => {
    await context.commands.send(dispatchCommands.open.type, { dispatch, chain, order },
      { id: uuidv5('sweep', chain, dispatch), actor: 'treasury:sweeper' })
  }

  const sent = async (prefix: string): Promise<{ readonly count: number; readonly open: boolean }> => {
    const rows = await views.selectFrom('dispatches').select('state').where('id', 'like', `${prefix}%`).execute()
    return { count: rows.length, open: rows.some(({ state }) => state !== 'landed' && state !== 'withdrawn') }
  }

  const sweep = async ({ address, address_index: index, holder_kind: holder, balance_micro: solidMicro }: Found,
    signal: AbortSignal): Promise<void> => {
    const [swept, fuelled] = [await sent(`swp_${address}x`), await sent(`gas_${address}x`)]
    if (swept.open || fuelled.open || index === null) return
    const held = await views.selectFrom('deposits').select('id').where('address', '=', address)
      .where('state', 'in', unsettled).limit(1).execute()
    if (held.length > 0) return
    // A sweep that has landed a moment ago is not solid yet, but the head knows of it.
    const { result } = await nodes.simulate(address, token, balanceSelector + accountOf(address).padStart(64, '0'), signal)
    const headMicro = /^[0-9a-f]{64}$/.test(result) ? BigInt(`0x${result}`) : 0n
    const spareMicro = headMicro < solidMicro ? headMicro : solidMicro
    const amountMicro = holder === 'acceptor' ? spareMicro - leftBehindMicro : spareMicro
    if (amountMicro < thresholdMicro) return
    const { energy, reverted } = await nodes.simulate(address, token, transferCall(hot, amountMicro), signal)
    if (reverted) return
    const needSun = Math.min(maxFeeSun, Math.ceil(energy * await nodes.energyPriceSun(signal) * feeMargin)) + bandwidthSun
    const hasSun = await nodes.balanceSun(address, signal) ?? 0
    if (hasSun < needSun) {
      return open(`gas_${address}x${fuelled.count + 1}`, {
        kind: 'native', source: { role: 'gas' }, to: address, amountSun: needSun - hasSun,
      })
    }
    return open(`swp_${address}x${swept.count + 1}`, {
      kind: 'token', source: { role: 'deposit', index: Number(index), address }, to: hot, amountMicro,
    })
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
    let failed: Error | undefined
    for (const one of found) {
      if (signal.aborted) return
      // One that cannot be looked at keeps no other waiting.
      await sweep(one, signal).catch((error: unknown) => {
        failed = error instanceof Error ? error : new Error(String(error))
      })
    }
    if (failed !== undefined) throw failed
  }
  return new RoundsWorker({ name: 'sweeper', context, logs: [], pollMs, round })
}
