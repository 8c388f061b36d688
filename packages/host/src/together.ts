import type { Clock } from '@stablegate/kernel'

export type TogetherOptions<Item, Result> = {
  /** Does the items in one go and answers each, in their order; what it throws is thrown to all of them. */
  readonly call: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Items in one call at most. */
  readonly maxItems: number
  /** Between two calls; the first goes at once. */
  readonly restMs: number
  readonly clock: Clock
  /** No two items of one key go in the same call; they keep their order. */
  readonly keyOf?: (item: Item) => string
}

type Waiting<Item, Result> = { readonly item: Item } & PromiseWithResolvers<Result>

/**
 * Calls that come together are made together: while one is under way, and a moment after it, the
 * next one gathers. For small statements, whose cost is the round trip and the commit. A lone call
 * waits for nothing.
 */
export class Together<Item, Result = void> {
  readonly #options: TogetherOptions<Item, Result>
  #waiting: Waiting<Item, Result>[] = []
  #running: Promise<void> | undefined

  constructor(options: TogetherOptions<Item, Result>) {
    this.#options = options
  }

  add(item: Item): Promise<Result> {
    const waiting = { item, ...Promise.withResolvers<Result>() }
    this.#waiting.push(waiting)
    this.#running ??= this.#run()
    return waiting.promise
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    // Those who call in the same turn go in the first call.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      await this.#callOnce(this.#takeSome())
      await this.#options.clock.sleep(this.#options.restMs)
    }
    this.#running = undefined
  }

  #takeSome(): readonly Waiting<Item, Result>[] {
    const { maxItems, keyOf } = this.#options
    if (keyOf === undefined) return this.#waiting.splice(0, maxItems)
    const keys = new Set<string>()
    const some: Waiting<Item, Result>[] = []
    const rest: Waiting<Item, Result>[] = []
    for (const waiting of this.#waiting) {
      const key = keyOf(waiting.item)
      if (some.length < maxItems && !keys.has(key)) some.push(waiting)
      else rest.push(waiting)
      // Also of one that stays: what comes later must not overtake it.
      keys.add(key)
    }
    this.#waiting = rest
    return some
  }

  async #callOnce(some: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.call(some.map(({ item }) => item))
      for (const [index, { resolve }] of some.entries()) resolve(results[index] as Result)
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }
}
