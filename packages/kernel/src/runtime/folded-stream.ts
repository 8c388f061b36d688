import type { Message } from '../decider.ts'
import type { EventStore, StoredEvent } from '../event-store.ts'
import type { AnyAggregate } from '../service.ts'
import {
  type SpecIndex, UnknownVersion, decodeData, decodeMetadata, indexSpecs,
} from './event-codec.ts'
import { Lru } from './lru.ts'

/** What a stream remembers of a command: its digest and where its events stand. */
export type KnownCommand = { readonly hash: string; readonly first: number; count: number }

/** A kind of stream with its specs by type. */
export type AggregateFolder = {
  readonly aggregate: AnyAggregate
  readonly commands: SpecIndex
  readonly events: SpecIndex
}

export const folderOf = (aggregate: AnyAggregate): AggregateFolder => ({
  aggregate, commands: indexSpecs(aggregate.commands), events: indexSpecs(aggregate.events),
})

/** Pages of a long stream that are on their way while one is folded. */
const pagesAhead = 2

/**
 * The pages of a stream up to the first that is not full. Revisions have no gaps, so that where a
 * page begins is known before the one in front of it has come.
 */
async function* pagesFrom(
  store: EventStore, stream: string, from: number, pageEvents: number,
): AsyncGenerator<readonly StoredEvent[]> {
  const ahead: Promise<readonly StoredEvent[]>[] = []
  for (let next = from; ; ) {
    const page = await (ahead.shift() ?? store.readStream(stream, next, pageEvents))
    next += page.length
    const isLast = page.length < pageEvents
    while (!isLast && ahead.length < pagesAhead) {
      const begun = store.readStream(stream, next + ahead.length * pageEvents, pageEvents)
      // Whoever waits for it is told; nobody waits where the pages before it ended or broke.
      begun.catch(() => undefined)
      ahead.push(begun)
    }
    yield page
    if (isLast) return
  }
}

/** A stream folded up to its revision; the state changes in place. Revision -1: nothing yet. */
export class FoldedStream {
  readonly stream: string
  readonly #folder: AggregateFolder
  readonly #known: Lru<string, KnownCommand>
  #lastCommandId: string | undefined
  #lastCommand: KnownCommand = { hash: '', first: 0, count: 0 }
  #state: unknown
  #revision = -1
  #lastAtMs = 0
  #lastPosition = 0

  constructor(folder: AggregateFolder, stream: string) {
    this.#folder = folder
    this.stream = stream
    this.#known = new Lru(2 * (folder.aggregate.knownCommands ?? Infinity))
    this.#state = folder.aggregate.decider.initial()
  }

  get state(): unknown { return this.#state }
  get revision(): number { return this.#revision }
  get lastAtMs(): number { return this.#lastAtMs }
  get lastPosition(): number { return this.#lastPosition }

  known(commandId: string): KnownCommand | undefined {
    return this.#known.get(commandId)
  }

  /** Folds what one decision has made, before or after it is stored. */
  apply(commandId: string, commandHash: string, atMs: number, events: readonly Message[]): void {
    for (const event of events) {
      this.#evolve(event)
      this.#remember(commandId, commandHash)
    }
    this.#lastAtMs = Math.max(this.#lastAtMs, atMs)
  }

  stored(lastPosition: number): void {
    this.#lastPosition = lastPosition
  }

  /** Folds events of the store that follow the revision. Throws what `decodeData` throws. */
  replay(events: readonly StoredEvent[]): void {
    for (const event of events) {
      const spec = this.#folder.events.get(event.type)
      // A state folded without one of its events would decide wrongly and not know it.
      if (spec === undefined) {
        throw new UnknownVersion(`${event.stream} holds "${event.type}", which nobody here folds`)
      }
      const metadata = decodeMetadata(event)
      this.#evolve({ type: event.type, data: decodeData(spec, event) })
      this.#remember(metadata.commandId, metadata.commandHash)
      this.#lastAtMs = Math.max(this.#lastAtMs, metadata.atMs)
      this.#lastPosition = event.position
    }
  }

  /** Reads on to the end of the stream; answers whether there was anything new. */
  async readOn(store: EventStore, pageEvents: number): Promise<boolean> {
    const before = this.#revision
    const from = before === -1 ? await this.#begin(store) : before + 1
    for await (const page of pagesFrom(store, this.stream, from, pageEvents)) {
      // Only with its events: a state that passed some over and read none would be no state.
      if (this.#revision === -1 && page.length > 0) this.#revision = from - 1
      this.replay(page)
    }
    return this.#revision > before
  }

  /** Where the newest events say all, those before them need not be read. */
  async #begin(store: EventStore): Promise<number> {
    const { tailEvents } = this.#folder.aggregate
    if (tailEvents === undefined) return 0
    const last = await store.lastOf(this.stream)
    return Math.max(0, (last?.revision ?? -1) + 1 - tailEvents)
  }

  #evolve(event: Message): void {
    this.#state = this.#folder.aggregate.decider.evolve(this.#state, event)
    this.#revision += 1
  }

  #remember(commandId: string, hash: string): void {
    // Events of one command stand side by side, so only the last command can have one more.
    if (commandId === this.#lastCommandId) {
      this.#lastCommand.count += 1
      return
    }
    this.#lastCommandId = commandId
    this.#lastCommand = { hash, first: this.#revision, count: 1 }
    this.#known.set(commandId, this.#lastCommand)
  }
}
