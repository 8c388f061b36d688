import { StoreUnavailable, type LogHead } from '../event-store.ts'

/** How far logs are, asked in one go; a log that nobody wrote stands at 0. */
export type ReadHeads = (logs: readonly string[]) => Promise<ReadonlyMap<string, LogHead>>

/**
 * Heads that are asked for in the same turn are read by one statement. Dozens of consumers look
 * whether they missed something, all at the same beat. What an answer says was read after the question.
 */
export class LogHeads {
  readonly #read: ReadHeads
  #asked: { readonly logs: Set<string>; readonly heads: ReturnType<ReadHeads> } | undefined

  constructor(read: ReadHeads) {
    this.#read = read
  }

  async get(log: string): Promise<LogHead> {
    this.#asked ??= this.#gather()
    const { logs, heads } = this.#asked
    logs.add(log)
    const head = (await heads).get(log)
    if (head === undefined) throw new StoreUnavailable(`the event store does not say where ${log} ends`)
    return head
  }

  #gather(): { readonly logs: Set<string>; readonly heads: ReturnType<ReadHeads> } {
    const logs = new Set<string>()
    const { promise: heads, resolve } = Promise.withResolvers<ReadonlyMap<string, LogHead>>()
    setImmediate(() => {
      this.#asked = undefined
      resolve(this.#read([...logs]))
    })
    return { logs, heads }
  }
}
