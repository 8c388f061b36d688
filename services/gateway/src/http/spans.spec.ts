import { describe, expect, it } from 'vitest'
import { edgesOf, intervals } from './spans.ts'

const nowMs = Date.UTC(2026, 10, 24, 2, 30)
const shown = (edges: readonly number[]): readonly string[] => edges.map((edge) => new Date(edge).toISOString().slice(0, 16))
const span = (from: string, to: string, interval: (typeof intervals)[number]) => shown(edgesOf({ from, to, interval }, nowMs))

describe('spans of a report', () => {
  it('end at the turn of hours, days, Mondays and months in UTC', () => {
    expect(span('2026-11-01T22:30:00Z', '2026-11-02T01:00:00Z', 'hour'))
      .toEqual(['2026-11-01T22:30', '2026-11-01T23:00', '2026-11-02T00:00', '2026-11-02T01:00'])
    expect(span('2026-11-01T23:00:00+01:00', '2026-11-03T12:00:00Z', 'day'))
      .toEqual(['2026-11-01T22:00', '2026-11-02T00:00', '2026-11-03T00:00', '2026-11-03T12:00'])
    expect(span('2026-11-22T10:00:00Z', '2026-12-01T00:00:00Z', 'week'))
      .toEqual(['2026-11-22T10:00', '2026-11-23T00:00', '2026-11-30T00:00', '2026-12-01T00:00'])
    expect(span('2026-11-15T00:00:00Z', '2027-02-01T00:00:00Z', 'month'))
      .toEqual(['2026-11-15T00:00', '2026-12-01T00:00', '2027-01-01T00:00', '2027-02-01T00:00'])
  })

  it('are thirty whole days and what has gone of today, unless somebody asks for another time', () => {
    const edges = shown(edgesOf({ interval: 'day' }, nowMs))
    expect([edges[0], edges.at(-2), edges.at(-1), edges.length]).toEqual(['2026-10-26T00:00', '2026-11-24T00:00', '2026-11-24T02:30', 31])
  })

  it('cover the whole time without a gap, whatever it is', () => {
    for (const interval of intervals) {
      for (const [number, length] of [1, 999, 3_600_000, 86_400_001, 700_000_000, 1_300_000_007].entries()) {
        const from = number * 123_456_789_123
        const edges = edgesOf({ from: new Date(from).toISOString(), to: new Date(from + length).toISOString(), interval }, nowMs)
        expect([edges[0], edges.at(-1)]).toEqual([from, from + length])
        expect(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge))).toBe(true)
      }
    }
  })

  it.each([
    [{ from: '2026-11-02T00:00:00Z', to: '2026-11-02T00:00:00Z', interval: 'day' }],
    [{ from: '1969-11-02T00:00:00Z', to: '2026-11-02T00:00:00Z', interval: 'month' }],
    [{ from: '2025-11-02T00:00:00Z', to: '2026-11-02T00:00:00Z', interval: 'hour' }],
  ] as const)('refuse a time that is none, or too many spans: %j', (asked) => {
    expect(() => edgesOf(asked, nowMs)).toThrow(expect.objectContaining({ code: 'request_invalid' }) as Error)
  })
})
