import { describe, expect, it } from 'vitest'
import { isAddressOrNetwork, isListed, neighbourhoodOf } from './address-list.ts'

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

describe('whose budget it is', () => {
  it('is that of the address, and of IPv6 that of its network, however it is written', () => {
    expect(neighbourhoodOf('203.0.113.9')).toBe('203.0.113.9')
    expect(neighbourhoodOf('::ffff:203.0.113.9')).toBe('203.0.113.9')
    const one = ['2001:db8:1:2::7', '2001:DB8:1:2:ffff::', '2001:0db8:0001:0002:a:b:c:d']
    expect(new Set(one.map(neighbourhoodOf))).toEqual(new Set(['2001:db8:1:2::/64']))
    expect(neighbourhoodOf('2001:db8:1:3::7')).toBe('2001:db8:1:3::/64')
    expect(neighbourhoodOf('2001:db8::')).toBe('2001:db8:0:0::/64')
    expect(neighbourhoodOf('::1')).toBe('0:0:0:0::/64')
    expect(neighbourhoodOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
    expect([neighbourhoodOf('unknown'), neighbourhoodOf(undefined)]).toEqual(['unknown', 'nowhere'])
  })
})
