import type { Random } from './random.ts'

/** Whoever started an operation: a dead one never hears an answer, a slow one is rarely served. */
export type Owner = { readonly alive: boolean; readonly slow: boolean }

type Operation = { readonly owner: Owner | undefined; readonly run: () => void }
type Timer = {
  readonly dueAtMs: number
  readonly order: number
  readonly owner: Owner | undefined
  run: (() => void) | undefined
}

/** How often time moves on although operations wait: then a slow network meets a deadline. */
const timeMovesChance = 0.015

/**
 * Owns every pending operation and the time. One step completes one operation, chosen by the seed,
 * or moves the time to the next timer; between two steps all promises that can go on have gone on.
 */
export class Scheduler {
  readonly random: Random
  nowMs: number
  steps = 0
  readonly #operations: Operation[] = []
  readonly #timers: Timer[] = []
  #order = 0

  constructor(random: Random, startAtMs: number) {
    this.random = random
    this.nowMs = startAtMs
  }

  get waiting(): number {
    return this.#operations.length
  }

  /** An operation that will run in some later step, in any order with the others. */
  later(owner: Owner | undefined, run: () => void): void {
    this.#operations.push({ owner, run })
  }

  /** Runs at a time; answers how to call it off. A dead owner's timer never runs. */
  at(dueAtMs: number, owner: Owner | undefined, run: () => void): () => void {
    const timer: Timer = { dueAtMs, order: this.#order, owner, run }
    this.#order += 1
    this.#push(timer)
    return () => {
      timer.run = undefined
    }
  }

  /** One step; false when nothing is left to do. */
  step(): boolean {
    this.steps += 1
    const timer = this.#nextTimer()
    const { length } = this.#operations
    if (length === 0 || (timer && this.random.chance(timeMovesChance))) {
      if (!timer) return false
      this.#pop()
      this.nowMs = Math.max(this.nowMs, timer.dueAtMs)
      timer.run?.()
      return true
    }
    this.#take(length).run()
    return true
  }

  /** Lets everything that can go on go on; nothing outside of this scheduler may complete anything. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve)
    })
  }

  #take(length: number): Operation {
    let index = this.random.below(length)
    let operation = this.#operations[index]
    if (operation?.owner?.slow && this.random.chance(0.9)) {
      index = this.random.below(length)
      operation = this.#operations[index]
    }
    const last = this.#operations.pop()
    if (!operation || !last) throw new RangeError('no operation waits')
    if (last !== operation) this.#operations[index] = last
    return operation
  }

  #nextTimer(): Timer | undefined {
    for (;;) {
      const timer = this.#timers[0]
      if (!timer || (timer.run && timer.owner?.alive !== false)) return timer
      this.#pop()
    }
  }

  #isBefore(one: Timer | undefined, other: Timer | undefined): boolean {
    if (!one || !other) return one !== undefined
    return one.dueAtMs < other.dueAtMs || (one.dueAtMs === other.dueAtMs && one.order < other.order)
  }

  #push(timer: Timer): void {
    const heap = this.#timers
    let index = heap.push(timer) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(timer, heap[parent])) break
      heap[index] = heap[parent] as Timer
      index = parent
    }
    heap[index] = timer
  }

  #pop(): void {
    const heap = this.#timers
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (this.#isBefore(heap[child + 1], heap[child])) child += 1
      if (!this.#isBefore(heap[child], last)) break
      heap[index] = heap[child] as Timer
      index = child
    }
    heap[index] = last
  }
}
