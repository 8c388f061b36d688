import {
  divide,
  fiatDecimals,
  rateUnits,
  type AcceptorProfile,
  type FiatCurrency,
  type FixedAmount,
} from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'

export type BookQuote = AcceptorProfile['quotes'][number]

/** What an order at a price is in both currencies. */
export type Terms = { readonly usdtMicro: bigint; readonly fiatMinor: bigint }

const percent = 10_000n

/**
 * A quote's price in units of 10^-8 fiat for one USDT; percent prices follow the reference,
 * floored.
 */
export const priceUnitsOf = (quote: BookQuote, referenceUnits: bigint): bigint =>
  quote.pricing.kind === 'fixed'
    ? rateUnits(quote.pricing.price)
    : (referenceUnits * (percent + BigInt(quote.pricing.bps))) / percent

/** Whether a price lies within so many basis points of the reference, on either side. */
export const isWithin = (priceUnits: bigint, referenceUnits: bigint, bps: number): boolean => {
  const distance =
    priceUnits > referenceUnits ? priceUnits - referenceUnits : referenceUnits - priceUnits
  return distance * percent <= referenceUnits * BigInt(bps)
}

/**
 * How far a price is above the reference, in basis points rounded up: at most so many if and only
 * if this is. A price below the reference has a spread of zero or less.
 */
export const spreadBpsOf = (priceUnits: bigint, referenceUnits: bigint): number => {
  const scaled = (priceUnits - referenceUnits) * percent
  // Division of bigints goes towards zero, which rounds up what is below it.
  const spread = scaled / referenceUnits
  return Number(scaled > 0n && scaled % referenceUnits !== 0n ? spread + 1n : spread)
}

/** Prices of one bucket count as equal; a lower bucket is better for the one who pays. */
export const bucketOf = (priceUnits: bigint, referenceUnits: bigint, bucketBps: number): number =>
  Number((priceUnits * percent) / (referenceUnits * BigInt(bucketBps)))

// Micro-USDT times rate units is 10^14 of a fiat unit: this much of it is one minor unit.
const perMinor = new Map<string, bigint>(
  Object.entries(fiatDecimals).map(([currency, decimals]) => [
    currency,
    10n ** BigInt(14 - decimals),
  ]),
)

const scaleOf = (currency: FiatCurrency): bigint => {
  const scale = perMinor.get(currency)
  assertThat(scale !== undefined, 'an order is in a currency that has no decimals')
  return scale
}

/**
 * Rule 6: priced in USDT the customer pays fiat rounded up; priced in fiat the acceptor gives USDT
 * rounded down. The same as `fiatFor` and `usdtFor` of the contracts, on a price already parsed.
 */
export const termsOf = (amount: FixedAmount, priceUnits: bigint, currency: FiatCurrency): Terms =>
  amount.fix === 'usdt'
    ? {
        usdtMicro: amount.usdtMicro,
        fiatMinor: divide(amount.usdtMicro * priceUnits, scaleOf(currency), 'ceil'),
      }
    : {
        usdtMicro: divide(amount.fiatMinor * scaleOf(currency), priceUnits, 'floor'),
        fiatMinor: amount.fiatMinor,
      }
