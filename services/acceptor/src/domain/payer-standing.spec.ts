import type { OrderOutcome } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { coolsUntilMs, newPayer, payerAfter } from './payer-standing.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const nowMs = Date.UTC(2026, 0, 1)
const after = (...told: readonly (readonly [OrderOutcome, number])[]) =>
  told.reduce((payer, [outcome, atMs]) => payerAfter(payer, outcome, atMs), newPayer)

describe('a payer', () => {
  it('cools for an hour after the second order of a day that ended unpaid', () => {
    expect(coolsUntilMs(after(['unpaid', nowMs]), nowMs)).toBe(0)
    const twice = after(['unpaid', nowMs - 2 * hourMs], ['unpaid', nowMs])
    expect(coolsUntilMs(twice, nowMs)).toBe(nowMs + hourMs)
    expect(coolsUntilMs(twice, nowMs + 23 * hourMs)).toBe(0)
  })

  it('cools longer for each claim that was found false', () => {
    expect(coolsUntilMs(after(['dispute_won', nowMs]), nowMs)).toBe(nowMs + dayMs)
    const thrice = after(['dispute_won', nowMs - 2 * dayMs], ['dispute_won', nowMs - dayMs], ['dispute_won', nowMs])
    expect(coolsUntilMs(thrice, nowMs)).toBe(nowMs + 4 * dayMs)
    expect(coolsUntilMs(thrice, nowMs + 31 * dayMs)).toBe(0)
  })

  it('is known by what was settled, and not by what was others\' doing', () => {
    const outcomes = ['settled', 'settled_late', 'split', 'dispute_lost', 'declined', 'silent', 'refunded', 'cancelled', 'recalled',
      'account_unusable', 'claim_unanswered'] as const
    const known = after(...outcomes.map((outcome) => [outcome, nowMs] as const))
    expect(known).toEqual({ settled: 4, unpaidAtMs: [], falseAtMs: [] })
  })

  it('is not remembered without end', () => {
    const many = after(...Array.from({ length: 50 }, (_, number) => ['unpaid', nowMs + number] as const))
    expect(many.unpaidAtMs).toHaveLength(10)
    expect(many.unpaidAtMs.at(-1)).toBe(nowMs + 49)
  })
})
