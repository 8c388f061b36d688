import { sha256 } from '@noble/hashes/sha2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesOf, hexOf } from './hex.ts'

/** An address as the node keeps it: 42 lower-case hex digits that begin with 41. */
export type Address = string

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

const checksumOf = (payload: Uint8Array): Uint8Array => sha256(sha256(payload)).slice(0, 4)

/** Base58check of a 41… address: 34 characters that begin with T. */
export const base58Of = (address: Address): string => {
  const payload = bytesOf(address)
  let number = BigInt(`0x${address}${hexOf(checksumOf(payload))}`)
  let text = ''
  while (number > 0n) {
    text = alphabet.charAt(Number(number % 58n)) + text
    number /= 58n
  }
  return text
}

/** Reads base58check; undefined where the text is no address. */
export const addressOfBase58 = (text: string): Address | undefined => {
  let number = 0n
  for (const character of text) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return undefined
    number = number * 58n + BigInt(digit)
  }
  const hex = number.toString(16).padStart(50, '0')
  if (hex.length !== 50 || text.length !== 34) return undefined
  const address = hex.slice(0, 42)
  return hexOf(checksumOf(bytesOf(address))) === hex.slice(42) ? address : undefined
}

export const isAddress = (hex: string): boolean => /^41[0-9a-f]{40}$/.test(hex)

/** The 20 bytes that the virtual machine and the logs know, without the network's 41. */
export const withoutPrefix = (address: Address): string => address.slice(2)

export const withPrefix = (hex20: string): Address => `41${hex20}`

/** The address of a public key in its uncompressed form (65 bytes, 04 first). */
export const addressOfPublicKey = (publicKey: Uint8Array): Address =>
  withPrefix(hexOf(keccak_256(publicKey.slice(1))).slice(24))

/** Where a deployment lands: the last 20 bytes of keccak256(txID || owner). */
export const contractAddressOf = (txId: string, owner: Address): Address =>
  withPrefix(hexOf(keccak_256(bytesOf(txId + owner))).slice(24))
