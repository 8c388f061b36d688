import { BrokenInvariant, assertThat } from './assert.ts'
import { AppendTooLarge, maxEventBytes } from './event-store.ts'
import type { Append, NewEvent, StreamAppend } from './event-store.ts'

/** What one append may hold, the same in every adapter: none accepts what another refuses. */
export const maxAppendEvents = 10_000
export const maxAppendBytes = 8 * 1024 * 1024
export const maxStreamNameBytes = 512

/** KurrentDB takes only UUIDs and Postgres gives them in lower case: others would not survive. */
const eventIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const logForm = /^[a-z][a-z0-9-]{0,62}$/

export type AppendSize = { readonly events: number; readonly bytes: number }

/** Why a stream's part is refused. Only then is a text made: each append of each command asks. */
const faultOf = (log: string, { stream, expected, events }: StreamAppend): string | undefined => {
  if (!stream.startsWith(log) || stream.charAt(log.length) !== '.') {
    return `stream "${stream}" does not begin with "${log}."`
  }
  if (!stream.isWellFormed() || stream.includes('\0')) return 'a stream name is not plain text'
  if (events.length === 0) return `an append to stream "${stream}" has no events`
  if (expected === 'none') return undefined
  if (!Number.isSafeInteger(expected)) return `expected revision ${expected}`
  return expected < 0 ? `expected revision ${expected} is below 0` : undefined
}

const sizeOf = (event: NewEvent): number => {
  if (!eventIdForm.test(event.id)) {
    throw new BrokenInvariant(`event id "${event.id}" is not a UUID in lower case`)
  }
  // A lone surrogate has no UTF-8 form: it would come back as another character.
  if (!event.data.isWellFormed() || !event.metadata.isWellFormed()) {
    throw new BrokenInvariant(`event ${event.id} is not well-formed text`)
  }
  const size = Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata)
  if (size > maxEventBytes) {
    throw new AppendTooLarge(`event ${event.type} of ${size} bytes, the limit is ${maxEventBytes}`)
  }
  return size
}

const streamBytes = (log: string, append: StreamAppend): number => {
  const fault = faultOf(log, append)
  if (fault !== undefined) throw new BrokenInvariant(fault)
  // No letter takes more than three bytes.
  const { stream } = append
  if (stream.length * 3 > maxStreamNameBytes && Buffer.byteLength(stream) > maxStreamNameBytes) {
    throw new AppendTooLarge(`a stream name is longer than ${maxStreamNameBytes} bytes`)
  }
  let bytes = 0
  for (const event of append.events) bytes += sizeOf(event)
  return bytes
}

const assertStreamsOnce = ({ streams }: Append): void => {
  const seen = new Set<string>()
  for (const { stream } of streams) {
    assertThat(!seen.has(stream), `stream "${stream}" stands twice in one append`)
    seen.add(stream)
  }
}

/** Throws on what no store takes: `BrokenInvariant` by its form, `AppendTooLarge` by its size. */
export const checkAppend = (append: Append): AppendSize => {
  const { log, streams } = append
  if (!logForm.test(log)) throw new BrokenInvariant(`"${log}" is not the name of a log`)
  if (streams.length === 0) throw new BrokenInvariant(`an append to log "${log}" has no streams`)
  if (streams.length > 1) assertStreamsOnce(append)
  let events = 0
  let bytes = 0
  for (const part of streams) {
    bytes += streamBytes(log, part)
    events += part.events.length
  }
  if (events > maxAppendEvents) {
    throw new AppendTooLarge(`${events} events in one append, the limit is ${maxAppendEvents}`)
  }
  if (bytes > maxAppendBytes) {
    throw new AppendTooLarge(`${bytes} bytes in one append, the limit is ${maxAppendBytes}`)
  }
  return { events, bytes }
}
