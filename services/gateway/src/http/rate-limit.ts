export type Budget = { readonly perSecond: number; readonly burst: number }

export type Taken = {
  readonly allowed: boolean
  readonly remaining: number
  readonly limit: number
  /** Until the budget is whole again, and until the next request has room. */
  readonly resetMs: number
  readonly retryAfterMs: number
}

/** Budgets kept at once; the oldest is forgotten first, which only ever gives a caller more. */
const maxBuckets = 50_000

/** A token bucket for each caller, in this process: replicas each give the whole budget. */
export class RateLimit {
  readonly #budget: Budget
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  take(caller: string, nowMs: number): Taken {
    const { perSecond, burst } = this.#budget
    const refilled = this.#refilled(caller, nowMs)
    const allowed = refilled >= 1
    const tokens = allowed ? refilled - 1 : refilled
    // Set anew, so that the order of the map is that of last use.
    this.#buckets.delete(caller)
    this.#buckets.set(caller, { tokens, atMs: nowMs })
    this.#forgetOldest()
    return {
      allowed, remaining: Math.floor(tokens), limit: burst,
      resetMs: Math.ceil(((burst - tokens) * 1000) / perSecond),
      retryAfterMs: allowed ? 0 : Math.ceil(((1 - tokens) * 1000) / perSecond),
    }
  }

  /** How long until there is room for one more; zero where there is. Takes nothing. */
  waitMs(caller: string, nowMs: number): number {
    return Math.ceil((Math.max(0, 1 - this.#refilled(caller, nowMs)) * 1000) / this.#budget.perSecond)
  }

  #refilled(caller: string, nowMs: number): number {
    const { perSecond, burst } = this.#budget
    const known = this.#buckets.get(caller)
    return known ? Math.min(burst, known.tokens + (Math.max(0, nowMs - known.atMs) * perSecond) / 1000) : burst
  }

  #forgetOldest(): void {
    if (this.#buckets.size <= maxBuckets) return
    const oldest = this.#buckets.keys().next()
    if (!oldest.done) this.#buckets.delete(oldest.value)
  }
}
