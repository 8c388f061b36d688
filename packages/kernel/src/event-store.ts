import { BrokenInvariant } from './assert.ts'

/** Who did it, when and why; the same for every event of one command. Times in milliseconds since 1970. */
export type Metadata = {
  readonly atMs: number
  readonly actor: string
  readonly commandId: string
  /** Digest of the command's type and body: the same id with another body is refused. */
  readonly commandHash: string
  readonly correlationId: string
  readonly causationId: string
  readonly traceparent?: string
  /** Real money or not; what was recorded before this was kept does not say. */
  readonly livemode?: boolean
}

/** An event as the store takes it. `data` and `metadata` are canonical JSON text, kept byte for byte. */
export type NewEvent = {
  /** A UUID in lower case, once in the whole store. */
  readonly id: string
  readonly type: string
  readonly version: number
  readonly data: string
  readonly metadata: string
}

/** An event as the store gives it: `revision` counts from 0 in its stream, `position` only increases in its log. */
export type StoredEvent = NewEvent & {
  readonly stream: string
  readonly revision: number
  readonly log: string
  readonly position: number
}

/** The revision of the last event the decision has seen, or 'none' where the stream must not exist yet. */
export type ExpectedRevision = number | 'none'

export type StreamAppend = {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: readonly NewEvent[]
}

/**
 * One decision: all of its streams or none. Every stream's name begins with `<log>.`, stands once and
 * has at least one event.
 */
export type Append = { readonly log: string; readonly streams: readonly StreamAppend[] }

export type AppendResult =
  | { readonly status: 'appended'; readonly lastPosition: number }
  | { readonly status: 'conflict'; readonly stream: string; readonly actual: ExpectedRevision }

/** `position` is that of the last event, 0 when the log is empty: positions begin at 1. */
export type LogHead = { readonly incarnation: string; readonly position: number }

/**
 * The port of the event store.
 *
 * `append` throws `AppendTooLarge` (an event over 64 KiB, see `append-rules.ts`), `StoreUnavailable`
 * (nothing was written), `OutcomeUnknown` (it may have been: decide again with the same command id
 * after re-reading), `EventIdTaken` (nothing was written: one of its events is in the store; a store
 * without an index of ids writes them again) or `BrokenInvariant` (it breaks a rule of the port). A
 * wrong expected revision is no error: it is answered as a conflict.
 * Reading throws `StoreUnavailable`.
 */
export interface EventStore {
  append(append: Append): Promise<AppendResult>
  /** Events of a stream with `revision >= from`, in order, at most `limit` (default 1000). */
  readStream(stream: string, from: number, limit?: number): Promise<readonly StoredEvent[]>
  /** The last event of a stream, undefined where it has none. */
  lastOf(stream: string): Promise<StoredEvent | undefined>
  /**
   * Events of a log with `position > after`, in order, at most `limit` (default 1000). What this
   * process has just appended it may know without asking; `disk` asks, for whoever wants to see
   * whether what was written has been changed since.
   */
  readLog(
    log: string, after: number, limit?: number, from?: 'anywhere' | 'disk',
  ): Promise<readonly StoredEvent[]>
  head(log: string): Promise<LogHead>
  close(): Promise<void>
}

export const maxEventBytes = 64 * 1024

/** The events of a command are in the store already: ids are made of the command's id and the stream. */
export class EventIdTaken extends BrokenInvariant {
  override readonly name = 'EventIdTaken'
}
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge'
}
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}
