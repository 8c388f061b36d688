import { defaultBookPolicy, ledgerOf } from '@stablegate/contracts'
import type { HostContext } from '@stablegate/host'
import type { MatchingConfig } from '../config.ts'
import { HttpPriceSource } from './http-price-source.ts'
import type { PriceSource } from './price-source.ts'
import { PriceWorker } from './price-worker.ts'
import { testPrices, TestPriceSource } from './test-price-source.ts'

/**
 * How old a recorded reference gets at most while its sources answer: half of what the book allows.
 */
const refreshMs = defaultBookPolicy.referenceMaxAgeMs / 2

/**
 * Where a test sets how quotes rest, time may be moved by minutes at once, and what is matched in the
 * same moment must not find its price too old. Prices of test sources stand still.
 */
const testReferenceMaxAgeMs = 3_600_000

/**
 * In test mode prices need no network: three test sources of one opinion. Live mode never has them.
 */
const sourcesOf = ({
  config,
  livemode,
  clock,
}: HostContext<MatchingConfig>): readonly PriceSource[] => {
  const now = (): number => clock.now()
  if (config.PRICE_SOURCES)
    return config.PRICE_SOURCES.map((source) => new HttpPriceSource(source, now))
  if (livemode) return []
  const prices = { ...testPrices, ...config.PRICE_TEST_RATES }
  return ['test-a', 'test-b', 'test-c'].map((name) => new TestPriceSource(name, now, prices))
}

export const priceWorkerOf = (context: HostContext<MatchingConfig>): PriceWorker => {
  const { config, livemode } = context
  const sources = sourcesOf(context)
  if (sources.length === 0)
    context.logger.warn('no PRICE_SOURCES: without a reference nothing matches')
  const quoteRestMs = livemode ? undefined : config.QUOTE_REST_MS
  return new PriceWorker({
    context,
    ledger: ledgerOf(livemode),
    sources,
    pollMs: config.PRICE_POLL_MS,
    refreshMs,
    ...(quoteRestMs === undefined
      ? {}
      : { policy: { ...defaultBookPolicy, quoteRestMs, referenceMaxAgeMs: testReferenceMaxAgeMs } }),
  })
}
