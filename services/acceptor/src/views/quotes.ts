import {
  acceptorEvents,
  acceptorQueries,
  type AcceptorProfile,
  type FiatCurrency,
  type MessageOf,
  type PaymentMethod,
  type QuoteRow,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import type { Db } from './tables.ts'

export type QuotesRow = {
  readonly id: string
  readonly acceptor: string
  readonly quote: string
  readonly currency: FiatCurrency
  readonly pricing: AcceptorProfile['quotes'][number]['pricing']
  readonly min_minor: bigint
  readonly max_minor: bigint
  readonly methods: readonly PaymentMethod[]
  readonly set_at_ms: number
}

const { quoteSet, quoteRemoved } = acceptorEvents
type QuoteEvent = MessageOf<typeof quoteSet | typeof quoteRemoved>

export const quotesView: View<QuotesRow> = {
  name: 'quotes',
  version: 1,
  events: [quoteSet, quoteRemoved],
  columns: {
    acceptor: 'text',
    quote: 'text',
    currency: 'text',
    pricing: 'jsonb',
    min_minor: 'bigint',
    max_minor: 'bigint',
    methods: 'jsonb',
    set_at_ms: 'bigint',
  },
  indexes: [['acceptor']],
  // A quote's id is its acceptor's own.
  keys: (event: RecordedEvent<QuoteEvent>) => [`${event.data.acceptor}/${event.data.quote}`],
  apply: (_row, event: RecordedEvent<QuoteEvent>, key) => {
    if (event.type === 'quote.removed') return undefined
    const { acceptor, quote, currency, pricing, minMinor, maxMinor, methods, setAtMs } = event.data
    return {
      id: key,
      acceptor,
      quote,
      currency,
      pricing,
      min_minor: minMinor,
      max_minor: maxMinor,
      methods,
      set_at_ms: setAtMs,
    }
  },
}

export const quoteOf = (row: QuotesRow): QuoteRow => ({
  quote: row.quote,
  acceptor: row.acceptor,
  currency: row.currency,
  pricing: row.pricing,
  minMinor: row.min_minor,
  maxMinor: row.max_minor,
  methods: [...row.methods],
  setAtMs: row.set_at_ms,
})

export const quotes: Query<Db> = {
  name: 'quotes',
  parse: (input) => acceptorQueries.quotes.parse(input),
  answer: async (
    db,
    { acceptor }: z.output<typeof acceptorQueries.quotes>,
  ): Promise<readonly QuoteRow[]> => {
    const rows = await db
      .selectFrom('quotes')
      .selectAll()
      .where('acceptor', '=', acceptor)
      .orderBy('quote')
      .execute()
    return rows.map(quoteOf)
  },
}
