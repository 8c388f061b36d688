import type { ConsumerStatus as RuntimeStatus } from '@stablegate/kernel'
import pg from 'pg'
import type { HostedService } from './hosted-service.ts'
import { schemaOf } from './postgres/prepare.ts'
import type { ProcessParts } from './process-parts.ts'

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
  readonly relays: readonly {
    readonly log: string; readonly active: boolean; readonly published: number; readonly lag: number
    readonly failing: boolean
  }[]
  readonly workers: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What one service's consumers are doing, as `queries.<service>.host.consumers` shows it. */
export type ServiceReport = {
  readonly service: string
  /** Of the service's own log. */
  readonly head: number
  readonly relay: { readonly published: number; readonly lag: number; readonly failing: boolean }
  readonly waitingCommands: number
  readonly consumers: readonly Omit<ConsumerStatus, 'service'>[]
}

type Cursors = ReadonlyMap<string, { readonly position: number; readonly parked: number }>

const stateOf = (consumer: RuntimeStatus): ConsumerStatus['state'] => {
  switch (consumer.state) {
    case 'stopped': return 'stopped'
    case 'standby': return 'standby'
    case 'starting':
    case 'running': return consumer.rebuilding ? 'rebuilding' : 'active'
  }
}

const cursorsOf = async (parts: ProcessParts, hosted: HostedService): Promise<Cursors> => {
  const schema = pg.escapeIdentifier(schemaOf(hosted.service))
  const { rows } = await parts.folds.query<{ key: string; position: bigint; parked: number }>(
    `select c.consumer || ' ' || c.log as key, c.position, (
       select count(*)::integer from ${schema}.host_parked p
       where p.consumer = c.consumer and p.log = c.log) as parked
     from ${schema}.host_cursors c`)
  return new Map(rows.map(({ key, position, parked }) => [key, { position: Number(position), parked }]))
}

const consumersOf = (
  hosted: HostedService, heads: ReadonlyMap<string, number>, cursors: Cursors,
): readonly ConsumerStatus[] =>
  hosted.groups.flatMap((group) => group.running.status().consumers.map((consumer) => {
    const kept = cursors.get(`${consumer.name} ${consumer.log}`)
    const state = stateOf(consumer)
    // A standby hears of no progress; the cursors in the database do.
    const position = Math.max(state === 'standby' ? 0 : consumer.position, kept?.position ?? 0)
    const head = Math.max(heads.get(consumer.log) ?? 0, state === 'standby' ? 0 : consumer.head)
    return {
      service: hosted.service.name,
      consumer: consumer.name,
      log: consumer.log,
      state,
      position,
      lag: Math.max(0, head - position),
      parked: Math.max(consumer.parked, kept?.parked ?? 0),
      ...(consumer.reason === undefined ? {} : { alert: consumer.reason }),
    }
  }))

const logsOf = (services: readonly HostedService[]): readonly string[] => [...new Set(
  services.flatMap(({ service, groups }) =>
    [service.name, ...groups.flatMap(({ running }) => running.logs)]))]

const whyNotReady = (
  parts: ProcessParts, services: readonly HostedService[], consumers: readonly ConsumerStatus[],
  reachable: { readonly store: boolean; readonly database: boolean },
): readonly string[] => [
  ...(parts.stopping.aborted ? ['the process is stopping'] : []),
  ...(parts.bus.isConnected() ? [] : ['NATS is not connected']),
  ...(reachable.store ? [] : ['the event store does not answer']),
  ...(reachable.database ? [] : ['the database does not answer']),
  ...services.flatMap(({ service, progress }) =>
    progress.unfilled().map((view) => `${service.name}/${view} is being filled`)),
  ...consumers.filter(({ state }) => state === 'stopped').map(({ service, consumer, alert }) =>
    `${service}/${consumer} stopped: ${alert ?? 'no reason known'}`),
]

/** Looks at everything the process depends on and does. Parked events and lags are shown, not judged. */
export const hostStatus = async (
  parts: ProcessParts, services: readonly HostedService[],
): Promise<HostStatus> => {
  const logs = logsOf(services)
  const [heads, cursors] = await Promise.allSettled([
    Promise.all(logs.map(async (log) => [log, (await parts.store.head(log)).position] as const)),
    Promise.all(services.map((hosted) => cursorsOf(parts, hosted))),
  ])
  const known = new Map(heads.status === 'fulfilled' ? heads.value : [])
  const consumers = services.flatMap((hosted, index) => consumersOf(
    hosted, known, cursors.status === 'fulfilled' ? cursors.value[index] ?? new Map() : new Map()))
  const reachable = { store: heads.status === 'fulfilled', database: cursors.status === 'fulfilled' }
  const reasons = whyNotReady(parts, services, consumers, reachable)
  return {
    ready: reasons.length === 0,
    reasons,
    nats: parts.bus.isConnected() ? 'connected' : 'disconnected',
    eventStore: reachable.store ? 'reachable' : 'unreachable',
    database: reachable.database ? 'reachable' : 'unreachable',
    consumers,
    relays: services.map(({ service, groups: [work] }) => {
      const { published, failing } = work.running.status().relay
      const lag = work.isHeld() ? Math.max(0, (known.get(service.name) ?? 0) - published) : 0
      return { log: service.name, active: work.isHeld(), published, failing, lag }
    }),
    workers: Object.assign({}, ...services.map(({ workers }) => workers.status())) as HostStatus['workers'],
  }
}

/** Asked where the work of the service is done. */
export const serviceReportOf = async (parts: ProcessParts, hosted: HostedService): Promise<ServiceReport> => {
  const { service, groups: [work] } = hosted
  const [heads, cursors] = await Promise.all([
    Promise.all(logsOf([hosted]).map(async (log) => [log, (await parts.store.head(log)).position] as const)),
    cursorsOf(parts, hosted),
  ])
  const known = new Map(heads)
  const head = known.get(service.name) ?? 0
  const { relay: { published, failing }, waitingCommands } = work.running.status()
  return {
    service: service.name, head, waitingCommands,
    relay: { published, failing, lag: Math.max(0, head - published) },
    consumers: consumersOf(hosted, known, cursors).map(({ service: _, ...consumer }) => consumer),
  }
}
