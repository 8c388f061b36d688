import type { Append, StoredEvent } from '../event-store.ts'

/** What is kept of one log at most. */
export const maxTailEvents = 4_096
export const maxTailBytes = 8 * 1024 * 1024

const sizeOf = (event: StoredEvent): number => event.data.length + event.metadata.length

/**
 * The newest events of a log as this process appended them, so that whoever follows the log here
 * need not read back what was in memory a moment ago. It holds positions without a gap: where
 * another writer came between, it begins anew behind it.
 */
export class LogTail {
  readonly #log: string
  #events: StoredEvent[] = []
  /** Everything before this index is given up and cut off when there is much of it. */
  #start = 0
  #bytes = 0

  constructor(log: string) {
    this.#log = log
  }

  /** Takes an append that was committed and whose last event has this position. */
  add(append: Append, lastPosition: number): void {
    let position = lastPosition
    for (const { events } of append.streams) position -= events.length
    if (this.#events.at(-1)?.position !== position) this.forget()
    for (const { stream, expected, events } of append.streams) {
      let revision = expected === 'none' ? -1 : expected
      for (const { id, type, version, data, metadata } of events) {
        position += 1
        revision += 1
        const event = { id, stream, revision, log: this.#log, position, type, version, data, metadata }
        this.#events.push(event)
        this.#bytes += sizeOf(event)
      }
    }
    this.#trim()
  }

  /** Nothing is known any more: a lost answer, or a connection to perhaps another server. */
  forget(): void {
    this.#events = []
    this.#start = 0
    this.#bytes = 0
  }

  /** Events that follow the position, empty where they are not (all) here. */
  after(position: number, limit: number): readonly StoredEvent[] {
    const first = this.#events[this.#start]
    if (first === undefined || position < first.position - 1) return []
    const from = this.#start + position + 1 - first.position
    return this.#events.slice(from, from + limit)
  }

  #trim(): void {
    while (this.#events.length - this.#start > maxTailEvents || this.#bytes > maxTailBytes) {
      const oldest = this.#events[this.#start]
      if (oldest === undefined) return
      this.#bytes -= sizeOf(oldest)
      this.#start += 1
    }
    if (this.#start < maxTailEvents) return
    this.#events = this.#events.slice(this.#start)
    this.#start = 0
  }
}
