import type { EventStore, StoredEvent } from '../event-store.ts'
import type { RuntimeLimits } from './limits.ts'
import type { Alerts, Clock, LogBatch, Logger, Publisher } from './ports.ts'
import { Wake } from './wake.ts'

export type RelayPorts = {
  readonly store: EventStore
  readonly publisher: Publisher
  readonly clock: Clock
  readonly alerts: Alerts
  readonly logger: Logger
  readonly limits: RuntimeLimits
}

// Names, ids and quotes of an event around its data and metadata.
const envelopeBytes = 400

const sizeOf = (event: StoredEvent): number =>
  Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata) + envelopeBytes

/** Cuts events of a log that follow `previous` into batches below the limits; pure. */
export const toBatches = (
  log: string, incarnation: string, previous: number, events: readonly StoredEvent[],
  limits: { readonly relayBatchEvents: number; readonly relayBatchBytes: number },
): readonly LogBatch[] => {
  const batches: LogBatch[] = []
  let start = 0
  let bytes = 0
  const cut = (end: number): void => {
    const last = events[end - 1]
    if (last === undefined || end === start) return
    const before = batches.at(-1)?.last ?? previous
    const part = events.slice(start, end)
    batches.push({ log, incarnation, previous: before, last: last.position, events: part })
    start = end
    bytes = 0
  }
  for (const [index, event] of events.entries()) {
    const size = sizeOf(event)
    const full = index - start >= limits.relayBatchEvents || bytes + size > limits.relayBatchBytes
    if (full) cut(index)
    bytes += size
  }
  cut(events.length)
  return batches
}

/**
 * Puts a log on the bus, in order and fast. It may stop, fall behind or lose the bus: consumers
 * read the store for whatever they miss.
 */
export class Relay {
  readonly #log: string
  readonly #ports: RelayPorts
  readonly #wake = new Wake()
  #stop: AbortController | undefined
  #running: Promise<void> = Promise.resolve()
  #incarnation = ''
  #published = 0
  #failing = false
  /** Somebody else may have committed: what comes from this process is not all there is. */
  #elsewhere = true

  constructor(log: string, ports: RelayPorts) {
    this.#log = log
    this.#ports = ports
  }

  get published(): number { return this.#published }
  get failing(): boolean { return this.#failing }

  /** This instance has committed to the log. */
  nudge(): void {
    this.#wake.notify()
  }

  /** Another instance has. */
  nudgeFromElsewhere(): void {
    this.#elsewhere = true
    this.#wake.notify()
  }

  start(): void {
    if (this.#stop !== undefined) return
    const stop = new AbortController()
    this.#stop = stop
    this.#running = this.#run(stop.signal)
  }

  /** Tries once to publish what is in the log, and ends. */
  async stop(): Promise<void> {
    this.#stop?.abort()
    await this.#running
    this.#stop = undefined
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock, limits, logger } = this.#ports
    let backoffMs = limits.firstBackoffMs
    while (!stop.aborted) {
      const before = this.#published
      try {
        await this.#resume()
        await this.#follow(stop)
      } catch (error) {
        this.#failing = true
        if (this.#published !== before) backoffMs = limits.firstBackoffMs
        const reason = error instanceof Error ? error.message : String(error)
        logger.write('warn', 'relay starts anew', { log: this.#log, reason, backoffMs })
        await clock.sleep(backoffMs, stop)
        backoffMs = Math.min(backoffMs * 2, limits.longestBackoffMs)
      }
    }
  }

  /** Finds where the bus stands; a bus that holds nothing begins near the head. */
  async #resume(): Promise<void> {
    const { publisher, store, alerts, limits } = this.#ports
    const held = await publisher.lastPublished(this.#log)
    const head = await store.head(this.#log)
    const nearHead = Math.max(0, head.position - limits.relayBatchEvents)
    const knew = this.#incarnation === head.incarnation ? this.#published : nearHead
    this.#incarnation = head.incarnation
    if (held === undefined || held.incarnation !== head.incarnation) {
      this.#published = knew
    } else if (held.position > head.position) {
      alerts.raise('relay_ahead_of_log', {
        log: this.#log, bus: held.position, head: head.position, incarnation: head.incarnation,
      })
      this.#published = head.position
    } else this.#published = held.position
  }

  async #follow(stop: AbortSignal): Promise<void> {
    const { store, clock, limits } = this.#ports
    const poll = { clock, delayMs: limits.relayPollMs, beatMs: limits.relayPollMs / 2 }
    this.#elsewhere = true
    for (;;) {
      // A store gives what this process wrote from memory, and not yet what others wrote after it.
      const readsOn: boolean = this.#elsewhere || stop.aborted
      this.#elsewhere = false
      const events = await store.readLog(this.#log, this.#published, limits.pageEvents)
      await this.#publish(events)
      this.#failing = false
      if (events.length > 0 && (readsOn || events.length === limits.pageEvents)) {
        this.#elsewhere ||= readsOn
        continue
      }
      if (stop.aborted && events.length === 0) return
      const woken = await this.#wake.wait(stop, poll)
      if (woken || stop.aborted) continue
      this.#elsewhere = true
      const head = await store.head(this.#log)
      if (head.incarnation !== this.#incarnation) return
    }
  }

  async #publish(events: readonly StoredEvent[]): Promise<void> {
    const { publisher, limits } = this.#ports
    const batches = toBatches(this.#log, this.#incarnation, this.#published, events, limits)
    for (const batch of batches) {
      await publisher.publish(batch)
      this.#published = batch.last
    }
  }
}
