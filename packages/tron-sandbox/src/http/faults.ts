import type { ResponseCode } from '../rules/rejection.ts'

/** What a node may do wrong. Each is something that was seen on real nodes or their gateways. */
export type Fault =
  /** A gateway's refusal: rate limit or suspended key (403), too many requests (429), down (503). */
  | { readonly kind: 'status'; readonly status: 403 | 429 | 503 }
  /** The empty answer, which says nothing about whether the thing exists. */
  | { readonly kind: 'empty' }
  /** The answer of a node of the pool that stands so many blocks behind. */
  | { readonly kind: 'older'; readonly blocks: number }
  /** The newest blocks are there and their transaction infos are not. */
  | { readonly kind: 'late-infos'; readonly blocks: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The node never saw the request. */
  | { readonly kind: 'drop-request' }
  /** The node did what was asked and its answer is lost. */
  | { readonly kind: 'drop-answer' }
  /** The node said yes and forgot the transaction before passing it on. */
  | { readonly kind: 'lose-broadcast' }
  /** A broadcast is refused, with the node's code and words. */
  | { readonly kind: 'reject'; readonly code: ResponseCode; readonly message?: string }

export type FaultRule = Fault & {
  /** The endpoints it strikes, by the end or a part of their path; all where absent. */
  readonly path?: string
  /** How many requests it strikes before it is over; without end where absent. */
  readonly times?: number
  /** Strikes every so-manieth matching request; each one where absent. */
  readonly every?: number
}

type Armed = { readonly id: number; readonly rule: FaultRule; seen: number; struck: number }

/** The faults of one node, switched on and off while it runs. Nothing here is left to chance. */
export class Faults {
  readonly #armed = new Map<number, Armed>()
  #lastId = 0

  /** Switches a fault on; the answer switches it off again. */
  add(rule: FaultRule): () => void {
    const id = ++this.#lastId
    this.#armed.set(id, { id, rule, seen: 0, struck: 0 })
    return () => void this.#armed.delete(id)
  }

  clear(): void {
    this.#armed.clear()
  }

  list(): readonly FaultRule[] {
    return [...this.#armed.values()].map(({ rule }) => rule)
  }

  /** The faults that strike this request; counts it. */
  striking(path: string): readonly Fault[] {
    const striking: Fault[] = []
    for (const armed of this.#armed.values()) {
      const { rule } = armed
      if (rule.path !== undefined && !path.includes(rule.path)) continue
      armed.seen++
      if (armed.seen % (rule.every ?? 1) !== 0) continue
      armed.struck++
      striking.push(rule)
      if (rule.times !== undefined && armed.struck >= rule.times) this.#armed.delete(armed.id)
    }
    return striking
  }
}
