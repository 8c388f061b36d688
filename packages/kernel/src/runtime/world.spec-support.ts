import type { Command, Message } from '../decider.ts'
import { accept, reject } from '../decider.ts'
import { assertThat } from '../assert.ts'
import type { Append, AppendResult, EventStore, StoredEvent } from '../event-store.ts'
import { MemoryEventStore } from '../memory-store.ts'
import { type Aggregate, type MessageSpec, type Service, type View, defineService } from '../service.ts'
import { MemoryConsumerStore } from './memory-consumer-store.ts'
import type { AlertCode, Answer, Clock, CommandSender, Envelope, LogBatch, Publisher } from './ports.ts'
import { type RunningService, type ServicePorts, type StartOptions, startService } from './service-runtime.ts'

/** Time that only moves when a test moves it. */
export class ManualClock implements Clock {
  #nowMs = 1_000_000
  readonly #sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>()

  now(): number { return this.#nowMs }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) { resolve(); return }
      const sleeper = {
        atMs: this.#nowMs + delayMs,
        wake: () => {
          this.#sleepers.delete(sleeper)
          signal?.removeEventListener('abort', sleeper.wake)
          resolve()
        },
      }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', sleeper.wake, { once: true })
    })
  }

  /** Moves time on, waking sleepers in order and letting each do its work. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    await settle()
    for (;;) {
      const [next] = [...this.#sleepers].sort((a, b) => a.atMs - b.atMs)
      if (next === undefined || next.atMs > untilMs) break
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.wake()
      await settle()
    }
    this.#nowMs = untilMs
    await settle()
  }

  back(ms: number): void { this.#nowMs -= ms }
}

/** Lets everything happen that needs no time. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

type StoreCall = 'append' | 'readStream' | 'lastOf' | 'readLog' | 'head'

/** A store whose calls are counted and may be made to fail, before or after they had their effect. */
export class FaultyStore implements EventStore {
  readonly inner: MemoryEventStore
  readonly calls: { readonly name: StoreCall; readonly args: readonly unknown[] }[] = []
  /** Thrown once each, in order, before (nothing written) or after the call (written). */
  readonly faults: { readonly on: StoreCall; readonly when: 'before' | 'after'; readonly error: Error }[] = []
  /** Appends wait for it. */
  gate: Promise<void> = Promise.resolve()

  constructor(inner = new MemoryEventStore('one')) { this.inner = inner }

  count(name: StoreCall): number { return this.calls.filter((call) => call.name === name).length }

  async append(append: Append): Promise<AppendResult> {
    await this.gate
    return this.#call('append', [append], () => this.inner.append(append))
  }

  readStream(stream: string, from: number, limit?: number): Promise<readonly StoredEvent[]> {
    return this.#call('readStream', [stream, from, limit], () => this.inner.readStream(stream, from, limit))
  }

  lastOf(stream: string) { return this.#call('lastOf', [stream], () => this.inner.lastOf(stream)) }

  readLog(log: string, after: number, limit?: number): Promise<readonly StoredEvent[]> {
    return this.#call('readLog', [log, after, limit], () => this.inner.readLog(log, after, limit))
  }

  head(log: string) { return this.#call('head', [log], () => this.inner.head(log)) }
  async close(): Promise<void> {}

  async #call<T>(name: StoreCall, args: readonly unknown[], work: () => Promise<T>): Promise<T> {
    this.calls.push({ name, args })
    const at = this.faults.findIndex((fault) => fault.on === name)
    const [fault] = at === -1 ? [] : this.faults.splice(at, 1)
    if (fault?.when === 'before') throw fault.error
    const result = await work()
    if (fault?.when === 'after') throw fault.error
    return result
  }
}

export class RecordedAlerts {
  readonly raised: { readonly code: AlertCode; readonly details: Readonly<Record<string, unknown>> }[] = []
  raise(code: AlertCode, details: Readonly<Record<string, unknown>>): void { this.raised.push({ code, details }) }
  get codes(): readonly AlertCode[] { return this.raised.map(({ code }) => code) }
}

/** A bus that keeps what was published and hands it on as a test wants. */
export class TestBus implements Publisher {
  readonly published: LogBatch[] = []
  /** What reaches the consumers instead of one batch: [] loses it, twice repeats it. */
  deliver: (batch: LogBatch) => readonly LogBatch[] = (batch) => [batch]
  failing = false
  readonly listeners = new Set<(batch: LogBatch) => void>()

  async publish(batch: LogBatch): Promise<void> {
    if (this.failing) throw new Error('bus is down')
    this.published.push(batch)
    for (const delivered of this.deliver(batch)) for (const listener of this.listeners) listener(delivered)
  }

  async lastPublished(log: string) {
    if (this.failing) throw new Error('bus is down')
    const last = this.published.findLast((batch) => batch.log === log)
    return last && { incarnation: last.incarnation, position: last.last }
  }
}

const spec = (type: string, check: (data: Record<string, unknown>) => boolean, version = 1): MessageSpec => ({
  type, version,
  parse: (data) => {
    assertThat(typeof data === 'object' && data !== null, 'no object')
    assertThat(check(data as Record<string, unknown>), `not of ${type}`)
    return data
  },
})

type TallyCommand = Command<string, { key: string; amountMicro: bigint; name: string; dueAtMs: number; clockId: string }>
type TallyEvent =
  | Message<'added', { amountMicro: bigint; sumMicro: bigint }>
  | Message<'closed', { why: string }>
  | Message<'named', { name: string }>
  | Message<'timed', { clockId: string; dueAtMs: number }>
  | Message<'fired', { clockId: string }>
  | Message<'outage', { id: string; fromMs: number; toMs: number }>
/** Changed in place on purpose: the runtime must never use one it has spoilt. */
export type TallyState = { sumMicro: bigint; closed: boolean; clockId?: string }

export const tallyEvents: readonly MessageSpec[] = [
  spec('added', (data) => typeof data['amountMicro'] === 'bigint'),
  spec('closed', () => true), spec('named', () => true), spec('timed', () => true),
  spec('fired', () => true), spec('outage', () => true),
]

const verbs = ['add', 'close', 'name', 'time', 'clock', 'outage', 'pair', 'nothing']

export const tally: Aggregate<TallyCommand, TallyEvent, TallyState, string> = {
  name: 'tally',
  commands: verbs.map((verb) => spec(`counter.tally.${verb}`, (data) => typeof data['key'] === 'string')),
  events: tallyEvents,
  rejections: ['closed', 'too_much', 'name_taken', 'not_waiting'],
  key: (command) => (command.data as { key: string }).key,
  claims: (event) => event.type === 'named'
    ? [{ stream: `name-${event.data.name}`, rejected: 'name_taken' }] : [],
  clocks: (event) => {
    if (event.type === 'timed') return [{ kind: 'timer', clockId: event.data.clockId, dueAtMs: event.data.dueAtMs }]
    return event.type === 'fired' ? [{ kind: 'timer', off: true }] : []
  },
  outage: (event) => event.type === 'outage' ? event.data : undefined,
  decider: {
    initial: () => ({ sumMicro: 0n, closed: false }),
    decide: (command, state) => {
      const { data } = command
      switch (command.type) {
        case 'counter.tally.add': {
          if (state.closed) return reject('closed')
          const sumMicro = state.sumMicro + data.amountMicro
          assertThat(data.amountMicro !== 13n, 'thirteen breaks')
          if (sumMicro > 100n) return reject('too_much')
          return accept({ type: 'added', data: { amountMicro: data.amountMicro, sumMicro } })
        }
        case 'counter.tally.pair':
          // The same limit: what is refused to a copy must have been refused to its original.
          if (state.sumMicro + 2n > 100n) return reject('too_much')
          return accept(
            { type: 'added', data: { amountMicro: 1n, sumMicro: state.sumMicro + 1n } },
            { type: 'added', data: { amountMicro: 1n, sumMicro: state.sumMicro + 2n } },
          )
        case 'counter.tally.close':
          return state.closed ? accept() : accept({ type: 'closed', data: { why: 'asked' } })
        case 'counter.tally.name':
          return state.closed ? reject('closed') : accept({ type: 'named', data: { name: data.name } })
        case 'counter.tally.time':
          return accept({ type: 'timed', data: { clockId: data.clockId, dueAtMs: data.dueAtMs } })
        case 'counter.tally.outage':
          return accept({ type: 'outage', data: { id: 'o1', fromMs: 1, toMs: command.atMs } })
        case 'counter.tally.clock':
          if (state.clockId !== data.clockId) return reject('not_waiting')
          return accept({ type: 'fired', data: { clockId: data.clockId } })
        default:
          return accept()
      }
    },
    evolve: (state, event) => {
      switch (event.type) {
        case 'added':
          assertThat(event.data.amountMicro !== 66n, 'sixty-six cannot be folded')
          state.sumMicro += event.data.amountMicro
          assertThat(state.sumMicro === event.data.sumMicro, 'folded twice or on a stale state')
          return state
        case 'closed': state.closed = true; return state
        case 'timed': state.clockId = event.data.clockId; return state
        case 'fired': delete state.clockId; return state
        default: return state
      }
    },
  },
}

export type SumRow = { readonly id: string; readonly sum_micro: bigint; readonly events: number }

/** Counts events besides, so that one folded twice or never shows. */
export const sums: View<SumRow> = {
  name: 'sums', version: 1,
  events: tallyEvents.filter(({ type }) => type === 'added'),
  columns: { sum_micro: 'bigint', events: 'integer' },
  keys: (event) => [event.stream],
  apply: (row, event, key) => ({
    id: key,
    sum_micro: (row?.sum_micro ?? 0n) + (event.data as { amountMicro: bigint }).amountMicro,
    events: (row?.events ?? 0) + 1,
  }),
}

export const counter = (parts: Partial<Service> = {}): Service =>
  defineService({ name: 'counter', aggregates: [tally], views: [sums], ...parts })

let ids = 0
export const envelope = (verb: string, data: Readonly<Record<string, unknown>>, id = `c${ids += 1}`): Envelope => ({
  id, type: verb.includes('.') ? verb : `counter.tally.${verb}`, data: { key: 'a', ...data },
  actor: 'spec', correlationId: 'corr', causationId: 'cause',
})
export const add = (amountMicro: bigint, key = 'a', id?: string): Envelope => envelope('add', { amountMicro, key }, id)

/** One store, bus and clock, on which services are started. */
export class World {
  readonly clock = new ManualClock()
  readonly store: FaultyStore
  readonly bus = new TestBus()
  readonly alerts = new RecordedAlerts()
  readonly sent: Envelope[] = []
  /** May answer in the place of the service. */
  intercept: (envelope: Envelope) => Promise<Answer> | undefined = () => undefined
  readonly commands: CommandSender = {
    send: async (command) => {
      this.sent.push(command)
      const instead = await this.intercept(command)
      if (instead !== undefined) return instead
      const target = this.running.find(({ name }) => command.type.startsWith(`${name}.`))
      if (target === undefined) throw new Error('no responders')
      return target.handle(command)
    },
  }
  readonly running: RunningService[] = []
  readonly consumers = new Map<string, MemoryConsumerStore>()

  constructor(store = new FaultyStore()) { this.store = store }

  start(service: Service, ports: Partial<ServicePorts> = {}, options: StartOptions = {}): RunningService {
    const consumers = this.consumersOf(service.name)
    const running = startService(service, {
      store: this.store, consumers, commands: this.commands, publisher: this.bus,
      clock: this.clock, alerts: this.alerts, ...ports,
    }, options)
    this.bus.listeners.add((batch) => running.receive(batch))
    this.running.push(running)
    return running
  }

  consumersOf(service: string): MemoryConsumerStore {
    const consumers = this.consumers.get(service) ?? new MemoryConsumerStore()
    this.consumers.set(service, consumers)
    return consumers
  }

  /** The row of `sums` of a key. */
  sum(key = 'a'): SumRow | undefined {
    return this.consumersOf('counter').rows<SumRow>(sums).get(`counter.tally-${key}`)
  }

  streamOf(key: string): readonly StoredEvent[] { return this.store.inner.readStreamNow(`counter.tally-${key}`, 0) }
}
