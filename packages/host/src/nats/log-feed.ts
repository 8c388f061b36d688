import { setTimeout as sleep } from 'node:timers/promises'
import {
  DeliverPolicy, type ConsumerMessages, type JetStreamClient, type JetStreamManager, type JsMsg,
} from '@nats-io/jetstream'
import type { LogBatch } from '@stablegate/kernel'
import type { Logger } from 'pino'
import { ensureStream, streamOf, type LogStreamLimits } from './log-stream.ts'
import { cursorOf } from './publisher.ts'
import { logStream } from './subjects.ts'

type Listener = (batch: LogBatch) => void

/** What the relay of this process handed over without a gap: all after `from` up to `last`. */
type Handed = { readonly incarnation: string; readonly from: number; readonly last: number }

const maxWaitingMessages = 100
const pullExpiryMs = 10_000
const heartbeatMs = 1_000
const watchMs = 2_000
const retryMs = 250

/**
 * One ordered consumer a log and process, fanned out to all who listen in this process. It starts
 * with the last batch; history comes from the store. While the log is relayed by this process there
 * is none: all that the bus could bring was handed over before. An ordered consumer waits for ever on a stream
 * that was deleted and made again, so a watch compares the stream with the one it was opened on.
 */
export class LogFeed {
  readonly #client: JetStreamClient
  readonly #manager: JetStreamManager
  readonly #limits: LogStreamLimits
  readonly #logger: Logger
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #handed = new Map<string, Handed>()
  readonly #loops: Promise<void>[] = []
  readonly #stopping = new AbortController()
  /** Logs that this process relays, and what ends the wait or the consumer when that changes. */
  readonly #relayed = new Set<string>()
  readonly #change = new Map<string, () => void>()

  constructor(
    client: JetStreamClient, manager: JetStreamManager, limits: LogStreamLimits, logger: Logger,
  ) {
    this.#client = client
    this.#manager = manager
    this.#limits = limits
    this.#logger = logger
  }

  /** Calls the listener with every batch from about now on; it must not block. */
  listen(log: string, listener: Listener): () => void {
    const known = this.#listeners.get(log)
    const listeners = known ?? new Set()
    listeners.add(listener)
    if (known === undefined) {
      this.#listeners.set(log, listeners)
      this.#loops.push(this.#run(log))
    }
    return () => { listeners.delete(listener) }
  }

  /**
   * A batch from the relay of this process, given to all who listen here before the bus has it:
   * they need not wait for its way there and back, and it is not parsed again when it comes.
   */
  hand(batch: LogBatch): void {
    const { log, incarnation, previous, last } = batch
    const before = this.#handed.get(log)
    const follows = before?.incarnation === incarnation && before.last === previous
    this.#handed.set(log, { incarnation, from: follows ? before.from : previous, last })
    this.#give(log, batch)
  }

  /** Whether this process relays the log from now on; between two relays consumers read the store. */
  relays(log: string, isRelayed: boolean): void {
    if (isRelayed) this.#relayed.add(log)
    else this.#relayed.delete(log)
    this.#change.get(log)?.()
  }

  async close(): Promise<void> {
    this.#stopping.abort()
    for (const change of this.#change.values()) change()
    await Promise.all(this.#loops)
  }

  async #run(log: string): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      if (this.#relayed.has(log)) {
        await new Promise<void>((resolve) => { this.#change.set(log, resolve) })
        continue
      }
      try {
        await this.#consume(log, signal)
      } catch (error) {
        if (!signal.aborted) this.#logger.warn({ err: error, log }, 'log feed failed, opening it again')
      }
      if (!this.#relayed.has(log)) await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  async #consume(log: string, signal: AbortSignal): Promise<void> {
    const { created } = await ensureStream(this.#manager, log, this.#limits)
    const consumer = await this.#client.consumers.get(logStream(log), {
      deliver_policy: DeliverPolicy.Last,
    })
    const messages = await consumer.consume({
      max_messages: maxWaitingMessages, expires: pullExpiryMs, idle_heartbeat: heartbeatMs,
    })
    const progress = { sequence: 0 }
    const watch = this.#watch(log, created, messages, progress)
    const stop = (): void => { messages.stop() }
    signal.addEventListener('abort', stop, { once: true })
    this.#change.set(log, stop)
    try {
      // It may have changed while the consumer was opened.
      if (this.#relayed.has(log) || signal.aborted) stop()
      for await (const message of messages) {
        progress.sequence = message.seq
        if (!this.#wasHanded(log, message)) this.#deliver(log, message)
      }
    } finally {
      clearInterval(watch)
      signal.removeEventListener('abort', stop)
      this.#change.delete(log)
      await messages.close().catch(() => undefined)
      // Best effort: the server forgets an ordered consumer that nobody pulls from.
      void consumer.delete().catch(() => undefined)
    }
  }

  /** Ends the consumer when its stream is another one, or when messages stay in it unread. */
  #watch(
    log: string, created: string, messages: ConsumerMessages, progress: { readonly sequence: number },
  ): NodeJS.Timeout {
    let stalledAt: number | undefined
    const look = async (): Promise<void> => {
      const stream = await streamOf(this.#manager, log)
      if (stream === undefined || stream.created !== created) {
        this.#logger.warn({ log }, 'the stream of the log is gone or new, opening the feed again')
        messages.stop()
        return
      }
      const { sequence } = progress
      const isBehind = stream.state.messages > 0 && stream.state.last_seq > sequence
      if (isBehind && stalledAt === sequence) {
        this.#logger.warn({ log, sequence }, 'the log feed stands still, opening it again')
        messages.stop()
      }
      stalledAt = isBehind ? sequence : undefined
    }
    // While NATS is away the look fails, and the connection heals by itself.
    return setInterval(() => { void look().catch(() => undefined) }, watchMs)
  }

  #wasHanded(log: string, message: JsMsg): boolean {
    const handed = this.#handed.get(log)
    if (handed === undefined || message.headers === undefined) return false
    const { incarnation, position } = cursorOf(message.headers)
    return incarnation === handed.incarnation && position > handed.from && position <= handed.last
  }

  #deliver(log: string, message: JsMsg): void {
    try {
      this.#give(log, message.json<LogBatch>())
    } catch (error) {
      // Consumers see a gap and read the store instead.
      this.#logger.error({ err: error, log, sequence: message.seq }, 'a batch on the bus is not JSON')
    }
  }

  #give(log: string, batch: LogBatch): void {
    for (const listener of this.#listeners.get(log) ?? []) {
      try {
        listener(batch)
      } catch (error) {
        this.#logger.error({ err: error, log, last: batch.last }, 'a listener of the log failed')
      }
    }
  }
}
