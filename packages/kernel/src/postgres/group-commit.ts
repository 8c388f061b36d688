import { StoreUnavailable } from '../event-store.ts'

/** Work that waits to be committed together with others. No two with a common key share a batch. */
export type Grouped = {
  readonly keys: readonly string[]
  readonly events: number
  readonly bytes: number
}

export type GroupLimits = {
  readonly maxBatchItems: number
  readonly maxBatchEvents: number
  readonly maxBatchBytes: number
  readonly maxQueuedItems: number
  /** How far past a waiting item of a busy stream the next batch looks for others. */
  readonly maxScannedItems: number
  /** Small batches that follow each other fast rest so long between two, so that they grow. 0: never. */
  readonly restMs: number
}

/** A batch of as many events is no small one, and as many that wait have company enough. */
const smallEvents = 32
/** So many batches within so long follow each other fast. */
const fastBatches = 16
const fastMs = 150

export const defaultGroupLimits: GroupLimits = {
  maxBatchItems: 1024,
  maxBatchEvents: 10_000,
  maxBatchBytes: 8 * 1024 * 1024,
  maxQueuedItems: 20_000,
  maxScannedItems: 4096,
  restMs: 0,
}

/** The first items that fit in one batch, at least one; items of one key keep their order. */
export const takeBatch = <Item extends Grouped>(
  queue: readonly Item[],
  limits: GroupLimits,
): { readonly batch: readonly Item[]; readonly rest: Item[] } => {
  const batch: Item[] = []
  const rest: Item[] = []
  const taken = new Set<string>()
  let events = 0
  let bytes = 0
  let scanned = 0
  for (const item of queue) {
    if (batch.length === limits.maxBatchItems || scanned === limits.maxScannedItems) break
    const fits = events + item.events <= limits.maxBatchEvents
      && bytes + item.bytes <= limits.maxBatchBytes
    if (!fits && batch.length > 0) break
    scanned += 1
    const free = item.keys.every((key) => !taken.has(key))
    // The keys of one that waits are taken too: what comes later must not overtake it.
    for (const key of item.keys) taken.add(key)
    if (!free) {
      rest.push(item)
      continue
    }
    batch.push(item)
    events += item.events
    bytes += item.bytes
  }
  return { batch, rest: rest.concat(queue.slice(scanned)) }
}

/**
 * One queue with one batch under way: the next batch forms while one commits, so the busier the
 * store, the larger the batches, and a lone item waits for nothing. Where many small ones come
 * (each a round trip, a commit and what follows from it), a short rest makes few larger of them.
 */
export class GroupCommit<Item extends Grouped> {
  readonly #commit: (batch: readonly Item[]) => Promise<readonly Item[]>
  readonly #limits: GroupLimits
  #queue: Item[] = []
  #running: Promise<void> | undefined
  /** When the last batches were committed, the newest last. */
  readonly #committedAtMs: number[] = []
  /** Set while it rests: what waits by now, and how to end the rest. */
  #resting: { events: number; readonly end: () => void } | undefined

  /** `commit` settles its items itself, never throws, and gives back those to be tried again. */
  constructor(commit: (batch: readonly Item[]) => Promise<readonly Item[]>, limits: GroupLimits) {
    this.#commit = commit
    this.#limits = limits
  }

  add(item: Item): void {
    if (this.#queue.length >= this.#limits.maxQueuedItems) {
      throw new StoreUnavailable(`${this.#queue.length} appends are waiting already`)
    }
    this.#queue.push(item)
    if (this.#resting !== undefined) {
      this.#resting.events += item.events
      if (this.#resting.events >= smallEvents) this.#resting.end()
    }
    this.#running ??= this.#run()
  }

  /** Resolves when nothing waits or is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // One turn of the event loop: those just answered come back into this batch, not the next.
      await new Promise(setImmediate)
      const { batch, rest } = takeBatch(this.#queue, this.#limits)
      this.#queue = rest
      const again = await this.#commit(batch)
      if (again.length > 0) this.#queue = [...again, ...this.#queue]
      else if (this.#shouldRest(batch)) await this.#rest()
    }
    this.#running = undefined
  }

  /** For company, and no longer than until there is enough of it. */
  async #rest(): Promise<void> {
    let events = 0
    for (const item of this.#queue) {
      events += item.events
      if (events >= smallEvents) return
    }
    const { promise, resolve: end } = Promise.withResolvers<void>()
    const timer = setTimeout(end, this.#limits.restMs)
    this.#resting = { events, end }
    await promise
    this.#resting = undefined
    clearTimeout(timer)
  }

  #shouldRest(batch: readonly Item[]): boolean {
    if (this.#limits.restMs === 0) return false
    const nowMs = performance.now()
    this.#committedAtMs.push(nowMs)
    if (this.#committedAtMs.length <= fastBatches) return false
    const earlierMs = this.#committedAtMs.shift() ?? 0
    if (nowMs - earlierMs > fastMs) return false
    return batch.reduce((sum, { events }) => sum + events, 0) < smallEvents
  }
}
