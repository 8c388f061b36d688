import type { HostContext, Worker } from '@stablegate/host'
import { FanOut, type FanOutStep, type OfferAhead } from './fan-out.ts'

/** How often the log is looked at when the bus is silent. */
const pollMs = 500
/** After a step that queued something, so that what comes together is queued together: lanes have it already. */
const restMs = 20

/** Moves the service's own log into the delivery queue, as soon as the bus tells of something new. */
export class FanOutWorker implements Worker {
  readonly name = 'fan-out'
  readonly exclusive = true
  readonly #context: Pick<HostContext, 'pool' | 'events' | 'tail' | 'clock' | 'logger'>
  readonly #onQueued: (step: FanOutStep) => void
  readonly #offerAhead: OfferAhead
  #stopping = new AbortController()
  #looping: Promise<void> | undefined
  #wake: () => void = () => undefined
  #alert: string | undefined

  constructor(
    context: Pick<HostContext, 'pool' | 'events' | 'tail' | 'clock' | 'logger'>,
    onQueued: (step: FanOutStep) => void,
    offerAhead: OfferAhead,
  ) {
    this.#context = context
    this.#offerAhead = offerAhead
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
    // Another may have queued while we stood by, so nothing is remembered from a turn before.
    const fanOut = new FanOut(this.#context.pool, this.#context.events, this.#offerAhead)
    const untail = this.#context.tail('notifier', (batch) => {
      fanOut.hear(batch)
      this.#wake()
    })
    const end = (): void => this.#wake()
    signal.addEventListener('abort', end, { once: true })
    try {
      while (!signal.aborted) {
        const { moved, more } = await this.#step(fanOut)
        if (moved) await this.#context.clock.sleep(restMs, signal)
        if (!more && !fanOut.hasNews && !signal.aborted) await this.#silence()
      }
    } finally {
      untail()
      signal.removeEventListener('abort', end)
      await fanOut.end().catch((error: unknown) => {
        this.#context.logger.warn({ err: error }, 'webhooks that were sent come once more from the queue')
      })
    }
  }

  async #step(fanOut: FanOut): Promise<Pick<FanOutStep, 'moved' | 'more'>> {
    try {
      const step = await fanOut.step()
      this.#onQueued(step)
      this.#alert = undefined
      return step
    } catch (error) {
      this.#alert = error instanceof Error ? error.message : String(error)
      this.#context.logger.error({ err: error }, 'webhook fan-out')
      return { moved: false, more: false }
    }
  }

  /** Until the bus tells of something, but not for long. */
  async #silence(): Promise<void> {
    const waking = new AbortController()
    // With a reason, so that no error with a stack is made for every batch.
    this.#wake = () => waking.abort('news')
    await this.#context.clock.sleep(pollMs, waking.signal)
    this.#wake = () => undefined
  }
}
