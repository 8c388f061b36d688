import { encode } from '@stablegate/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evolve } from './evolve.ts'
import { paymentRejections } from './rejections.ts'
import { noPayment } from './state.ts'
import { examplePolicy, usdtMicro } from './story.spec-support.ts'
import { acts, finish, forward, pick } from './acts.spec-support.ts'
import { World } from './world.spec-support.ts'

const finals = ['settled', 'split', 'closed_unpaid', 'closed_refunded', 'expired', 'cancelled']
const ended = new Set<string>()

const play = (steps: readonly (readonly [number, number])[], twoPeople: boolean): void => {
  const world = new World({ ...examplePolicy, twoPeopleFromMicro: twoPeople ? 1n : 10n ** 15n })
  for (const [which, dice] of steps) {
    const { status } = world.state
    const { length } = world.story.events
    const act = which % 2 === 0 ? pick(forward, which >> 1) : pick(acts, which >> 1)
    act?.(world, dice)
    // Nothing follows expiry and cancellation but the return of an escrow.
    if (status === 'expired' || status === 'cancelled') {
      expect(world.state.status).toBe(status)
      const late = world.story.types.slice(length)
      expect(
        late.filter(
          (type) =>
            !['escrow_pended', 'escrow_refused', 'escrow_voided', 'offer_lapsed'].includes(type),
        ),
      ).toEqual([])
    }
  }
  finish(world)
  const { state, story, ledger, rejections } = world
  ended.add(state.status)
  expect(finals).toContain(state.status)
  expect(
    Object.values(state.escrows).filter((is) => !['refused', 'voided', 'posted'].includes(is)),
  ).toEqual([])
  expect([...ledger.pendings.values()].filter(({ open }) => open)).toEqual([])
  expect(story.types.filter((type) => type === 'settled').length).toBeLessThanOrEqual(1)
  expect(state.recalledMicro <= (state.settlement?.postedMicro ?? 0n)).toBe(true)
  expect((state.settlement?.postedMicro ?? 0n) <= usdtMicro).toBe(true)
  expect(ledger.balances.get('merchant:mer_1:held') ?? 0n).toBe(0n)
  expect(ledger.balances.get('merchant:mer_1:reserve') ?? 0n).toBe(0n)
  expect(ledger.balances.get('income:payment') ?? 0n).toBe(state.settlement?.feeMicro ?? 0n)
  expect(state.refusedTransfers.filter(({ transfer }) => !transfer.startsWith('appeal:'))).toEqual(
    [],
  )
  expect(rejections.filter((code) => !paymentRejections.includes(code))).toEqual([])
  expect(encode(story.events.reduce(evolve, noPayment()))).toBe(encode(state))
}

const step = fc.tuple(fc.nat({ max: 1_000 }), fc.nat({ max: 1_000 }))

test('whatever anybody does, in whatever order, the payment ends and its money is where it should be', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120 }), fc.boolean(), play), {
    numRuns: 1_500,
    seed: 20261123,
  })
})

const deliveries: [number, number][] = Array.from({ length: 12 }, () => [0, 1])
const toClaim: [number, number][] = [[1, 1], ...deliveries, [15, 1], ...deliveries, [3, 1]]
/** Ways far into the chart, so that most steps fall behind them. */
const waysIn: Readonly<Record<string, [number, number][]>> = {
  claimed: toClaim,
  fiat_refund_due: [...toClaim, [19, 3], [7, 2]],
  disputed: [...toClaim, [45, 1]],
  split: [...toClaim, [45, 1], [57, 3], [65, 1], ...deliveries],
  settled: [...toClaim, [19, 1], ...deliveries],
}

for (const [name, wayIn] of Object.entries(waysIn)) {
  test(`from ${name} on, too`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), fc.boolean(), (steps, two) =>
        play([...wayIn, ...steps], two),
      ),
      { numRuns: 500, seed: 7 },
    )
  })
}

test('every final state was reached', () => {
  expect([...ended].toSorted()).toEqual(finals.toSorted())
})
