import { describe, expect, it } from 'vitest'
import { maxRetryAfterMs, nextTryAtMs, parseRetryAfterMs, retrySchedule } from './retry-schedule.ts'

describe('retry schedule', () => {
  it('is that of rule 25 and ends', () => {
    expect(retrySchedule.map((waitMs) => waitMs / 1000)).toEqual(
      [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
    expect(nextTryAtMs(retrySchedule, 1, 1000, 0)).toBe(6000)
    expect(nextTryAtMs(retrySchedule, 9, 0, 0)).toBe(86_400_000)
    expect(nextTryAtMs(retrySchedule, 10, 0, 0)).toBeUndefined()
  })

  it('adds a tenth at most by chance, and never comes before the receiver asked', () => {
    expect(nextTryAtMs(retrySchedule, 2, 0, 0.999)).toBeLessThanOrEqual(330_000)
    expect(nextTryAtMs(retrySchedule, 2, 0, 0.5)).toBe(315_000)
    expect(nextTryAtMs(retrySchedule, 1, 0, 0, 60_000)).toBe(60_000)
  })

  it('reads Retry-After as seconds or date, bounded, and nothing else', () => {
    const nowMs = Date.UTC(2026, 0, 1)
    expect(parseRetryAfterMs('120', nowMs)).toBe(120_000)
    expect(parseRetryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', nowMs)).toBe(60_000)
    expect(parseRetryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', nowMs)).toBe(0)
    for (const absurd of ['86401', '99999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT']) {
      expect(parseRetryAfterMs(absurd, nowMs)).toBe(maxRetryAfterMs)
    }
    for (const nonsense of [undefined, '', '-1', '1e9', '1.5', '0x10', 'soon', 'NaN', 'Infinity', '١٢٠']) {
      expect(parseRetryAfterMs(nonsense, nowMs)).toBeUndefined()
    }
  })
})
