import type { Payment } from '../../api/operations.ts'
import { decimalOf, unitsOf } from '../../format/money.ts'

export type Day = {
  readonly day: string; readonly volumeMicro: bigint; readonly settled: number; readonly open: number; readonly lost: number
}
export type Statistics = {
  readonly days: readonly Day[]
  readonly volume: string
  readonly count: number
  /** Settled of all that ended; undefined where nothing has ended. */
  readonly conversion: number | undefined
  readonly medianMs: number | undefined
}

const dayMs = 86_400_000
const dayOf = (at: string): string => at.slice(0, 10)
const lostWords: ReadonlySet<string> = new Set(['expired', 'cancelled'])

/** Figures of some payments over the days up to now. Sums are exact; only what is drawn becomes a number. */
export const statisticsOf = (payments: readonly Payment[], nowMs: number, length: number): Statistics => {
  const days = new Map<string, { volumeMicro: bigint; settled: number; open: number; lost: number }>()
  for (let back = length - 1; back >= 0; back -= 1) {
    days.set(dayOf(new Date(nowMs - back * dayMs).toISOString()), { volumeMicro: 0n, settled: 0, open: 0, lost: 0 })
  }
  const times: number[] = []
  let [volumeMicro, settled, lost, count] = [0n, 0, 0, 0]
  for (const { created_at: createdAt, settlement, status } of payments) {
    const day = days.get(dayOf(createdAt))
    if (!day) continue
    count += 1
    if (settlement) {
      const micro = unitsOf(settlement.gross.amount, 6)
      day.volumeMicro += micro
      volumeMicro += micro
      day.settled += 1
      settled += 1
      times.push(Date.parse(settlement.settled_at) - Date.parse(createdAt))
    } else if (lostWords.has(status)) {
      day.lost += 1
      lost += 1
    } else day.open += 1
  }
  times.sort((a, b) => a - b)
  return {
    days: [...days].map(([day, sums]) => ({ day, ...sums })), volume: decimalOf(volumeMicro, 6), count,
    conversion: settled + lost === 0 ? undefined : settled / (settled + lost), medianMs: times[Math.floor(times.length / 2)],
  }
}
