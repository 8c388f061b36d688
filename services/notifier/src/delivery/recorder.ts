import type { Clock } from '@stablegate/kernel'
import type { Tried } from './queue.ts'

/** Between two statements: however many webhooks go out, the database sees a few writes a second. */
const restMs = 25

type Batch = { readonly tried: Tried[]; readonly written: PromiseWithResolvers<void> }

const newBatch = (): Batch => {
  const written = Promise.withResolvers<void>()
  // Each try was told of it, and each may have gone away meanwhile.
  written.promise.catch(() => undefined)
  return { tried: [], written }
}

/**
 * Gathers what all lanes tried. What is lost in a crash before it is written is sent once more: a
 * webhook comes at least once.
 */
export class Recorder {
  readonly #write: (tried: readonly Tried[]) => Promise<void>
  readonly #clock: Clock
  #next = newBatch()
  #draining: Promise<void> | undefined

  constructor(write: (tried: readonly Tried[]) => Promise<void>, clock: Clock) {
    this.#write = write
    this.#clock = clock
  }

  /** Resolves when this one is written, and all that were added before; rejects when writing failed. */
  add(tried: Tried): Promise<void> {
    this.#next.tried.push(tried)
    const { promise } = this.#next.written
    this.#draining ??= this.#drain()
    return promise
  }

  /** Resolves when nothing waits to be written any more. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining
  }

  async #drain(): Promise<void> {
    // Lets the lanes that finish in this turn join the first batch.
    await Promise.resolve()
    while (this.#next.tried.length > 0) {
      const { tried, written } = this.#next
      this.#next = newBatch()
      await this.#write(tried).then(written.resolve, written.reject)
      await this.#clock.sleep(restMs)
    }
    this.#draining = undefined
  }
}
