import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressSet } from './address-set.ts'

const bytes = fc.uint8Array({ minLength: 20, maxLength: 20 }).filter((address) => address.some((byte) => byte !== 0))
const hexOf = (address: Uint8Array): string => Buffer.from(address).toString('hex')

describe('a set of addresses', () => {
  it('holds what was added and nothing else', () => {
    // Addresses that share words meet in the same places of the table.
    const near = fc.array(fc.constantFrom(0, 1, 255), { minLength: 20, maxLength: 20 }).map((list) => Uint8Array.from(list))
      .filter((address) => address.some((byte) => byte !== 0))
    const address = fc.oneof(bytes, near)
    fc.assert(fc.property(fc.array(address, { maxLength: 200 }), fc.array(address, { maxLength: 50 }), (added, others) => {
      const set = new AddressSet()
      const known = new Set(added.map(hexOf))
      for (const one of [...added, ...added]) set.add(one)
      expect(set.size).toBe(known.size)
      for (const one of [...added, ...others]) expect(set.has(hexOf(one))).toBe(known.has(hexOf(one)))
    }))
  })

  it('grows past its first table', () => {
    const set = new AddressSet()
    const at = (n: number): Uint8Array => {
      const address = new Uint8Array(20)
      new DataView(address.buffer).setUint32(0, n)
      return address
    }
    for (let n = 1; n <= 20_000; n += 1) set.add(at(n))
    expect(set.size).toBe(20_000)
    for (let n = 1; n <= 20_000; n += 1) expect(set.has(hexOf(at(n)))).toBe(true)
    expect(set.has(hexOf(at(20_001)))).toBe(false)
    expect(set.has('0'.repeat(40))).toBe(false)
    expect(set.has('')).toBe(false)
  })
})
