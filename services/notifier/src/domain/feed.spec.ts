import { newestApiVersion } from '@stablegate/contracts'
import { specify, specTimeMs } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { feed, type FeedEvent } from './feed.ts'

const spec = specify(feed.decider)
const data = { owner: 'mer_1', livemode: false, type: 'payment.settled', subject: 'pay_1', payload: { id: 'pay_1' } }
const queued = (sequence: number): FeedEvent =>
  ({ type: 'webhook.queued', data: { ...data, sequence, apiVersion: newestApiVersion(), atMs: specTimeMs } })

describe('feed', () => {
  it('numbers its events from one without a gap', () => {
    const append = { type: 'notifier.feed.append', data } as const
    spec.when(append).then(queued(1))
    spec.given(queued(1), queued(2)).when(append).then(queued(3))
  })

  it('needs no more than its last event to go on', () => {
    const { initial, evolve } = feed.decider
    const all = [1, 2, 3, 4].map(queued)
    expect(all.slice(-1).reduce(evolve, initial())).toEqual(all.reduce(evolve, initial()))
    expect(feed.tailEvents).toBeGreaterThanOrEqual(feed.knownCommands ?? Infinity)
  })
})
