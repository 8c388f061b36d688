/** A Map that forgets what was used longest ago. */
export class Lru<K, V> {
  readonly #limit: number
  readonly #entries = new Map<K, V>()
  // Walks from the oldest on and is kept: a new one would pass all that was deleted before it.
  readonly #oldest = this.#entries.keys()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }

  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return
    const oldest = this.#oldest.next()
    if (oldest.done !== true) this.#entries.delete(oldest.value)
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }
}
