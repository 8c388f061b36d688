import type { Msg, Subscription } from '@nats-io/transport-node'
import { BrokenInvariant, decode, encode, type Answer, type RunningService, type Service } from '@stablegate/kernel'
import pg from 'pg'
import { z } from 'zod'
import { commandSubject, querySubject } from './nats/subjects.ts'
import { schemaOf } from './postgres/prepare.ts'
import { toSafeNumber } from './postgres/values.ts'
import type { ProcessParts } from './process-parts.ts'
import type { QueryAnswer } from './queries.ts'

/** How many parked events are shown at once, the oldest first. */
const maxShown = 500

const place = z.object({ consumer: z.string(), log: z.string(), key: z.string() })
const retrySchema = z.object({ data: place })
const skipSchema = z.object({ data: place.extend({ position: z.int().min(1) }) })

/** An event that was put aside, as `queries.<service>.host.parked` shows it. */
export type ParkedEvent = {
  readonly consumer: string
  readonly log: string
  readonly key: string
  readonly position: number
  readonly reason: string
  readonly parkedAtMs: number
}

/**
 * What operators may ask of the consumers of one service. Only the replica on which they run has
 * these subscriptions, so a request finds it, or nobody and is sent again:
 * `commands.<service>.host.retry_parked`, `commands.<service>.host.skip_parked` (which goes on with
 * what waited behind), `queries.<service>.host.parked`. Who may ask, and why, is recorded by the asker.
 */
export class HostControl {
  readonly #parts: ProcessParts
  readonly #service: Service
  readonly #running: RunningService
  readonly #parked: string
  #subscriptions: readonly Subscription[] = []

  constructor(parts: ProcessParts, service: Service, running: RunningService) {
    this.#parts = parts
    this.#service = service
    this.#running = running
    this.#parked = `${pg.escapeIdentifier(schemaOf(service))}.host_parked`
  }

  open(): void {
    this.close()
    const { name } = this.#service
    this.#subscriptions = [
      this.#answer(commandSubject(`${name}.host.retry_parked`), (body) => this.#retry(body)),
      this.#answer(commandSubject(`${name}.host.skip_parked`), (body) => this.#skip(body)),
      this.#answer(querySubject(name, 'host.parked'), () => this.#list()),
    ]
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe()
    this.#subscriptions = []
  }

  #answer(subject: string, handle: (body: unknown) => Promise<Answer | QueryAnswer>): Subscription {
    const respond = async (message: Msg): Promise<void> => {
      let answer: Answer | QueryAnswer
      try {
        answer = await handle(decode(message.string()))
      } catch (error) {
        this.#parts.logger.warn({ err: error, subject }, 'a request of an operator failed')
        answer = refusalOf(error)
      }
      message.respond(encode(answer))
    }
    return this.#parts.bus.nats.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) void respond(message)
      },
    })
  }

  async #retry(body: unknown): Promise<Answer> {
    const { consumer, log, key } = retrySchema.parse(body).data
    return this.#repaired(consumer, log, key, await this.#running.retryParked(consumer, log, key))
  }

  /** Skipped once is skipped: the same request again only goes on with what waited behind. */
  async #skip(body: unknown): Promise<Answer> {
    const { consumer, log, key, position } = skipSchema.parse(body).data
    const waiting = await this.#ofKey(consumer, log, key)
    if (waiting.includes(position)) await this.#running.skipParked(consumer, log, position)
    return this.#repaired(consumer, log, key, await this.#running.retryParked(consumer, log, key))
  }

  async #repaired(consumer: string, log: string, key: string, through: number): Promise<Answer> {
    const left = (await this.#ofKey(consumer, log, key)).length
    this.#parts.logger.info(
      { service: this.#service.name, consumer, log, key, through, left }, 'parked events were handled')
    const event = { type: 'host.repaired', data: { through, left } }
    return { status: 'accepted', events: [event], log: this.#service.name, position: 0 }
  }

  async #list(): Promise<QueryAnswer> {
    const { rows } = await this.#parts.folds.query<
      Omit<ParkedEvent, 'position' | 'parkedAtMs'> & { position: bigint; parked_at_ms: bigint }
    >(`select consumer, log, key, position, reason, parked_at_ms from ${this.#parked}
       order by parked_at_ms, consumer, log, position limit ${maxShown}`)
    const value = rows.map(({ position, parked_at_ms: parkedAtMs, ...row }): ParkedEvent => ({
      ...row,
      position: toSafeNumber(position, 'position'),
      parkedAtMs: toSafeNumber(parkedAtMs, 'parked_at_ms'),
    }))
    return { status: 'answered', value }
  }

  async #ofKey(consumer: string, log: string, key: string): Promise<readonly number[]> {
    const { rows } = await this.#parts.folds.query<{ position: bigint }>(
      `select position from ${this.#parked} where consumer = $1 and log = $2 and key = $3`,
      [consumer, log, key])
    return rows.map(({ position }) => toSafeNumber(position, 'position'))
  }
}

/** A body that is none is refused; whatever else went wrong may be tried again. */
const refusalOf = (error: unknown): Answer => {
  const reason = error instanceof Error ? error.message : String(error)
  const isFinal = error instanceof z.ZodError || error instanceof BrokenInvariant
  return isFinal ? { status: 'broken', message: reason } : { status: 'retry', reason }
}
