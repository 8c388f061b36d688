import {
  defaultBookPolicy,
  rateUnits,
  type BookPolicy,
  type FiatCurrency,
  type LedgerId,
  type PaymentMethod,
} from '@stablegate/contracts'
import { sql } from 'kysely'
import { bucketOf, isWithin, priceUnitsOf, type BookQuote } from '../domain/terms.ts'
import type { ReferencesRow } from './references.ts'
import type { SeatsRow } from './seats.ts'
import type { Db } from './tables.ts'

export type ShownReference = {
  readonly price: string
  readonly units: bigint
  readonly freshAtMs: number
}

/** What the views know of a book: an estimate of what it would answer. */
export type ShownBook = {
  readonly policy: BookPolicy
  readonly references: ReadonlyMap<FiatCurrency, ShownReference>
  readonly seats: readonly SeatsRow[]
  readonly busy: ReadonlyMap<string, Busy>
}

/**
 * What an acceptor's open orders take: their number, and what of them the ledger does not show yet.
 */
export type Busy = { readonly orders: number; readonly reservedMicro: bigint }

const freshAtMs = (row: ReferencesRow): number =>
  Math.min(row.at_ms, ...row.inputs.filter(({ used }) => used).map(({ takenAtMs }) => takenAtMs))

export const readBook = async (db: Db, ledger: LedgerId): Promise<ShownBook> => {
  const seats = await db
    .selectFrom('seats')
    .selectAll()
    .where('ledger', '=', ledger)
    .where('available', '=', true)
    .execute()
  const references = await db
    .selectFrom('price_references')
    .selectAll()
    .where('ledger', '=', ledger)
    .execute()
  const policy = await db
    .selectFrom('book_policies')
    .select('policy')
    .where('id', '=', ledger)
    .executeTakeFirst()
  const busy = await db
    .selectFrom('open_orders')
    .where('ledger', '=', ledger)
    .groupBy('acceptor')
    .select([
      'acceptor',
      sql<string>`count(*)::text`.as('orders'),
      sql<string>`coalesce(sum(usdt_micro) filter (where reserved), 0)::text`.as('reserved'),
    ])
    .execute()
  return {
    policy: policy?.policy ?? defaultBookPolicy,
    references: new Map(
      references.map((row) => [
        row.currency,
        { price: row.price, units: rateUnits(row.price), freshAtMs: freshAtMs(row) },
      ]),
    ),
    seats,
    busy: new Map(
      busy.map(({ acceptor, orders, reserved }) => [
        acceptor,
        { orders: Number(orders), reservedMicro: BigInt(reserved) },
      ]),
    ),
  }
}

export type ShownQuote = {
  readonly seat: SeatsRow
  readonly quote: BookQuote
  readonly method: PaymentMethod
  readonly priceUnits: bigint
  readonly bucket: number
  readonly reference: ShownReference
  /** Free in the ledger less what is reserved and not shown there yet. */
  readonly freeMicro: bigint
}

const idle: Busy = { orders: 0, reservedMicro: 0n }

/**
 * Quotes that could match now, best price first. Without `atMs` nothing is too old or too young.
 */
export const quotesOf = (book: ShownBook, atMs: number | undefined): readonly ShownQuote[] => {
  const { policy, references } = book
  const found = book.seats.flatMap((seat) => {
    const { profile } = seat
    const { orders, reservedMicro } = book.busy.get(seat.acceptor) ?? idle
    if (!profile || orders >= profile.maxOpenOrders) return []
    const freeMicro = seat.free_micro - reservedMicro
    if (freeMicro <= 0n) return []
    return profile.quotes.flatMap((quote) => {
      const reference = references.get(quote.currency)
      if (!reference) return []
      if (atMs !== undefined && atMs - reference.freshAtMs > policy.referenceMaxAgeMs) return []
      if (atMs !== undefined && atMs - quote.setAtMs < policy.quoteRestMs) return []
      const priceUnits = priceUnitsOf(quote, reference.units)
      if (!isWithin(priceUnits, reference.units, policy.maxDeviationBps)) return []
      const bucket = bucketOf(priceUnits, reference.units, policy.priceBucketBps)
      const served = new Set(
        profile.accounts
          .filter(({ currency }) => currency === quote.currency)
          .map(({ method }) => method),
      )
      return quote.methods
        .filter((method) => served.has(method))
        .map((method) => ({ seat, quote, method, priceUnits, bucket, reference, freeMicro }))
    })
  })
  return found.sort((left, right) =>
    left.priceUnits < right.priceUnits ? -1 : left.priceUnits > right.priceUnits ? 1 : 0,
  )
}
