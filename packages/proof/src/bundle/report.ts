/** What may be wrong, by a name that programs and people can look for. */
export type FaultCode =
  | 'not_a_bundle' | 'cut_short' | 'checkpoint_unreadable' | 'signature_wrong' | 'event_changed'
  | 'event_missing' | 'events_out_of_order' | 'event_unsealed' | 'root_differs' | 'forked'
  | 'older_checkpoint_unusable' | 'books_broken' | 'balance_differs' | 'reserves_differ'

export type Fault = { readonly code: FaultCode; readonly detail: string; readonly position?: number }

/** What was looked at and held; what was not looked at is in neither list. */
export type Report = {
  readonly isRight: boolean
  readonly held: readonly string[]
  readonly faults: readonly Fault[]
}

/** More of the same help nobody. */
const maxFaults = 20

export class Findings {
  readonly #held: string[] = []
  readonly #faults: Fault[] = []

  held(what: string): void {
    this.#held.push(what)
  }

  fault(code: FaultCode, detail: string, position?: number): void {
    if (this.#faults.length >= maxFaults) return
    this.#faults.push({ code, detail, ...(position === undefined ? {} : { position }) })
  }

  /** Held or a fault: never silence. */
  check(holds: boolean, what: string, code: FaultCode, detail: string): void {
    if (holds) this.held(what)
    else this.fault(code, detail)
  }

  has(...codes: readonly FaultCode[]): boolean {
    return this.#faults.some(({ code }) => codes.includes(code))
  }

  report(): Report {
    return { isRight: this.#faults.length === 0, held: this.#held, faults: this.#faults }
  }
}
