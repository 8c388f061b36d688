import type { BookPolicy } from '@stablegate/contracts'
import { bucketOf, isWithin, priceUnitsOf, spreadBpsOf, type BookQuote } from './terms.ts'

/** What a quote is at a reference; quotes of one percentage share one. */
export type Priced = {
  readonly priceUnits: bigint
  /** How far above the reference, in whole basis points, rounded up. */
  readonly spreadBps: number
  readonly bucket: number
  /** Made when it is first offered: most are priced anew before they are. */
  priceText: string | undefined
}

/** The prices of one currency at one reference. */
export class Pricing {
  readonly #policy: BookPolicy
  readonly #referenceUnits: bigint
  /** By percentage: there are few, and quotes by the thousand. */
  readonly #percents = new Map<number, Priced | undefined>()

  constructor(policy: BookPolicy, referenceUnits: bigint) {
    this.#policy = policy
    this.#referenceUnits = referenceUnits
  }

  /** Undefined where the price is too far from the reference. */
  of(quote: BookQuote): Priced | undefined {
    const { pricing } = quote
    if (pricing.kind === 'fixed') return this.#price(quote)
    const known = this.#percents.get(pricing.bps)
    if (known || this.#percents.has(pricing.bps)) return known
    const priced = this.#price(quote)
    this.#percents.set(pricing.bps, priced)
    return priced
  }

  #price(quote: BookQuote): Priced | undefined {
    const referenceUnits = this.#referenceUnits
    const { maxDeviationBps, priceBucketBps } = this.#policy
    const priceUnits = priceUnitsOf(quote, referenceUnits)
    if (!isWithin(priceUnits, referenceUnits, maxDeviationBps)) return undefined
    return {
      priceUnits,
      spreadBps: spreadBpsOf(priceUnits, referenceUnits),
      bucket: bucketOf(priceUnits, referenceUnits, priceBucketBps),
      priceText: undefined,
    }
  }
}
