import {
  accounts, addressKey, payeeKey, payoutCommands, usdtLedgerOf, type ChainName, type Screening as Outcome,
} from '@stablegate/contracts'
import { RoundsWorker, type HostContext } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import { accountOf } from '@stablegate/tron'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { PayoutNodes } from '../chain/payout-node.ts'
import type { Screening } from '../screening/screening.ts'
import type { AddressTables } from '../views/addresses.ts'
import type { PayoutRow, PayoutTables } from '../views/payouts.ts'

export type PayoutScreenerOptions = {
  readonly context: Pick<HostContext, 'views' | 'commands' | 'queries' | 'clock' | 'logger' | 'tail'>
  readonly chain: ChainName
  readonly token: string
  readonly hot: string
  readonly nodes: PayoutNodes
  readonly screening: Screening
  readonly pollMs: number
}

export type Finding = { readonly outcome: Outcome; readonly code: string; readonly reason: string }
const refused = (code: string, reason: string): Finding => ({ outcome: 'reject', code, reason })

/** `isBlackListed(address)` of the USDT contract. */
const blackListedSelector = 'e47d6060'
const payoutsARound = 50

/** Rule 13: where money never goes. */
const destinationFault = async (
  { chain, token, hot, nodes, context }: PayoutScreenerOptions, { to_address: to }: PayoutRow, signal: AbortSignal,
): Promise<Finding | undefined> => {
  if (to === token) return refused('destination_token', 'the token\'s own contract')
  const views: ReadonlyKysely<AddressTables> = context.views
  const own = await views.selectFrom('addresses').select('id').where('id', '=', addressKey(chain, to)).executeTakeFirst()
  if (own !== undefined || to === hot) return refused('destination_own', 'an address of ours')
  if (await nodes.isContract(to, signal)) return refused('destination_contract', 'a contract that nobody here knows')
  const listed = await nodes.simulate(hot, token, blackListedSelector + accountOf(to).padStart(64, '0'), signal)
  if (listed.reverted || !/^[0-9a-f]{64}$/.test(listed.result)) throw new Error('the token does not tell its blacklist')
  return BigInt(`0x${listed.result}`) === 0n ? undefined : refused('destination_blacklisted', 'on the issuer\'s blacklist')
}

type Blocks = { readonly blockedMicro: bigint; readonly frozen: boolean }

type Balance = { readonly account: string; readonly freeMicro: bigint; readonly postedMicro: bigint }
type Asking = Pick<PayoutScreenerOptions, 'chain'> & { readonly context: Pick<PayoutScreenerOptions['context'], 'queries'> }

const balanceOf = async ({ context, chain }: Asking, account: string): Promise<Balance | undefined> => {
  const balances = await context.queries.ask<{ readonly accounts: readonly Balance[] }>(
    'ledger', 'balances', { ledger: usdtLedgerOf(chain), accounts: [account] })
  if (balances.status !== 'answered') throw new Error(`balance of ${account}: ${balances.status}`)
  return balances.value.accounts.find((one) => one.account === account)
}

/** What is free on an acceptor's balance, the payout's own money being pended already. */
export const freeOf = async (asking: Asking, acceptor: string): Promise<bigint> =>
  (await balanceOf(asking, accounts.acceptor(acceptor)))?.freeMicro ?? 0n

/** Rule 2: whoever owes is paid nothing until it is repaid. A customer's refund is no debtor's payout. */
export const debtFault = async (asking: Asking, { payee }: Pick<PayoutRow, 'payee'>): Promise<Finding | undefined> => {
  if (payee.kind === 'refund') return undefined
  const owed = (await balanceOf(asking, accounts.receivable(payeeKey(payee))))?.postedMicro ?? 0n
  return owed > 0n ? refused('payee_owes', 'what the payee owes comes first') : undefined
}

/** Rule 3: what an acceptor may need for appeals stays. */
const blockFault = async (asking: Asking, { payee }: PayoutRow): Promise<Finding | undefined> => {
  if (payee.kind !== 'acceptor') return undefined
  const { acceptor } = payee
  const blocks = await asking.context.queries.ask<Blocks>('acceptor', 'withdrawalBlocks', { acceptor })
  if (blocks.status !== 'answered') throw new Error(`withdrawal blocks of ${acceptor}: ${blocks.status}`)
  if (blocks.value.frozen) return refused('payee_frozen', 'the acceptor is suspended')
  const free = await freeOf(asking, acceptor)
  return free < blocks.value.blockedMicro ? refused('withdrawal_blocked', 'blocked for appeals') : undefined
}

const payeeFault = async (asking: Asking, row: PayoutRow): Promise<Finding | undefined> =>
  await debtFault(asking, row) ?? await blockFault(asking, row)

/** What is to be said of a destination now. */
export const lookAtDestination = async (options: PayoutScreenerOptions, row: PayoutRow, signal: AbortSignal): Promise<Finding> => {
  const fault = await destinationFault(options, row, signal)
  if (fault !== undefined) return fault
  const { outcome, reason } = await options.screening.screen(
    { chain: options.chain, txid: '', from: row.to_address, to: row.to_address, amountMicro: row.amount_micro }, signal)
  return { outcome, code: outcome === 'pass' ? 'passed' : `screening_${outcome}`, reason: reason.slice(0, 200) }
}

/** Looks at destination and payee of every payout whose money is set aside. */
export const payoutScreener = (options: PayoutScreenerOptions): RoundsWorker => {
  const { context, chain, pollMs } = options

  const find = async (row: PayoutRow, signal: AbortSignal): Promise<Finding> => {
    const finding = await lookAtDestination(options, row, signal)
    return finding.outcome === 'reject' ? finding : await payeeFault(options, row) ?? finding
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const views: ReadonlyKysely<PayoutTables> = context.views
    const waiting: readonly PayoutRow[] = await views.selectFrom('payouts').selectAll()
      .where('state', '=', 'screening').where('chain', '=', chain).orderBy('position').limit(payoutsARound).execute()
    const done = await Promise.allSettled(waiting.map(async (row) => {
      const finding = await find(row, signal)
      await context.commands.send(payoutCommands.recordScreening.type,
        { payout: row.id, ...finding },
        { id: uuidv5('payout screening', row.id, finding.outcome, finding.code), actor: 'treasury:screening' })
    }))
    const failed = done.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
  return new RoundsWorker({ name: 'payout-screening', context, logs: ['treasury'], pollMs, round })
}
