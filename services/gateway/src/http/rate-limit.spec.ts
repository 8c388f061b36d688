import { describe, expect, it } from 'vitest'
import { RateLimit } from './rate-limit.ts'

describe('rate limit', () => {
  it('gives a burst, then a request for each share of a second', () => {
    const limit = new RateLimit({ perSecond: 2, burst: 3 })
    const allowed = (nowMs: number) => limit.take('a', nowMs).allowed
    expect([allowed(0), allowed(0), allowed(0), allowed(0)]).toEqual([true, true, true, false])
    expect(limit.take('a', 0).retryAfterMs).toBe(500)
    expect([allowed(500), allowed(500)]).toEqual([true, false])
    expect([allowed(999), allowed(1000)]).toEqual([false, true])
  })

  it('keeps callers apart and never gives more than the burst', () => {
    const limit = new RateLimit({ perSecond: 10, burst: 2 })
    expect(limit.take('a', 0)).toMatchObject({ remaining: 1, limit: 2 })
    expect(limit.take('b', 0).remaining).toBe(1)
    expect(limit.take('a', 1_000_000).remaining).toBe(1)
    // A clock that steps back takes nothing away.
    expect(limit.take('a', 0).allowed).toBe(true)
  })
})
