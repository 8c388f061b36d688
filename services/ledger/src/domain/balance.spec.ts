import { describe, expect, it } from 'vitest'
import {
  assertSetAside, assertSound, copyOf, emptyBalance, freeMicro, limitsCredits, limitsDebits, limitsPendingCredits, limitsPendingDebits,
  pendingMicro, postedMicro, type Balance,
} from './balance.ts'

const sums = { debitsPendingMicro: 3n, debitsPostedMicro: 20n, creditsPendingMicro: 5n, creditsPostedMicro: 90n }
const available: Balance = { ...emptyBalance('merchant:mer_1:available')!, ...sums }
const owed: Balance = { ...emptyBalance('receivable:mer_1')!, ...sums, debitsPostedMicro: 90n, creditsPostedMicro: 20n }
/** May be below zero by what is posted, not by what is set aside. */
const custody: Balance = { ...emptyBalance('custody:hot:tron')!, ...sums, debitsPostedMicro: 90n, creditsPostedMicro: 20n }
/** May be below zero. */
const equity: Balance = { ...emptyBalance('operator:equity')!, ...sums }

describe('a balance', () => {
  it('begins with nothing, and only where the chart has its account', () => {
    expect(emptyBalance('merchant:mer_1:available')).toEqual({
      account: 'merchant:mer_1:available', isDebitNormal: false, floor: 'always',
      debitsPendingMicro: 0n, debitsPostedMicro: 0n, creditsPendingMicro: 0n, creditsPostedMicro: 0n,
    })
    expect(emptyBalance('custody:hot:tron')).toMatchObject({ isDebitNormal: true, floor: 'pends' })
    expect(emptyBalance('nobody:knows')).toBeUndefined()
  })

  it('has a copy that goes its own way', () => {
    const copy = copyOf(available)
    expect(copy).toEqual(available)
    copy.creditsPostedMicro = 0n
    expect(available.creditsPostedMicro).toBe(90n)
  })

  it('counts in its normal direction, less what is on its way out', () => {
    expect([postedMicro(available), pendingMicro(available), freeMicro(available)]).toEqual([70n, 3n, 67n])
    expect([postedMicro(custody), pendingMicro(custody), freeMicro(custody)]).toEqual([70n, 5n, 65n])
  })

  it('limits what lessens it, where it has a floor', () => {
    const all = [available, owed, custody, equity]
    expect(all.map(limitsDebits)).toEqual([true, false, false, false])
    expect(all.map(limitsCredits)).toEqual([false, true, false, false])
    expect(all.map(limitsPendingDebits)).toEqual([true, false, false, false])
    expect(all.map(limitsPendingCredits)).toEqual([false, true, true, false])
  })

  it('is sound down to zero and no further', () => {
    for (const one of [available, owed, custody, equity]) expect(() => assertSound(one)).not.toThrow()
    expect(() => assertSound({ ...available, creditsPostedMicro: 23n })).not.toThrow()
    expect(() => assertSound({ ...available, creditsPostedMicro: 22n })).toThrow(/below zero/)
    expect(() => assertSound({ ...owed, debitsPostedMicro: 25n })).not.toThrow()
    expect(() => assertSound({ ...owed, debitsPostedMicro: 24n })).toThrow(/below zero/)
    expect(() => assertSound({ ...custody, debitsPostedMicro: 24n })).not.toThrow()
  })

  it('has what is set aside out of it, also where it follows the chain', () => {
    expect(() => assertSetAside(available, { ...custody, debitsPostedMicro: 25n })).not.toThrow()
    expect(() => assertSetAside(available, { ...custody, debitsPostedMicro: 24n })).toThrow(/more is set aside/)
    expect(() => assertSetAside({ ...available, creditsPostedMicro: 22n }, custody)).toThrow(/more is set aside/)
    // What it is to get is not set aside out of it.
    expect(() => assertSetAside({ ...custody, debitsPostedMicro: 0n }, owed)).not.toThrow()
  })

  it('never has less than nothing pending, with a floor or without', () => {
    for (const one of [available, custody, equity]) {
      for (const side of ['debitsPendingMicro', 'creditsPendingMicro'] as const) {
        expect(() => assertSound({ ...one, [side]: 0n })).not.toThrow()
        expect(() => assertSound({ ...one, [side]: -1n })).toThrow(/more was ended than was pending/)
      }
    }
  })
})
