import { payeeCommands } from '@stablegate/contracts'
import { uuidv5 } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { DispatchRow } from '../views/dispatches.ts'
import type { PayoutTables } from '../views/payouts.ts'
import { debtFault, freeOf, lookAtDestination, type PayoutScreenerOptions } from './payout-screener.ts'

/**
 * Rules 2, 3 and 16, before each signature: destination, debt and balance are looked at and told to
 * the payee's stream, which knows what befell the payee and decides whether bytes may be built.
 */
export const lastLook = (options: PayoutScreenerOptions) =>
  async ({ id: payout, attempts }: DispatchRow, signal: AbortSignal): Promise<void> => {
    const { context } = options
    const views: ReadonlyKysely<PayoutTables> = context.views
    const row = await views.selectFrom('payouts').selectAll().where('id', '=', payout).executeTakeFirst()
    if (row === undefined) return
    const seen = await lookAtDestination(options, row, signal)
    const finding = seen.outcome === 'reject' ? seen : await debtFault(options, row) ?? seen
    const freeMicro = row.payee.kind === 'acceptor' ? { freeMicro: await freeOf(options, row.payee.acceptor) } : {}
    await context.commands.send(payeeCommands.vet.type, { party: row.party, payout, ...finding, ...freeMicro },
      { id: uuidv5('vet', payout, attempts, context.clock.now()), actor: 'treasury:screening' })
  }
