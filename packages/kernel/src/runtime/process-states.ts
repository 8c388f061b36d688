import { BrokenInvariant, assertThat } from '../assert.ts'
import type { EventStore } from '../event-store.ts'
import type { AnyAggregate, AnyProcess, RecordedEvent } from '../service.ts'
import { type SpecIndex, UnknownVersion, decodeEvent, indexSpecs } from './event-codec.ts'
import { Lru } from './lru.ts'

type Folded = { state: unknown; revision: number }

/** States of a process: the event's stream folded up to the event's revision and no further. */
export class ProcessStates {
  readonly #process: AnyProcess
  readonly #specs: SpecIndex
  readonly #store: EventStore
  readonly #pageEvents: number
  readonly #cache: Lru<string, Folded>

  constructor(
    process: AnyProcess, aggregate: AnyAggregate, store: EventStore,
    limits: { readonly pageEvents: number; readonly cachedProcessStates: number },
  ) {
    this.#process = process
    this.#specs = indexSpecs(aggregate.events)
    this.#store = store
    this.#pageEvents = limits.pageEvents
    this.#cache = new Lru(limits.cachedProcessStates)
  }

  /** Never called for two events of one stream at once. */
  async at(event: RecordedEvent): Promise<unknown> {
    let folded = this.#cache.get(event.stream)
    // A repeated event needs an older state than the kept one, which was perhaps changed in place.
    if (folded === undefined || folded.revision >= event.revision) {
      folded = { state: this.#process.initial(), revision: -1 }
    }
    this.#cache.delete(event.stream)
    while (folded.revision < event.revision - 1) await this.#readOn(folded, event)
    this.#evolve(folded, event)
    if (this.#process.rests?.(folded.state) !== true) this.#cache.set(event.stream, folded)
    return folded.state
  }

  async #readOn(folded: Folded, event: RecordedEvent): Promise<void> {
    const missing = event.revision - 1 - folded.revision
    const limit = Math.min(missing, this.#pageEvents)
    const page = await this.#store.readStream(event.stream, folded.revision + 1, limit)
    assertThat(page.length > 0, `${event.stream} ends before revision ${event.revision}`)
    for (const stored of page) {
      const spec = this.#specs.get(stored.type)
      if (spec === undefined) {
        throw new UnknownVersion(`${stored.stream} holds "${stored.type}", which nobody here folds`)
      }
      this.#evolve(folded, decodeEvent(spec, stored))
    }
  }

  #evolve(folded: Folded, event: RecordedEvent): void {
    try {
      folded.state = this.#process.evolve(folded.state, event as never)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      const where = `${this.#process.name} at ${event.log}:${event.position}`
      throw new BrokenInvariant(`process ${where}: ${why}`, { cause: error })
    }
    folded.revision = event.revision
  }
}
