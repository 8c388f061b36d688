import { z } from 'zod'
import { Problem } from './problem.ts'

export const intervals = ['hour', 'day', 'week', 'month'] as const
export type Interval = (typeof intervals)[number]

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const maxSpans = 400

const moment = z.iso.datetime({ offset: true })
/** Which time a report is about; without, the last thirty days. */
export const spanQuery = {
  from: moment.optional().describe('Without: thirty days before `to`'),
  to: moment.optional().describe('Without: now. Not part of the time itself'),
  interval: z.enum(intervals).default('day').describe('Length of a span, in UTC; weeks begin on Monday'),
}
type Asked = { readonly from?: string | undefined; readonly to?: string | undefined; readonly interval: Interval }

/** The first moment of the next hour, day, week or month in UTC. */
const endAfter = (atMs: number, interval: Interval): number => {
  switch (interval) {
    case 'hour': return (Math.floor(atMs / hourMs) + 1) * hourMs
    case 'day': return (Math.floor(atMs / dayMs) + 1) * dayMs
    // The first Monday of all was the fifth of January 1970.
    case 'week': return (Math.floor((atMs / dayMs - 4) / 7) + 1) * 7 * dayMs + 4 * dayMs
    case 'month': {
      const date = new Date(atMs)
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
    }
  }
}

/** Ends of the spans, n + 1 for n of them; the first and the last span may be parts. */
export const edgesOf = ({ from, to, interval }: Asked, nowMs: number): readonly number[] => {
  const toMs = to === undefined ? nowMs + 1 : Date.parse(to)
  const fromMs = from === undefined ? Math.max(0, endAfter(toMs - 1 - 30 * dayMs, 'day')) : Date.parse(from)
  const refuse = (detail: string) => new Problem('request_invalid', { errors: [{ pointer: 'query/from', detail }] })
  if (fromMs < 0 || fromMs >= toMs) throw refuse('must lie before `to`, and after 1970')
  const edges = [fromMs]
  for (let edge = endAfter(fromMs, interval); edge < toMs; edge = endAfter(edge, interval)) {
    if (edges.length === maxSpans) throw refuse(`at most ${maxSpans} spans: take a longer interval`)
    edges.push(edge)
  }
  return [...edges, toMs]
}
