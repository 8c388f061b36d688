import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../codec.ts'
import { commandHash } from './command-hash.ts'
import { uuidv5, uuidv7 } from './ids.ts'

const form = (version: number) => new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

describe('uuidv5', () => {
  it('is the same for the same parts, another for any others, and well formed', () => {
    const parts = fc.array(fc.string(), { minLength: 1, maxLength: 4 })
    fc.assert(fc.property(parts, parts, (left, right) => {
      expect(uuidv5(...left)).toMatch(form(5))
      expect(uuidv5(...left) === uuidv5(...right)).toBe(JSON.stringify(left) === JSON.stringify(right))
    }))
    expect(uuidv5('a', 'b')).not.toBe(uuidv5('ab'))
  })

  it('stays what it was: changing it would make every retried command a new one', () => {
    expect(uuidv5('event', 'command', 0, 'ledger.book-tron')).toMatchInlineSnapshot(`"a612dcc5-0d5d-55a1-bf70-a446f3238152"`)
  })
})

describe('uuidv7', () => {
  it('sorts by time', () => {
    const zeros = new Uint8Array(10)
    const ones = new Uint8Array(10).fill(255)
    expect(uuidv7(1_700_000_000_000, ones)).toMatch(form(7))
    expect(uuidv7(1_700_000_000_000, zeros)).toMatch(form(7))
    expect(uuidv7(1_700_000_000_000, ones) < uuidv7(1_700_000_000_001, zeros)).toBe(true)
  })
})

describe('commandHash', () => {
  it('is what it was when logs were written', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${(n * 7) % 20}`, n]))
    expect(commandHash('t', { b: 1, a: 'x', Z: [{ d: 2n, c: null }], é: true, ab: undefined }))
      .toBe('dbaeb165e01cfc5c3e14405072355b73')
    expect(commandHash('t', many)).toBe('6e84c6186c7d611538eb4d2b29dd732e')
  })

  const data = fc.dictionary(fc.string(), fc.jsonValue())
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).toReversed().map(([key, field]) => [key, shuffled(field)]))
  }

  it('does not see the order of keys, undefined fields or a passage through the codec', () => {
    fc.assert(fc.property(data, (value) => {
      expect(commandHash('t', shuffled(value))).toBe(commandHash('t', value))
    }))
    const command = { amountMicro: 5n, note: undefined, list: [{ feeMinor: 1n }] }
    expect(commandHash('t', decode(encode(command)))).toBe(commandHash('t', command))
  })

  it('sees every other difference', () => {
    fc.assert(fc.property(data, data, (left, right) => {
      const same = commandHash('t', left) === commandHash('t', right)
      const equal = encode(left) === encode(right) || commandHash('t', shuffled(left)) === commandHash('t', right)
      expect(same).toBe(equal)
    }))
    expect(commandHash('t', { a: 1 })).not.toBe(commandHash('u', { a: 1 }))
    expect(commandHash('t', { a: [1, 2] })).not.toBe(commandHash('t', { a: [2, 1] }))
    expect(commandHash('t', { a: 'x' })).not.toBe(commandHash('t', { b: 'x' }))
  })
})
