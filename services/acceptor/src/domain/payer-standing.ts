import type { OrderOutcome } from '@stablegate/contracts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** What rule 18 asks of a payer who kept acceptors' money waiting for nothing. */
export const payerPolicy = {
  /** So many orders that ended unpaid within a day, and then nothing for an hour after the last. */
  unpaidAllowed: 2,
  unpaidWithinMs: dayMs,
  unpaidCoolsMs: hourMs,
  /** Claims that a verdict found false: a day for the first, twice as long for each more within a month. */
  falseWithinMs: 30 * dayMs,
  falseCoolsMs: dayMs,
} as const

/** Times that are remembered of each kind. */
const remembered = 10

/** What is known of a payer, by fingerprint. */
export type PayerRecord = {
  readonly settled: number
  readonly unpaidAtMs: readonly number[]
  readonly falseAtMs: readonly number[]
}

export const newPayer: PayerRecord = { settled: 0, unpaidAtMs: [], falseAtMs: [] }

/** Folds how an order ended. What was the acceptor's doing, or nobody's, says nothing of the payer. */
export const payerAfter = (payer: PayerRecord, outcome: OrderOutcome, atMs: number): PayerRecord => {
  switch (outcome) {
    case 'settled':
    case 'settled_late':
    case 'split':
    case 'dispute_lost':
      return { ...payer, settled: payer.settled + 1 }
    case 'unpaid':
      return { ...payer, unpaidAtMs: [...payer.unpaidAtMs, atMs].slice(-remembered) }
    case 'dispute_won':
      return { ...payer, falseAtMs: [...payer.falseAtMs, atMs].slice(-remembered) }
    default:
      return payer
  }
}

const lastOf = (times: readonly number[]): number => times.at(-1) ?? 0

/** Until when the payer may not take another order; in the past where they may. */
export const coolsUntilMs = ({ unpaidAtMs, falseAtMs }: PayerRecord, nowMs: number): number => {
  const unpaid = unpaidAtMs.filter((atMs) => nowMs - atMs < payerPolicy.unpaidWithinMs)
  const untrue = falseAtMs.filter((atMs) => nowMs - atMs < payerPolicy.falseWithinMs)
  return Math.max(
    unpaid.length >= payerPolicy.unpaidAllowed ? lastOf(unpaid) + payerPolicy.unpaidCoolsMs : 0,
    untrue.length > 0 ? lastOf(untrue) + payerPolicy.falseCoolsMs * 2 ** (untrue.length - 1) : 0,
  )
}
