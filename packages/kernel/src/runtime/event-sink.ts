import type { StoredEvent } from '../event-store.ts'
import type { ConsumerCursor } from './consumer-cursor.ts'

/** One run of a consumer from a cursor on, until it is stopped or fails. */
export type Session = {
  readonly cursor: ConsumerCursor
  readonly signal: AbortSignal
  /** Ends the session with an error; the consumer stops or starts anew by its kind. */
  readonly fail: (error: unknown) => void
  /** Resolves after `delayMs`, or at once when somebody waits for what is not done, or the run ends. */
  readonly rest: (delayMs: number) => Promise<void>
}

/** What a consumer does with the events it was given in order. */
export interface EventSink {
  /**
   * Takes all events of the log after what was taken before, up to `position`; resolves when it
   * can take more. Throws `UnknownVersion` and `BrokenInvariant` to stop the consumer.
   */
  take(events: readonly StoredEvent[], position: number): Promise<void>
  /** Resolves when nothing is in flight any more. */
  drain(): Promise<void>
}

/** What makes a view, a reaction or a process of a reader of a log. */
export type SinkFactory = {
  readonly name: string
  readonly log: string
  /** Where a consumer without a cursor begins. */
  readonly from: 'start' | 'now'
  readonly open: (session: Session) => Promise<EventSink>
}
