import type { MessagesOf, notifierEvents } from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'

/** Every owner's webhooks are numbered from 1 without a gap. */
export class FeedModel {
  readonly sequences = new Map<string, number>()
  readonly #counts = new Map<string, number>()

  /** How many webhooks of a type there are about one payment or order. */
  count(type: string, subject: string): number {
    return this.#counts.get(`${type} ${subject}`) ?? 0
  }

  apply(event: MessagesOf<typeof notifierEvents>): void {
    if (event.type !== 'webhook.queued') return
    const { owner, sequence, type, subject } = event.data
    this.#counts.set(`${type} ${subject}`, this.count(type, subject) + 1)
    const expected = (this.sequences.get(owner) ?? 0) + 1
    if (sequence !== expected)
      throw new Violation(
        'webhook sequences are dense',
        `${owner}: ${sequence} after ${expected - 1}`,
      )
    this.sequences.set(owner, sequence)
  }
}
