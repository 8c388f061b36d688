import { maxSuspects, type Suspect } from '@stablegate/contracts'
import type { SuspectRow } from '../views/suspects.ts'

/** What is to be told of what does not fit. */
export type News = { readonly suspects: readonly Suspect[]; readonly cleared: readonly string[] }

const suspectOf = ({ cause, since_ms: since, block_number: block, actual_micro: actualMicro }: SuspectRow): Suspect => ({
  cause, sinceMs: Number(since), ...(block === null || actualMicro === null ? {} : { balance: { block: Number(block), actualMicro } }),
})

/**
 * Keeps between rounds what the log is to know of differences, so that one who starts anew gives none of
 * them its grace once more. Most are gone a moment later; only those that stay for a while are told.
 */
export class Suspicions {
  readonly #tellAfterMs: number
  /** Told to be cleared, with the time that the view may still show for a moment. */
  readonly #cleared = new Map<string, number>()
  #standing: readonly Suspect[] = []

  constructor(tellAfterMs: number) {
    this.#tellAfterMs = tellAfterMs
  }

  forget(): void {
    this.#cleared.clear()
    this.#standing = []
  }

  /** What the log knows and nobody has cleared. */
  recall(rows: readonly SuspectRow[]): readonly Suspect[] {
    const known = new Map(rows.map((row) => [row.cause, Number(row.since_ms)]))
    for (const [cause, sinceMs] of this.#cleared) if (known.get(cause) !== sinceMs) this.#cleared.delete(cause)
    this.#standing = rows.map(suspectOf).filter(({ cause, sinceMs }) => this.#cleared.get(cause) !== sinceMs)
    return this.#standing
  }

  /** Undefined where the log knows all that is to be known. */
  news(present: readonly Suspect[], nowMs: number): News | undefined {
    const standing = new Map(this.#standing.map((one) => [one.cause, one]))
    const seen = new Set(present.map(({ cause }) => cause))
    const cleared = this.#standing.filter(({ cause }) => !seen.has(cause))
    const lasting = present.filter(({ cause, sinceMs, balance }) => {
      const known = standing.get(cause)
      return nowMs - sinceMs >= this.#tellAfterMs && (known === undefined || known.balance?.actualMicro !== balance?.actualMicro)
    })
    const suspects = lasting.toSorted((a, b) => a.sinceMs - b.sinceMs).slice(0, Math.max(0, maxSuspects - standing.size))
    return suspects.length === 0 && cleared.length === 0 ? undefined : { suspects, cleared: cleared.map(({ cause }) => cause) }
  }

  /** The log knows it from here. */
  told({ cleared }: News): void {
    for (const { cause, sinceMs } of this.#standing) if (cleared.includes(cause)) this.#cleared.set(cause, sinceMs)
  }
}
