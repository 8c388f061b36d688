import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeAddress, encodeAddress } from './address.ts'

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')
const accounts = fc.uint8Array({ minLength: 20, maxLength: 20 })

it('reads every account that it writes, and others wrote', () => {
  expect(hex(decodeAddress('TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'))).toBe('a614f803b6fd780986a42c78ec9c7f77e6ded13c')
  fc.assert(fc.property(accounts, (account) => {
    expect(hex(decodeAddress(encodeAddress(hex(account))))).toBe(hex(account))
  }))
  for (const edge of ['00', 'ff']) expect(hex(decodeAddress(encodeAddress(edge.repeat(20))))).toBe(edge.repeat(20))
})

it('refuses an address with any letter changed, missing, added or moved', () => {
  fc.assert(fc.property(accounts, fc.nat(33), fc.nat(57), (account, at, by) => {
    const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
    const address = encodeAddress(hex(account))
    const letter = alphabet[(alphabet.indexOf(address[at] ?? '') + 1 + (by % 57)) % 58] ?? ''
    const [before, after] = [address.slice(0, at), address.slice(at + 1)]
    expect(decodeAddress(before + letter + after)).toBeUndefined()
    expect(decodeAddress(before + after)).toBeUndefined()
    expect(decodeAddress(`${before}${letter}${address.slice(at)}`)).toBeUndefined()
    if (address[at] !== address[at + 1] && at < 33) {
      expect(decodeAddress(before + (address[at + 1] ?? '') + (address[at] ?? '') + address.slice(at + 2))).toBeUndefined()
    }
  }))
})

it('refuses what is no digit, no address of this network, or no number of 25 bytes', () => {
  const base58Of = (bytes: Buffer): string => {
    let [number, text] = [BigInt(`0x${bytes.toString('hex')}`), '']
    for (; number > 0n; number /= 58n) text = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'[Number(number % 58n)] + text
    return text
  }
  const checked = (body: string): string => {
    const bytes = Buffer.from(body, 'hex')
    const digest = hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer').subarray(0, 4)
    return base58Of(Buffer.concat([bytes, digest]))
  }
  const known = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
  // The same number in another text: whoever compares texts would not know it for the same address.
  expect([decodeAddress(`1${known}`), decodeAddress(`11${known}`)]).toEqual([undefined, undefined])
  expect(hex(decodeAddress(checked(`41${'0c'.repeat(20)}`)))).toBe('0c'.repeat(20))
  for (const body of [`42${'0c'.repeat(20)}`, `0141${'0c'.repeat(20)}`, `41${'0c'.repeat(19)}`, `ffff41${'0c'.repeat(20)}`, 'ff'.repeat(40)]) {
    expect(decodeAddress(checked(body)), body).toBeUndefined()
  }
  for (const text of ['', '0OIl', 'T', 'é'.repeat(34), 'z'.repeat(34), 'z'.repeat(200), ' TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t']) {
    expect(decodeAddress(text), text).toBeUndefined()
  }
})
