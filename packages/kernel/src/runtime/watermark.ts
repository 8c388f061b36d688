/** Up to where everything is done, while works finish out of order. Positions begin in order. */
export class Watermark {
  readonly #open = new Set<number>()
  #seen: number

  constructor(position: number) {
    this.#seen = position
  }

  begin(position: number): void {
    this.#open.add(position)
    this.#seen = Math.max(this.#seen, position)
  }

  done(position: number): void {
    this.#open.delete(position)
  }

  /** Everything up to here that was not begun needs no work. */
  seen(position: number): void {
    this.#seen = Math.max(this.#seen, position)
  }

  get open(): number {
    return this.#open.size
  }

  /** The last position before the first that is still open. */
  get position(): number {
    for (const first of this.#open) return first - 1
    return this.#seen
  }
}
