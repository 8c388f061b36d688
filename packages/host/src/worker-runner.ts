import type { Worker } from './host-options.ts'
import type { ProcessParts } from './process-parts.ts'

/** Runs a service's workers: each at once, or when exclusive while this replica holds its lock. */
export class WorkerRunner {
  readonly #parts: ProcessParts
  readonly #service: string
  readonly #workers: readonly Worker[]
  readonly #releases: (() => Promise<void>)[] = []
  readonly #signals = new Map<Worker, AbortController>()
  #turns: Promise<void> = Promise.resolve()

  constructor(parts: ProcessParts, service: string, workers: readonly Worker[]) {
    this.#parts = parts
    this.#service = service
    this.#workers = workers
  }

  start(): void {
    for (const worker of this.#workers) {
      if (worker.exclusive !== true) {
        void this.#inTurn(() => this.#begin(worker))
        continue
      }
      const lock = this.#parts.locks.want(`${this.#service}/worker/${worker.name}`, {
        held: () => { void this.#inTurn(() => this.#begin(worker)) },
        lost: () => { void this.#inTurn(() => this.#end(worker)) },
      })
      this.#releases.push(lock.release)
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => this.#inTurn(() => this.#end(worker))))
    await Promise.all(this.#releases.map((release) => release()))
  }

  status(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    return Object.fromEntries(this.#workers.map((worker) => [
      `${this.#service}/${worker.name}`,
      { running: this.#signals.has(worker), ...worker.status?.() },
    ]))
  }

  async #begin(worker: Worker): Promise<void> {
    if (this.#signals.has(worker) || this.#parts.stopping.aborted) return
    const controller = new AbortController()
    this.#signals.set(worker, controller)
    await worker.start(controller.signal)
  }

  async #end(worker: Worker): Promise<void> {
    const controller = this.#signals.get(worker)
    if (controller === undefined) return
    controller.abort()
    await worker.stop()
    this.#signals.delete(worker)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turns = this.#turns.then(work).catch((error: unknown) => {
      this.#parts.logger.error({ err: error, service: this.#service }, 'a worker failed to start or stop')
    })
    return this.#turns
  }
}
