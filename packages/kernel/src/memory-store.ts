import { checkAppend } from './append-rules.ts'
import { EventIdTaken, type Append, type AppendResult, type EventStore, type LogHead, type StoredEvent } from './event-store.ts'

const defaultLimit = 1000

/**
 * The event store in arrays, with the exact semantics of the port and dense positions. For unit
 * tests and the simulator, which uses the `...Now` methods: they answer at once and never yield.
 */
export class MemoryEventStore implements EventStore {
  readonly #incarnation: string
  readonly #logs = new Map<string, StoredEvent[]>()
  readonly #streams = new Map<string, StoredEvent[]>()
  readonly #ids = new Set<string>()

  constructor(incarnation: string = crypto.randomUUID()) {
    this.#incarnation = incarnation
  }

  appendNow(append: Append): AppendResult {
    checkAppend(append)
    for (const { stream, expected } of append.streams) {
      const length = this.#streams.get(stream)?.length ?? 0
      const actual = length === 0 ? 'none' : length - 1
      if (actual !== expected) return { status: 'conflict', stream, actual }
    }
    this.#refuseKnownIds(append)
    const log = this.#logs.get(append.log) ?? []
    this.#logs.set(append.log, log)
    for (const { stream, events } of append.streams) {
      const history = this.#streams.get(stream) ?? []
      this.#streams.set(stream, history)
      for (const event of events) {
        const revision = history.length
        const stored = { ...event, stream, revision, log: append.log, position: log.length + 1 }
        history.push(stored)
        log.push(stored)
      }
    }
    return { status: 'appended', lastPosition: log.length }
  }

  readStreamNow(stream: string, from: number, limit = defaultLimit): readonly StoredEvent[] {
    return this.#streams.get(stream)?.slice(from, from + limit) ?? []
  }

  lastOfNow(stream: string): StoredEvent | undefined {
    return this.#streams.get(stream)?.at(-1)
  }

  readLogNow(log: string, after: number, limit = defaultLimit): readonly StoredEvent[] {
    return this.#logs.get(log)?.slice(after, after + limit) ?? []
  }

  headNow(log: string): LogHead {
    return { incarnation: this.#incarnation, position: this.#logs.get(log)?.length ?? 0 }
  }

  async append(append: Append): Promise<AppendResult> {
    return this.appendNow(append)
  }

  async readStream(stream: string, from: number, limit?: number): Promise<readonly StoredEvent[]> {
    return this.readStreamNow(stream, from, limit)
  }

  async lastOf(stream: string): Promise<StoredEvent | undefined> {
    return this.lastOfNow(stream)
  }

  async readLog(log: string, after: number, limit?: number): Promise<readonly StoredEvent[]> {
    return this.readLogNow(log, after, limit)
  }

  async head(log: string): Promise<LogHead> {
    return this.headNow(log)
  }

  async close(): Promise<void> {}

  /** Checked for the whole append before anything is kept, as a unique index of a database does. */
  #refuseKnownIds(append: Append): void {
    const fresh: string[] = []
    for (const { events } of append.streams) {
      for (const { id } of events) {
        const known = this.#ids.has(id)
        if (!known) this.#ids.add(id)
        else for (const added of fresh) this.#ids.delete(added)
        if (known) throw new EventIdTaken(`event id ${id} is already in the store`)
        fresh.push(id)
      }
    }
  }
}
