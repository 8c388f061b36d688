import type { FiatCurrency } from '@stablegate/contracts'

/**
 * A place that says what one USDT, or one US dollar, costs. `read` throws when it cannot say: one
 * source's trouble is not another's, and a price is never guessed.
 */
export interface PriceSource {
  readonly name: string
  read(signal: AbortSignal): Promise<readonly SourcePrice[]>
}

/**
 * `usdt`: price of one USDT in the currency. `usd`: price of one US dollar in the currency, to be
 * multiplied with what other sources measure a USDT to be in dollars.
 */
export type SourcePrice = {
  readonly base: 'usdt' | 'usd'
  readonly currency: FiatCurrency
  readonly price: string
  readonly takenAtMs: number
}
