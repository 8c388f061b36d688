/** Every queue, batch and wait of the runtime, by name and with its unit last. */
export type RuntimeLimits = {
  /** Commands waiting for one stream; more are answered `retry`. */
  readonly waitingPerStreamCommands: number
  /** Commands waiting in the whole service; more are answered `retry`. */
  readonly waitingInServiceCommands: number
  /** Commands decided together when the aggregate does not say. */
  readonly batchCommands: number
  /** A batch takes no further command once it holds so many events. */
  readonly batchEvents: number
  /** As for events; below what a store takes at once. */
  readonly batchBytes: number
  /** How often one batch is decided before its commands are answered `retry`. */
  readonly decideAttempts: number
  /** At most so many folded streams are kept by the command handler, and the half used last in any case. */
  readonly cachedStreams: number
  /** As many by each process. */
  readonly cachedProcessStates: number
  /** Events read from the store at once. */
  readonly pageEvents: number
  /** Events folded into a view in one transaction. */
  readonly foldEvents: number
  /** Batches of the bus waiting for one consumer; more are dropped and read from the store. */
  readonly queuedBatches: number
  /** Events of a reaction or process whose commands are not all answered yet. */
  readonly unansweredEvents: number
  /** Keys of a reaction or process handled at the same time. */
  readonly parallelKeys: number
  /** A consumer with nothing to do compares its cursor with the head of the log so often. */
  readonly idleCheckMs: number
  /** A cursor moves at the latest so long after its progress; folding rows moves it at once. */
  readonly cursorDelayMs: number
  /**
   * After a fold a view rests so long, three times when many events come, so that what they do to
   * one row is written once. It goes on at once when somebody waits for it.
   */
  readonly foldRestMs: number
  readonly firstBackoffMs: number
  readonly longestBackoffMs: number
  readonly relayBatchEvents: number
  readonly relayBatchBytes: number
  /** The relay reads the log so often when nobody nudges it. */
  readonly relayPollMs: number
  /** The clock runner looks for due clocks so often. */
  readonly clockPollMs: number
  /** Due clocks looked at and fired together. */
  readonly dueClocks: number
  /** Outages that ended longer ago are not sent with a clock's command. */
  readonly outageSpanMs: number
}

export const defaultLimits: RuntimeLimits = {
  waitingPerStreamCommands: 8_192,
  waitingInServiceCommands: 32_768,
  batchCommands: 64,
  batchEvents: 4_096,
  batchBytes: 4 * 1024 * 1024,
  decideAttempts: 8,
  cachedStreams: 20_000,
  cachedProcessStates: 20_000,
  pageEvents: 2_000,
  foldEvents: 2_000,
  queuedBatches: 256,
  unansweredEvents: 1_024,
  parallelKeys: 64,
  idleCheckMs: 1_000,
  cursorDelayMs: 25,
  foldRestMs: 0,
  firstBackoffMs: 50,
  longestBackoffMs: 5_000,
  relayBatchEvents: 500,
  relayBatchBytes: 256 * 1024,
  relayPollMs: 500,
  clockPollMs: 250,
  dueClocks: 128,
  outageSpanMs: 400 * 24 * 60 * 60 * 1000,
}

/** Guards only the simulator ever switches off, one at a time, to see that it finds the fault. */
export type Guards = {
  readonly knownCommandId: boolean
  readonly redecideOnTail: boolean
  readonly cursorCheck: boolean
}

export const allGuards: Guards = { knownCommandId: true, redecideOnTail: true, cursorCheck: true }
