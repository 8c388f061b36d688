import {
  formatRate,
  matchingQueries,
  type DepthLevel,
  type PaymentOption,
} from '@stablegate/contracts'
import { assertThat, type Query } from '@stablegate/kernel'
import type { z } from 'zod'
import { spreadBpsOf, termsOf } from '../domain/terms.ts'
import { quotesOf, readBook, type ShownBook, type ShownQuote } from './shown-book.ts'
import type { Db } from './tables.ts'

export type OptionsInput = z.output<typeof matchingQueries.options>
export type DepthInput = z.output<typeof matchingQueries.depth>

const takesFiat = ({ seat, quote, method }: ShownQuote, fiatMinor: bigint): boolean =>
  fiatMinor >= quote.minMinor &&
  fiatMinor <= quote.maxMinor &&
  (seat.profile?.accounts ?? []).some(
    (account) =>
      account.method === method &&
      account.currency === quote.currency &&
      fiatMinor <= account.maxPerOrderMinor,
  )

const optionOf = (shown: ShownQuote, input: OptionsInput): PaymentOption | undefined => {
  const { amount } = input
  const { quote, method, priceUnits, reference, seat } = shown
  const { currency } = quote
  if (amount.fix === 'fiat' && amount.currency !== currency) return undefined
  const terms = termsOf(amount, priceUnits, currency)
  if (terms.usdtMicro <= 0n || terms.usdtMicro > shown.freeMicro) return undefined
  if (terms.usdtMicro > (seat.profile?.maxOpenMicro ?? 0n)) return undefined
  if (input.merchant !== undefined && seat.profile?.relatedMerchants.includes(input.merchant))
    return undefined
  if (
    input.maxSpreadBps !== undefined &&
    spreadBpsOf(priceUnits, reference.units) > input.maxSpreadBps
  )
    return undefined
  if (input.minUsdtMicro !== undefined && terms.usdtMicro < input.minUsdtMicro) return undefined
  if (!takesFiat(shown, terms.fiatMinor)) return undefined
  return {
    currency,
    method,
    price: formatRate(priceUnits),
    reference: reference.price,
    ...terms,
    acceptors: 1,
  }
}

/** The best price of each currency and method in which an amount can be paid now. */
export const optionsOf = (book: ShownBook, input: OptionsInput): readonly PaymentOption[] => {
  const best = new Map<string, { option: PaymentOption; readonly acceptors: Set<string> }>()
  for (const shown of quotesOf(book, input.atMs)) {
    const option = optionOf(shown, input)
    if (!option) continue
    const key = `${option.currency} ${option.method}`
    const known = best.get(key)
    if (known) known.acceptors.add(shown.seat.acceptor)
    else best.set(key, { option, acceptors: new Set([shown.seat.acceptor]) })
  }
  return [...best.keys()].sort().map((key) => {
    const found = best.get(key)
    assertThat(found, 'an option vanished while it was sorted')
    return { ...found.option, acceptors: found.acceptors.size }
  })
}

/**
 * Quotes of one market by price bucket, best first; an acceptor's liquidity counts once a level.
 */
export const depthOf = (book: ShownBook, input: DepthInput): readonly DepthLevel[] => {
  const levels = new Map<number, ShownQuote[]>()
  for (const shown of quotesOf(book, input.atMs)) {
    if (shown.quote.currency !== input.currency || shown.method !== input.method) continue
    const level = levels.get(shown.bucket)
    if (level) level.push(shown)
    else levels.set(shown.bucket, [shown])
  }
  return [...levels.values()].map((quotes) => {
    const free = new Map(quotes.map(({ seat, freeMicro }) => [seat.acceptor, freeMicro]))
    const prices = quotes.map(({ priceUnits }) => priceUnits)
    const [first, last] = [prices[0], prices.at(-1)]
    assertThat(first !== undefined && last !== undefined, 'a level of the book has no quotes')
    return {
      fromPrice: formatRate(first),
      toPrice: formatRate(last),
      quotes: quotes.length,
      acceptors: free.size,
      freeMicro: [...free.values()].reduce((sum, freeMicro) => sum + freeMicro, 0n),
    }
  })
}

export const options: Query<Db> = {
  name: 'options',
  parse: (input) => matchingQueries.options.parse(input),
  answer: async (db, input: OptionsInput): Promise<readonly PaymentOption[]> =>
    optionsOf(await readBook(db, input.ledger), input),
}

export const depth: Query<Db> = {
  name: 'depth',
  parse: (input) => matchingQueries.depth.parse(input),
  answer: async (db, input: DepthInput): Promise<readonly DepthLevel[]> =>
    depthOf(await readBook(db, input.ledger), input),
}
