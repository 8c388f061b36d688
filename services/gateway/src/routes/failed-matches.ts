import { failedMatch, passedBy, type FailedMatch, type PassedBy } from '@stablegate/contracts'
import { z } from 'zod'
import { get, type Route } from '../http/route.ts'
import { iso, params, time } from '../http/wire.ts'

const dayMs = 86_400_000
const shownDays = 7

const failedMatches = z.object({
  object: z.literal('failed_matches'), payment: z.string(),
  attempts: z.array(failedMatch.omit({ payment: true, atMs: true }).extend({ at: time })),
})
const passed = z.object({
  object: z.literal('passed_by'),
  lines: z.array(passedBy.omit({ acceptor: true, lastAtMs: true }).extend({ last_at: time })),
})

/** Rule 17: each refusal names its limit; to operators whole, to an acceptor its own, to payer and merchant never. */
export const failedMatchRoutes: readonly Route[] = [
  get({
    operation: 'getFailedMatches', path: '/v1/payments/:payment/failed_matches', tag: 'Operations',
    summary: 'Why nobody took a payment: which limits stood in the way of how many acceptors, and of whom',
    roles: ['operator', 'auditor'], params: params('payment'), answer: failedMatches,
    handle: async (call) => {
      const { payment } = call.params
      const found = await call.gateway.ask<FailedMatch[]>('matching', 'failedMatches', { payment }, call.after)
      return {
        body: {
          object: 'failed_matches', payment,
          attempts: found.map(({ attempt, reason, limits, refused, atMs }) => ({ attempt, reason, limits, refused, at: iso(atMs) })),
        },
      }
    },
  }),
  get({
    operation: 'getPassedBy', path: '/v1/acceptor/passed_by', tag: 'Acceptor',
    summary: 'Own limits that let payments pass by which nobody else took either, by UTC day, of the last seven days',
    roles: ['acceptor'], answer: passed,
    handle: async (call) => {
      const { acceptor } = call.caller
      const fromMs = call.nowMs - shownDays * dayMs
      const found = await call.gateway.ask<PassedBy[]>('matching', 'passedBy', { acceptor, fromMs }, call.after)
      return {
        body: {
          object: 'passed_by', lines: found.map(({ limit, day, times, lastAtMs }) => ({ limit, day, times, last_at: iso(lastAtMs) })),
        },
      }
    },
  }),
]
