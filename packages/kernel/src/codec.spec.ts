import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carry, decode, encode, survivesCodec } from './codec.ts'

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

describe('what is carried past the codec', () => {
  const outcomeOf = (work: () => unknown): { readonly value: unknown } | 'refused' => {
    try {
      return { value: work() }
    } catch {
      return 'refused'
    }
  }

  it('is what the codec would have made of it, and refused where it would be', () => {
    const seen = { value: 0, refused: 0 }
    fc.assert(fc.property(value.filter((one) => one !== undefined), (one) => {
      const expected = outcomeOf(() => decode(encode(one)))
      seen[expected === 'refused' ? 'refused' : 'value'] += 1
      deepStrictEqual(outcomeOf(() => carry(one)), expected)
    }), { numRuns: 5_000 })
    expect(Math.min(seen.value, seen.refused)).toBeGreaterThan(100)
  })

  it.each([
    [JSON.parse('{"__proto__": {"a": 1}, "amountMicro": "5"}')], [{ a: { toJSON: () => 'told' } }], [new Map([['a', 1]])],
    [{ list: [() => 1, undefined, Symbol('a')] }], [Object.assign(Object.create({ inherited: 1 }), { own: 1 })], [Buffer.from('a')],
  ])('also of what is odd: %#', (one) => {
    deepStrictEqual(carry(one), decode(encode(one)))
  })

  it('shares nothing with what it was', () => {
    const one = { list: [{ a: 1 }] }
    const other = carry(one) as typeof one
    one.list[0]!.a = 2
    expect(other).toEqual({ list: [{ a: 1 }] })
  })
})
