import { setImmediate as nextTurn } from 'node:timers/promises'
import { JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { headers, type MsgHdrs } from '@nats-io/transport-node'
import type { Cursor, LogBatch, Publisher } from '@stablegate/kernel'
import { ensureStream, type LogStreamLimits } from './log-stream.ts'
import { logStream, logSubject } from './subjects.ts'

const publishTimeoutMs = 5_000
const noMessageFound = 10_037
/** Writing so many out as text is work of a part of a millisecond. */
const manyEvents = 32
const incarnationHeader = 'Stablegate-Incarnation'
const lastHeader = 'Stablegate-Last'

/** The end of the batch a message carries, without parsing it. */
export const cursorOf = (about: MsgHdrs): Cursor => ({
  incarnation: about.get(incarnationHeader), position: Number(about.get(lastHeader)),
})

/**
 * Puts batches on JetStream, and before that into the hands of who listens in this process. A
 * missing stream is made again when the relay asks what is held.
 */
export class JetStreamPublisher implements Publisher {
  readonly #client: JetStreamClient
  readonly #manager: JetStreamManager
  readonly #limits: LogStreamLimits

  readonly #hand: (batch: LogBatch) => void

  constructor(
    client: JetStreamClient, manager: JetStreamManager, limits: LogStreamLimits,
    hand: (batch: LogBatch) => void,
  ) {
    this.#hand = hand
    this.#client = client
    this.#manager = manager
    this.#limits = limits
  }

  async publish(batch: LogBatch): Promise<void> {
    this.#hand(batch)
    // Whoever was answered by this commit may have the next one on its way before: it is decided in
    // this turn and sent at the end of it.
    if (batch.events.length >= manyEvents) {
      await nextTurn()
      await nextTurn()
    }
    const about = headers()
    about.set(incarnationHeader, batch.incarnation)
    about.set(lastHeader, String(batch.last))
    await this.#client.publish(logSubject(batch.log), JSON.stringify(batch), {
      headers: about, timeout: publishTimeoutMs, retries: 1,
    })
  }

  async lastPublished(
    log: string,
  ): Promise<Cursor | undefined> {
    await ensureStream(this.#manager, log, this.#limits)
    try {
      const last = await this.#manager.streams.getMessage(logStream(log), {
        last_by_subj: logSubject(log),
      })
      if (last === null) return undefined
      const { incarnation, position } = cursorOf(last.header)
      return Number.isSafeInteger(position) && incarnation !== '' ? { incarnation, position } : undefined
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === noMessageFound) return undefined
      throw error
    }
  }
}
