const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** When each try is due, counted from the failure of the one before (rule 25). */
export const retrySchedule: readonly number[] = [
  0, 5 * secondMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 5 * hourMs, 10 * hourMs, 14 * hourMs, 20 * hourMs,
  24 * hourMs,
]

/** The longest wait a receiver can ask for by Retry-After. */
export const maxRetryAfterMs = 24 * hourMs

/** Share of a wait that chance adds, so that receivers are not hit by all retries of an outage at once. */
const jitterShare = 0.1

/**
 * When the next try is due after `tries` failed ones; undefined when the schedule is used up.
 * `chance` is in [0, 1).
 */
export const nextTryAtMs = (
  schedule: readonly number[], tries: number, nowMs: number, chance: number, retryAfterMs = 0,
): number | undefined => {
  const waitMs = schedule[tries]
  if (waitMs === undefined) return undefined
  return nowMs + Math.max(Math.round(waitMs * (1 + jitterShare * chance)), retryAfterMs)
}

/** Retry-After in milliseconds from now: seconds or an HTTP date; undefined when it says nothing usable. */
export const parseRetryAfterMs = (header: string | undefined, nowMs: number): number | undefined => {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text) * secondMs, maxRetryAfterMs)
  const atMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(atMs - nowMs, 0), maxRetryAfterMs)
}
