const dayMs = 86_400_000

/** Number of the UTC day. */
export const dayOf = (atMs: number): number => Math.floor(atMs / dayMs)

/** Number of the UTC month. */
export const monthOf = (atMs: number): number => {
  const date = new Date(atMs)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** What was used within one period; another period begins at nothing. */
export type Use = { period: number; amount: bigint }

export const noUse = (): Use => ({ period: -1, amount: 0n })

export const usedIn = (use: Use, period: number): bigint =>
  use.period === period ? use.amount : 0n

export const addUse = (use: Use, period: number, amount: bigint): void => {
  use.amount = usedIn(use, period) + amount
  use.period = period
}

/**
 * Gives back what was counted in a period; of a period that has passed nothing is left to give
 * back.
 */
export const freeUse = (use: Use, period: number, amount: bigint): void => {
  if (use.period === period) use.amount -= amount
}

/** One day and its month, computed once for the many decisions of a day. */
export type Calendar = { readonly day: number; readonly month: number }

let last: Calendar = { day: -1, month: -1 }
export const calendarOf = (atMs: number): Calendar => {
  const day = dayOf(atMs)
  if (day !== last.day) last = { day, month: monthOf(atMs) }
  return last
}
