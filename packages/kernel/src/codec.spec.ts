import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode, survivesCodec } from './codec.ts'

const name = fc.constantFrom('a', 'amountMicro', 'fiatMinor', 'net_micro', '__proto__x', 'Micro')
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }), fc.constantFrom('12', '-7', '', undefined, null, Number.NaN, -0, Infinity),
  fc.double(), fc.boolean(), fc.bigInt(), fc.date(),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('any'), { maxLength: 4 }), tie('record')),
  record: fc.dictionary(name, tie('any'), { maxKeys: 5, noNullPrototype: true }),
})).any

describe('what survives the codec', () => {
  it('comes back as it was', () => {
    let survivors = 0
    fc.assert(fc.property(value, (one) => {
      if (!survivesCodec(one)) return
      survivors += 1
      deepStrictEqual(decode(encode(one)), one)
    }), { numRuns: 2_000 })
    expect(survivors).toBeGreaterThan(100)
  })

  it.each([
    [{ a: undefined }], [{ list: [undefined] }], [{ a: Number.NaN }], [{ a: -0 }], [{ amountMicro: '5' }],
    [{ a: new Date(0) }], [{ a: 5n }], [{ a: () => 1 }], [{ a: new Map() }], [Object.create({ a: 1 })],
  ])('does not: %#', (one) => {
    expect(survivesCodec(one)).toBe(false)
  })

  it.each([
    [{ a: 'text', n: 1.5, amountMicro: 5n, none: null, is: true, list: [{ amountMicro: 0n }, 'x'] }], ['5'], [[]],
    [{ amountMicro: 'five' }],
  ])('does: %#', (one) => {
    expect(survivesCodec(one)).toBe(true)
  })
})
