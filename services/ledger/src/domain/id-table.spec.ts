import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdTable } from './id-table.ts'

describe('a table of ids', () => {
  it('does what a map does, with texts of any letters', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 })
    // Letters at the edges of one byte, and texts of which one begins the other.
    const near = fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'þ', 'ÿ', 'ÿa', 'Āa', '\u{ff}\u{100}', '承兑', '\ud800', '\udc00a')
    const act = fc.record({
      is: fc.constantFrom('add', 'set', 'get'), text: fc.oneof(text, near), word: fc.nat(),
    })
    fc.assert(fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const [table, map] = [new IdTable(), new Map<string, number>()]
      for (const { is, text: key, word } of acts) {
        if (is === 'add') {
          expect(table.add(key, word)).toBe(!map.has(key))
          if (!map.has(key)) map.set(key, word)
        } else if (is === 'set' && map.has(key)) {
          table.set(key, word)
          map.set(key, word)
        } else if (is === 'set') expect(() => table.set(key, word)).toThrow(/not there/)
        expect([table.has(key), table.get(key), table.size]).toEqual([map.has(key), map.get(key), map.size])
      }
      for (const [key, word] of map) expect(table.get(key)).toBe(word)
    }), { numRuns: 200 })
  })

  it('keeps all of very many, through each growth of its shards and chunks', () => {
    const table = new IdTable()
    const count = 60_000
    const id = (n: number): string => `escrow:pay_${((n * 2_654_435_761) >>> 0).toString(16)}:${n}`
    for (let n = 0; n < count; n += 1) {
      if (!table.add(id(n), n * 2 ** 33)) throw new Error(`${id(n)} was there`)
    }
    expect(table.size).toBe(count)
    for (let n = 0; n < count; n += 1) {
      if (table.get(id(n)) !== n * 2 ** 33) throw new Error(`${id(n)} is lost`)
      if (table.has(`${id(n)}x`) || table.has(id(n + count))) throw new Error('too much is there')
    }
    expect(table.add(id(7), 0)).toBe(false)
    expect(table.get(id(7))).toBe(7 * 2 ** 33)
  })

  // Found by trying: both of a pair begin at the same slot with the same 32 bits of hash, and the
  // letters of the second pair have the same lower bytes.
  it.each([
    ['escrow:38831', 'escrow:57387'],
    ['\u1741\u1741\u3441\u0141', '\u3441\u1e41\u0141\u0241'],
  ])('tells texts apart whose hashes are the same: %j, %j', (one, other) => {
    const table = new IdTable()
    expect(table.add(one, 1)).toBe(true)
    expect([table.has(other), table.get(other)]).toEqual([false, undefined])
    expect(table.add(other, 2)).toBe(true)
    expect([table.get(one), table.get(other), table.size]).toEqual([1, 2, 2])
    table.set(one, 3)
    expect([table.get(one), table.get(other)]).toEqual([3, 2])
  })

  it('takes the longest text of a chunk, and none that is longer', () => {
    const table = new IdTable()
    const longest = '承'.repeat(10_922)
    expect(table.add(longest, 1)).toBe(true)
    expect(table.add('a', 2)).toBe(true)
    expect([table.get(longest), table.get('a'), table.has(`${longest}承`)]).toEqual([1, 2, false])
    expect(() => table.add(`${longest}承`, 3)).toThrow(/too long/)
  })
})
