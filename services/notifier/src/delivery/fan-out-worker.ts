import type { HostContext, Worker } from '@stablegate/host'
import { fanOut } from './fan-out.ts'

/** How often the log is looked at when the bus is silent. */
const pollMs = 500

/** Moves the service's own log into the delivery queue, as soon as the bus tells of something new. */
export class FanOutWorker implements Worker {
  readonly name = 'fan-out'
  readonly exclusive = true
  readonly #context: Pick<HostContext, 'pool' | 'events' | 'tail' | 'clock' | 'logger'>
  readonly #onQueued: (endpoints: ReadonlySet<string>) => void
  #stopping = new AbortController()
  #looping: Promise<void> | undefined
  #wake: () => void = () => undefined
  #alert: string | undefined

  constructor(
    context: Pick<HostContext, 'pool' | 'events' | 'tail' | 'clock' | 'logger'>,
    onQueued: (endpoints: ReadonlySet<string>) => void,
  ) {
    this.#context = context
    this.#onQueued = onQueued
  }

  start(signal: AbortSignal): void {
    this.#stopping = new AbortController()
    this.#looping = this.#loop(AbortSignal.any([signal, this.#stopping.signal]))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#looping
  }

  /** An alert here means that webhooks stand still until a human has looked. */
  status(): Readonly<Record<string, unknown>> {
    return this.#alert === undefined ? {} : { alert: this.#alert }
  }

  async #loop(signal: AbortSignal): Promise<void> {
    let woken = false
    const untail = this.#context.tail('notifier', () => {
      woken = true
      this.#wake()
    })
    try {
      while (!signal.aborted) {
        woken = false
        const more = await this.#step()
        // A nudge that came while we were reading counts.
        if (!more && !woken) await this.#rest(signal)
      }
    } finally {
      untail()
    }
  }

  async #step(): Promise<boolean> {
    try {
      const { endpoints, more } = await fanOut(this.#context.pool, this.#context.events)
      if (endpoints.size > 0) this.#onQueued(endpoints)
      this.#alert = undefined
      return more
    } catch (error) {
      this.#alert = error instanceof Error ? error.message : String(error)
      this.#context.logger.error({ err: error }, 'webhook fan-out')
      return false
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const waking = new AbortController()
    this.#wake = () => waking.abort()
    await this.#context.clock.sleep(pollMs, AbortSignal.any([signal, waking.signal]))
    this.#wake = () => undefined
  }
}
