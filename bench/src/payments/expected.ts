const deadlineMs = 120_000

/** What is waited for by a name, whether it comes before or after somebody asks for it. */
export class Expected<Value> {
  readonly #come = new Map<string, Value>()
  readonly #waiting = new Map<string, (value: Value) => void>()

  arrive(name: string, value: Value): void {
    const waiting = this.#waiting.get(name)
    if (waiting === undefined) {
      this.#come.set(name, value)
      return
    }
    this.#waiting.delete(name)
    waiting(value)
  }

  async take(name: string): Promise<Value> {
    const come = this.#come.get(name)
    if (come !== undefined) {
      this.#come.delete(name)
      return come
    }
    const { promise, resolve, reject } = Promise.withResolvers<Value>()
    const late = setTimeout(() => reject(new Error(`${name} did not come`)), deadlineMs)
    this.#waiting.set(name, resolve)
    try {
      return await promise
    } finally {
      clearTimeout(late)
    }
  }
}
