import {
  defineService, startService, viewConsumer, viewsOf, type AnyView, type RunningService, type Service, type ServicePorts,
} from '@stablegate/kernel'
import { HostControl } from './host-control.ts'
import { kernelLogger } from './logging.ts'
import { nudgeSubject } from './nats/subjects.ts'
import { PostgresConsumerStore } from './postgres/consumer-store.ts'
import { schemaOf } from './postgres/prepare.ts'
import type { ProcessParts } from './process-parts.ts'

/**
 * What one replica alone does for a service, under one lock. The work of a service (reactions,
 * processes, clocks, relay) is one group; each version of a view is another, so that a new program
 * fills its version while the old one still holds all the rest.
 */
export type ConsumerGroup = {
  readonly lockName: string
  readonly view?: AnyView
  readonly running: RunningService
  readonly start: (hooks?: { readonly held?: () => void; readonly lost?: () => void }) => void
  readonly isHeld: () => boolean
  /** Ends what is in flight; commands are still answered. */
  readonly deactivate: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * A cursor that moves late costs a repetition after a crash, one that moves often a commit each time.
 * That of a view tells other replicas how far its rows are; that of the work is only for its return.
 */
const cursorDelayMs = { view: 200, work: 1_000 }

const portsOf = (
  parts: ProcessParts, service: Service, kind: keyof typeof cursorDelayMs, isHeld: () => boolean,
): ServicePorts => ({
  store: parts.store,
  consumers: new PostgresConsumerStore(parts.folds, schemaOf(service), viewsOf(service)),
  commands: parts.sender,
  publisher: parts.publisher,
  clock: parts.clock,
  pace: parts.pace,
  livemode: parts.config.LIVEMODE,
  alerts: parts.alerts,
  logger: kernelLogger(parts.logger.child({ service: service.name })),
  // A view that rests shows a moment later to those who do not wait for it, and is much less work.
  limits: { cursorDelayMs: cursorDelayMs[kind], foldRestMs: 80 },
  nudge: (log) => {
    if (!isHeld() && !parts.bus.nats.isClosed()) parts.bus.nats.publish(nudgeSubject(log))
  },
})

const makeGroup = (
  parts: ProcessParts, service: Service, lockName: string, view: AnyView | undefined,
): ConsumerGroup => {
  let held = false
  let lock: { readonly release: () => Promise<void> } | undefined
  // Taking and losing the lock may follow each other faster than a deactivation ends.
  let turns: Promise<void> = Promise.resolve()
  const running = startService(
    service, portsOf(parts, service, view === undefined ? 'work' : 'view', () => held), { standby: true })
  // Operators speak to the group that has the reactions and processes: only those park.
  const control = view === undefined ? new HostControl(parts, service, running) : undefined
  const inTurn = (work: () => void | Promise<void>): Promise<void> => {
    turns = turns.then(work).catch((error: unknown) => {
      parts.logger.error({ err: error, lock: lockName }, 'changing between active and standby failed')
    })
    return turns
  }
  const relays = (isRelayed: boolean): void => {
    if (view === undefined) parts.feed.relays(service.name, isRelayed)
  }
  const deactivate = (): Promise<void> => inTurn(async () => {
    held = false
    control?.close()
    await running.deactivate()
    relays(false)
  })
  return {
    lockName,
    ...(view === undefined ? {} : { view }),
    running,
    isHeld: () => held,
    start: (hooks = {}) => {
      lock = parts.locks.want(lockName, {
        held: () => {
          parts.logger.debug({ lock: lockName }, 'active')
          void inTurn(() => {
            held = true
            running.activate()
            relays(true)
            control?.open()
            hooks.held?.()
          })
        },
        lost: () => {
          parts.logger.warn({ lock: lockName }, 'lost the lock, standing by')
          hooks.lost?.()
          void deactivate()
        },
      })
    },
    deactivate,
    stop: async () => {
      await deactivate()
      await running.stop()
      await lock?.release()
    },
  }
}

/** The group of the work first, then one a view; a view alone has no log, so only the work relays. */
export const consumerGroups = (
  parts: ProcessParts, service: Service,
): readonly [ConsumerGroup, ...ConsumerGroup[]] => {
  const work = makeGroup(parts, { ...service, views: [] }, `${service.name}/work`, undefined)
  const views = service.views.map((view) => makeGroup(
    parts, defineService({ name: service.name, views: [view] }),
    `${service.name}/${viewConsumer(view)}`, view))
  return [work, ...views]
}
