import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node'
import { ServerNats } from '@nestjs/microservices'
import { decode, encode } from '@stablegate/kernel'

/** Answers one request's data; what it throws is logged and answered as `broken`. */
export type RequestHandler = (data: unknown) => Promise<unknown>

const text = new TextDecoder()
const defaultMaxPayloadBytes = 1024 * 1024

/** A body that is no JSON; handlers answer it as refused. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody'
}

/** The body is the kernel's JSON and nothing else: amounts stay exact, other languages can join. */
const bodyOf = (bytes: Uint8Array): unknown => {
  try {
    return decode(text.decode(bytes))
  } catch (error) {
    return new MalformedBody('the body is not JSON', { cause: error })
  }
}

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

const broken = (message: string): string => encode({ status: 'broken', message })

/** An accepted command stays accepted; its events are in the log for whoever wants them. */
const shortened = (response: unknown, maxBytes: number): string => {
  const answer = response as { readonly status?: unknown }
  return answer.status === 'accepted'
    ? encode({ ...answer, events: [] })
    : broken(`the answer is larger than ${maxBytes} bytes`)
}

/** An answer that cannot travel is better replaced than not given: its caller would only ask again. */
const textOf = (response: unknown, maxBytes: number): string => {
  let data: string
  try {
    data = encode(response)
  } catch (error) {
    return broken(messageOf(error))
  }
  // A character is at most three bytes; only long answers are measured.
  const isTooLong = data.length * 3 > maxBytes && Buffer.byteLength(data) > maxBytes
  return isTooLong ? shortened(response, maxBytes) : data
}

/**
 * Nest's NATS request/reply on the connection of the process. One subscription a subject, so that a
 * service that does not know a command yet is "no responders" and the sender tries again, as when
 * a newer service is deployed first. A message goes straight to its handler and its one answer back,
 * without the observable that Nest would wrap around it. Nest's own `close` drops the answers of what
 * is in flight; this one stops taking, answers all, flushes, and leaves the connection to its owner.
 */
export class RequestServer extends ServerNats {
  readonly #connection: NatsConnection
  readonly #queue: string
  readonly #handlers: ReadonlyMap<string, RequestHandler>
  readonly #subscriptions: Subscription[] = []
  readonly #inFlight = new Set<Promise<unknown>>()

  constructor(
    connection: NatsConnection, queue: string, handlers: ReadonlyMap<string, RequestHandler>,
  ) {
    super({})
    this.#connection = connection
    this.#queue = queue
    this.#handlers = handlers
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    this.bindEvents(this.#connection)
    // Callers may rely on it from here on: the server knows of the subscriptions.
    await this.#connection.flush().catch(() => undefined)
    callback()
  }

  override bindEvents(connection: NatsConnection): void {
    for (const [subject, handler] of this.#handlers) {
      this.#subscriptions.push(connection.subscribe(subject, {
        queue: this.#queue,
        callback: (error, message) => {
          if (error !== null) this.logger.error(error)
          else this.#track(this.#answer(handler, message))
        },
      }))
    }
  }

  override async close(): Promise<void> {
    const subscriptions = this.#subscriptions.splice(0)
    // Draining unsubscribes and still delivers what the server had sent already.
    await Promise.all(subscriptions.map((one) => one.drain().catch(() => undefined)))
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight)
    if (!this.#connection.isClosed()) await this.#connection.flush().catch(() => undefined)
  }

  override unwrap<T>(): T {
    return this.#connection as T
  }

  async #answer(handler: RequestHandler, message: Msg): Promise<void> {
    let answer: unknown
    try {
      answer = await handler(bodyOf(message.data))
    } catch (error) {
      this.handleError(`${message.subject}: ${messageOf(error)}`)
      answer = { status: 'broken', message: messageOf(error) }
    }
    if (message.reply === undefined || this.#connection.isClosed()) return
    message.respond(textOf(answer, this.#connection.info?.max_payload ?? defaultMaxPayloadBytes))
  }

  #track(work: Promise<unknown>): void {
    const settled = work
      .catch((error: unknown) => this.handleError(String(error)))
      .finally(() => this.#inFlight.delete(settled))
    this.#inFlight.add(settled)
  }
}
