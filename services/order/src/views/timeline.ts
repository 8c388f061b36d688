import { paymentEvents } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import type { PaymentEvent } from '../domain/state.ts'

/** Every event of a payment, one row each, for its story in the API. */
export type TimelineRow = {
  readonly id: string
  readonly payment: string
  readonly position: number
  readonly at_ms: number
  readonly type: string
  readonly actor: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Seals and hashes are nobody's reading matter, clocks and policies have places of their own. */
const told = (data: PaymentEvent['data']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).filter(
      ([key]) =>
        !/^(sealed|session|bankReference|unclaimed)|^(clocks|policy|payer|refund|payment)$/.test(
          key,
        ),
    ),
  )

export const timeline: View<TimelineRow> = {
  name: 'timeline',
  version: 5,
  events: Object.values(paymentEvents),
  columns: {
    payment: 'text',
    position: 'bigint',
    at_ms: 'bigint',
    type: 'text',
    actor: 'text',
    data: 'jsonb',
  },
  indexes: [['payment', 'position']],
  appendOnly: true,
  keys: ({ id }) => [id],
  apply: (_, { id, position, type, data, metadata }: RecordedEvent<PaymentEvent>) => ({
    id,
    payment: data.payment,
    position,
    at_ms: data.atMs,
    type,
    actor: metadata.actor,
    data: told(data),
  }),
}
