import type { FiatCurrency } from '@stablegate/contracts'
import type { PriceSource, SourcePrice } from './price-source.ts'

/**
 * Prices of the test mode, near what they were when this was written; they stand still until set.
 */
export const testPrices: Readonly<Record<FiatCurrency, string>> = {
  CNY: '7.25',
  USD: '1.0004',
  EUR: '0.92',
  GBP: '0.79',
  HKD: '7.8',
  INR: '84.5',
  BRL: '5.6',
  TRY: '34.2',
  NGN: '1600',
  VND: '25400',
  JPY: '152',
  KRW: '1390',
  AED: '3.67',
  THB: '34.5',
}

/**
 * A source that says what it was told: deterministic, settable, fresh for as long as it is not
 * silent.
 */
export class TestPriceSource implements PriceSource {
  readonly name: string
  readonly #prices: Map<FiatCurrency, string>
  readonly #now: () => number
  #isSilent = false

  constructor(
    name: string,
    now: () => number,
    prices: Partial<Readonly<Record<FiatCurrency, string>>> = testPrices,
  ) {
    this.name = name
    this.#now = now
    this.#prices = new Map(Object.entries(prices) as [FiatCurrency, string][])
  }

  set(currency: FiatCurrency, price: string): void {
    this.#prices.set(currency, price)
  }

  /** From now on it fails, as a source that is down. */
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent
  }

  async read(): Promise<readonly SourcePrice[]> {
    if (this.#isSilent) throw new Error(`${this.name} is silent`)
    const takenAtMs = this.#now()
    return [...this.#prices].map(([currency, price]) => ({
      base: 'usdt',
      currency,
      price,
      takenAtMs,
    }))
  }
}
