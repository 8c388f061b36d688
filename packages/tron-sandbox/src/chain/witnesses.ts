import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { addressOfPublicKey, type Address } from '../codec/address.ts'
import { bytesOf, hexOfText } from '../codec/hex.ts'
import type { Store } from '../state/store.ts'

export type Witness = { readonly address: Address; readonly privateKey: Uint8Array }

/** A key that anybody can derive: nothing in a sandbox is worth a secret. */
export const sandboxKey = (name: string): Uint8Array => sha256(bytesOf(hexOfText(`stablegate tron-sandbox ${name}`)))

export const addressOfKey = (privateKey: Uint8Array): Address =>
  addressOfPublicKey(secp256k1.getPublicKey(privateKey, false))

const made: Witness[] = []

/** The same witnesses serve every sandbox of a process: their keys cost more than a block does. */
const witnessAt = (index: number): Witness => {
  const privateKey = sandboxKey(`witness ${index}`)
  return (made[index] ??= { address: addressOfKey(privateKey), privateKey })
}

const solidShare = 0.3

const lagOf = (witnesses: number): number => witnesses - 1 - Math.floor(witnesses * solidShare)

/**
 * As many witnesses as make the wanted steady lag between head and solid: 27 for main net's 18.
 * The lag is not set anywhere; it follows from the network's own rule, so it grows when slots are
 * missed and stands still when too few witnesses build.
 */
export const witnessesForLag = (lag: number): readonly Witness[] => {
  let count = 1
  while (lagOf(count + 1) <= lag) count++
  return Array.from({ length: count }, (_, index) => witnessAt(index))
}

const latestKey = (address: Address): string => `witness:${address}`

export const noteBlockOf = (store: Store, witness: Address, number: number): void =>
  store.set(latestKey(witness), number)

/** The last block that a witness made; 0 where it made none. */
export const latestBlockOf = (store: Store, address: Address): number =>
  (store.get(latestKey(address)) as number | undefined) ?? 0

/** The block that enough witnesses have built upon: the ninth smallest of 27 latest numbers. */
export const solidNumberOf = (store: Store, witnesses: readonly Witness[]): number => {
  const latest = witnesses
    .map(({ address }) => latestBlockOf(store, address))
    .toSorted((a, b) => a - b)
  return latest[Math.floor(witnesses.length * solidShare)] ?? 0
}
