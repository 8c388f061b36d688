import { expect, it } from 'vitest'
import { difference } from './difference.ts'
import { saidBy } from './facts.ts'

const event = (type: string, data: object) => ({ type, data: JSON.stringify(data) })
const story = [
  event('merchant.created', { merchant: 'mer_1', name: 'Shop', tier: 'new', atMs: 1 }),
  event('merchant.suspended', { merchant: 'mer_1', reason: 'fraud', atMs: 2, clocks: { a: 1 } }),
  event('merchant.policy_set', { merchant: 'mer_1', tier: 'established', atMs: 3 }),
]

it('the last value of each field counts; times and clocks are apart', () => {
  expect(saidBy(story)).toEqual({
    'last event': 'merchant.policy_set', merchant: 'mer_1', name: 'Shop', tier: 'established', reason: 'fraud',
  })
  expect(saidBy([])).toEqual({})
})

it('what an event changed is the difference to what was said before it', () => {
  expect(difference(saidBy(story.slice(0, 2)), saidBy(story))).toEqual([
    { path: 'last event', before: 'merchant.suspended', after: 'merchant.policy_set' },
    { path: 'tier', before: 'new', after: 'established' },
  ])
})
