import {
  type Answer,
  type AnyAggregate,
  type Append,
  type AppendResult,
  BrokenInvariant,
  type Cursor,
  type Envelope,
  type Guards,
  type LogBatch,
  MemoryConsumerStore,
  MemoryEventStore,
  type Message,
  type RecordedEvent,
  type RuntimeLimits,
  type Service,
  type StoredEvent,
  startService,
} from '@stablegate/kernel'
import { withFrozenEvents } from '../frozen-events.ts'
import { chances, type Fault, type FaultWatch } from './faults.ts'
import type { Instance } from './instance.ts'
import { Random } from './random.ts'
import { Scheduler } from './scheduler.ts'
import {
  sendCommand,
  simClock,
  simConsumers,
  simPublisher,
  SimStore,
  streamsOf,
} from './sim-ports.ts'
import { Violation } from './violation.ts'

export type WorldOptions = {
  readonly seed: number
  readonly services: readonly Service[]
  readonly startAtMs: number
  readonly guards?: Partial<Guards>
  /** Sees every event once, in the order of its log, in the step that appended it. */
  readonly onEvent: (event: StoredEvent) => void
  readonly onFault: FaultWatch
  /** Sees every refusal of a command whose stream stood still between its coming and its answer. */
  readonly onRefusal?: (refusal: Refusal) => void
}

export type Refusal = {
  readonly aggregate: AnyAggregate
  readonly stream: string
  readonly envelope: Envelope
  readonly code: string
  readonly nowMs: number
}

/** Rare polls: idle consumers must not fill the run with empty steps. */
const limits: Partial<RuntimeLimits> = {
  idleCheckMs: 45_000,
  relayPollMs: 30_000,
  clockPollMs: 20_000,
  foldEvents: 200,
  pageEvents: 200,
  foldRestMs: 40,
  longestBackoffMs: 10_000,
  relayBatchEvents: 20,
  queuedBatches: 32,
}

/** All services over one simulated store, bus, network and time. */
export class World {
  readonly random: Random
  readonly scheduler: Scheduler
  readonly store: MemoryEventStore
  readonly held = new Map<string, Cursor>()
  readonly consumers = new Map<string, MemoryConsumerStore>()
  readonly options: WorldOptions
  readonly #instances: Instance[] = []
  #faultsOn = false
  #violation: Violation | undefined
  #started = 0
  /** How many events each stream has. */
  readonly #revisions = new Map<string, number>()
  readonly #aggregates = new Map<string, AnyAggregate>()

  constructor(options: WorldOptions) {
    this.options = options
    this.random = new Random(options.seed)
    this.scheduler = new Scheduler(this.random, options.startAtMs)
    this.store = new MemoryEventStore('sim')
    for (const service of options.services) {
      for (const aggregate of service.aggregates) {
        for (const { type } of aggregate.commands) this.#aggregates.set(type, aggregate)
      }
      this.consumers.set(service.name, new MemoryConsumerStore())
      this.start(withFrozenEvents(service))
    }
  }

  get instances(): readonly Instance[] {
    return this.#instances
  }

  set faultsOn(on: boolean) {
    this.#faultsOn = on
  }

  get violation(): Violation | undefined {
    return this.#violation
  }

  /** Remembers the first violation; the run ends after the step. */
  violate(rule: string, details: string): void {
    this.#violation ??= new Violation(rule, details)
  }

  /** Does this fault happen now? If so it is counted, with the streams it touches. */
  strikes(fault: Fault, chance: number, streams: readonly string[] = []): boolean {
    if (!this.#faultsOn || !this.random.chance(chance)) return false
    this.options.onFault(fault, streams)
    return true
  }

  start(service: Service): Instance {
    this.#started += 1
    const instance: Instance = {
      service,
      number: this.#started,
      alive: true,
      slow: false,
      skewMs: 0,
      running: undefined,
    }
    const consumers = this.consumers.get(service.name) ?? new MemoryConsumerStore()
    instance.running = startService(service, {
      store: new SimStore(this, instance),
      consumers: simConsumers(this, instance, consumers),
      commands: { send: (envelope) => sendCommand(this, instance, envelope) },
      publisher: simPublisher(this, instance),
      clock: simClock(this, instance),
      alerts: {
        raise: (code, details) =>
          this.violate(`alert ${code}`, JSON.stringify(details).slice(0, 600)),
      },
      limits,
      guards: this.options.guards ?? {},
    })
    this.#instances.push(instance)
    return instance
  }

  crash(instance: Instance): void {
    instance.alive = false
    this.#instances.splice(this.#instances.indexOf(instance), 1)
  }

  of(service: string): readonly Instance[] {
    return this.#instances.filter((instance) => instance.service.name === service)
  }

  targetOf(service: string): Instance | undefined {
    const found = this.of(service)
    return found.length === 0 ? undefined : this.random.pick(found)
  }

  async handle(target: Instance, envelope: Envelope): Promise<Answer> {
    if (!target.running) return { status: 'retry', reason: 'starting' }
    const about = this.#decidedBy(target.service, envelope)
    const before = about && this.#revisions.get(about.stream)
    const answer = await target.running.handle(envelope)
    if (about && answer.status === 'rejected' && before === this.#revisions.get(about.stream)) {
      const nowMs = Math.floor(this.scheduler.nowMs) + target.skewMs
      this.options.onRefusal?.({ ...about, envelope, code: answer.code, nowMs })
    }
    return answer
  }

  #decidedBy(
    service: Service,
    envelope: Envelope,
  ): { readonly aggregate: AnyAggregate; readonly stream: string } | undefined {
    const aggregate = this.#aggregates.get(envelope.type)
    if (!aggregate) return undefined
    return {
      aggregate,
      stream: `${service.name}.${aggregate.name}-${aggregate.key(envelope as Message)}`,
    }
  }

  /** Sends as a client outside of all services does. */
  send(envelope: Envelope): Promise<Answer> {
    return sendCommand(this, undefined, envelope)
  }

  append(append: Append): AppendResult {
    const before = this.store.headNow(append.log).position
    let result: AppendResult
    try {
      result = this.store.appendNow(append)
    } catch (error) {
      if (error instanceof BrokenInvariant) this.violate('an event id counts once', error.message)
      throw error
    }
    if (result.status === 'appended') {
      try {
        for (const event of this.store.readLogNow(append.log, before)) {
          this.#revisions.set(event.stream, event.revision)
          this.options.onEvent(event)
        }
      } catch (error) {
        if (error instanceof Violation) this.violate(error.rule, error.details)
        else
          this.violate('the models follow', error instanceof Error ? error.message : String(error))
      }
    }
    return result
  }

  /** Puts a batch on the bus: to each live instance that listens, never, once or twice, soon or late. */
  publish(batch: LogBatch): void {
    const { log, incarnation, last } = batch
    const held = this.held.get(log)
    if (!held || held.position < last) this.held.set(log, { incarnation, position: last })
    const streams = streamsOf(batch)
    for (const instance of this.#instances) {
      if (!instance.running?.logs.includes(log)) continue
      const deliver = (): void => {
        if (instance.alive) instance.running?.receive(batch)
      }
      if (this.strikes('batch_lost', chances.batch_lost, streams)) continue
      if (this.strikes('batch_late', chances.batch_late, streams)) {
        this.scheduler.at(
          this.scheduler.nowMs + this.random.between(100, 60_000),
          instance,
          deliver,
        )
        continue
      }
      this.scheduler.later(instance, deliver)
      if (this.strikes('batch_repeated', chances.batch_repeated, streams)) {
        this.scheduler.at(this.scheduler.nowMs + this.random.between(1, 30_000), instance, deliver)
      }
    }
  }

  wipeBus(): void {
    this.held.clear()
  }

  checkCursor(consumer: string, from: Cursor | undefined, to: Cursor): void {
    if (from && to.position < from.position)
      this.violate('a cursor never goes back', `${consumer} ${from.position} -> ${to.position}`)
  }

  /** What is folded stands after the cursor, in order and not beyond where the cursor goes. */
  checkFold(
    view: string,
    from: Cursor | undefined,
    to: Cursor,
    events: readonly RecordedEvent[],
  ): void {
    let previous = from?.position ?? 0
    for (const { position } of events) {
      if (position <= previous || position > to.position) {
        this.violate(
          'a view folds each event once',
          `${view} folds ${position} after ${previous}, up to ${to.position}`,
        )
        return
      }
      previous = position
    }
  }
}
