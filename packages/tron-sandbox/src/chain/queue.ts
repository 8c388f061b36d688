/** Runs one task after the other: the chain's state has one writer and readers wait for it. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(task: () => Promise<T> | T): Promise<T> {
    const next = this.#last.then(task, task)
    this.#last = next.catch(() => {})
    return next
  }
}
