import { hash } from 'node:crypto'
import type { BlockRef } from '@stablegate/contracts'
import { NodeFault } from '../chain/node.ts'
import { hex, int64, integer, record, type Json } from './json.ts'

export type Header = BlockRef & { readonly parent: string; readonly isEmpty: boolean }

const varint = (value: bigint): readonly number[] => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}

/** Fields of proto3 in the order of their numbers; what is empty is left out. */
class Fields {
  readonly #bytes: number[] = []

  integer(field: number, value: unknown, what: string): this {
    const number = int64(value, what)
    if (number !== 0n) this.#bytes.push(...varint(BigInt(field << 3)), ...varint(number))
    return this
  }

  bytes(field: number, value: unknown, what: string): this {
    const bytes = Buffer.from(value === undefined ? '' : hex(value, what), 'hex')
    if (bytes.length === 0) return this
    this.#bytes.push(...varint(BigInt((field << 3) | 2)), ...varint(BigInt(bytes.length)), ...bytes)
    return this
  }

  encoded(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }
}

const emptyRoot = '0'.repeat(64)

/** The hash of a block: 8 bytes of its number, then the last 24 of sha256 of its raw header (protobuf). */
export const blockHashOf = (raw: Json): string => {
  const digest = hash('sha256', new Fields()
    .integer(1, raw['timestamp'], 'timestamp')
    .bytes(2, raw['txTrieRoot'], 'txTrieRoot')
    .bytes(3, raw['parentHash'], 'parentHash')
    .integer(7, raw['number'], 'number')
    .integer(8, raw['witness_id'], 'witness_id')
    .bytes(9, raw['witness_address'], 'witness_address')
    .integer(10, raw['version'], 'version')
    .bytes(11, raw['accountStateRoot'], 'accountStateRoot')
    .encoded())
  return integer(raw['number'], 'number').toString(16).padStart(16, '0') + digest.slice(16)
}

/** The header of a block as the node gave it, believed only when the hash is its own. */
export const readHeader = (json: unknown): Header => {
  const block = record(json, 'block')
  // `{}` is what a node says of a block it does not have.
  if (block['blockID'] === undefined) throw new NodeFault('absent', 'the answer holds no block')
  const id = hex(block['blockID'], 'blockID', 64)
  const raw = record(record(block['block_header'], 'block_header')['raw_data'], 'raw_data')
  const number = integer(raw['number'], 'number')
  if (id !== blockHashOf(raw)) throw new NodeFault('malformed', `block ${number} does not have the hash ${id}`)
  return {
    number, hash: id, atMs: integer(raw['timestamp'], 'timestamp'),
    parent: hex(raw['parentHash'], 'parentHash', 64),
    isEmpty: raw['txTrieRoot'] === undefined || raw['txTrieRoot'] === emptyRoot,
  }
}
