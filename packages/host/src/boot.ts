import { setTimeout as sleep } from 'node:timers/promises'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { Pace, type Answer, type Clock, type Envelope, type Service } from '@stablegate/kernel'
import type { Logger } from 'pino'
import type { ZodType } from 'zod'
import { makeAlerts } from './alerts.ts'
import { useSmallBufferPool } from './buffer-pool.ts'
import { makeCommandClient, type CommandClient } from './commands.ts'
import { readConfig, type ProcessConfig } from './config.ts'
import { openEventStore, prepareEventStore } from './event-store.ts'
import { dyingAt } from './failpoint.ts'
import { HealthServer } from './health.ts'
import type { HostContext, HostOptions } from './host-options.ts'
import { hostStatus, type HostStatus } from './host-status.ts'
import { HostedService } from './hosted-service.ts'
import { LocalRequests, askLocallyFirst, sendLocallyFirst } from './local-requests.ts'
import { makeLogger } from './logging.ts'
import { makeMetrics } from './metrics.ts'
import { connectNats } from './nats/connection.ts'
import { Inbox } from './nats/inbox.ts'
import { LogFeed } from './nats/log-feed.ts'
import { JetStreamPublisher } from './nats/publisher.ts'
import { natsAskOnce, natsCommandSender, natsSendOnce } from './nats/requests.ts'
import { Locks } from './postgres/locks.ts'
import { openPool } from './postgres/pool.ts'
import { prepareDatabase } from './postgres/prepare.ts'
import type { ProcessParts } from './process-parts.ts'
import { makeQueryClient, type QueryClient } from './queries.ts'
import { realClock } from './real-clock.ts'
import { followTime, TestClock } from './test-clock.ts'
import { startTelemetry } from './telemetry.ts'

export type BootOptions = {
  /** Variables by their names, over those of the environment: `{ DATABASE_URL: '...', PORT: 8080 }`. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Default `process.env`; `{}` for a boot that depends on `config` alone. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Port by service (0: any free one). Default: PORT for the service with controllers or the only one. */
  readonly ports?: Readonly<Record<string, number>>
  /** Prepares the event store's and the services' schemas before anything runs. Default false. */
  readonly migrate?: boolean
  readonly clock?: Clock
  readonly logger?: Logger
  /**
   * Requests between services of this process take NATS too, as between processes: for what tests or
   * measures the bus. Default false.
   */
  readonly overTheBus?: boolean
}

/** One process with its services, running. */
export type Running = {
  /** Base URL by service, e.g. `http://127.0.0.1:8080`. */
  readonly urls: Readonly<Record<string, string>>
  /** Where `/healthz`, `/readyz` and `/metrics` are when HEALTH_PORT gives them a port of their own. */
  readonly healthUrl: string | undefined
  readonly apps: Readonly<Record<string, NestFastifyApplication>>
  readonly commands: CommandClient
  readonly queries: QueryClient
  context(service: string): HostContext
  /** Decides a command of a service of this process, past the bus: for benchmarks. Never throws. */
  handle(service: string, envelope: Envelope): Promise<Answer>
  status(): Promise<HostStatus>
  /** Resolves when every service is ready; throws with the reasons after the deadline (default 30 s). */
  ready(deadlineMs?: number): Promise<void>
  /**
   * Handles a consumer's parked events again, in order; answers how many went through. Only on the
   * replica where the consumer is active.
   */
  retryParked(service: string, consumer: string, log: string, key?: string): Promise<number>
  /** Gives up one parked event for ever; the recorded decision is the caller's matter. */
  skipParked(service: string, consumer: string, log: string, position: number): Promise<void>
  /** Stops taking, finishes what is in flight, answers, flushes, closes. May be called twice. */
  stop(): Promise<void>
}

const readyPollMs = 20

const hostOf = (service: Service): HostOptions => (service.host ?? {}) as HostOptions

const portOf = (
  service: Service, services: readonly Service[], options: BootOptions, config: ProcessConfig,
): number => {
  const given = options.ports?.[service.name]
  if (given !== undefined) return given
  const ownsPort = services.length === 1 || (hostOf(service).controllers?.length ?? 0) > 0
  return ownsPort ? config.PORT : 0
}

/** Retries what depends on servers that may still be starting. */
const beforeDeadline = async <T>(
  deadlineMs: number, logger: Logger, what: string, work: () => Promise<T>,
): Promise<T> => {
  const deadlineAtMs = performance.now() + deadlineMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > deadlineAtMs) throw error
      logger.warn({ err: error }, `${what} does not answer yet`)
      await sleep(readyPollMs * 10)
    }
  }
}

const prepare = async (config: ProcessConfig, services: readonly Service[]): Promise<void> => {
  await prepareEventStore(config.EVENT_STORE_URL)
  await prepareDatabase(config.DATABASE_URL, services)
}

type Opened = { readonly parts: ProcessParts; readonly close: () => Promise<void> }

const openParts = async (
  config: ProcessConfig, name: string, logger: Logger, given: Clock | undefined, stopping: AbortSignal,
  overTheBus: boolean,
): Promise<Opened> => {
  const waitMs = config.STARTUP_DEADLINE_MS
  const [telemetry, bus, store] = await Promise.all([
    startTelemetry(config.OTEL_EXPORTER_OTLP_ENDPOINT, name, logger),
    connectNats(config.NATS_URL, name, waitMs, logger),
    beforeDeadline(waitMs, logger, 'the event store', () =>
      openEventStore(config.EVENT_STORE_URL, { name: `stablegate-${name}` })),
  ])
  const machineClock = given ?? realClock
  // Live mode has no clock but the machine's, whatever stands in a log.
  const testClock = given === undefined && !config.LIVEMODE ? new TestClock() : undefined
  const time = testClock && await followTime(store, testClock, logger)
  const clock = testClock ?? machineClock
  const limits = { maxBytes: config.LOG_STREAM_MAX_BYTES, replicas: config.LOG_STREAM_REPLICAS }
  const manager = await jetstreamManager(bus.nats)
  const client = jetstream(bus.nats)
  const metrics = makeMetrics()
  const local = new LocalRequests()
  const inbox = new Inbox(bus.nats)
  const bySend = natsSendOnce(inbox, telemetry)
  const byAsk = natsAskOnce(inbox)
  const sendOnce = overTheBus ? bySend : sendLocallyFirst(local, telemetry, bySend)
  const askOnce = overTheBus ? byAsk : askLocallyFirst(local, byAsk)
  const sender = natsCommandSender(sendOnce)
  const feed = new LogFeed(client, manager, limits, logger)
  const locks = new Locks(config.DATABASE_URL, logger)
  // Rows and cursors are lost together or not at all, and what is lost is folded again.
  const folds = openPool({
    url: config.DATABASE_URL, max: config.DATABASE_POOL_MAX * 2, name: `stablegate-${name}-folds`,
    settings: {
      synchronous_commit: 'off',
      // Arrays of one row and of a thousand need the same plan, which is dear to make for each. It is
      // made while the table is empty and must be right for a billion rows: by the key, never a scan.
      plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', enable_bitmapscan: 'off', jit: 'off',
    },
  })
  const parts: ProcessParts = {
    config, logger, clock, machineClock, metrics, telemetry, bus, feed, folds,
    store: config.DIE_AT === undefined || config.LIVEMODE ? store : dyingAt(store, config.DIE_AT), locks, sender, stopping, local,
    pace: new Pace(machineClock),
    alerts: makeAlerts(logger, metrics),
    publisher: new JetStreamPublisher(client, manager, limits, (batch) => feed.hand(batch)),
    commands: makeCommandClient(sendOnce, machineClock),
    queries: makeQueryClient(askOnce, machineClock),
  }
  return {
    parts,
    close: async () => {
      await time?.stop()
      await feed.close()
      await locks.close()
      if (!bus.nats.isClosed()) await bus.nats.drain().catch(() => undefined)
      await Promise.all([folds.end(), store.close(), telemetry.stop()])
      metrics.registry.clear()
    },
  }
}

/** Order matters: requests need commands, commands need consumers of others, all need the bus. */
const stopAll = async (
  services: readonly HostedService[], health: HealthServer, delayMs: number, close: () => Promise<void>,
): Promise<void> => {
  await sleep(delayMs)
  const all = (work: (hosted: HostedService) => Promise<void>): Promise<unknown> =>
    Promise.all(services.map(work))
  await all((hosted) => hosted.closeHttp())
  await all((hosted) => hosted.workers.stop())
  await all((hosted) => hosted.deactivate())
  await all((hosted) => hosted.closeServers())
  await all((hosted) => hosted.close())
  await health.close()
  await close()
}

const waitReady = async (status: () => Promise<HostStatus>, deadlineMs: number): Promise<void> => {
  const deadlineAtMs = performance.now() + deadlineMs
  for (;;) {
    const { ready, reasons } = await status()
    if (ready) return
    if (performance.now() > deadlineAtMs) {
      throw new Error(`not ready after ${deadlineMs} ms: ${reasons.join('; ')}`)
    }
    await sleep(readyPollMs)
  }
}

/** Runs one or several services in this process against real servers. */
export const boot = async (
  given: Service | readonly Service[], options: BootOptions = {},
): Promise<Running> => {
  useSmallBufferPool()
  const services: readonly Service[] = 'name' in given ? [given] : given
  const schemas = new Map(services.flatMap((service): [string, ZodType][] => {
    const schema = hostOf(service).config
    return schema === undefined ? [] : [[service.name, schema]]
  }))
  const config = readConfig({ ...options.env ?? process.env, ...options.config }, schemas)
  const name = services.length === 1 ? services[0]?.name ?? 'none' : 'stablegate'
  const logger = options.logger ?? makeLogger(config.process.LOG_LEVEL)
  const stopping = new AbortController()
  if (options.migrate === true) {
    await beforeDeadline(config.process.STARTUP_DEADLINE_MS, logger, 'the database', () =>
      prepare(config.process, services))
  }
  const { parts, close } = await openParts(
    config.process, name, logger, options.clock, stopping.signal,
    options.overTheBus === true)
  const hosted = services.map((service) =>
    new HostedService(parts, service, config.services.get(service.name)))
  const status = (): Promise<HostStatus> => hostStatus(parts, hosted)
  const health = new HealthServer(parts, status, () => hosted)
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping.abort()
    stopped ??= stopAll(hosted, health, config.process.SHUTDOWN_DELAY_MS, close)
    return stopped
  }
  try {
    await Promise.all([
      health.listen(),
      ...hosted.map((one) =>
        one.start(portOf(one.service, services, options, config.process), health.routes())),
    ])
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
  const find = (service: string): HostedService => {
    const found = hosted.find((one) => one.service.name === service)
    if (found === undefined) throw new Error(`${service} does not run in this process`)
    return found
  }
  return {
    urls: Object.fromEntries(hosted.map((one) => [one.service.name, one.url()])),
    healthUrl: health.url(),
    apps: Object.fromEntries(hosted.map((one) => [one.service.name, one.app])),
    commands: parts.commands,
    queries: parts.queries,
    context: (service) => find(service).context,
    handle: (service, envelope) => find(service).groups[0].running.handle(envelope),
    status,
    ready: (deadlineMs = 30_000) => waitReady(status, deadlineMs),
    retryParked: (service, consumer, log, key) =>
      find(service).groups[0].running.retryParked(consumer, log, key),
    skipParked: (service, consumer, log, position) =>
      find(service).groups[0].running.skipParked(consumer, log, position),
    stop,
  }
}
