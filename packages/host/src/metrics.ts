import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** Prometheus metrics of one process; `/metrics` of each of its services shows all of them. */
export type Metrics = {
  readonly registry: Registry
  counter(name: string, help: string, labels?: readonly string[]): Counter
  gauge(name: string, help: string, labels?: readonly string[]): Gauge
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram
}

/** The same name asked for twice is the same metric: several services of one process share it. */
const once = <M>(registry: Registry, name: string, make: () => M): M =>
  registry.getSingleMetric(name) as M | undefined ?? make()

export const makeMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const common = (name: string, help: string, labels: readonly string[]) =>
    ({ name, help, labelNames: [...labels], registers: [registry] })
  return {
    registry,
    counter: (name, help, labels = []) =>
      once(registry, name, () => new Counter(common(name, help, labels))),
    gauge: (name, help, labels = []) =>
      once(registry, name, () => new Gauge(common(name, help, labels))),
    histogram: (name, help, buckets, labels = []) =>
      once(registry, name, () => new Histogram({ ...common(name, help, labels), buckets: [...buckets] })),
  }
}

/** Bounds in seconds for what should take milliseconds. */
export const latencyBuckets: readonly number[] =
  [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
