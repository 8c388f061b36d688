import type { MessagesOf, notifierEvents } from '@stablegate/contracts'
import { Violation } from '../engine/violation.ts'

/** Every owner's webhooks are numbered from 1 without a gap. */
export class FeedModel {
  readonly sequences = new Map<string, number>()

  apply(event: MessagesOf<typeof notifierEvents>): void {
    if (event.type !== 'webhook.queued') return
    const { owner, sequence } = event.data
    const expected = (this.sequences.get(owner) ?? 0) + 1
    if (sequence !== expected) throw new Violation('webhook sequences are dense', `${owner}: ${sequence} after ${expected - 1}`)
    this.sequences.set(owner, sequence)
  }
}
