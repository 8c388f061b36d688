import type { DynamicModule, Provider, Type } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { EventStore, LogBatch, Clock, Service } from '@stablegate/kernel'
import type { Kysely } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { ZodType } from 'zod'
import type { CommandClient } from './commands.ts'
import type { Metrics } from './metrics.ts'
import type { QueryClient } from './queries.ts'

// Controllers, workers and operational tables each name their own row types; the host keeps no schema.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyTables = any

/** Reads of the event store; appends belong to the command handler alone. */
export type EventReader = Pick<EventStore, 'readStream' | 'readLog' | 'head'>

/**
 * What a service's controllers, providers and workers get from the process around them. In Nest
 * classes: `constructor(@Inject(HOST) host: HostContext<Config>)`.
 */
export type HostContext<Config = Readonly<Record<string, unknown>>> = {
  readonly service: Service
  readonly livemode: boolean
  /** The service's own configuration, as `HostOptions.config` parsed it. */
  readonly config: Config
  /** Operational tables (migrations) of the service's schema, read and write. */
  readonly db: Kysely<AnyTables>
  /** The pool under `db`, for a library that wants one. int8 arrives as bigint. */
  readonly pool: Pool
  /** The service's read models under their plain names (`payments`, not `payments_v2`). */
  readonly views: ReadonlyKysely<AnyTables>
  readonly commands: CommandClient
  readonly queries: QueryClient
  readonly events: EventReader
  /**
   * Batches of a log as the bus brings them: fast, may be lost, repeated or out of order. For live
   * updates and wake-ups; the truth is in `events`. Ends with the returned function.
   */
  readonly tail: (log: string, listener: (batch: LogBatch) => void) => () => void
  readonly logger: Logger
  readonly clock: Clock
  /**
   * The machine's own time, which the clock of test mode never moves: for what is measured against
   * clocks outside, such as sessions of people, one-time codes and the time in a signature.
   */
  readonly machineClock: Clock
  readonly metrics: Metrics
  /** Aborts when the process begins to stop: end streams of updates, start nothing new. */
  readonly stopping: AbortSignal
}

/** Injection token of `HostContext`. */
export const HOST = Symbol('stablegate.host')

/**
 * Something that runs beside the consumers, such as a delivery loop. Of several replicas only one
 * runs a worker that is `exclusive`: `start` is called when this one becomes active, its signal
 * aborts when it is no more. `stop` ends what is in flight before the process closes.
 */
export interface Worker {
  readonly name: string
  readonly exclusive?: boolean
  start(signal: AbortSignal): void | Promise<void>
  stop(): Promise<void>
  /** Said in `/readyz`. */
  status?(): Readonly<Record<string, unknown>>
}

/** Why a request reaches no route: its path is no URL, it is no HTTP, it came too slowly, its headers are too large. */
export type UnreadReason = 'bad_url' | 'no_http' | 'too_slow' | 'headers_too_large'

export type UnreadAnswer = { readonly status: number; readonly contentType: string; readonly body: string }

/** What a service says to the host alone, as `service.host`. */
export type HostOptions<Config = AnyTables> = {
  readonly controllers?: readonly Type[]
  readonly providers?: readonly Provider[]
  readonly imports?: readonly (Type | DynamicModule)[]
  /**
   * Own variables by their names in the environment, an object schema: `z.object({ WEBHOOK_TIMEOUT_MS:
   * z.coerce.number().default(10_000) })`. A description (`.describe`) becomes part of error messages.
   */
  readonly config?: ZodType<Config>
  readonly workers?: (context: HostContext<Config>) => readonly Worker[]
  /** Called once before the application listens: global prefix, pipes, filters, documents, pages. */
  readonly setUp?: (app: NestFastifyApplication, context: HostContext<Config>) => void | Promise<void>
  /**
   * A service of one hot stream (ledger, matching): takes its lock before it subscribes to
   * commands, so that two live ones do not thrash. The fence stays the truth.
   */
  readonly singleWriter?: boolean
  readonly http?: {
    /** Bytes of a request's body at most, default 1 MiB. */
    readonly bodyLimitBytes?: number
    /** What is answered where no route or filter sees the request. Default: Fastify's own words. */
    readonly unread?: Readonly<Record<UnreadReason, UnreadAnswer>>
  }
}

/** Types `service.host`: `defineService({ ..., host: hostOptions<Config>({ ... }) })`. */
export const hostOptions = <Config = Readonly<Record<string, unknown>>>(
  options: HostOptions<Config>,
): HostOptions<Config> => options
