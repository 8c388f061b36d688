import type { ReadonlyKysely } from 'kysely/readonly'
import type { AcceptorsRow } from './acceptors.ts'
import type { PayersRow } from './payers.ts'
import type { PaymentAccountsRow } from './payment-accounts.ts'
import type { QuotesRow } from './quotes.ts'
import type { RecordedOrdersRow } from './recorded-orders.ts'
import type { WithdrawalBlocksRow } from './withdrawal-blocks.ts'

/** The read models of this service by their names. */
export type Db = ReadonlyKysely<{
  readonly acceptors: AcceptorsRow
  readonly payment_accounts: PaymentAccountsRow
  readonly payers: PayersRow
  readonly quotes: QuotesRow
  readonly recorded_orders: RecordedOrdersRow
  readonly withdrawal_blocks: WithdrawalBlocksRow
}>
