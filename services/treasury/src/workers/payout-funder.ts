import { accounts, payoutCommands, usdtLedgerOf, type ChainName } from '@stablegate/contracts'
import { RoundsWorker, type HostContext } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { PayoutTables } from '../views/payouts.ts'

export type PayoutFunderOptions = {
  readonly context: Pick<HostContext, 'views' | 'commands' | 'queries' | 'clock' | 'logger' | 'tail'>
  readonly chain: ChainName
  readonly pollMs: number
}

type Balances = { readonly accounts: readonly { readonly account: string; readonly freeMicro: bigint }[] }
type Waiting = { readonly id: string; readonly amount_micro: bigint }

const payoutsARound = 200

/** Which of those that wait can be paid now: the oldest first, and a large one keeps no small one waiting. */
export const payableOf = (waiting: readonly Waiting[], freeMicro: bigint): readonly string[] => {
  let left = freeMicro
  return waiting.flatMap(({ id, amount_micro: amountMicro }) => {
    if (amountMicro > left) return []
    left -= amountMicro
    return [id]
  })
}

/** Has the ledger asked again for payouts that wait for money on the hot address; the ledger alone decides. */
export const payoutFunder = ({ context, chain, pollMs }: PayoutFunderOptions): RoundsWorker => {
  const account = accounts.custody('hot', chain)

  const round = async (): Promise<void> => {
    const views: ReadonlyKysely<PayoutTables> = context.views
    const waiting = await views.selectFrom('payouts').select(['id', 'amount_micro'])
      .where('state', '=', 'waiting').where('chain', '=', chain).orderBy('position').limit(payoutsARound).execute()
    if (waiting.length === 0) return
    const answer = await context.queries.ask<Balances>('ledger', 'balances', { ledger: usdtLedgerOf(chain), accounts: [account] })
    if (answer.status !== 'answered') throw new Error(`balance of ${account}: ${answer.status}`)
    const freeMicro = answer.value.accounts.find((one) => one.account === account)?.freeMicro ?? 0n
    for (const payout of payableOf(waiting, freeMicro)) {
      await context.commands.send(payoutCommands.fund.type, { payout },
        { id: uuidv5('fund', payout, context.clock.now()), actor: 'treasury:funder' })
    }
  }
  return new RoundsWorker({ name: 'payout-funder', context, logs: ['ledger'], pollMs, round })
}
