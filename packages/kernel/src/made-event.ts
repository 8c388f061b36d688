import type { Metadata, NewEvent, StoredEvent } from './event-store.ts'
import type { MessageSpec, RecordedEvent } from './service.ts'

/** What the text of an event was made from a moment ago. */
export type Making = { readonly spec: MessageSpec; readonly data: unknown; readonly metadata: Metadata }

/**
 * An event just decided. It remembers what its text was made from, so that this process need not
 * read its own writing; to every other it is a `NewEvent` like any.
 */
export class MadeEvent implements NewEvent {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly data: string
  readonly metadata: string
  readonly #making: Making

  constructor(id: string, data: string, metadata: string, making: Making) {
    this.id = id
    this.type = making.spec.type
    this.version = making.spec.version
    this.data = data
    this.metadata = metadata
    this.#making = making
  }

  static makingOf(event: NewEvent): Making | undefined {
    return #making in event ? event.#making : undefined
  }
}

export type Place = Pick<StoredEvent, 'log' | 'position' | 'stream' | 'revision'>

/** An event that this process has stored, where it now stands. */
export class PlacedEvent implements StoredEvent {
  readonly id: string
  readonly stream: string
  readonly revision: number
  readonly log: string
  readonly position: number
  readonly type: string
  readonly version: number
  readonly data: string
  readonly metadata: string
  readonly #making: Making | undefined
  #recorded: RecordedEvent | undefined

  constructor(event: NewEvent, { log, position, stream, revision }: Place) {
    this.id = event.id
    this.stream = stream
    this.revision = revision
    this.log = log
    this.position = position
    this.type = event.type
    this.version = event.version
    this.data = event.data
    this.metadata = event.metadata
    this.#making = MadeEvent.makingOf(event)
  }

  /** As who listens under this spec sees it; undefined where the text must be read after all. */
  static recordedOf(event: StoredEvent, spec: MessageSpec): RecordedEvent | undefined {
    if (!(#making in event) || event.#making?.spec !== spec) return undefined
    event.#recorded ??= {
      type: event.type,
      data: event.#making.data,
      id: event.id,
      log: event.log,
      position: event.position,
      stream: event.stream,
      revision: event.revision,
      version: event.version,
      metadata: event.#making.metadata,
    }
    return event.#recorded
  }
}
