import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { addressOfPublicKey, type Address } from './address.ts'
import { bytesOf, hexOf } from './hex.ts'
import { messageFromJson, messageToJson, isObject, ParseError, type Json, type JsonObject } from './json.ts'
import { decode, encode, type Message } from './protobuf.ts'
import type { ContractResult } from './schema.ts'
import { readFields, WireWriter } from './wire.ts'

/**
 * A transaction as the network sees it. The id is sha256 of the raw bytes as they came, so the
 * bytes are kept beside what they say; the signatures are no part of the id.
 */
export type Transaction = {
  readonly id: string
  readonly rawHex: string
  readonly raw: Message
  readonly signatures: readonly string[]
}

export const transactionIdOf = (raw: Uint8Array): string => hexOf(sha256(raw))

export const transactionOf = (rawBytes: Uint8Array, signatures: readonly string[]): Transaction => ({
  id: transactionIdOf(rawBytes),
  rawHex: hexOf(rawBytes),
  raw: decode('TransactionRaw', rawBytes),
  signatures,
})

export const transactionFromRaw = (raw: Message, signatures: readonly string[] = []): Transaction =>
  transactionOf(encode('TransactionRaw', raw), signatures)

/** From the JSON of a broadcast. Like the node it packs `raw_data` and ignores the caller's hex. */
export const transactionFromJson = (json: Json, isVisible: boolean): Transaction => {
  if (!isObject(json)) throw new ParseError('1:1: Expected "{".')
  const raw = messageFromJson('TransactionRaw', json['raw_data'] ?? {}, isVisible)
  const { signature } = json
  const signatures = Array.isArray(signature) ? (signature as readonly Json[]) : []
  return transactionFromRaw(raw, signatures.map((one) => String(one).toLowerCase().replace(/^0x/, '')))
}

/** From the protobuf of a whole transaction, as `broadcasthex` takes it. */
export const transactionFromHex = (hex: string): Transaction => {
  let raw: Uint8Array = new Uint8Array()
  const signatures: string[] = []
  for (const field of readFields(bytesOf(hex))) {
    if (!('bytes' in field)) continue
    if (field.field === 1) raw = field.bytes
    if (field.field === 2) signatures.push(hexOf(field.bytes))
  }
  return transactionOf(raw, signatures)
}

const bytesOfTransaction = (transaction: Transaction, ret?: ContractResult): Uint8Array => {
  const writer = new WireWriter().delimited(1, bytesOf(transaction.rawHex))
  for (const signature of transaction.signatures) writer.delimited(2, bytesOf(signature))
  if (ret !== undefined) writer.delimited(5, encode('TransactionResult', { contractRet: ret }))
  return writer.bytes()
}

/** Room the network charges for besides the bytes: a result of up to 64 bytes. */
const resultBytes = 64

/** Bandwidth: the serialized transaction without its result, and room for one. */
export const bandwidthOf = (transaction: Transaction): bigint =>
  BigInt(bytesOfTransaction(transaction).length + resultBytes)

export const sizeOf = (transaction: Transaction): number => bytesOfTransaction(transaction).length

/** The leaf of the block's tree: sha256 of the transaction with signatures and result. */
export const leafOf = (transaction: Transaction, ret: ContractResult): Uint8Array =>
  sha256(bytesOfTransaction(transaction, ret))

const knownSigners = new Map<string, Address>()
const maxKnownSigners = 20_000

/** The signer of a hash. Throws where the signature is none; v may be 0, 1, 27 or 28. */
export const signerOf = (hash: Uint8Array, signatureHex: string): Address => {
  // A transaction is checked when it comes, when it waits and when it is mined: recover it once.
  const key = hexOf(hash) + signatureHex
  const known = knownSigners.get(key)
  if (known !== undefined) return known
  if (knownSigners.size >= maxKnownSigners) knownSigners.clear()
  const signer = recovered(hash, signatureHex)
  knownSigners.set(key, signer)
  return signer
}

const recovered = (hash: Uint8Array, signatureHex: string): Address => {
  const signature = bytesOf(signatureHex)
  const v = signature[64] ?? 0
  const recovery = v >= 27 ? v - 27 : v
  const ordered = new Uint8Array(65)
  ordered[0] = recovery
  ordered.set(signature.slice(0, 64), 1)
  const publicKey = secp256k1.recoverPublicKey(ordered, hash, { prehash: false })
  return addressOfPublicKey(secp256k1.Point.fromBytes(publicKey).toBytes(false))
}

/** r || s || v in 65 bytes, v 0 or 1. */
export const signatureOf = (hash: Uint8Array, privateKey: Uint8Array): string => {
  const signature = secp256k1.sign(hash, privateKey, { prehash: false, format: 'recovered' })
  return hexOf(signature.slice(1)) + hexOf(signature.slice(0, 1))
}

export type Contract = {
  readonly type: string
  readonly value: Message
  readonly owner: Address
  readonly permissionId: number
}

/** The one contract of a transaction; the network allows a list and uses the first. */
export const contractOf = (transaction: Transaction): Contract | undefined => {
  const [first] = (transaction.raw['contract'] as readonly Message[] | undefined) ?? []
  if (first === undefined) return undefined
  const parameter = first['parameter'] as Message | undefined
  const inner = parameter?.['value']
  const value = typeof inner === 'object' ? (inner as Message) : {}
  return {
    type: String(first['type'] ?? 'AccountCreateContract'),
    value,
    owner: String(value['owner_address'] ?? ''),
    permissionId: Number(first['Permission_id'] ?? 0),
  }
}

export const transactionToJson = (transaction: Transaction, isVisible: boolean, ret?: ContractResult): JsonObject => ({
  ...(ret === undefined ? {} : { ret: [{ contractRet: ret }] }),
  ...(transaction.signatures.length === 0 ? {} : { signature: transaction.signatures }),
  txID: transaction.id,
  raw_data: messageToJson('TransactionRaw', transaction.raw, isVisible),
  raw_data_hex: transaction.rawHex,
  ...(isVisible ? { visible: true } : {}),
})
