import { assertThat } from '../assert.ts'
import type { EventStore } from '../event-store.ts'
import type { Service } from '../service.ts'
import { viewsOf } from './built-in-views.ts'
import { ClockRunner } from './clock-runner.ts'
import { CommandHandler } from './command-handler.ts'
import { CommandSinks } from './command-sink.ts'
import { processSource, reactionSource } from './command-source.ts'
import { type Guards, type RuntimeLimits, allGuards, defaultLimits } from './limits.ts'
import { type ConsumerState, LogConsumer } from './log-consumer.ts'
import { Pace } from './pace.ts'
import {
  type Alerts, type Answer, type Clock, type CommandSender, type ConsumerStore, type Envelope,
  type LogBatch, type Logger, type Publisher, silent,
} from './ports.ts'
import { Relay } from './relay.ts'
import { Serial } from './serial.ts'
import { viewSink } from './view-sink.ts'

/** Everything a running service touches. An instance whose ports stop answering is simply dead. */
export type ServicePorts = {
  readonly store: EventStore
  readonly consumers: ConsumerStore
  readonly commands: CommandSender
  readonly publisher: Publisher
  readonly clock: Clock
  /** Shared by all that read from this store and fill views at the same time. */
  readonly pace?: Pace
  readonly alerts: Alerts
  readonly logger?: Logger
  /** Called after a commit of an instance that does not relay: the host tells the one that does. */
  readonly nudge?: (log: string) => void
  /** Kept with every event; left out where nobody runs for real, as in the simulator. */
  readonly livemode?: boolean
  readonly limits?: Partial<RuntimeLimits>
  /** Tests only. */
  readonly guards?: Partial<Guards>
}

export type StartOptions = {
  /** Answer commands only; consumers, relay and clocks wait for `activate()`. Default false. */
  readonly standby?: boolean
}

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
  /** A batch came from the bus. Never blocks: what does not fit is dropped, the store has it. */
  receive(batch: LogBatch): void
  /** Another instance has committed to this service's log. */
  nudge(): void
  /**
   * Resolves when all that listens here to the log has folded or answered everything up to the
   * position, and hurries it; or when the signal aborts.
   */
  passed(log: string, position: number, signal: AbortSignal): Promise<void>
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

class ServiceRuntime implements RunningService {
  readonly name: string
  readonly logs: readonly string[]
  readonly #handler: CommandHandler
  readonly #consumers: readonly LogConsumer[]
  readonly #views: readonly LogConsumer[]
  readonly #commandSinks: readonly CommandSinks[]
  readonly #relay: Relay
  /** Without aggregates there is no log of its own, and nothing to relay. */
  readonly #hasLog: boolean
  readonly #clocks: ClockRunner | undefined
  #active = false
  /** Activations and deactivations, one after the other. */
  readonly #changes = new Serial()

  constructor(service: Service, ports: ResolvedPorts) {
    this.name = service.name
    const committed = (log: string): void => {
      if (this.#active) this.#relay.nudge()
      else ports.nudge(log)
    }
    this.#handler = new CommandHandler(service, { ...ports, committed })
    this.#commandSinks = [
      ...service.processes.map((process) =>
        processSource(service, process, ports.store, ports.limits)),
      ...service.reactions.map(reactionSource),
    ].map((source) => new CommandSinks(service.name, source, ports))
    this.#views = viewsOf(service).map((view) =>
      new LogConsumer(viewSink(service.name, view, ports.limits.foldRestMs), ports, ports.pace))
    const commandConsumers = this.#commandSinks.map((sinks) => new LogConsumer(sinks, ports))
    this.#consumers = [...this.#views, ...commandConsumers]
    const names = new Set(this.#consumers.map(({ name, log }) => `${name} ${log}`))
    assertThat(names.size === this.#consumers.length, `two consumers of ${this.name} share a name`)
    this.logs = [...new Set(this.#consumers.map(({ log }) => log))]
    this.#relay = new Relay(service.name, ports)
    this.#hasLog = service.aggregates.length > 0
    const hasClocks = service.aggregates.some(({ clocks }) => clocks !== undefined)
    const recordsOutages = service.aggregates.some(({ outage }) => outage !== undefined)
    this.#clocks = hasClocks
      ? new ClockRunner(service.name, this.#consumers, recordsOutages, ports)
      : undefined
  }

  handle(envelope: Envelope): Promise<Answer> {
    return this.#handler.handle(envelope)
  }

  receive(batch: LogBatch): void {
    if (!this.#active) return
    for (const consumer of this.#consumers) {
      if (consumer.log === batch.log) consumer.receive(batch)
    }
  }

  nudge(): void {
    this.#relay.nudgeFromElsewhere()
  }

  async passed(log: string, position: number, signal: AbortSignal): Promise<void> {
    const listening = this.#consumers.filter((consumer) => consumer.log === log)
    await Promise.all(listening.map((consumer) => consumer.passed(position, signal)))
  }

  activate(): void {
    void this.#changes.run(async () => {
      this.#active = true
      for (const consumer of this.#consumers) consumer.start()
      if (this.#hasLog) this.#relay.start()
      this.#clocks?.start()
    })
  }

  deactivate(): Promise<void> {
    return this.#changes.run(async () => {
      this.#active = false
      // No new deadlines first; the relay last, so that what is still committed goes out.
      await this.#clocks?.stop()
      await Promise.all(this.#consumers.map((consumer) => consumer.stop()))
      await this.#relay.stop()
    })
  }

  async stop(): Promise<void> {
    await this.#changes.run(async () => {
      await this.#clocks?.stop()
      await Promise.all(this.#consumers.map((consumer) => consumer.stop()))
      await this.#handler.stop()
      this.#active = false
      await this.#relay.stop()
    })
  }

  status(): ServiceStatus {
    const consumers = this.#consumers.map((consumer) => this.#consumerStatus(consumer))
    return {
      name: this.name,
      active: this.#active,
      waitingCommands: this.#handler.waiting,
      consumers,
      parked: consumers.reduce((sum, { parked }) => sum + parked, 0),
      rebuilding: consumers.some(({ rebuilding }) => rebuilding),
      relay: { published: this.#relay.published, failing: this.#relay.failing },
    }
  }

  async retryParked(consumer: string, log: string, key?: string): Promise<number> {
    return this.#sinksOf(consumer, log).retryParked(key)
  }

  async skipParked(consumer: string, log: string, position: number): Promise<void> {
    return this.#sinksOf(consumer, log).skipParked(position)
  }

  #sinksOf(consumer: string, log: string): CommandSinks {
    const found = this.#commandSinks.find((sinks) => sinks.name === consumer && sinks.log === log)
    if (found === undefined) throw new Error(`${this.name} has no consumer ${consumer} of ${log}`)
    return found
  }

  #consumerStatus(consumer: LogConsumer): ConsumerStatus {
    const { name, log, state, reason, position, head, catchingUp } = consumer
    const sinks = this.#commandSinks.find((other) => other.name === name && other.log === log)
    return {
      name, log, state, position, head,
      ...(reason === undefined ? {} : { reason }),
      lag: Math.max(0, head - position),
      parked: sinks?.parked ?? 0,
      rebuilding: this.#active && catchingUp && this.#views.includes(consumer),
    }
  }
}

type ResolvedPorts = Required<Omit<ServicePorts, 'livemode' | 'limits' | 'guards'>> & {
  readonly livemode?: boolean | undefined
  readonly limits: RuntimeLimits
  readonly guards: Guards
}

/** Runs one service over its ports; the host and the simulator call the very same function. */
export const startService = (
  service: Service, ports: ServicePorts, options: StartOptions = {},
): RunningService => {
  const runtime = new ServiceRuntime(service, {
    ...ports,
    logger: ports.logger ?? silent,
    pace: ports.pace ?? new Pace(ports.clock),
    nudge: ports.nudge ?? (() => undefined),
    limits: { ...defaultLimits, ...ports.limits },
    guards: { ...allGuards, ...ports.guards },
  })
  if (options.standby !== true) runtime.activate()
  return runtime
}
