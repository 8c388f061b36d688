import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { medianOf, referenceOf } from './reference.ts'

const nowMs = 1_000_000
const sighting = (source: string, price: string, takenAtMs = nowMs) => ({
  source,
  price,
  takenAtMs,
})
const used = (outcome: ReturnType<typeof referenceOf>): readonly string[] =>
  outcome.inputs.filter((input) => input.used).map(({ source }) => source)

describe('a reference price', () => {
  it('is the median of three fresh sources', () => {
    expect(
      referenceOf([sighting('a', '7.2'), sighting('b', '7.3'), sighting('c', '7.24')], nowMs),
    ).toMatchObject({ price: '7.24' })
  })
  it('of four is the mean of the middle two, floored at 8 decimals', () => {
    expect(medianOf(['1', '1.00000001', '1.00000002', '9'])).toBe('1.00000001')
  })
  it('refuses one source, two sources, and one source under three names in time', () => {
    expect(referenceOf([], nowMs)).toMatchObject({ refused: 'too_few_sources' })
    expect(referenceOf([sighting('a', '7.2'), sighting('b', '7.2')], nowMs)).toMatchObject({
      refused: 'too_few_sources',
    })
    const same = [
      sighting('a', '7.2', nowMs - 2),
      sighting('a', '7.2', nowMs - 1),
      sighting('a', '7.2'),
      sighting('b', '7.2'),
    ]
    expect(referenceOf(same, nowMs)).toMatchObject({ refused: 'too_few_sources' })
  })
  it('drops stale sources', () => {
    const old = [sighting('a', '7.2', nowMs - 60_001), sighting('b', '7.2'), sighting('c', '7.2')]
    expect(referenceOf(old, nowMs)).toMatchObject({ refused: 'too_few_sources' })
    const outcome = referenceOf([...old, sighting('d', '7.3', nowMs - 60_000)], nowMs)
    expect([outcome, used(outcome)]).toMatchObject([{ price: '7.2' }, ['b', 'c', 'd']])
  })
  it('drops outliers, and says so', () => {
    const outcome = referenceOf(
      [sighting('a', '7.2'), sighting('b', '7.21'), sighting('c', '7.22'), sighting('d', '9')],
      nowMs,
    )
    expect([outcome, used(outcome)]).toMatchObject([{ price: '7.21' }, ['a', 'b', 'c']])
    expect(outcome.inputs).toHaveLength(4)
  })
  it('refuses when the outliers leave fewer than three', () => {
    expect(
      referenceOf([sighting('a', '7.2'), sighting('b', '7.21'), sighting('c', '9')], nowMs),
    ).toMatchObject({ refused: 'too_few_sources' })
  })
  it('cannot be moved beyond the honest sources by one liar among four', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (lie) => {
        const honest = ['7.2', '7.21', '7.22']
        const outcome = referenceOf(
          [
            ...honest.map((price, index) => sighting(`h${index}`, price)),
            sighting('liar', `${lie}`),
          ],
          nowMs,
        )
        if ('refused' in outcome) throw new Error('refused')
        expect(Number(outcome.price)).toBeGreaterThanOrEqual(7.2)
        expect(Number(outcome.price)).toBeLessThanOrEqual(7.22)
      }),
    )
  })
})
