import type { EventStore } from '../event-store.ts'
import type { Service } from '../service.ts'
import type { Guards, RuntimeLimits } from './limits.ts'
import type {
  Alerts, Answer, Clock, CommandSender, ConsumerStore, Envelope, LogBatch, Logger, Publisher,
} from './ports.ts'

/** Everything a running service touches. An instance whose ports stop answering is simply dead. */
export type ServicePorts = {
  readonly store: EventStore
  readonly consumers: ConsumerStore
  readonly commands: CommandSender
  readonly publisher: Publisher
  readonly clock: Clock
  readonly alerts: Alerts
  readonly logger?: Logger
  /** Called after a commit of an instance that does not itself relay: the host tells the one that does. */
  readonly nudge?: (log: string) => void
  readonly limits?: Partial<RuntimeLimits>
  /** Tests only. */
  readonly guards?: Partial<Guards>
}

export type StartOptions = {
  /** Answer commands only; consumers, relay and clocks wait for `activate()`. Default false. */
  readonly standby?: boolean
}

export type ConsumerState = 'standby' | 'starting' | 'running' | 'stopped'

export type ConsumerStatus = {
  /** As in `ConsumerStore`: `view:<name>_v<version>`, `reaction:<name>` or `process:<name>`. */
  readonly name: string
  readonly log: string
  readonly state: ConsumerState
  /** Why it stopped. */
  readonly reason?: string
  /** All events up to here are folded or answered. */
  readonly position: number
  /** The last position of the log this consumer has heard of. */
  readonly head: number
  readonly lag: number
  readonly parked: number
  /** A view that has not yet reached the head it saw when it was activated. */
  readonly rebuilding: boolean
}

export type ServiceStatus = {
  readonly name: string
  readonly active: boolean
  readonly waitingCommands: number
  readonly consumers: readonly ConsumerStatus[]
  readonly parked: number
  readonly rebuilding: boolean
  readonly relay: { readonly published: number; readonly failing: boolean }
}

export type RunningService = {
  readonly name: string
  /** The logs whose batches this service wants, its own included when anything listens to it. */
  readonly logs: readonly string[]
  /** Decides one command; never throws. */
  handle(envelope: Envelope): Promise<Answer>
  /** A batch came from the bus. Never blocks: what does not fit is dropped and read from the store. */
  receive(batch: LogBatch): void
  /** Another instance has committed to this service's log. */
  nudge(): void
  /** Starts consumers, relay and clocks: this instance is now the active one. */
  activate(): void
  /** Stops them after what is in flight; commands are still answered. */
  deactivate(): Promise<void>
  status(): ServiceStatus
  /**
   * Handles parked events again, in order, of one key or of all; answers how many went through.
   * A key that breaks again stays parked from there on. Only on the active instance.
   */
  retryParked(consumer: string, log: string, key?: string): Promise<number>
  /** Gives up one parked event for ever; the recorded decision to do so is the caller's matter. */
  skipParked(consumer: string, log: string, position: number): Promise<void>
  /** Drains: refuses new commands with `retry`, finishes what is in flight, relays the rest. */
  stop(): Promise<void>
}

/** Runs one service over its ports; the host and the simulator call the very same function. */
export const startService = (
  _service: Service, _ports: ServicePorts, _options: StartOptions = {},
): RunningService => {
  throw new Error('not built yet')
}
