import { createServer, type Server, type ServerResponse } from 'node:http'
import type { HostStatus } from './host-status.ts'
import type { HostedService } from './hosted-service.ts'
import type { HealthRoutes } from './http-app.ts'
import type { Metrics } from './metrics.ts'
import type { ProcessParts } from './process-parts.ts'

/** Several probes at once look once. */
const statusAgeMs = 250

/** Health and metrics of the process, as routes of its applications and on HEALTH_PORT where set. */
export class HealthServer {
  readonly #parts: ProcessParts
  readonly #status: () => Promise<HostStatus>
  readonly #services: () => readonly HostedService[]
  readonly #gauges: ReturnType<typeof gaugesOf>
  #last: { readonly atMs: number; readonly status: Promise<HostStatus> } | undefined
  #server: Server | undefined

  constructor(
    parts: ProcessParts, status: () => Promise<HostStatus>, services: () => readonly HostedService[],
  ) {
    this.#parts = parts
    this.#status = status
    this.#services = services
    this.#gauges = gaugesOf(parts.metrics)
  }

  routes(): HealthRoutes {
    return {
      ready: async () => {
        const status = await this.#recent()
        return { ready: status.ready, body: status }
      },
      metrics: async () => {
        const { registry } = this.#parts.metrics
        await this.#setGauges()
        return { contentType: registry.contentType, text: await registry.metrics() }
      },
      detailed: this.#parts.config.HEALTH_PORT === undefined,
    }
  }

  /** The port of its own, where the configuration asks for one. */
  async listen(): Promise<void> {
    const { HEALTH_PORT: port, LISTEN_HOST: host } = this.#parts.config
    if (port === undefined) return
    const server = createServer((request, response) => {
      void this.#answer(request.url ?? '', response).catch(() => response.destroy())
    })
    this.#server = server
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen(port, host, resolve)
    await promise
  }

  /** The base URL of the port of its own, undefined where there is none. */
  url(): string | undefined {
    const address = this.#server?.address()
    if (typeof address !== 'object' || address === null) return undefined
    const host = this.#parts.config.LISTEN_HOST
    return `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${address.port}`
  }

  async close(): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    const { promise, resolve } = Promise.withResolvers<void>()
    server.close(() => resolve())
    server.closeAllConnections()
    await promise
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    const { ready, metrics } = this.routes()
    const send = (code: number, type: string, text: string): void => {
      response.writeHead(code, { 'content-type': type }).end(text)
    }
    switch (url.split('?')[0]) {
      case '/healthz': return send(200, 'application/json', '{"status":"ok"}')
      case '/readyz': {
        const { ready: isReady, body } = await ready()
        return send(isReady ? 200 : 503, 'application/json', JSON.stringify(body))
      }
      case '/metrics': {
        const { contentType, text } = await metrics()
        return send(200, contentType, text)
      }
      default: return send(404, 'text/plain', 'not found')
    }
  }

  #recent(): Promise<HostStatus> {
    const nowMs = performance.now()
    // Once it stops, the process says so at once.
    const isFresh = this.#last !== undefined && nowMs - this.#last.atMs < statusAgeMs
    if (this.#last !== undefined && isFresh && !this.#parts.stopping.aborted) return this.#last.status
    const status = this.#status()
    this.#last = { atMs: nowMs, status }
    return status
  }

  /** Gauges are set when somebody looks; between two looks they cost nothing. */
  async #setGauges(): Promise<void> {
    const gauges = this.#gauges
    const status = await this.#recent()
    gauges.ready.set(status.ready ? 1 : 0)
    for (const { service, consumer, log, state, ...of } of status.consumers) {
      const labels = { service, consumer, log }
      gauges.lag.set(labels, of.lag)
      gauges.position.set(labels, of.position)
      gauges.parked.set(labels, of.parked)
      gauges.active.set(labels, state === 'standby' || state === 'stopped' ? 0 : 1)
    }
    for (const { log, lag } of status.relays) gauges.relay.set({ log }, lag)
    for (const { service, groups: [work], inFlight } of this.#services()) {
      gauges.waiting.set({ service: service.name }, work.running.status().waitingCommands)
      gauges.inFlight.set({ service: service.name }, inFlight)
    }
  }
}

const gaugesOf = (metrics: Metrics) => {
  const consumer = ['service', 'consumer', 'log']
  return {
    ready: metrics.gauge('stablegate_ready', '1 when ready'),
    lag: metrics.gauge('stablegate_consumer_lag_events', 'Events a consumer is behind', consumer),
    position: metrics.gauge('stablegate_consumer_position', 'Cursor of a consumer', consumer),
    parked: metrics.gauge('stablegate_parked_events', 'Events put aside', consumer),
    active: metrics.gauge('stablegate_consumer_active', '1 where this replica is active', consumer),
    relay: metrics.gauge('stablegate_relay_lag_events', 'Events not on the bus yet', ['log']),
    waiting: metrics.gauge('stablegate_waiting_commands', 'Commands not decided yet', ['service']),
    inFlight: metrics.gauge('stablegate_requests_in_flight', 'Commands and queries', ['service']),
  }
}
