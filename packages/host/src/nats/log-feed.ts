import { setTimeout as sleep } from 'node:timers/promises'
import {
  DeliverPolicy, type ConsumerMessages, type JetStreamClient, type JetStreamManager, type JsMsg,
} from '@nats-io/jetstream'
import type { LogBatch } from '@stablegate/kernel'
import type { Logger } from 'pino'
import { ensureStream, streamOf, type LogStreamLimits } from './log-stream.ts'
import { logStream } from './subjects.ts'

type Listener = (batch: LogBatch) => void

const maxWaitingMessages = 100
const pullExpiryMs = 10_000
const heartbeatMs = 1_000
const watchMs = 2_000
const retryMs = 250

/**
 * One ordered consumer a log and process, fanned out to all who listen in this process. It starts
 * with the last batch; history comes from the store. An ordered consumer waits for ever on a stream
 * that was deleted and made again, so a watch compares the stream with the one it was opened on.
 */
export class LogFeed {
  readonly #client: JetStreamClient
  readonly #manager: JetStreamManager
  readonly #limits: LogStreamLimits
  readonly #logger: Logger
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #loops: Promise<void>[] = []
  readonly #stopping = new AbortController()

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
      this.#loops.push(this.#run(log, listeners))
    }
    return () => { listeners.delete(listener) }
  }

  async close(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#loops)
  }

  async #run(log: string, listeners: ReadonlySet<Listener>): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#consume(log, listeners, signal)
      } catch (error) {
        if (!signal.aborted) this.#logger.warn({ err: error, log }, 'log feed failed, opening it again')
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  async #consume(log: string, listeners: ReadonlySet<Listener>, signal: AbortSignal): Promise<void> {
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
    try {
      for await (const message of messages) {
        progress.sequence = message.seq
        this.#deliver(log, message, listeners)
      }
    } finally {
      clearInterval(watch)
      signal.removeEventListener('abort', stop)
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

  #deliver(log: string, message: JsMsg, listeners: ReadonlySet<Listener>): void {
    let batch: LogBatch
    try {
      batch = message.json<LogBatch>()
    } catch (error) {
      // Consumers see a gap and read the store instead.
      this.#logger.error({ err: error, log, sequence: message.seq }, 'a batch on the bus is not JSON')
      return
    }
    for (const listener of listeners) {
      try {
        listener(batch)
      } catch (error) {
        this.#logger.error({ err: error, log, last: batch.last }, 'a listener of the log failed')
      }
    }
  }
}
