import type { StoredEvent } from '../event-store.ts'

/** Pages that are kept at most, and how long after the last of them was asked for. */
export const maxKeptPages = 6
const keptMs = 5_000

type Page = Promise<readonly StoredEvent[]>

/**
 * Pages of history that were read a moment ago. The views of a service fill themselves from the same
 * log at the same time: what one has read and decoded need not be read and decoded for the next. Only
 * full pages stay, for they can never change: positions have no gaps and events are for ever.
 */
export class LogPages {
  readonly #read: (log: string, after: number, limit: number) => Page
  readonly #pages = new Map<string, Page>()
  #forgets: NodeJS.Timeout | undefined

  constructor(read: (log: string, after: number, limit: number) => Page) {
    this.#read = read
  }

  async get(log: string, after: number, limit: number): Page {
    const key = `${log} ${after} ${limit}`
    const known = this.#pages.get(key)
    const page = known ?? this.#read(log, after, limit)
    if (known === undefined) this.#keep(key, page)
    this.#forgets?.refresh()
    try {
      const events = await page
      if (events.length < limit) this.#drop(key, page)
      return events
    } catch (error) {
      this.#drop(key, page)
      throw error
    }
  }

  forget(): void {
    clearTimeout(this.#forgets)
    this.#forgets = undefined
    this.#pages.clear()
  }

  #keep(key: string, page: Page): void {
    this.#pages.set(key, page)
    this.#forgets ??= setTimeout(() => this.forget(), keptMs).unref()
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > maxKeptPages && oldest !== undefined) this.#pages.delete(oldest)
  }

  #drop(key: string, page: Page): void {
    if (this.#pages.get(key) === page) this.#pages.delete(key)
  }
}
