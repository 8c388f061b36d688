import type { Alerts, Clock, CommandSender, EventStore, Pace, Publisher } from '@stablegate/kernel'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { CommandClient } from './commands.ts'
import type { ProcessConfig } from './config.ts'
import type { LocalRequests } from './local-requests.ts'
import type { Metrics } from './metrics.ts'
import type { BusConnection } from './nats/connection.ts'
import type { LogFeed } from './nats/log-feed.ts'
import type { Locks } from './postgres/locks.ts'
import type { QueryClient } from './queries.ts'
import type { Telemetry } from './telemetry.ts'

/** What all services of one process share. */
export type ProcessParts = {
  readonly config: ProcessConfig
  readonly logger: Logger
  readonly clock: Clock
  readonly machineClock: Clock
  readonly metrics: Metrics
  readonly telemetry: Telemetry
  readonly alerts: Alerts
  readonly bus: BusConnection
  readonly feed: LogFeed
  readonly publisher: Publisher
  readonly store: EventStore
  /** Views that fill themselves read the store's pages side by side. */
  readonly pace: Pace
  /** For cursors and rows of views; commits asynchronously. */
  readonly folds: pg.Pool
  readonly locks: Locks
  readonly sender: CommandSender
  readonly local: LocalRequests
  readonly commands: CommandClient
  readonly queries: QueryClient
  readonly stopping: AbortSignal
}
