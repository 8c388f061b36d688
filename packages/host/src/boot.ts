import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Clock, Service } from '@stablegate/kernel'
import type { Logger } from 'pino'
import type { CommandClient } from './commands.ts'
import type { HostContext } from './host-options.ts'
import type { QueryClient } from './queries.ts'

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
}

export type ConsumerStatus = {
  readonly service: string
  readonly consumer: string
  readonly log: string
  readonly state: 'active' | 'standby' | 'rebuilding' | 'stopped'
  readonly position: number
  readonly lag: number
  readonly parked: number
  readonly alert?: string
}

export type HostStatus = {
  readonly ready: boolean
  /** Why not ready; empty when ready. */
  readonly reasons: readonly string[]
  readonly nats: 'connected' | 'disconnected'
  readonly eventStore: 'reachable' | 'unreachable'
  readonly database: 'reachable' | 'unreachable'
  readonly consumers: readonly ConsumerStatus[]
  readonly relays: readonly { readonly log: string; readonly active: boolean; readonly lag: number }[]
  readonly workers: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** One process with its services, running. */
export type Running = {
  /** Base URL by service, e.g. `http://127.0.0.1:8080`. */
  readonly urls: Readonly<Record<string, string>>
  readonly apps: Readonly<Record<string, NestFastifyApplication>>
  readonly commands: CommandClient
  readonly queries: QueryClient
  context(service: string): HostContext
  status(): Promise<HostStatus>
  /** Resolves when every service is ready; throws with the reasons after the deadline (default 30 s). */
  ready(deadlineMs?: number): Promise<void>
  /** Stops taking, finishes what is in flight, answers, flushes, closes. May be called twice. */
  stop(): Promise<void>
}

/** Runs one or several services in this process against real servers. */
export const boot = async (
  _services: Service | readonly Service[], _options: BootOptions = {},
): Promise<Running> => {
  throw new Error('boot is being written')
}
