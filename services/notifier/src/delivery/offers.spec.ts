import { describe, expect, it } from 'vitest'
import { maxOffers, Offers } from './offers.ts'
import type { Due } from './queue.ts'

const due = (sequence: number): Due => ({ sequence, tries: 0, dueAtMs: 0, messageId: `evt_${sequence}`, body: '{}' })
const taken = (offers: Offers): readonly number[] => {
  const sequences: number[] = []
  for (let next = offers.take(); next; next = offers.take()) sequences.push(next.sequence)
  return sequences
}

describe('what is offered to a lane', () => {
  it('is all there is only after a look that found nothing more', () => {
    const offers = new Offers()
    expect(offers.areAll).toBe(false)
    offers.begin(0)
    offers.add([due(1), due(3)])
    expect([offers.areAll, taken(offers), offers.isEmpty]).toEqual([true, [1, 3], true])
  })

  it('is not taken again where the look into the queue had it', () => {
    const offers = new Offers()
    offers.add([due(4), due(5)])
    offers.took(4)
    offers.begin(0)
    offers.add([due(6)])
    expect(taken(offers)).toEqual([5, 6])
  })

  it('is given up when there is too much of it: the queue has it', () => {
    const offers = new Offers()
    offers.begin(0)
    offers.add(Array.from({ length: maxOffers }, (_, index) => due(index + 1)))
    expect(offers.areAll).toBe(true)
    offers.add([due(maxOffers + 1)])
    expect([offers.areAll, taken(offers)]).toEqual([false, []])
  })

  it('is not all there is where some was given up while the queue was looked at', () => {
    const offers = new Offers()
    const { forgotten } = offers
    offers.add([due(1)])
    offers.forget()
    offers.begin(forgotten)
    expect([offers.areAll, taken(offers)]).toEqual([false, []])
    offers.begin(offers.forgotten)
    expect(offers.areAll).toBe(true)
  })

  it('goes on behind a redelivery of what was long sent', () => {
    const offers = new Offers()
    offers.begin(0)
    offers.add([due(8)])
    expect(taken(offers)).toEqual([8])
    offers.took(2)
    offers.add([due(8), due(9)])
    expect(taken(offers)).toEqual([9])
  })
})
