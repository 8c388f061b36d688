import { BrokenInvariant } from '../assert.ts'
import type { EventStore, LogHead, StoredEvent } from '../event-store.ts'
import { ConsumerCursor, CursorMoved } from './consumer-cursor.ts'
import { UnknownVersion } from './event-codec.ts'
import type { EventSink, Session, SinkFactory } from './event-sink.ts'
import type { Guards, RuntimeLimits } from './limits.ts'
import type { Pace, Walk } from './pace.ts'
import type { Alerts, Clock, ConsumerStore, Cursor, LogBatch, Logger } from './ports.ts'
import { Wake } from './wake.ts'

export type ConsumerPorts = {
  readonly store: EventStore
  readonly consumers: ConsumerStore
  readonly clock: Clock
  readonly alerts: Alerts
  readonly logger: Logger
  readonly limits: RuntimeLimits
  readonly guards: Guards
}

export type ConsumerState = 'standby' | 'starting' | 'running' | 'stopped'

/** The log is not the one this consumer has read: only a human can say how to go on. */
class ForeignLog extends Error {
  override readonly name = 'ForeignLog'
}

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

type Passing = { readonly position: number; readonly pass: () => void }

/**
 * Reads one log for one view, reaction or process, each event once and in order. Batches of the
 * bus only make it fast: what they repeat is dropped and what they lack is read from the store.
 */
export class LogConsumer {
  readonly name: string
  readonly log: string
  readonly #sinks: SinkFactory
  readonly #ports: ConsumerPorts
  readonly #pace: Pace | undefined
  readonly #wake = new Wake()
  readonly #queue: LogBatch[] = []
  readonly #passing = new Set<Passing>()
  /** Ends a rest: somebody has begun to wait. */
  readonly #hurry = new Wake()
  #stop: AbortController | undefined
  #running: Promise<void> = Promise.resolve()
  #state: ConsumerState = 'standby'
  #reason: string | undefined
  #incarnation = ''
  /** Everything up to here was given to the sink. */
  #read = 0
  /** Everything up to here is folded or answered. */
  #done = 0
  #head = 0
  #goal = 0

  /** With a pace it keeps beside the others of it where they read the same history. */
  constructor(sinks: SinkFactory, ports: ConsumerPorts, pace?: Pace) {
    this.name = sinks.name
    this.log = sinks.log
    this.#sinks = sinks
    this.#ports = ports
    this.#pace = pace
  }

  get state(): ConsumerState { return this.#state }
  get reason(): string | undefined { return this.#reason }
  get position(): number { return this.#done }
  get head(): number { return Math.max(this.#head, this.#done) }
  /** Not yet at the head that it saw when it was started. */
  get catchingUp(): boolean { return this.#state !== 'running' || this.#done < this.#goal }

  start(): void {
    if (this.#stop !== undefined) return
    const stop = new AbortController()
    this.#stop = stop
    this.#state = 'starting'
    this.#reason = undefined
    this.#running = this.#run(stop.signal)
  }

  /** Takes nothing more, finishes what is in flight, keeps the cursor. */
  async stop(): Promise<void> {
    this.#stop?.abort()
    await this.#running
    this.#stop = undefined
    this.#state = 'standby'
    this.#queue.length = 0
  }

  /** What does not fit is dropped: the store has it. */
  receive(batch: LogBatch): void {
    if (this.#state !== 'running' && this.#state !== 'starting') return
    if (this.#queue.length < this.#ports.limits.queuedBatches) this.#queue.push(batch)
    else if (batch.incarnation === this.#incarnation) this.#heardOf(batch.last)
    this.#wake.notify()
  }

  /** Resolves when everything up to the position is folded or answered, or the signal aborts. */
  async passed(position: number, signal: AbortSignal): Promise<void> {
    if (this.#done >= position || signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const passing = { position, pass: () => resolve() }
    this.#passing.add(passing)
    this.#hurry.notify()
    signal.addEventListener('abort', passing.pass, { once: true })
    await promise
    signal.removeEventListener('abort', passing.pass)
    this.#passing.delete(passing)
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock, limits, alerts, logger } = this.#ports
    let backoffMs = limits.firstBackoffMs
    while (!stop.aborted) {
      const begun = this.#done
      try {
        await this.#session(stop)
        continue
      } catch (error) {
        const reason = messageOf(error)
        const details = { consumer: this.name, log: this.log, reason }
        const final = error instanceof ForeignLog || error instanceof UnknownVersion
          || error instanceof BrokenInvariant
        if (final) {
          this.#state = 'stopped'
          this.#reason = reason
          alerts.raise('consumer_stopped', details)
          return
        }
        const level = error instanceof CursorMoved ? 'info' : 'warn'
        logger.write(level, 'a consumer starts anew', details)
      }
      this.#state = 'starting'
      if (this.#done !== begun) backoffMs = limits.firstBackoffMs
      await clock.sleep(backoffMs, stop)
      backoffMs = Math.min(backoffMs * 2, limits.longestBackoffMs)
    }
  }

  async #session(stop: AbortSignal): Promise<void> {
    const ended = new AbortController()
    const end = (): void => ended.abort()
    stop.addEventListener('abort', end, { once: true })
    let failure: { readonly error: unknown } | undefined
    const fail = (error: unknown): void => {
      failure ??= { error }
      ended.abort()
    }
    try {
      const cursor = await this.#openCursor()
      const rest = (delayMs: number): Promise<void> => this.#rest(delayMs, ended.signal)
      const session: Session = { cursor, signal: ended.signal, fail, rest }
      const sink = await this.#sinks.open(session)
      if (stop.aborted) return
      this.#state = 'running'
      await Promise.all([
        this.#readAll(sink, ended.signal).catch(fail),
        this.#keepCursor(cursor, ended.signal).catch(fail),
      ])
      await sink.drain()
      if (failure !== undefined) throw failure.error
      await cursor.flush()
    } finally {
      stop.removeEventListener('abort', end)
    }
  }

  async #openCursor(): Promise<ConsumerCursor> {
    const { store, consumers } = this.#ports
    const of = { consumer: this.name, log: this.log }
    let kept = await consumers.cursor(this.name, this.log)
    const head = await store.head(this.log)
    if (kept === undefined && this.#sinks.from === 'now') {
      const moved = await consumers.advance(this.name, this.log, undefined, head, [])
      if (!moved) throw new CursorMoved(`${this.name} is at work elsewhere`)
      kept = head
    }
    this.#incarnation = kept?.incarnation ?? head.incarnation
    this.#read = kept?.position ?? 0
    this.#head = head.position
    this.#goal = head.position
    this.#check(head)
    this.#progress(this.#read)
    return new ConsumerCursor(consumers, of, this.#incarnation, kept, (position) => {
      this.#progress(position)
    })
  }

  async #keepCursor(cursor: ConsumerCursor, signal: AbortSignal): Promise<void> {
    const { clock, limits } = this.#ports
    while (!signal.aborted) {
      await cursor.behind.wait(signal)
      if (signal.aborted) return
      await clock.sleep(limits.cursorDelayMs, signal)
      await cursor.flush()
    }
  }

  async #readAll(sink: EventSink, signal: AbortSignal): Promise<void> {
    const { store, clock, limits } = this.#ports
    const idle = { clock, delayMs: limits.idleCheckMs, beatMs: limits.idleCheckMs / 4 }
    while (!signal.aborted) {
      if (this.#queue.length > 0) await this.#takeQueued(sink, signal)
      else if (this.#head > this.#read) await this.#readGap(sink, this.#head, signal)
      else if (!await this.#wake.wait(signal, idle) && !signal.aborted) {
        // A lost tail has no next message to reveal it.
        const head = await store.head(this.log)
        this.#check(head)
        this.#heardOf(head.position)
      }
    }
  }

  /** Joins queued batches that follow each other and gives them to the sink at once. */
  async #takeQueued(sink: EventSink, signal: AbortSignal): Promise<void> {
    const { foldEvents } = this.#ports.limits
    let events: StoredEvent[] = []
    let position = this.#read
    const give = async (): Promise<void> => {
      const batch = events
      events = []
      if (position !== this.#read) await this.#give(sink, batch, position)
    }
    while (this.#queue.length > 0 && !signal.aborted) {
      const batch = this.#queue.shift()
      if (batch === undefined || !await this.#isOurs(batch)) continue
      if (!this.#ports.guards.cursorCheck) {
        await this.#give(sink, batch.events, batch.last)
        continue
      }
      if (batch.last <= position) continue
      if (batch.previous > position) {
        await give()
        await this.#readGap(sink, batch.previous, signal)
        position = this.#read
        if (batch.last <= position) continue
        // The store is behind the bus: the next look at its head repairs this.
        if (batch.previous > position) return
      }
      for (const event of batch.events) if (event.position > position) events.push(event)
      position = batch.last
      if (events.length >= foldEvents) await give()
    }
    if (this.#ports.guards.cursorCheck) await give()
  }

  async #isOurs(batch: LogBatch): Promise<boolean> {
    if (batch.incarnation === this.#incarnation) return true
    // Either an old message of the bus or a restored log: the store knows which.
    this.#check(await this.#ports.store.head(this.log))
    return false
  }

  async #readGap(sink: EventSink, until: number, signal: AbortSignal): Promise<void> {
    const walk = this.#pace?.join(this.log, this.#read)
    try {
      await this.#readPages(sink, until, signal, walk)
    } finally {
      walk?.leave()
    }
  }

  async #readPages(
    sink: EventSink, until: number, signal: AbortSignal, walk: Walk | undefined,
  ): Promise<void> {
    const { store, limits } = this.#ports
    let begun: Promise<readonly StoredEvent[]> | undefined
    while (this.#read < until && !signal.aborted) {
      const page = await (begun ?? store.readLog(this.log, this.#read, limits.pageEvents))
      const last = page.at(-1)
      if (last === undefined) {
        // What was heard of is not in the store (yet): wait for the next look at its head.
        this.#head = this.#read
        return
      }
      await walk?.together(limits.pageEvents, signal)
      if (signal.aborted) return
      // The next page is on its way while this one is worked in.
      begun = last.position < until ? store.readLog(this.log, last.position, limits.pageEvents) : undefined
      begun?.catch(() => undefined)
      await this.#give(sink, page, last.position)
      walk?.moved(last.position)
    }
  }

  async #give(sink: EventSink, events: readonly StoredEvent[], position: number): Promise<void> {
    await sink.take(events, position)
    this.#read = position
    this.#heardOf(position)
  }

  async #rest(delayMs: number, signal: AbortSignal): Promise<void> {
    for (const { position } of this.#passing) if (position > this.#done) return
    await this.#hurry.wait(signal, { clock: this.#ports.clock, delayMs })
  }

  #check(head: LogHead): void {
    const at: Cursor = { incarnation: this.#incarnation, position: this.#read }
    if (head.incarnation !== at.incarnation) {
      throw new ForeignLog(`cursor of incarnation ${at.incarnation}, log of ${head.incarnation}`)
    }
    if (this.#ports.guards.cursorCheck && head.position < at.position) {
      throw new ForeignLog(`cursor at ${at.position} is beyond the head ${head.position}`)
    }
  }

  #heardOf(position: number): void {
    this.#head = Math.max(this.#head, position)
  }

  #progress(position: number): void {
    this.#done = position
    for (const { position: wanted, pass } of this.#passing) if (position >= wanted) pass()
  }
}
