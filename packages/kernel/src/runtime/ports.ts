import type { Message } from '../decider.ts'
import type { StoredEvent } from '../event-store.ts'
import type { AnyView, Outage, RecordedEvent } from '../service.ts'

/** A command in its envelope, as it crosses from a caller to the service that decides it. */
export type Envelope = {
  /** Made by the caller; counts once for ever on the stream that decides it. */
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly actor: string
  readonly correlationId: string
  readonly causationId: string
  readonly traceparent?: string
}

/**
 * The answer to a command. Accepted: the recorded events and how far the log must be read to see
 * them. Rejected: an expected outcome by its code. Retry: nothing is known to have happened, send
 * the same id again. Broken: an invariant failed, a human must look.
 */
export type Answer =
  | {
      readonly status: 'accepted'
      readonly events: readonly Message[]
      readonly log: string
      readonly position: number
    }
  | { readonly status: 'rejected'; readonly code: string; readonly detail?: string }
  | { readonly status: 'retry'; readonly reason: string }
  | { readonly status: 'broken'; readonly message: string }

/** A batch of a log on the bus: all events with `previous` < position <= `last`. */
export type LogBatch = {
  readonly log: string
  readonly incarnation: string
  readonly previous: number
  readonly last: number
  readonly events: readonly StoredEvent[]
}

/** Time as the runtime sees it; the simulator gives its own. */
export interface Clock {
  now(): number
  /** Resolves after `delayMs`, or at once when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}

/** Sends a command to the service named in its type; throws when no answer comes in time. */
export interface CommandSender {
  send(envelope: Envelope): Promise<Answer>
}

/** Puts batches of a log on the bus; may lose, repeat and reorder them afterwards. */
export interface Publisher {
  publish(batch: LogBatch): Promise<void>
  /** The last position the bus holds for the log, undefined when it holds none or is new. */
  lastPublished(log: string): Promise<Cursor | undefined>
}

/** How far a consumer has read a log. */
export type Cursor = { readonly incarnation: string; readonly position: number }

/** An event put aside because handling it broke; later events of its key wait behind it. */
export type Parked = {
  readonly consumer: string
  readonly log: string
  readonly key: string
  readonly position: number
  readonly reason: string
  readonly parkedAtMs: number
}

export type DueClock = {
  readonly stream: string
  readonly aggregate: string
  readonly key: string
  readonly kind: string
  readonly clockId: string
  readonly dueAtMs: number
}

/**
 * What the consumers of one service keep: cursors, parked events, rows of views. Every call is one
 * transaction. `advance` and `fold` answer false when the cursor does not stand at `from`: another
 * instance has worked here, and the caller re-reads the cursor. Implemented over Postgres by the
 * host, over arrays by the simulator.
 */
export interface ConsumerStore {
  cursor(consumer: string, log: string): Promise<Cursor | undefined>
  advance(
    consumer: string, log: string, from: Cursor | undefined, to: Cursor, park: readonly Parked[],
  ): Promise<boolean>
  /** Folds events, filtered and decoded, into the view's table and moves its cursor with them. */
  fold(
    view: AnyView, log: string, from: Cursor | undefined, to: Cursor,
    events: readonly RecordedEvent[],
  ): Promise<boolean>
  parked(consumer: string, log: string): Promise<readonly Parked[]>
  /** Removes a parked event after it was retried with success or skipped by an operator. */
  unpark(consumer: string, log: string, position: number): Promise<void>
  /** Rows of the built-in view `clocks` with `dueAtMs <= nowMs`, oldest first. */
  dueClocks(nowMs: number, limit: number): Promise<readonly DueClock[]>
  /** Rows of the built-in view `outages` that overlap the span. */
  outages(fromMs: number, toMs: number): Promise<readonly Outage[]>
}

/** What a human must look at. Codes are stable; details never hold personal data or secrets. */
export interface Alerts {
  raise(code: AlertCode, details: Readonly<Record<string, unknown>>): void
}

export type AlertCode =
  /** A consumer stopped whole and stays stopped until it is activated again. */
  | 'consumer_stopped'
  /** An event was put aside; later events of its key wait behind it. */
  | 'event_parked'
  /** A command broke an invariant of its decider. */
  | 'command_broken'
  /** A clock's command broke an invariant: that deadline will not fire before a restart. */
  | 'clock_broken'
  /** The bus holds later positions than the log. */
  | 'relay_ahead_of_log'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** The log of the running program, as structured lines. */
export interface Logger {
  write(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void
}

export const silent: Logger = { write: () => undefined }
