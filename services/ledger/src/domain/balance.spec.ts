import { describe, expect, it } from 'vitest'
import {
  assertSound, copyOf, emptyBalance, freeMicro, limitsCredits, limitsDebits, pendingMicro, postedMicro, type Balance,
} from './balance.ts'

const sums = { debitsPendingMicro: 3n, debitsPostedMicro: 20n, creditsPendingMicro: 5n, creditsPostedMicro: 90n }
const available: Balance = { ...emptyBalance('merchant:mer_1:available')!, ...sums }
const custody: Balance = { ...emptyBalance('custody:hot:tron')!, ...sums, debitsPostedMicro: 90n, creditsPostedMicro: 20n }
/** May be below zero. */
const equity: Balance = { ...emptyBalance('operator:equity')!, ...sums }

describe('a balance', () => {
  it('begins with nothing, and only where the chart has its account', () => {
    expect(emptyBalance('merchant:mer_1:available')).toEqual({
      account: 'merchant:mer_1:available', isDebitNormal: false, hasFloor: true,
      debitsPendingMicro: 0n, debitsPostedMicro: 0n, creditsPendingMicro: 0n, creditsPostedMicro: 0n,
    })
    expect(emptyBalance('custody:hot:tron')).toMatchObject({ isDebitNormal: true, hasFloor: true })
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
    expect([available, custody, equity].map(limitsDebits)).toEqual([true, false, false])
    expect([available, custody, equity].map(limitsCredits)).toEqual([false, true, false])
  })

  it('is sound down to zero and no further', () => {
    for (const one of [available, custody, equity]) expect(() => assertSound(one)).not.toThrow()
    expect(() => assertSound({ ...available, creditsPostedMicro: 23n })).not.toThrow()
    expect(() => assertSound({ ...available, creditsPostedMicro: 22n })).toThrow(/below zero/)
    expect(() => assertSound({ ...custody, debitsPostedMicro: 25n })).not.toThrow()
    expect(() => assertSound({ ...custody, debitsPostedMicro: 24n })).toThrow(/below zero/)
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
