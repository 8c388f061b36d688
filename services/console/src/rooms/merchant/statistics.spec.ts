import { expect, it } from 'vitest'
import type { Payment } from '../../api/operations.ts'
import { statisticsOf } from './statistics.ts'

const nowMs = Date.parse('2026-11-23T12:00:00Z')
const payment = (createdAt: string, status: Payment['status'], gross?: string, settledAt?: string): Payment => ({
  created_at: createdAt, status,
  settlement: gross === undefined ? null : { gross: { amount: gross, currency: 'USDT' }, settled_at: settledAt },
}) as Payment

it('sums are exact where floating point is not', () => {
  const { volume } = statisticsOf(
    Array.from({ length: 3 }, () => payment('2026-11-23T10:00:00Z', 'settled', '0.100000', '2026-11-23T10:01:00Z')), nowMs, 30)
  expect(volume).toBe('0.300000')
})

it('conversion looks at what ended; the open is neither', () => {
  const { conversion, count, medianMs } = statisticsOf([
    payment('2026-11-22T10:00:00Z', 'settled', '5.000000', '2026-11-22T10:02:00Z'), payment('2026-11-22T11:00:00Z', 'expired'),
    payment('2026-11-23T11:00:00Z', 'matching'),
  ], nowMs, 30)
  expect({ conversion, count, medianMs }).toEqual({ conversion: 0.5, count: 3, medianMs: 120_000 })
})

it('days without payments are days too; what is older is left out', () => {
  const { days, count, conversion } = statisticsOf([payment('2026-10-01T10:00:00Z', 'expired')], nowMs, 30)
  expect([days.length, days[0]?.day, days.at(-1)?.day, count, conversion]).toEqual([30, '2026-10-25', '2026-11-23', 0, undefined])
})
