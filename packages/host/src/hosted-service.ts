import type { INestMicroservice } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { encode, type Service } from '@stablegate/kernel'
import { Kysely, PostgresDialect } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type pg from 'pg'
import { consumerGroups, type ConsumerGroup } from './consumer-groups.ts'
import { assertMode } from './log-mode.ts'
import type { HostContext, HostOptions } from './host-options.ts'
import { serviceReportOf } from './host-status.ts'
import { closeHttp, makeApp, urlOf, type HealthRoutes } from './http-app.ts'
import { LogTransport } from './nats/log-transport.ts'
import { RequestServer, type RequestHandler } from './nats/request-server.ts'
import { nudgeSubject, querySubject, queueGroup } from './nats/subjects.ts'
import { openPool } from './postgres/pool.ts'
import { missingFrom, readSchemaOf, schemaOf } from './postgres/prepare.ts'
import { amountsByName } from './postgres/values.ts'
import type { ProcessParts } from './process-parts.ts'
import { commandHandlers, queryHandlers } from './request-handlers.ts'
import { ViewProgress } from './view-progress.ts'
import { WorkerRunner } from './worker-runner.ts'

// oxlint-disable-next-line typescript/no-explicit-any
type AnyTables = any

const kyselyOf = (pool: pg.Pool): Kysely<AnyTables> =>
  new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [amountsByName] })

const servicePools = (parts: ProcessParts, service: Service): { readonly tables: pg.Pool; readonly views: pg.Pool } => {
  const { DATABASE_URL: url, DATABASE_POOL_MAX: max } = parts.config
  const searchPath = [schemaOf(service), readSchemaOf(service)]
  return {
    tables: openPool({
      url, max, searchPath, name: `stablegate-${service.name}`,
      // Statements are planned while their tables are empty, and kept: by the key, never a scan.
      settings: { enable_seqscan: 'off', enable_bitmapscan: 'off', jit: 'off' },
    }),
    views: openPool({
      url, max, searchPath: searchPath.toReversed(), name: `stablegate-${service.name}-views`,
      settings: { default_transaction_read_only: 'on' },
    }),
  }
}

/** One service in this process: its Nest application, servers of commands and queries, consumers, workers. */
export class HostedService {
  readonly service: Service
  readonly context: HostContext
  readonly groups: readonly [ConsumerGroup, ...ConsumerGroup[]]
  readonly progress: ViewProgress
  readonly workers: WorkerRunner
  readonly #parts: ProcessParts
  readonly #options: HostOptions
  readonly #pools: ReturnType<typeof servicePools>
  readonly #commands: RequestServer
  readonly #queries: RequestServer
  readonly #commandHandlers: ReadonlyMap<string, RequestHandler>
  readonly #queryHandlers: ReadonlyMap<string, RequestHandler>
  #app: NestFastifyApplication | undefined
  #commandListener: INestMicroservice | undefined
  #takesCommands = false

  constructor(parts: ProcessParts, service: Service, ownConfig: unknown) {
    this.service = service
    this.#parts = parts
    this.#options = (service.host ?? {}) as HostOptions
    this.#pools = servicePools(parts, service)
    const views = kyselyOf(this.#pools.views) as unknown as ReadonlyKysely<AnyTables>
    this.context = {
      service,
      livemode: parts.config.LIVEMODE,
      config: (ownConfig ?? {}) as Readonly<Record<string, unknown>>,
      db: kyselyOf(this.#pools.tables),
      pool: this.#pools.tables,
      views,
      commands: parts.commands,
      queries: parts.queries,
      events: parts.store,
      tail: (log, listener) => parts.feed.listen(log, listener),
      logger: parts.logger.child({ service: service.name }),
      clock: parts.clock,
      machineClock: parts.machineClock,
      metrics: parts.metrics,
      stopping: parts.stopping,
    }
    this.groups = consumerGroups(parts, service)
    this.progress = new ViewProgress(parts, service, this.groups)
    this.workers = new WorkerRunner(parts, service.name, this.#options.workers?.(this.context) ?? [])
    const queue = queueGroup(service.name)
    this.#commandHandlers = commandHandlers(parts, service, this.groups[0].running)
    this.#queryHandlers = queryHandlers(
      parts, service, views, (after, reads) => this.progress.reached(after, reads))
    this.#commands = new RequestServer(parts.bus.nats, queue, this.#commandHandlers)
    this.#queries = new RequestServer(parts.bus.nats, queue, this.#queryHandlers)
  }

  get app(): NestFastifyApplication {
    if (this.#app === undefined) throw new Error(`${this.service.name} has not started`)
    return this.#app
  }

  get inFlight(): number {
    return this.#commands.inFlight + this.#queries.inFlight
  }

  /** A single writer that waits for its lock takes none. */
  get takesCommands(): boolean {
    return this.#takesCommands
  }

  url(): string {
    return urlOf(this.app, this.#parts.config.LISTEN_HOST)
  }

  async start(port: number, health: HealthRoutes): Promise<void> {
    const missing = await missingFrom(this.#pools.tables, this.service)
    if (missing.length > 0) {
      throw new Error(
        `the database of ${this.service.name} lacks ${missing.join(', ')}: run the migration `
        + '(node packages/host/dist/migrate.js <module of the service>) or boot with `migrate: true`')
    }
    await assertMode(this.#parts.store, this.service.name, this.#parts.config.LIVEMODE)
    const app = await makeApp(
      this.#options, this.context, health, this.context.logger, this.#parts.config.TRUSTED_PROXIES)
    this.#app = app
    this.#commandListener = app.connectMicroservice({ strategy: this.#commands })
    const queries = app.connectMicroservice({ strategy: this.#queries })
    const logs = app.connectMicroservice({
      strategy: new LogTransport(this.#parts.feed, this.groups.map(({ running }) => running)),
    })
    await logs.listen()
    this.#hearNudges()
    this.#answerOperators()
    this.#startGroups()
    this.workers.start()
    void this.#answerQueries(queries)
    if (this.#options.singleWriter !== true) await this.#takeCommands()
    await app.listen(port, this.#parts.config.LISTEN_HOST)
  }

  async closeHttp(): Promise<void> {
    if (this.#app !== undefined) await closeHttp(this.#app)
  }

  /** Answers what is in flight and takes no more. */
  async closeServers(): Promise<void> {
    this.#parts.local.close(this.#commandHandlers)
    this.#parts.local.close(this.#queryHandlers)
    await Promise.all([this.#commands.close(), this.#queries.close()])
  }

  async deactivate(): Promise<void> {
    await Promise.all(this.groups.map((group) => group.deactivate()))
  }

  async close(): Promise<void> {
    await Promise.all(this.groups.map((group) => group.stop()))
    await this.#app?.close()
    await Promise.all([this.#pools.tables.end(), this.#pools.views.end()])
  }

  #startGroups(): void {
    const [work, ...views] = this.groups
    const single = this.#options.singleWriter === true
    work.start(single
      ? {
          held: () => { void this.#takeCommands() },
          lost: () => {
            this.#takesCommands = false
            this.#parts.local.close(this.#commandHandlers)
            void this.#commands.close()
          },
        }
      : {})
    for (const group of views) group.start()
  }

  async #takeCommands(): Promise<void> {
    if (this.#parts.stopping.aborted) return
    await this.#commandListener?.listen()
    this.#takesCommands = true
    this.#parts.local.open(this.#commandHandlers)
  }

  async #answerQueries(listener: INestMicroservice): Promise<void> {
    if (!await this.progress.filled()) return
    await listener.listen()
    if (!this.#parts.stopping.aborted) this.#parts.local.open(this.#queryHandlers)
  }

  #hearNudges(): void {
    const [{ running, isHeld }] = this.groups
    this.#parts.bus.nats.subscribe(nudgeSubject(this.service.name), {
      callback: () => { if (isHeld()) running.nudge() },
    })
  }
  /** Where its work is done, and nowhere else: one answer to a question. */
  #answerOperators(): void {
    const [{ isHeld }] = this.groups
    const answer = async (respond: (text: string) => void): Promise<void> => {
      try {
        respond(encode({ status: 'answered', value: await serviceReportOf(this.#parts, this) }))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        respond(encode({ status: 'unavailable', reason }))
      }
    }
    this.#parts.bus.nats.subscribe(querySubject(this.service.name, 'host.consumers'), {
      callback: (error, message) => {
        if (error === null && isHeld()) void answer((text) => { message.respond(text) })
      },
    })
  }
}
