import { assertThat } from './assert.ts'
import { AppendTooLarge, maxEventBytes } from './event-store.ts'
import type { Append, StreamAppend } from './event-store.ts'

/** What one append may hold, the same in every adapter: none accepts what another refuses. */
export const maxAppendEvents = 10_000
export const maxAppendBytes = 8 * 1024 * 1024
export const maxStreamNameBytes = 512

/** KurrentDB takes only UUIDs and Postgres gives them in lower case: others would not survive. */
const eventIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const logForm = /^[a-z][a-z0-9-]{0,62}$/

export type AppendSize = { readonly events: number; readonly bytes: number }

const streamSize = (log: string, append: StreamAppend): AppendSize => {
  const { stream, expected, events } = append
  assertThat(stream.startsWith(`${log}.`), `stream "${stream}" does not begin with "${log}."`)
  assertThat(stream.isWellFormed() && !stream.includes('\0'), 'a stream name is not plain text')
  assertThat(events.length > 0, `an append to stream "${stream}" has no events`)
  assertThat(expected === 'none' || Number.isSafeInteger(expected), `expected revision ${expected}`)
  assertThat(expected === 'none' || expected >= 0, `expected revision ${expected} is below 0`)
  if (Buffer.byteLength(stream) > maxStreamNameBytes) {
    throw new AppendTooLarge(`a stream name is longer than ${maxStreamNameBytes} bytes`)
  }
  let bytes = 0
  for (const event of events) {
    assertThat(eventIdForm.test(event.id), `event id "${event.id}" is not a UUID in lower case`)
    // A lone surrogate has no UTF-8 form: it would come back as another character.
    assertThat(
      event.data.isWellFormed() && event.metadata.isWellFormed(),
      `event ${event.id} is not well-formed text`,
    )
    const size = Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata)
    if (size > maxEventBytes) {
      throw new AppendTooLarge(`event ${event.type} of ${size} bytes, the limit is ${maxEventBytes}`)
    }
    bytes += size
  }
  return { events: events.length, bytes }
}

/** Throws on what no store takes: `BrokenInvariant` by its form, `AppendTooLarge` by its size. */
export const checkAppend = (append: Append): AppendSize => {
  assertThat(logForm.test(append.log), `"${append.log}" is not the name of a log`)
  assertThat(append.streams.length > 0, `an append to log "${append.log}" has no streams`)
  let events = 0
  let bytes = 0
  const seen = new Set<string>()
  for (const part of append.streams) {
    assertThat(!seen.has(part.stream), `stream "${part.stream}" stands twice in one append`)
    seen.add(part.stream)
    const size = streamSize(append.log, part)
    events += size.events
    bytes += size.bytes
  }
  if (events > maxAppendEvents) {
    throw new AppendTooLarge(`${events} events in one append, the limit is ${maxAppendEvents}`)
  }
  if (bytes > maxAppendBytes) {
    throw new AppendTooLarge(`${bytes} bytes in one append, the limit is ${maxAppendBytes}`)
  }
  return { events, bytes }
}
