import { expect, test } from 'vitest'
import { rests } from './rests.ts'
import {
  acceptor, claimed, closedUnpaid, created, disputed, offered, pay, posted, settling, split, wayTo, type Story,
} from './story.spec-support.ts'
import { transferIdOf, type Occasion } from './transfer-ids.ts'

const answered = (story: Story, occasion: Occasion): Story =>
  story.does('recordTransfer', { ids: [transferIdOf(occasion, pay, 1)] })

test('a payment does not rest while somebody is to act or to answer', () => {
  for (const story of [created(), offered(), claimed(), disputed(), settling()]) expect(rests(story.state)).toBe(false)
})

test('one that is closed rests once its escrow is void', () => {
  const closed = closedUnpaid()
  expect(rests(closed.state)).toBe(false)
  expect(rests(answered(closed, 'void').state)).toBe(true)
})

test('one that is settled rests until its money is released, and after that', () => {
  for (const story of [posted(), split()]) {
    expect(rests(story.state)).toBe(true)
    const releasing = story.rings('release')
    expect(rests(releasing.state)).toBe(false)
    expect(rests(answered(releasing, 'release').state)).toBe(true)
  }
})

test('one that never found anybody rests', () => {
  for (const status of ['expired', 'cancelled'] as const) expect(rests(wayTo[status]().state)).toBe(true)
  expect(rests(offered().does('declineOffer', { by: acceptor }).state)).toBe(false)
})
