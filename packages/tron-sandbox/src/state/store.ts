/**
 * The whole state of the chain at its head, as keys and values that are never changed in place.
 * Every write is noted with what stood there before, so a transaction, a session of pending
 * transactions or a block can be taken back. A store may stand over another one: it sees the
 * other's values and keeps its own writes to itself.
 */
export type StateValue =
  | string | number | bigint | boolean
  | readonly StateValue[]
  | { readonly [key: string]: StateValue | undefined }

export type Undo = ReadonlyMap<string, StateValue | undefined>

export class Store {
  readonly #values = new Map<string, StateValue | undefined>()
  readonly #parent: Store | undefined
  #journal: { readonly key: string; readonly before: StateValue | undefined }[] = []

  constructor(parent?: Store) {
    this.#parent = parent
  }

  get(key: string): StateValue | undefined {
    if (this.#values.has(key)) return this.#values.get(key)
    return this.#parent?.get(key)
  }

  set(key: string, value: StateValue | undefined): void {
    this.#journal.push({ key, before: this.get(key) })
    this.#write(key, value)
  }

  /** A point to come back to. */
  mark(): number {
    return this.#journal.length
  }

  rollback(mark: number): void {
    while (this.#journal.length > mark) {
      const entry = this.#journal.pop()
      if (entry !== undefined) this.#write(entry.key, entry.before)
    }
  }

  /** What stood before everything written since the journal was last closed. */
  changes(): Undo {
    const undo = new Map<string, StateValue | undefined>()
    for (const { key, before } of this.#journal) if (!undo.has(key)) undo.set(key, before)
    return undo
  }

  /** Makes all writes since the last close one step, which `apply` of the answer takes back. */
  close(): Undo {
    const undo = this.changes()
    this.#journal = []
    return undo
  }

  /** Puts values back without noting it; only between closed steps. */
  apply(undo: Undo): void {
    for (const [key, before] of undo) this.#write(key, before)
  }

  entries(): readonly (readonly [string, StateValue])[] {
    return [...this.#values].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
  }

  #write(key: string, value: StateValue | undefined): void {
    if (value === undefined && this.#parent === undefined) this.#values.delete(key)
    else this.#values.set(key, value)
  }
}
