/** A page as the API gives it. */
export type Page<Item> = {
  readonly object: 'list'
  readonly data: readonly Item[]
  readonly has_more: boolean
}

/** What a walk through a list can be asked for: it goes on, never back. */
export type Onward<Query> = Omit<Query, 'ending_before'>

/**
 * A list that is read page by page as it is walked:
 * `for await (const payment of client.payments.list())`, or one page by `page()`.
 */
export class Paged<Item> implements AsyncIterable<Item> {
  readonly #fetch: (after: Item | undefined) => Promise<Page<Item>>

  /** @param fetch gives the page after an item; the first one after none. */
  constructor(fetch: (after: Item | undefined) => Promise<Page<Item>>) {
    this.#fetch = fetch
  }

  /** The first page, as asked for. */
  page(): Promise<Page<Item>> {
    return this.#fetch(undefined)
  }

  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let last: Item | undefined
    for (;;) {
      const page = await this.#fetch(last)
      yield page
      last = page.data.at(-1)
      // A page with nothing in it leads nowhere, whatever it says.
      if (!page.has_more || last === undefined) return
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data
  }

  /** At most so many items, as an array. */
  async take(count: number): Promise<readonly Item[]> {
    const items: Item[] = []
    if (count <= 0) return items
    for await (const item of this) {
      items.push(item)
      if (items.length >= count) break
    }
    return items
  }
}
