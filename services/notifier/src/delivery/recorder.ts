import type { Tried } from './queue.ts'

/**
 * Gathers what all lanes tried: while one statement is under way the next batch forms, so that the
 * database sees a few writes a second however many webhooks go out.
 */
export class Recorder {
  readonly #write: (tried: readonly Tried[]) => Promise<void>
  #waiting: Tried[] = []
  #underWay: Promise<void> | undefined

  constructor(write: (tried: readonly Tried[]) => Promise<void>) {
    this.#write = write
  }

  add(tried: Tried): void {
    this.#waiting.push(tried)
    this.#underWay ??= this.#drain()
  }

  /** Resolves when all that was added before is written; rejects when writing failed. */
  async flushed(): Promise<void> {
    while (this.#underWay) await this.#underWay
  }

  async #drain(): Promise<void> {
    try {
      // Lets the lanes that finish in this turn join the first batch.
      await Promise.resolve()
      while (this.#waiting.length > 0) {
        const batch = this.#waiting
        this.#waiting = []
        await this.#write(batch)
      }
    } finally {
      this.#underWay = undefined
    }
  }
}
