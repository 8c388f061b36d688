import {
  matchingEvents,
  matchingQueries,
  type FiatCurrency,
  type LedgerId,
  type MessageOf,
  type PriceInput,
  type ReferenceRow,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import type { Db } from './tables.ts'

/** The newest reference price of a currency with the inputs it is the median of. */
export type ReferencesRow = {
  readonly id: string
  readonly ledger: LedgerId
  readonly currency: FiatCurrency
  readonly price: string
  readonly inputs: readonly PriceInput[]
  readonly at_ms: number
}

type Recorded = RecordedEvent<MessageOf<typeof matchingEvents.referenceRecorded>>

export const referencesView: View<ReferencesRow> = {
  name: 'price_references',
  version: 1,
  events: [matchingEvents.referenceRecorded],
  columns: { ledger: 'text', currency: 'text', price: 'text', inputs: 'jsonb', at_ms: 'bigint' },
  keys: (event: Recorded) => [`${event.data.ledger}/${event.data.currency}`],
  apply: (_row, event: Recorded, key) => {
    const { ledger, currency, price, inputs, atMs } = event.data
    return { id: key, ledger, currency, price, inputs, at_ms: atMs }
  },
}

export const references: Query<Db> = {
  name: 'references',
  parse: (input) => matchingQueries.references.parse(input),
  answer: async (
    db,
    { ledger }: z.output<typeof matchingQueries.references>,
  ): Promise<readonly ReferenceRow[]> => {
    const rows = await db
      .selectFrom('price_references')
      .selectAll()
      .where('ledger', '=', ledger)
      .orderBy('currency')
      .execute()
    return rows.map((row) => ({
      ledger: row.ledger,
      currency: row.currency,
      price: row.price,
      inputs: [...row.inputs],
      atMs: row.at_ms,
    }))
  },
}
