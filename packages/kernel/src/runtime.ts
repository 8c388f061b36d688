import type { Message } from './decider.ts'

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
  | { readonly status: 'accepted'; readonly events: readonly Message[]; readonly log: string; readonly position: number }
  | { readonly status: 'rejected'; readonly code: string; readonly detail?: string }
  | { readonly status: 'retry'; readonly reason: string }
  | { readonly status: 'broken'; readonly message: string }

/** A batch of a log on the bus. `previous` is the position before the first event, `last` of the last. */
export type LogBatch = {
  readonly log: string
  readonly incarnation: string
  readonly previous: number
  readonly last: number
  readonly events: readonly import('./event-store.ts').StoredEvent[]
}

/** Time as the runtime sees it; the simulator gives its own. */
export interface Clock {
  now(): number
  /** Resolves after `delayMs`, or at once when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}

/** Sends a command to the service named in its type and waits for the answer; throws when none comes in time. */
export interface CommandSender {
  send(envelope: Envelope): Promise<Answer>
}

/** Puts batches of a log on the bus; may lose, repeat and reorder them afterwards. */
export interface Publisher {
  publish(batch: LogBatch): Promise<void>
  /** The last position the bus holds for the log, undefined when it holds none or is new. */
  lastPublished(log: string): Promise<{ readonly incarnation: string; readonly position: number } | undefined>
}
