import { describe, expect, it } from 'vitest'
import { casesFrom, type Asked } from './cases-page.ts'

const all = ['a1', 'b1', 'b2', 'c1', 'd1', 'd2'].map((name) => ({ payment: name.charAt(0), name }))
const namesOf = (asked: Asked): readonly unknown[] => {
  const { items, hasMore } = casesFrom(all, asked)
  return [items.map(({ name }) => name).join(' '), hasMore]
}

describe('pages of cases', () => {
  it('go on without tearing the cases of one payment apart', () => {
    expect(namesOf({ limit: 2 })).toEqual(['a1 b1 b2', true])
    expect(namesOf({ limit: 2, startingAfter: 'b' })).toEqual(['c1 d1 d2', false])
    expect(namesOf({ limit: 9, startingAfter: 'd' })).toEqual(['', false])
  })

  it('go back in the order of the list, from before the first case of a payment', () => {
    expect(namesOf({ limit: 1, startingAfter: 'd', backward: true })).toEqual(['c1', true])
    expect(namesOf({ limit: 2, startingAfter: 'd', backward: true })).toEqual(['b1 b2 c1', true])
    expect(namesOf({ limit: 9, startingAfter: 'c', backward: true })).toEqual(['a1 b1 b2', false])
    expect(namesOf({ limit: 2, startingAfter: 'a', backward: true })).toEqual(['', false])
  })

  it('begin anew, from their own end, where the case was closed meanwhile', () => {
    expect(namesOf({ limit: 1, startingAfter: 'x' })).toEqual(['a1', true])
    expect(namesOf({ limit: 1, startingAfter: 'x', backward: true })).toEqual(['d1 d2', true])
  })
})
