/** What was decided: facts, or a refusal named by its stable code. An empty list is "accepted, nothing new". */
export type Decision<Event, Reason extends string> =
  | { readonly events: readonly Event[] }
  | { readonly rejected: Reason }

/** The least an event or command is inside a domain: a literal type and its data. */
export type Message<Type extends string = string, Data = unknown> = {
  readonly type: Type
  readonly data: Data
}

/**
 * A command as a decider sees it. `id` was made by the caller and counts once for ever; `atMs` is
 * stamped by the deciding host as `max(now, last at of the stream)`: a decider never reads a clock.
 */
export type Command<Type extends string = string, Data = unknown> = Message<Type, Data> & {
  readonly id: string
  readonly atMs: number
  readonly actor: string
}

/**
 * The whole behaviour of one stream, pure. `decide` checks in a fixed order of precedence and
 * returns literals; `evolve` folds facts and never refuses. Broken invariants throw (`assertThat`).
 */
export type Decider<C extends Command, E extends Message, S, R extends string> = {
  readonly initial: () => S
  readonly decide: (command: C, state: S) => Decision<E, R>
  /** May change and return the same state: the kernel never keeps an old one. */
  readonly evolve: (state: S, event: E) => S
}

export const accept = <E>(...events: readonly E[]): { readonly events: readonly E[] } => ({ events })
export const reject = <R extends string>(code: R): { readonly rejected: R } => ({ rejected: code })
