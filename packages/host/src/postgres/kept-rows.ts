import type { Cursor } from '@stablegate/kernel'
import type { Row } from './view-table.ts'

/** So many rows of a view, or twice as many, are kept. */
const maxKeptRows = 2_000

/**
 * Rows of a view as its last fold left them: the next one need not read back what it wrote a moment
 * ago. They are true only at the cursor of that fold; where another instance has folded since, the
 * cursor tells, and they are given up.
 */
export class KeptRows {
  #at: Cursor | undefined
  #newer = new Map<string, Row>()
  #older = new Map<string, Row>()

  /** A row at this cursor, undefined where it must be read. */
  get(at: Cursor | undefined, key: string): Row | undefined {
    if (!this.#isAt(at)) return undefined
    return this.#newer.get(key) ?? this.#older.get(key)
  }

  /** The view was folded from one cursor to the next, and this is all that changed. */
  folded(
    from: Cursor | undefined, to: Cursor, upserts: ReadonlyMap<string, Row>,
    deletes: ReadonlySet<string>,
  ): void {
    if (!this.#isAt(from)) this.forget()
    this.#at = to
    for (const key of deletes) {
      this.#newer.delete(key)
      this.#older.delete(key)
    }
    for (const [key, row] of upserts) this.#newer.set(key, row)
    if (this.#newer.size <= maxKeptRows) return
    this.#older = this.#newer
    this.#newer = new Map()
  }

  forget(): void {
    this.#at = undefined
    this.#newer.clear()
    this.#older.clear()
  }

  #isAt(cursor: Cursor | undefined): boolean {
    return cursor !== undefined && this.#at?.position === cursor.position
      && this.#at.incarnation === cursor.incarnation
  }
}
