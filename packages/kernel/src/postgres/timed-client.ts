import type { Socket } from 'node:net'
import pg from 'pg'

/** A connection whose server is silent for so long while it owes an answer is given up; its own limits end before. */
const callTimeoutMs = 15_000

type Callback = (error: Error | null, result?: unknown) => void

const isCallback = (value: unknown): value is Callback => typeof value === 'function'
const isSubmittable = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && 'submit' in query

/**
 * The driver's client with one clock a connection. The driver's `query_timeout` makes a timer for each
 * call and sets the callback of a query once more after it was made, and so does a promise that it
 * makes; of such a query all rows outlive the young generation, for a reason that only V8 knows
 * (docs/benchmarks.md). So every query is given its callback from the start, and the clock is the socket's.
 */
export class TimedClient extends pg.Client {
  #unanswered = 0

  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.once('connect', () => this.#watch())
  }

  /** Milliseconds. */
  protected get callTimeoutMs(): number {
    return callTimeoutMs
  }

  // The overloads are the driver's.
  // oxlint-disable-next-line typescript/no-explicit-any
  override query(...given: any[]): any {
    const [query, ...rest] = given
    if (isSubmittable(query)) return this.#send(given)
    const callback = rest.find(isCallback)
    const values = rest.find((value) => value !== undefined && !isCallback(value))
    if (callback !== undefined) return this.#send([query, values, this.#counted(callback)])
    // The driver writes the callback into what it is given; that is the caller's.
    const own = typeof query === 'string' ? query : { ...query }
    return new Promise((resolve, reject) => {
      this.#send([own, values, this.#counted((error, result) => {
        if (error) reject(error)
        else resolve(result)
      })])
    })
  }

  #send(given: readonly unknown[]): unknown {
    return (super.query as (...all: readonly unknown[]) => unknown)(...given)
  }

  #counted(callback: Callback): Callback {
    this.#unanswered += 1
    return (error, result) => {
      this.#unanswered -= 1
      callback(error, result)
    }
  }

  #watch(): void {
    const stream = this.connection.stream as Socket
    stream.setTimeout(this.callTimeoutMs)
    // Not as the callback of `setTimeout`, which is called once: the first idle time would use it up.
    stream.on('timeout', () => {
      // Whatever was asked may have happened: it ends as when the connection breaks.
      if (this.#unanswered > 0) stream.destroy(new Error('Query read timeout'))
    })
  }
}
