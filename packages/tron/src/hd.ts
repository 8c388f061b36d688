import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { HDKey } from '@scure/bip32'
import { encodeAddress } from './address.ts'

/** The address of a secp256k1 public key (33 or 65 bytes): the last 20 bytes of keccak-256 of its point. */
export const addressOfPublicKey = (publicKey: Uint8Array): string => {
  const point = secp256k1.Point.fromBytes(publicKey).toBytes(false)
  return encodeAddress(Buffer.from(keccak_256(point.subarray(1)).subarray(12)).toString('hex'))
}

/** The account level of BIP-44 for TRON (SLIP-44 coin 195): what is below it needs no private key. */
export const accountPath = "m/44'/195'/0'"

/**
 * The receiving address of an index below a watch-only account key, `0/<index>` of BIP-44.
 * Throws TypeError on a key that is private or none, RangeError on an index of 31 bits exceeded.
 */
export const depositAddress = (xpub: string, index: number): string => {
  if (!Number.isInteger(index) || index < 0 || index >= 2 ** 31) throw new RangeError(`no index of an address: ${index}`)
  const branch = branchOf(xpub)
  const { publicKey } = branch.deriveChild(index)
  if (publicKey === null) throw new TypeError('the key has no public part')
  return addressOfPublicKey(publicKey)
}

let last: { readonly xpub: string; readonly branch: HDKey } | undefined

// Parsing and one derivation are half of the work, and a wallet has one key.
const branchOf = (xpub: string): HDKey => {
  if (last?.xpub === xpub) return last.branch
  const key = HDKey.fromExtendedKey(xpub)
  if (key.privateKey !== null) throw new TypeError('watch-only means a public key')
  last = { xpub, branch: key.deriveChild(0) }
  return last.branch
}
