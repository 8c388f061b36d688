import { formatRate, rateUnits, type PriceInput } from '@stablegate/contracts'

/** What one source said of one USDT in a currency. */
export type Sighting = Omit<PriceInput, 'used'>

export type ReferenceRules = {
  readonly maxAgeMs: number
  readonly minSources: number
  /** A source further from the median of all is an outlier. */
  readonly outlierBps: number
}
export const referenceRules: ReferenceRules = { maxAgeMs: 60_000, minSources: 3, outlierBps: 200 }

export type ReferenceOutcome =
  | { readonly price: string; readonly inputs: readonly PriceInput[] }
  | { readonly refused: 'too_few_sources'; readonly inputs: readonly PriceInput[] }

/** Median of rates; of an even number the mean of the two in the middle, floored at 8 decimals. */
export const medianOf = (prices: readonly string[]): string => {
  const units = prices
    .map(rateUnits)
    .sort((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  const upper = units[units.length >> 1]
  const lower = units[(units.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('no median of nothing')
  return formatRate((upper + lower) / 2n)
}

const isOutlier = (price: string, median: string, bps: number): boolean => {
  const [units, middle] = [rateUnits(price), rateUnits(median)]
  const distance = units > middle ? units - middle : middle - units
  return distance * 10_000n > middle * BigInt(bps)
}

/** The newest sighting of each source, by name, so that one source never counts twice. */
const newestOfEach = (sightings: readonly Sighting[]): readonly Sighting[] => {
  const newest = new Map<string, Sighting>()
  for (const sighting of sightings) {
    const known = newest.get(sighting.source)
    if (!known || known.takenAtMs < sighting.takenAtMs) newest.set(sighting.source, sighting)
  }
  return [...newest.values()].sort((left, right) => (left.source < right.source ? -1 : 1))
}

/**
 * The reference price of rule 4: the median of the fresh sources without the outliers, or a refusal
 * when fewer than three are left. All inputs are kept, and which of them were used.
 */
export const referenceOf = (
  sightings: readonly Sighting[],
  nowMs: number,
  rules: ReferenceRules = referenceRules,
): ReferenceOutcome => {
  const all = newestOfEach(sightings)
  const fresh = all.filter(({ takenAtMs }) => nowMs - takenAtMs <= rules.maxAgeMs)
  const median = fresh.length > 0 ? medianOf(fresh.map(({ price }) => price)) : undefined
  const sound = new Set(
    fresh.filter(
      ({ price }) => median !== undefined && !isOutlier(price, median, rules.outlierBps),
    ),
  )
  const inputs = all.map((sighting) => ({ ...sighting, used: sound.has(sighting) }))
  if (sound.size < rules.minSources) return { refused: 'too_few_sources', inputs }
  return { price: medianOf([...sound].map(({ price }) => price)), inputs }
}
