import {
  acceptorEvents,
  acceptorQueries,
  type FiatCurrency,
  type MessageOf,
  type PaymentAccountRow,
  type PaymentMethod,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import type { Db } from './tables.ts'

/**
 * A payment account with its sealed details, for the gateway to open before the one who may see
 * them.
 */
export type PaymentAccountsRow = {
  readonly id: string
  readonly acceptor: string
  readonly method: PaymentMethod
  readonly currency: FiatCurrency
  readonly label: string | null
  readonly max_per_order_minor: bigint
  readonly max_per_day_minor: bigint
  readonly max_per_month_minor: bigint
  readonly sealed_details: string
  readonly fingerprint: string
  readonly enabled: boolean
  readonly added_at_ms: number
}

const { accountAdded, accountLimitsSet, accountDisabled, accountEnabled } = acceptorEvents
type AccountEvent = MessageOf<
  typeof accountAdded | typeof accountLimitsSet | typeof accountDisabled | typeof accountEnabled
>

const added = ({ data }: MessageOf<typeof accountAdded>): PaymentAccountsRow => ({
  id: data.account,
  acceptor: data.acceptor,
  method: data.method,
  currency: data.currency,
  label: data.label ?? null,
  max_per_order_minor: data.maxPerOrderMinor,
  max_per_day_minor: data.maxPerDayMinor,
  max_per_month_minor: data.maxPerMonthMinor,
  sealed_details: data.sealedDetails,
  fingerprint: data.fingerprint,
  enabled: true,
  added_at_ms: data.atMs,
})

export const paymentAccountsView: View<PaymentAccountsRow> = {
  name: 'payment_accounts',
  version: 1,
  events: [accountAdded, accountLimitsSet, accountDisabled, accountEnabled],
  columns: {
    acceptor: 'text',
    method: 'text',
    currency: 'text',
    label: 'text',
    max_per_order_minor: 'bigint',
    max_per_day_minor: 'bigint',
    max_per_month_minor: 'bigint',
    sealed_details: 'text',
    fingerprint: 'text',
    enabled: 'boolean',
    added_at_ms: 'bigint',
  },
  indexes: [['acceptor']],
  keys: (event: RecordedEvent<AccountEvent>) => [event.data.account],
  apply: (row, event: RecordedEvent<AccountEvent>) => {
    if (event.type === 'payment_account.added') return row ?? added(event)
    if (!row) return row
    switch (event.type) {
      case 'payment_account.limits_set':
        return {
          ...row,
          max_per_order_minor: event.data.maxPerOrderMinor,
          max_per_day_minor: event.data.maxPerDayMinor,
          max_per_month_minor: event.data.maxPerMonthMinor,
        }
      case 'payment_account.disabled':
        return { ...row, enabled: false }
      case 'payment_account.enabled':
        return { ...row, enabled: true }
    }
  },
}

export const paymentAccountOf = (row: PaymentAccountsRow): PaymentAccountRow => ({
  account: row.id,
  acceptor: row.acceptor,
  method: row.method,
  currency: row.currency,
  label: row.label,
  maxPerOrderMinor: row.max_per_order_minor,
  maxPerDayMinor: row.max_per_day_minor,
  maxPerMonthMinor: row.max_per_month_minor,
  sealedDetails: row.sealed_details,
  fingerprint: row.fingerprint,
  enabled: row.enabled,
  addedAtMs: row.added_at_ms,
})

export const getPaymentAccount: Query<Db> = {
  name: 'getPaymentAccount',
  parse: (input) => acceptorQueries.getPaymentAccount.parse(input),
  answer: async (
    db,
    { account }: z.output<typeof acceptorQueries.getPaymentAccount>,
  ): Promise<PaymentAccountRow | null> => {
    const row = await db
      .selectFrom('payment_accounts')
      .selectAll()
      .where('id', '=', account)
      .executeTakeFirst()
    return row ? paymentAccountOf(row) : null
  },
}

export const paymentAccounts: Query<Db> = {
  name: 'paymentAccounts',
  parse: (input) => acceptorQueries.paymentAccounts.parse(input),
  answer: async (
    db,
    { acceptor }: z.output<typeof acceptorQueries.paymentAccounts>,
  ): Promise<readonly PaymentAccountRow[]> => {
    const rows = await db
      .selectFrom('payment_accounts')
      .selectAll()
      .where('acceptor', '=', acceptor)
      .orderBy('added_at_ms')
      .orderBy('id')
      .execute()
    return rows.map(paymentAccountOf)
  },
}
