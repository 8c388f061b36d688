import { BrokenInvariant, assertThat } from '../assert.ts'
import type { EventStore, StoredEvent } from '../event-store.ts'
import type { CommandToSend, RecordedEvent } from '../service.ts'
import { type Delivered, type DeliveryPorts, deliver } from './command-delivery.ts'
import type { CommandSource } from './command-source.ts'
import { decodeEvent } from './event-codec.ts'
import type { EventSink, Session, SinkFactory } from './event-sink.ts'
import { derivedCommandId } from './ids.ts'
import { KeyLanes } from './key-lanes.ts'
import type { Alerts, ConsumerStore } from './ports.ts'
import { Serial } from './serial.ts'
import { Wake } from './wake.ts'
import { Watermark } from './watermark.ts'

export type CommandSinkPorts = DeliveryPorts & {
  readonly store: EventStore
  readonly consumers: ConsumerStore
  readonly alerts: Alerts
}

/** A command with its place among those of its event, from which its id is derived. */
type Lane = { readonly ordinal: number; readonly command: CommandToSend }[]

const lanesOf = (commands: readonly CommandToSend[]): readonly Lane[] => {
  const lanes = new Map<string, Lane>()
  for (const [ordinal, command] of commands.entries()) {
    const { lane = '' } = command
    const known = lanes.get(lane)
    if (known === undefined) lanes.set(lane, [{ ordinal, command }])
    else known.push({ ordinal, command })
  }
  return [...lanes.values()]
}

/** Events in, commands out: in order per key, keys beside each other, each until it is answered. */
class CommandSink implements EventSink {
  readonly #service: string
  readonly #source: CommandSource
  readonly #ports: CommandSinkPorts
  readonly #session: Session
  readonly #lanes: KeyLanes
  readonly #watermark: Watermark
  readonly #room = new Wake()
  readonly #retries = new Serial()
  /** Keys that wait behind a parked event, with how many are parked. */
  readonly #parked = new Map<string, number>()

  constructor(service: string, source: CommandSource, ports: CommandSinkPorts, session: Session) {
    this.#service = service
    this.#source = source
    this.#ports = ports
    this.#session = session
    this.#lanes = new KeyLanes(ports.limits.parallelKeys)
    this.#watermark = new Watermark(session.cursor.position)
  }

  async open(): Promise<this> {
    const { name, log } = this.#source
    for (const { key } of await this.#ports.consumers.parked(name, log)) this.#countParked(key, 1)
    return this
  }

  get ended(): boolean {
    return this.#session.signal.aborted
  }

  get parked(): number {
    let sum = 0
    for (const count of this.#parked.values()) sum += count
    return sum
  }

  async take(events: readonly StoredEvent[], position: number): Promise<void> {
    const { signal, cursor } = this.#session
    for (const stored of events) {
      const spec = this.#source.specOf(stored)
      if (spec === undefined) {
        this.#watermark.seen(stored.position)
        continue
      }
      const event = decodeEvent(spec, stored)
      const key = this.#source.keyOf(event)
      while (this.#watermark.open >= this.#ports.limits.unansweredEvents) {
        if (signal.aborted) return
        await this.#room.wait(signal)
      }
      this.#watermark.begin(event.position)
      this.#lanes.submit(key, () => this.#handle(key, event))
    }
    this.#watermark.seen(position)
    cursor.reached(this.#watermark.position)
  }

  async drain(): Promise<void> {
    await this.#lanes.idle()
    await this.#retries.run(async () => undefined)
  }

  /** See `RunningService.retryParked`. */
  retryParked(only: string | undefined): Promise<number> {
    return this.#retries.run(async () => {
      const keys = only === undefined ? [...this.#parked.keys()] : [only]
      let through = 0
      for (const key of keys) through += await this.#retryKey(key)
      return through
    })
  }

  /** See `RunningService.skipParked`. */
  skipParked(position: number): Promise<void> {
    return this.#retries.run(async () => {
      const { name, log } = this.#source
      const all = await this.#ports.consumers.parked(name, log)
      const parked = all.find((other) => other.position === position)
      assertThat(parked, `${name} has not parked ${log}:${position}`)
      await this.#unpark(parked.key, position)
    })
  }

  async #handle(key: string, event: RecordedEvent): Promise<void> {
    const { signal, fail } = this.#session
    if (signal.aborted) return
    try {
      const delivered: Delivered = this.#parked.has(key)
        ? { status: 'broken', reason: 'waits behind a parked event of its key' }
        : await this.#deliverAll(event)
      // What was not answered stays open: the cursor does not pass it, the next run has it again.
      if (delivered.status === 'stopped') return
      if (delivered.status === 'broken') this.#park(key, event, delivered.reason)
      this.#done(event.position)
    } catch (error) {
      fail(error)
    }
  }

  /** All lanes to their end: what is under way when one breaks must not go on behind the event's back. */
  async #deliverAll(event: RecordedEvent): Promise<Delivered> {
    try {
      const commands = await this.#source.commandsOf(event)
      const lanes = lanesOf(commands)
      const [only] = lanes
      if (only !== undefined && lanes.length === 1) return await this.#deliverLane(event, only)
      const settled = await Promise.allSettled(lanes.map((lane) => this.#deliverLane(event, lane)))
      const ends = settled.map((end) => {
        if (end.status === 'rejected') throw end.reason
        return end.value
      })
      return ends.find(({ status }) => status === 'stopped')
        ?? ends.find(({ status }) => status === 'broken') ?? { status: 'answered' }
    } catch (error) {
      if (error instanceof BrokenInvariant) return { status: 'broken', reason: error.message }
      throw error
    }
  }

  async #deliverLane(event: RecordedEvent, lane: Lane): Promise<Delivered> {
    const { traceparent, correlationId } = event.metadata
    for (const { ordinal, command: { type, data } } of lane) {
      const delivered = await deliver({
        id: derivedCommandId(event.id, this.#source.name, ordinal),
        type, data,
        actor: `${this.#service}/${this.#source.name}`,
        correlationId,
        causationId: event.id,
        ...(traceparent === undefined ? {} : { traceparent }),
      }, this.#ports, this.#session.signal)
      if (delivered.status !== 'answered') return delivered
    }
    return { status: 'answered' }
  }

  #park(key: string, event: RecordedEvent, reason: string): void {
    const { name: consumer, log } = this.#source
    const { position } = event
    const parkedAtMs = this.#ports.clock.now()
    if (!this.#parked.has(key)) {
      this.#ports.alerts.raise('event_parked', { consumer, log, key, position, reason })
    }
    this.#countParked(key, 1)
    this.#session.cursor.park({ consumer, log, key, position, reason, parkedAtMs })
  }

  #done(position: number): void {
    this.#watermark.done(position)
    this.#session.cursor.reached(this.#watermark.position)
    this.#room.notify()
  }

  async #retryKey(key: string): Promise<number> {
    const { consumers, store } = this.#ports
    const { name, log } = this.#source
    let through = 0
    for (;;) {
      await this.#session.cursor.flush()
      const parked = await consumers.parked(name, log)
      const first = parked.find((other) => other.key === key)
      if (first === undefined) return through
      const [stored] = await store.readLog(log, first.position - 1, 1)
      assertThat(stored?.position === first.position, `${log}:${first.position} is not in the log`)
      const spec = this.#source.specOf(stored)
      // A program that no longer listens to the event has nothing to do for it.
      if (spec !== undefined) {
        const delivered = await this.#deliverAll(decodeEvent(spec, stored))
        if (delivered.status !== 'answered') return through
      }
      await this.#unpark(key, first.position)
      through += 1
    }
  }

  async #unpark(key: string, position: number): Promise<void> {
    await this.#ports.consumers.unpark(this.#source.name, this.#source.log, position)
    // The last one gone, events of the key are handled again as they come.
    this.#countParked(key, -1)
  }

  #countParked(key: string, change: number): void {
    const count = (this.#parked.get(key) ?? 0) + change
    if (count > 0) this.#parked.set(key, count)
    else this.#parked.delete(key)
  }
}

/** The sinks of one reaction or process, one for each run of its consumer. */
export class CommandSinks implements SinkFactory {
  readonly name: string
  readonly log: string
  readonly from: 'start' | 'now'
  readonly #service: string
  readonly #source: CommandSource
  readonly #ports: CommandSinkPorts
  #current: CommandSink | undefined

  constructor(service: string, source: CommandSource, ports: CommandSinkPorts) {
    this.name = source.name
    this.log = source.log
    this.from = source.from
    this.#service = service
    this.#source = source
    this.#ports = ports
  }

  /** How many events are parked, as far as a consumer that runs here knows. */
  get parked(): number {
    return this.#current?.parked ?? 0
  }

  async open(session: Session): Promise<EventSink> {
    this.#current = await new CommandSink(this.#service, this.#source, this.#ports, session).open()
    return this.#current
  }

  async retryParked(key: string | undefined): Promise<number> {
    return this.#active().retryParked(key)
  }

  async skipParked(position: number): Promise<void> {
    return this.#active().skipParked(position)
  }

  #active(): CommandSink {
    const current = this.#current
    if (current === undefined || current.ended) throw new Error(`${this.name} does not run here`)
    return current
  }
}
