const deadlineMs = 120_000

type Waiting = { readonly count: number; readonly resolve: () => void }

/** What has come by a name and was not taken yet, and who waits for how much of it. */
export class Arrivals {
  readonly #come = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting>()

  arrive(name: string): void {
    this.#come.set(name, (this.#come.get(name) ?? 0) + 1)
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) this.#give(name, waiting)
  }

  async take(name: string, count: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const late = setTimeout(() => reject(new Error(`${name} did not get all`)), deadlineMs)
    this.#give(name, { count, resolve })
    try {
      await promise
    } finally {
      clearTimeout(late)
    }
  }

  #give(name: string, waiting: Waiting): void {
    const left = (this.#come.get(name) ?? 0) - waiting.count
    if (left < 0) {
      this.#waiting.set(name, waiting)
      return
    }
    this.#waiting.delete(name)
    if (left === 0) this.#come.delete(name)
    else this.#come.set(name, left)
    waiting.resolve()
  }
}
