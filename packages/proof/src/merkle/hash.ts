import { concat } from '../bytes.ts'

/** SHA-256 as the place at hand has it: Node's in services, a small one of its own in browsers. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

export const hashBytes = 32

const leafPrefix = Uint8Array.of(0)
const nodePrefix = 1

/** RFC 6962, 2.1: a leaf can never be taken for a node, since their first bytes differ. */
export const leafHash = (sha256: Sha256, leaf: Uint8Array): Uint8Array =>
  sha256(concat(leafPrefix, leaf))

/** RFC 6962, 2.1: the hash of two subtrees. */
export const nodeHash = (sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(1 + 2 * hashBytes)
  bytes[0] = nodePrefix
  bytes.set(left, 1)
  bytes.set(right, 1 + hashBytes)
  return sha256(bytes)
}

/** The root of no leaves at all. */
export const emptyRoot = (sha256: Sha256): Uint8Array => sha256(new Uint8Array())
