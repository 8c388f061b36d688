import { sha256 } from '@noble/hashes/sha2.js'
import { hexOf } from '../codec/hex.ts'
import { encode, type Message } from '../codec/protobuf.ts'
import { leafOf, signatureOf, type Transaction } from '../codec/transaction.ts'
import type { Receipt } from '../rules/execute.ts'
import type { Witness } from './witnesses.ts'

export type Entry = { readonly transaction: Transaction; readonly receipt: Receipt }

export type Block = {
  readonly number: number
  readonly id: string
  readonly parentId: string
  readonly atMs: number
  readonly witness: string
  readonly txTrieRoot: string
  readonly signature: string
  readonly entries: readonly Entry[]
}

export const blockVersion = 34
const noHash = '0'.repeat(64)

/** The tree over the leaves: pairs hashed together, an odd one carried up; zeros where there is none. */
export const merkleRoot = (leaves: readonly Uint8Array[]): string => {
  let level = leaves
  while (level.length > 1) {
    const next: Uint8Array[] = []
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index] ?? new Uint8Array()
      const right = level[index + 1]
      next.push(right === undefined ? left : sha256(new Uint8Array([...left, ...right])))
    }
    level = next
  }
  return level[0] === undefined ? noHash : hexOf(level[0])
}

export const headerOf = (block: Pick<Block, 'number' | 'atMs' | 'txTrieRoot' | 'parentId' | 'witness'>): Message => ({
  ...(block.number === 0 ? {} : { number: BigInt(block.number) }),
  txTrieRoot: block.txTrieRoot,
  ...(block.witness === '' ? {} : { witness_address: block.witness }),
  parentHash: block.parentId,
  version: blockVersion,
  timestamp: BigInt(block.atMs),
})

/** A block's id: its number in 8 bytes and the end of its header's hash. */
export const blockIdOf = (number: number, headerHash: Uint8Array): string =>
  number.toString(16).padStart(16, '0') + hexOf(headerHash).slice(16)

export const headerHashOf = (header: Message): Uint8Array => sha256(encode('BlockHeaderRaw', header))

/** Closes a block: tree, id and the witness's signature. */
export const sealed = (
  parent: Pick<Block, 'number' | 'id'>, atMs: number, witness: Witness, entries: readonly Entry[],
): Block => {
  const txTrieRoot = merkleRoot(entries.map(({ transaction, receipt }) => leafOf(transaction, receipt.result)))
  const unsigned = { number: parent.number + 1, parentId: parent.id, atMs, witness: witness.address, txTrieRoot }
  const hash = headerHashOf(headerOf(unsigned))
  let signature: string | undefined
  return {
    ...unsigned,
    id: blockIdOf(unsigned.number, hash),
    // Signing costs more than all the rest of an empty block, and few blocks are ever looked at.
    get signature() {
      return (signature ??= signatureOf(hash, witness.privateKey))
    },
    entries,
  }
}

/** Block 0. Its time is fixed, so every sandbox has the same first block and the same token. */
export const genesisBlock = (atMs: number): Block => {
  const plain = { number: 0, parentId: noHash, atMs, witness: '', txTrieRoot: noHash }
  return { ...plain, id: blockIdOf(0, headerHashOf(headerOf(plain))), signature: '', entries: [] }
}
