/** After this a view that has not seen a write is broken, not behind; then it is not waited for. */
const followMs = 60_000

/**
 * How far each log must be read to see one's own writes. An answer to a write says it in `Position`,
 * a read asks for it by `Read-After`.
 */
export class Positions {
  readonly #latest = new Map<string, { readonly position: number; readonly atMs: number }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes the value of a `Position` header, for example `order:42`. */
  saw(text: string | null): void {
    const match = /^([a-z-]{1,20}):(\d{1,15})$/.exec(text ?? '')
    if (!match) return
    const [, log = '', digits = ''] = match
    const position = Number(digits)
    if (position >= (this.#latest.get(log)?.position ?? 0)) this.#latest.set(log, { position, atMs: this.#now() })
  }

  /** The value of `Read-After` for a read of this log, if there was a write lately. */
  after(log: string): string | undefined {
    const latest = this.#latest.get(log)
    if (!latest || this.#now() - latest.atMs > followMs) return undefined
    return `${log}:${latest.position}`
  }
}
