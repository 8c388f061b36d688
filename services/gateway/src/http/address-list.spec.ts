import { describe, expect, it } from 'vitest'
import { isAddressOrNetwork, isListed } from './address-list.ts'

describe('addresses of a key', () => {
  it.each(['203.0.113.7', '203.0.113.0/24', '0.0.0.0/0', '2001:db8::/32', '::1'])('may be %s', (text) => {
    expect(isAddressOrNetwork(text)).toBe(true)
  })
  it.each(['', 'localhost', '203.0.113.0/33', '2001:db8::/129', '203.0.113.0/', '203.0.113.0/24/1', '203.0.113.0/-1',
    '1e3'])('may not be %j', (text) => {
    expect(isAddressOrNetwork(text)).toBe(false)
  })
  it('let in who is listed, on either kind of socket, and everybody where none are', () => {
    expect(isListed([], '198.51.100.1')).toBe(true)
    expect(isListed(['203.0.113.0/24'], '203.0.113.9')).toBe(true)
    expect(isListed(['203.0.113.0/24'], '::ffff:203.0.113.9')).toBe(true)
    expect(isListed(['203.0.113.0/24'], '203.0.114.9')).toBe(false)
    expect(isListed(['2001:db8::/32'], '2001:db8::7')).toBe(true)
    expect(isListed(['2001:db8::/32'], '203.0.113.9')).toBe(false)
    expect(isListed(['203.0.113.7'], 'unknown')).toBe(false)
  })
})
