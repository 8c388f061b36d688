/**
 * A Map that forgets what was used longest ago: it holds at most `limit` entries, and always the
 * half of them that was used last.
 *
 * Two generations do that without an order to keep. (An iterator over one Map that is kept to find
 * the oldest entry keeps alive every table the Map has outgrown, with all that stood in it.)
 */
export class Lru<K, V> {
  readonly #half: number
  #newer = new Map<K, V>()
  #older: Map<K, V> | undefined

  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2))
  }

  get(key: K): V | undefined {
    const newer = this.#newer.get(key)
    if (newer !== undefined || this.#older === undefined) return newer
    const older = this.#older.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: K, value: V): void {
    if (this.#newer.size >= this.#half && !this.#newer.has(key)) {
      this.#older = this.#newer
      this.#newer = new Map()
    }
    this.#newer.set(key, value)
  }

  delete(key: K): void {
    this.#newer.delete(key)
    this.#older?.delete(key)
  }
}
