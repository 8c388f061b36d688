/** The wire format of protobuf, as far as TRON uses it: varints and length-delimited fields. */
export type WireField =
  | { readonly field: number; readonly varint: bigint }
  | { readonly field: number; readonly bytes: Uint8Array }

/** Bytes that are no message, or none of the kind that TRON writes. */
export class NotProtobuf extends Error {
  override readonly name = 'NotProtobuf'
}

const varint = (value: bigint): number[] => {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return bytes
}

/** A number field. As proto3 writes it: a zero is left out. Throws RangeError below zero or above int64. */
export const numberField = (field: number, value: bigint): Uint8Array => {
  if (value < 0n || value >= 2n ** 63n) throw new RangeError(`not an amount of the protocol: ${value}`)
  return value === 0n ? new Uint8Array() : Uint8Array.from([...varint(BigInt(field << 3)), ...varint(value)])
}

/** A field of bytes or a message within; empty bytes are left out. */
export const bytesField = (field: number, bytes: Uint8Array): Uint8Array =>
  bytes.length === 0
    ? new Uint8Array()
    : Buffer.concat([Uint8Array.from([...varint(BigInt((field << 3) | 2)), ...varint(BigInt(bytes.length))]), bytes])

/** A message is its fields, one after the other. */
export const messageOfFields = (...fields: readonly Uint8Array[]): Uint8Array => Buffer.concat(fields)

const longestVarint = 10

const readVarint = (bytes: Uint8Array, from: number): { readonly value: bigint; readonly next: number } => {
  let value = 0n
  for (let at = from; at < from + longestVarint; at += 1) {
    const byte = bytes[at]
    if (byte === undefined) throw new NotProtobuf('it ends too early')
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - from))
    if (byte < 0x80) return { value, next: at + 1 }
  }
  throw new NotProtobuf('a number has too many bytes')
}

/** All fields in the order in which they stand. Throws `NotProtobuf`. */
export const readFields = (bytes: Uint8Array): readonly WireField[] => {
  const fields: WireField[] = []
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at)
    const { value, next } = readVarint(bytes, tag.next)
    const field = Number(tag.value >> 3n)
    const kind = tag.value & 7n
    if (kind === 0n) {
      fields.push({ field, varint: value })
      at = next
      continue
    }
    if (kind !== 2n) throw new NotProtobuf(`a field of kind ${kind}`)
    if (value > BigInt(bytes.length - next)) throw new NotProtobuf('it ends too early')
    at = next + Number(value)
    fields.push({ field, bytes: bytes.subarray(next, at) })
  }
  return fields
}
