import { logEvent } from '@stablegate/contracts'
import type { StoredEvent } from '@stablegate/kernel'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { list } from '../http/wire.ts'

const limit = z.coerce.number().int().min(1).max(500).default(100)
const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0)

export const shownEvent = ({ id, log, position: at, stream, revision, type, version, data, metadata }: StoredEvent): object =>
  ({ id, log, position: at, stream, revision, type, version, data, metadata })

/** What is read from the log itself has whatever was acknowledged. */
const assertOwnLog = (after: Call['after'], log: string): void => {
  if (after && after.log !== log) throw new Problem('header_invalid', { detail: `Read-After names a position of ${after.log}` })
}

/** Logs as they are, for those who verify and replay. What is personal in them is sealed. */
export const logRoutes: readonly Route[] = [
  get({
    operation: 'readLog', path: '/v1/logs/:log/events', tag: 'Operations',
    summary: 'The events of a service in the order in which they were committed', roles: ['operator', 'auditor'],
    params: z.object({ log: z.string().regex(/^[a-z][a-z-]{0,30}$/) }), query: z.strictObject({ after: position, limit }),
    answer: z.object({
      object: z.literal('list'), data: z.array(logEvent), has_more: z.boolean(),
      head: z.object({ incarnation: z.string(), position: z.int() }).describe('How far the log reaches now'),
    }),
    handle: async (call) => {
      assertOwnLog(call.after, call.params.log)
      const { events } = call.gateway.host
      const head = await events.head(call.params.log)
      const page = await events.readLog(call.params.log, call.query.after, call.query.limit)
      // A log that nobody ever wrote is none.
      if (head.position === 0 && page.length === 0) throw new Problem('not_found')
      const last = page.at(-1)?.position ?? head.position
      const { incarnation, position: reached } = head
      return { body: { ...list(page.map(shownEvent), last < reached), head: { incarnation, position: reached } } }
    },
  }),
  get({
    operation: 'readStream', path: '/v1/streams/:stream', tag: 'Operations',
    summary: 'The events of one stream, for example order.payment-pay_...', roles: ['operator', 'auditor'],
    params: z.object({ stream: z.string().regex(/^[a-z][a-z-]{0,30}\.[\x21-\x7e]{1,250}$/) }),
    query: z.strictObject({ from: position.describe('First revision'), limit }),
    answer: z.object({ object: z.literal('list'), data: z.array(logEvent), has_more: z.boolean() }),
    handle: async (call) => {
      assertOwnLog(call.after, call.params.stream.split('.')[0] ?? '')
      const { from, limit: most } = call.query
      const page = await call.gateway.host.events.readStream(call.params.stream, from, most + 1)
      if (page.length === 0 && from === 0) throw new Problem('not_found')
      return { body: list(page.slice(0, most).map(shownEvent), page.length > most) }
    },
  }),
]
