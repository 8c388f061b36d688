import { hash } from 'node:crypto'

/** The namespace of all ids the kernel derives (a random v4, fixed for ever). */
const namespace = Buffer.from('6f9c5c1e0b8e4c55a1d2b9f0e7c3a846', 'hex')

const hyphened = (hex: string): string => {
  const [time, rest] = [`${hex.slice(0, 8)}-${hex.slice(8, 12)}`, hex.slice(20)]
  return `${time}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${rest}`
}

/**
 * A name-based UUID (RFC 9562 §5.5) of the parts, each preceded by its length so that no two lists
 * of parts share a name. The same parts give the same id, for ever and on every machine.
 */
export const uuidv5 = (...parts: readonly (string | number)[]): string => {
  let name = ''
  for (const part of parts) {
    const text = String(part)
    name += `${text.length}:${text}`
  }
  const bytes = Buffer.allocUnsafe(16 + Buffer.byteLength(name))
  namespace.copy(bytes)
  bytes.write(name, 16)
  const digest = hash('sha1', bytes, 'hex')
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return hyphened(`${digest.slice(0, 12)}5${digest.slice(13, 16)}${variant}${digest.slice(17, 32)}`)
}

/** A time-ordered UUID (RFC 9562 §5.7) from a time and 10 random bytes, both of the caller. */
export const uuidv7 = (nowMs: number, random: Uint8Array): string => {
  const time = nowMs.toString(16).padStart(12, '0')
  const rest = Buffer.from(random.buffer, random.byteOffset, 10).toString('hex')
  const variant = ((Number.parseInt(rest.charAt(4), 16) & 0x3) | 0x8).toString(16)
  return hyphened(`${time}7${rest.slice(0, 3)}${variant}${rest.slice(5, 20)}`)
}

/** The id of an event: a retried append of the same command makes the same ids. */
export const eventIdOf = (commandId: string, ordinal: number, stream: string): string =>
  uuidv5('event', commandId, ordinal, stream)

/** The id of a command that a reaction or process derives from an event. */
export const derivedCommandId = (eventId: string, consumer: string, ordinal: number): string =>
  uuidv5('command', eventId, consumer, ordinal)

/** The id of the command that a clock sends when it is due. */
export const clockCommandId = (clockId: string): string => uuidv5('clock', clockId)
