import type { HostContext, Worker } from './host-options.ts'

export type RoundsOptions = {
  readonly name: string
  readonly context: Pick<HostContext, 'clock' | 'logger' | 'tail'>
  /** Logs whose news begin a round at once. */
  readonly logs: readonly string[]
  /** The longest time between two rounds. */
  readonly pollMs: number
  /** Looks at what is due and does it. What it throws is logged; the next round tries again. */
  readonly round: (signal: AbortSignal) => Promise<void>
  /** Before the first round of each start: what an earlier one left in memory is old by now. */
  readonly begin?: () => void
  /** What else `/readyz` says of it. */
  readonly status?: () => Readonly<Record<string, unknown>>
}

/** Given as a reason, so that no error with a stack is made for every event. */
const news = 'news'

/**
 * A worker that looks again and again at what is due in its read models. What it did comes back as
 * a command with an id of its own, so a round that dies in the middle is simply done once more.
 */
export class RoundsWorker implements Worker {
  readonly name: string
  readonly exclusive = true
  readonly #options: RoundsOptions
  #running: Promise<void> | undefined
  #failures = 0

  constructor(options: RoundsOptions) {
    this.name = options.name
    this.#options = options
  }

  start(signal: AbortSignal): void {
    this.#options.begin?.()
    this.#running = this.#run(signal)
  }

  async stop(): Promise<void> {
    await this.#running
  }

  status(): Readonly<Record<string, unknown>> {
    return { failures: this.#failures, ...this.#options.status?.() }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { name, context: { clock, logger, tail }, logs, pollMs, round } = this.#options
    let wake = new AbortController()
    const untail = logs.map((log) => tail(log, () => wake.abort(news)))
    try {
      while (!signal.aborted) {
        wake = new AbortController()
        try {
          await round(signal)
          this.#failures = 0
        } catch (error) {
          this.#failures += 1
          if (!signal.aborted) logger.warn({ err: error, worker: name, failures: this.#failures }, 'a round failed')
        }
        // After a failure news alone are no reason to hurry.
        await clock.sleep(pollMs, this.#failures > 0 ? signal : AbortSignal.any([signal, wake.signal]))
      }
    } finally {
      for (const end of untail) end()
    }
  }
}
