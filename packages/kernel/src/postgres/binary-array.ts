import { BrokenInvariant } from '../assert.ts'

/**
 * One-dimensional arrays in the binary format of the Postgres wire (`array_recv`): a header, then
 * each element behind its length. Text form would quote and escape every JSON payload twice.
 */
const headerBytes = 20
const oids = { text: 25, integer: 23, bigint: 20 } as const

const withHeader = (bytes: number, oid: number, length: number): Buffer => {
  const buffer = Buffer.allocUnsafe(bytes)
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0) // dimensions
  buffer.writeInt32BE(0, 4) // no nulls
  buffer.writeInt32BE(oid, 8)
  if (length > 0) {
    buffer.writeInt32BE(length, 12)
    buffer.writeInt32BE(1, 16) // the first subscript
  }
  return buffer
}

const size = (length: number, elementBytes: number): number =>
  length === 0 ? 12 : headerBytes + length * (4 + elementBytes)

export const textArray = (values: readonly string[]): Buffer => {
  let bytes = size(values.length, 0)
  for (const value of values) bytes += Buffer.byteLength(value)
  const buffer = withHeader(bytes, oids.text, values.length)
  let at = headerBytes
  for (const value of values) {
    const written = buffer.write(value, at + 4)
    buffer.writeInt32BE(written, at)
    at += 4 + written
  }
  return buffer
}

export const integerArray = (values: readonly number[]): Buffer => {
  const buffer = withHeader(size(values.length, 4), oids.integer, values.length)
  let at = headerBytes
  for (const value of values) {
    buffer.writeInt32BE(4, at)
    buffer.writeInt32BE(value, at + 4)
    at += 8
  }
  return buffer
}

export const bigintArray = (values: readonly number[]): Buffer => {
  const buffer = withHeader(size(values.length, 8), oids.bigint, values.length)
  let at = headerBytes
  for (const value of values) {
    if (!Number.isSafeInteger(value)) throw new BrokenInvariant(`${value} is no whole number`)
    buffer.writeInt32BE(8, at)
    buffer.writeInt32BE(Math.floor(value / 2 ** 32), at + 4)
    buffer.writeInt32BE(value | 0, at + 8)
    at += 12
  }
  return buffer
}
