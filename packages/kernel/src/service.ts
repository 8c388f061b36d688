/* oxlint-disable typescript/no-explicit-any -- each reaction and view narrows its events itself */
import type { Command, Decider, Message } from './decider.ts'
import type { Metadata } from './event-store.ts'

/**
 * What a service knows of one type of message. `parse` throws on anything that is not of the type;
 * the schemas live in `@stablegate/contracts` (zod), the kernel only calls them.
 */
export type MessageSpec = {
  readonly type: string
  readonly version: number
  readonly parse: (data: unknown) => unknown
  /**
   * Turns `JSON.parse` of an event's text into its data, in place. True only where that is what
   * `parse` makes of the decoded text; after false the value is of no use and says nothing.
   */
  readonly fromJson?: (json: unknown) => boolean
  /** `upcast[v]` turns data of version v into data of version v + 1; all versions ever published are here. */
  readonly upcast?: Readonly<Record<number, (data: never) => unknown>>
}

/** An event of a log, decoded and upcast, as views, reactions and processes see it. */
export type RecordedEvent<E extends Message = Message> = E & {
  readonly id: string
  readonly log: string
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly version: number
  readonly metadata: Metadata
}

/** A change of one clock of a stream: a deadline with an id of its own, or none any more. */
export type ClockChange =
  | { readonly kind: string; readonly clockId: string; readonly dueAtMs: number }
  | { readonly kind: string; readonly off: true }

export type Outage = { readonly id: string; readonly fromMs: number; readonly toMs: number }

/** A fact that must be unique in the service: a stream created with expected revision none. */
export type Claim<R extends string = string> = { readonly stream: string; readonly rejected: R }

/** A kind of stream: `<service>.<name>-<key>`. */
export type Aggregate<
  C extends Command = Command,
  E extends Message = Message,
  S = unknown,
  R extends string = string,
> = {
  readonly name: string
  readonly decider: Decider<C, E, S, R>
  readonly commands: readonly MessageSpec[]
  readonly events: readonly MessageSpec[]
  readonly rejections: readonly R[]
  /** The key of the stream that decides this command. */
  readonly key: (command: Message) => string
  /**
   * Types of commands that mostly meet a stream that is not there yet. One that nothing is known of
   * is taken for new by them, not read first: that is a state like any that fell behind, and what
   * was decided on it meets the expected revision.
   */
  readonly begins?: readonly string[]
  readonly claims?: (event: E) => readonly Claim<R>[]
  readonly clocks?: (event: E) => readonly ClockChange[]
  /** Events that record a time during which nobody could act; open clocks are shifted by it. */
  readonly outage?: (event: E) => Outage | undefined
  /**
   * Known command ids are kept per stream, for ever by default. A stream of millions of commands
   * bounds them: the newest N are known, older ones than the newest 2 N are not, and so its decider
   * itself must accept a repeated command as nothing new.
   */
  readonly knownCommands?: number
  /**
   * For a state that the last event says whole: a stream is folded from so many events before its
   * end. What `knownCommands` promises must lie within them. A command from further back is accepted
   * as nothing new where its events stand (`EventIdTaken`): only for commands whose ids never come
   * with another body, such as those of processes.
   */
  readonly tailEvents?: number
  /**
   * True of a state to which nothing is expected to happen soon: its stream is not kept in memory,
   * and read again by the next command. It says nothing of what may be decided.
   */
  readonly rests?: (state: S) => boolean
  /** How many waiting commands of one stream are decided and appended together. Default 64. */
  readonly batch?: number
}

/** The command a clock sends when it is due; every aggregate with clocks lists it: `<service>.<aggregate>.clock`. */
export type ClockFired = Message<
  string,
  {
    readonly key: string
    readonly kind: string
    readonly clockId: string
    readonly dueAtMs: number
    /** Recorded outages: the decider shifts the clock by what of them it has not counted yet. */
    readonly outages: readonly Outage[]
  }
>

/** A command on its way to a service: `type` is `<service>.<aggregate>.<verb>`. */
export type CommandToSend = {
  readonly type: string
  readonly data: unknown
  /**
   * Commands of an event are sent one after the other, each when the one before is answered. One with a
   * lane waits for those of its lane alone: for what is true whatever becomes of the others.
   */
  readonly lane?: string
}

/**
 * Event in, commands out, stateless and pure. Ids are uuidv5(event id, reaction, ordinal). A
 * rejection by the target is an answer like another; the cursor moves when all were answered.
 */
export type Reaction = {
  readonly name: string
  /** The log it listens to: its own service's or another's. */
  readonly log: string
  readonly events: readonly MessageSpec[]
  readonly from: 'start' | 'now'
  readonly react: (event: RecordedEvent<any>) => readonly CommandToSend[]
  /** Events of one key are handled in order; default: the stream. */
  readonly keyOf?: (event: RecordedEvent<any>) => string
}

/**
 * A process manager: like a reaction, with a state folded from the event's own stream up to and
 * including the event. It listens only to its own service's log, so that it rebuilds equal.
 */
export type Process<S = unknown> = {
  readonly name: string
  readonly aggregate: string
  readonly initial: () => S
  readonly evolve: (state: S, event: never) => S
  readonly react: (event: RecordedEvent<any>, state: S) => readonly CommandToSend[]
  /** As an aggregate's: the state is not kept, and folded again for the stream's next event. */
  readonly rests?: (state: S) => boolean
}

export type ColumnType =
  | 'text' | 'bigint' | 'numeric' | 'integer' | 'boolean' | 'double precision' | 'jsonb'

/**
 * A read model: one table, folded purely from one log, its own service's unless said otherwise.
 * Table: `<name>_v<version>`. `Row` holds the key column `id` and the columns named here; `bigint`
 * columns are JS bigints when the name ends with `_micro` or `_minor`, else numbers. The row of a
 * `jsonb` column goes through the kernel's codec.
 */
export type View<Row extends { readonly id: string } = { readonly id: string }> = {
  readonly name: string
  readonly version: number
  readonly log?: string
  readonly events: readonly MessageSpec[]
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly indexes?: readonly (readonly string[])[]
  /**
   * Each row is made by one event, under a key no other event has, and never changes: rows are
   * inserted without being looked up, and `apply` is given no row.
   */
  readonly appendOnly?: boolean
  /**
   * Of an append-only view: columns that tell its rows apart and stand in the order in which it is
   * asked. They are its key in place of `id`, which is then not kept: a table that only grows has one
   * index less. `id` still names a row while it is folded.
   */
  readonly primaryKey?: readonly string[]
  /**
   * Of an append-only view: all rows of an event at once, what `apply` gives for each of its `keys`.
   * Where it is there, those two are asked only whether there is any row.
   */
  readonly rows?: (event: RecordedEvent<any>) => readonly Row[]
  readonly keys: (event: RecordedEvent<any>) => readonly string[]
  readonly apply: (row: Row | undefined, event: RecordedEvent<any>, key: string) => Row | undefined
}

/** A question answered from read models. `db` is what the host gives: a read-only Kysely. */
export type Query<Database = unknown> = {
  readonly name: string
  /**
   * Names of the views that are all it reads: who asks for a position waits for these alone. Not
   * given, every view of the service is waited for.
   */
  readonly reads?: readonly string[]
  readonly parse: (input: unknown) => unknown
  readonly answer: (db: Database, input: never) => Promise<unknown>
}

/** A table that is not a view (deliveries, keys): SQL run once, in order, in the service's schema. */
export type Migration = { readonly name: string; readonly sql: string }

// The manifest holds values of many different types side by side; each is checked where it is made.
export type AnyAggregate = Aggregate<any, any, any, any>
export type AnyProcess = Process<any>
export type AnyView = View<any>
export type AnyQuery = Query<any>

/** A service is a value; the host runs it for real, the simulator over arrays. */
export type Service = {
  readonly name: string
  readonly aggregates: readonly AnyAggregate[]
  readonly processes: readonly AnyProcess[]
  readonly reactions: readonly Reaction[]
  readonly views: readonly AnyView[]
  readonly queries: readonly AnyQuery[]
  readonly migrations: readonly Migration[]
  /** What only the host understands: Nest controllers and providers, workers, configuration. */
  readonly host?: unknown
}

export const defineService = (
  service: Partial<Service> & { readonly name: string },
): Service => ({
  aggregates: [], processes: [], reactions: [], views: [], queries: [], migrations: [], ...service,
})
