import type { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Prometheus metrics of one process; `/metrics` of each of its services shows all of them. */
export type Metrics = {
  readonly registry: Registry
  counter(name: string, help: string, labels?: readonly string[]): Counter
  gauge(name: string, help: string, labels?: readonly string[]): Gauge
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram
}
