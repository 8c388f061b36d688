type Lane = (() => Promise<void>)[]

/** Tasks of one key in order, different keys at the same time up to a limit. Tasks never throw. */
export class KeyLanes {
  readonly #limit: number
  readonly #lanes = new Map<string, Lane>()
  readonly #ready: string[] = []
  readonly #running = new Set<Promise<void>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  submit(key: string, task: () => Promise<void>): void {
    const lane = this.#lanes.get(key)
    if (lane !== undefined) {
      lane.push(task)
      return
    }
    this.#lanes.set(key, [task])
    this.#ready.push(key)
    this.#startReady()
  }

  /** Resolves when no task is left. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  #startReady(): void {
    while (this.#running.size < this.#limit) {
      const key = this.#ready.shift()
      if (key === undefined) return
      const run = this.#run(key).finally(() => {
        this.#running.delete(run)
        this.#startReady()
      })
      this.#running.add(run)
    }
  }

  // A lane gives way after each task where other keys wait, so that no key starves the others.
  async #run(key: string): Promise<void> {
    const lane = this.#lanes.get(key) ?? []
    for (;;) {
      const task = lane.shift()
      if (task === undefined) break
      await task()
      if (lane.length > 0 && this.#ready.length > 0) {
        this.#ready.push(key)
        return
      }
    }
    this.#lanes.delete(key)
  }
}
