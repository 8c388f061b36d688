import type { AnyView, RecordedEvent } from '../service.ts'
import type { ConsumerStore, Cursor, Parked } from './ports.ts'
import { Serial } from './serial.ts'
import { Wake } from './wake.ts'

/** Another instance has moved the cursor: read it again and go on from there. */
export class CursorMoved extends Error {
  override readonly name = 'CursorMoved'
}

export type CursorOf = { readonly consumer: string; readonly log: string }

/**
 * The cursor of one consumer while it works. `position` is what was folded or answered, the kept
 * cursor follows it: at once with rows of a view, else a little later, many events at a time.
 */
export class ConsumerCursor {
  readonly #store: ConsumerStore
  readonly #of: CursorOf
  readonly #incarnation: string
  readonly #serial = new Serial()
  readonly #onProgress: (position: number) => void
  #kept: Cursor | undefined
  #position: number
  #toPark: Parked[] = []
  readonly behind = new Wake()

  constructor(
    store: ConsumerStore, of: CursorOf, incarnation: string, kept: Cursor | undefined,
    onProgress: (position: number) => void,
  ) {
    this.#store = store
    this.#of = of
    this.#incarnation = incarnation
    this.#kept = kept
    this.#position = kept?.position ?? 0
    this.#onProgress = onProgress
  }

  get position(): number {
    return this.#position
  }

  /** Everything up to here is done; the cursor follows. */
  reached(position: number): void {
    if (position === this.#position) return
    this.#position = position
    this.#onProgress(position)
    this.behind.notify()
  }

  /** To be put aside when the cursor passes it. */
  park(parked: Parked): void {
    this.#toPark.push(parked)
  }

  waitsToPark(key: string): boolean {
    return this.#toPark.some((parked) => parked.key === key)
  }

  /** Moves the kept cursor to the position. Throws `CursorMoved`. */
  flush(): Promise<void> {
    return this.#serial.run(async () => {
      const to = { incarnation: this.#incarnation, position: this.#position }
      if ((this.#kept?.position ?? 0) === to.position) return
      const park = this.#toPark.filter((parked) => parked.position <= to.position)
      const { consumer, log } = this.#of
      this.#moved(await this.#store.advance(consumer, log, this.#kept, to, park), to)
      this.#toPark = this.#toPark.filter((parked) => !park.includes(parked))
    })
  }

  /** Folds events into a view's rows; the cursor moves with them. Throws `CursorMoved`. */
  async fold(view: AnyView, events: readonly RecordedEvent[], position: number): Promise<void> {
    await this.#serial.run(async () => {
      const to = { incarnation: this.#incarnation, position }
      this.#moved(await this.#store.fold(view, this.#of.log, this.#kept, to, events), to)
      this.#position = position
    })
    this.#onProgress(position)
  }

  #moved(moved: boolean, to: Cursor): void {
    if (!moved) throw new CursorMoved(`${this.#of.consumer} is at work elsewhere`)
    this.#kept = to
  }
}
