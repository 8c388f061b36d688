import { encodeInto, utf8 } from './bytes.ts'

/** An event as its log keeps it: `data` and `metadata` are the very texts that were stored. */
export type SealedEvent = {
  readonly id: string
  readonly log: string
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly version: number
  readonly data: string
  readonly metadata: string
}

/** The form of the encoding stands first, so that another one could never be mistaken for it. */
const form = 'stablegate-leaf/1'
const lengthBytes = 4

/**
 * The bytes of a leaf: its form and nine fields, each with its length in UTF-8 before it (32 bits,
 * the highest byte first); numbers in decimal digits. No two events have the same bytes, and nothing
 * is parsed or written anew on the way: what is hashed is what is stored.
 */
export const leafBytes = (event: SealedEvent): Uint8Array => {
  const { id, log, position, stream, revision, type, version, data, metadata } = event
  const texts = [
    form, id, log, String(position), stream, String(revision), type, String(version), data, metadata,
  ]
  return plainBytes(texts) ?? anyBytes(texts.map(utf8))
}

const lengthRoom = '\0'.repeat(lengthBytes)

/**
 * Where every character is one byte, as in nearly all events, the fields are encoded at once with
 * room for their lengths between them. Undefined where one is more.
 */
const plainBytes = (texts: readonly string[]): Uint8Array | undefined => {
  const whole = lengthRoom + texts.join(lengthRoom)
  const bytes = new Uint8Array(whole.length)
  const { read } = encodeInto(whole, bytes)
  if (read !== whole.length) return undefined
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { length } of texts) {
    view.setUint32(at, length)
    at += lengthBytes + length
  }
  return bytes
}

const anyBytes = (fields: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(fields.reduce((sum, { length }) => sum + lengthBytes + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const field of fields) {
    view.setUint32(at, field.length)
    bytes.set(field, at + lengthBytes)
    at += lengthBytes + field.length
  }
  return bytes
}
