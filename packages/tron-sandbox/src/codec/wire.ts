/** Writer of the protobuf wire format: varints and length-delimited fields are all TRON uses. */
export class WireWriter {
  readonly #parts: number[] = []

  varint(value: bigint): this {
    let rest = BigInt.asUintN(64, value)
    while (rest > 0x7fn) {
      this.#parts.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.#parts.push(Number(rest))
    return this
  }

  tag(field: number, wireType: 0 | 2): this {
    return this.varint(BigInt((field << 3) | wireType))
  }

  delimited(field: number, bytes: Uint8Array): this {
    this.tag(field, 2).varint(BigInt(bytes.length))
    for (const byte of bytes) this.#parts.push(byte)
    return this
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#parts)
  }
}

export type WireField =
  | { readonly field: number; readonly varint: bigint }
  | { readonly field: number; readonly bytes: Uint8Array }

const readVarint = (bytes: Uint8Array, from: number): { value: bigint; next: number } => {
  let value = 0n
  for (let index = from; index < from + 10; index++) {
    const byte = bytes[index]
    if (byte === undefined) throw new RangeError('While parsing a protocol message, the input ended unexpectedly')
    value |= BigInt(byte & 0x7f) << BigInt(7 * (index - from))
    if (byte < 0x80) return { value: BigInt.asIntN(64, value), next: index + 1 }
  }
  throw new RangeError('CodedInputStream encountered a malformed varint.')
}

/** All fields of one message, in the order they were written. */
export const readFields = (bytes: Uint8Array): readonly WireField[] => {
  const fields: WireField[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    const field = Number(tag.value >> 3n)
    const wireType = Number(tag.value & 7n)
    if (field <= 0) throw new RangeError('Protocol message contained an invalid tag (zero).')
    if (wireType === 0) {
      const { value, next } = readVarint(bytes, tag.next)
      fields.push({ field, varint: value })
      at = next
    } else if (wireType === 2) {
      const { value, next } = readVarint(bytes, tag.next)
      const end = next + Number(value)
      if (value < 0n || end > bytes.length) {
        throw new RangeError('While parsing a protocol message, the input ended unexpectedly')
      }
      fields.push({ field, bytes: bytes.subarray(next, end) })
      at = end
    } else {
      throw new RangeError('Protocol message tag had invalid wire type.')
    }
  }
  return fields
}
