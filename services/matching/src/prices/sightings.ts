import { formatRate, rateUnits, type FiatCurrency } from '@stablegate/contracts'
import { medianOf, type Sighting } from '../domain/reference.ts'
import type { SourcePrice } from './price-source.ts'

export type Report = { readonly source: string; readonly prices: readonly SourcePrice[] }

const rateUnit = 10n ** 8n

/** Sources that must have measured a USDT in dollars before a dollar price is of use. */
const minDollarSources = 3

/**
 * What the sources say of one USDT in each currency. Prices of a dollar are multiplied with the
 * median of what sources measure a USDT to be in dollars; while too few measure it they are left
 * out, since a USDT is never assumed to be a dollar.
 */
export const sightingsOf = (
  reports: readonly Report[],
): ReadonlyMap<FiatCurrency, readonly Sighting[]> => {
  const sightings = new Map<FiatCurrency, Sighting[]>()
  const add = (currency: FiatCurrency, sighting: Sighting): void => {
    const known = sightings.get(currency)
    if (known) known.push(sighting)
    else sightings.set(currency, [sighting])
  }
  const all = reports.flatMap(({ source, prices }) => prices.map((price) => ({ source, ...price })))
  const direct = all.filter(({ base }) => base === 'usdt')
  for (const { source, currency, price, takenAtMs } of direct)
    add(currency, { source, price, takenAtMs })

  const dollars = direct.filter(({ currency }) => currency === 'USD')
  if (new Set(dollars.map(({ source }) => source)).size < minDollarSources) return sightings
  const usdPerUsdt = medianOf(dollars.map(({ price }) => price))
  const oldestMs = Math.min(...dollars.map(({ takenAtMs }) => takenAtMs))
  for (const { base, source, currency, price, takenAtMs } of all) {
    if (base !== 'usd') continue
    const composed = (rateUnits(price) * rateUnits(usdPerUsdt)) / rateUnit
    if (composed === 0n) continue
    // As old as the older of the two it is made of.
    add(currency, {
      source,
      price: formatRate(composed),
      takenAtMs: Math.min(takenAtMs, oldestMs),
      usdPerUsdt,
    })
  }
  return sightings
}
