import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'

const name = z.string().min(1).max(200)

/** Events of one key of one consumer that were put aside, with what waits behind the first. */
export const parkedPlace = z.object({
  service: z.string().regex(/^[a-z][a-z-]{0,40}$/),
  /** As health shows it: `reaction:<name>` or `process:<name>`. */
  consumer: name,
  log: name,
  key: z.string().max(600),
})

/** Try again in order, or give up the event at one position for ever and go on with those behind it. */
export const repairAct = z.discriminatedUnion('action', [
  z.object({ action: z.literal('retry') }),
  z.object({ action: z.literal('skip'), position: z.int().min(1) }),
])

const repair = { repair: id('repair') }
const asked = { ...repair, place: parkedPlace, act: repairAct, reason: z.string().min(1).max(200) }

export const repairCommands = {
  request: message('gateway.repair.request', z.object({ ...asked, operator: id('operator') })),
  approve: message('gateway.repair.approve', z.object({ ...repair, operator: id('operator') })),
  /** What the service said that carried it out; sent by the gateway. */
  finish: message('gateway.repair.finish', z.object({
    ...repair, outcome: z.enum(['done', 'refused']), through: z.int().min(0), detail: z.string().max(500).optional(),
  })),
}

export const repairEvents = {
  requested: message('repair.requested', z.object({ ...asked, operator: id('operator'), atMs: z.number() })),
  /** May be carried out: a retry by whoever asks for it, a skip when a second person said yes. */
  approved: message('repair.approved', z.object({
    ...asked, operators: z.array(id('operator')).min(1).max(2), atMs: z.number(),
  })),
  done: message('repair.done', z.object({
    ...repair, outcome: z.enum(['done', 'refused']), through: z.int(), detail: z.string().optional(), atMs: z.number(),
  })),
}

/** What the host of each service answers where its consumers run, beside the service's own commands and queries. */
export const hostCommands = {
  /** `commands.<service>.host.<verb>`, answered by an event with `hostRepaired` as its data. */
  retryParked: 'host.retry_parked',
  skipParked: 'host.skip_parked',
  /** `queries.<service>.host.parked`, answered by `ParkedEvent[]`. */
  parked: 'host.parked',
  /** `queries.<service>.host.consumers`, answered by a `ServiceReport`. */
  consumers: 'host.consumers',
} as const

export const hostRepaired = z.object({ through: z.int(), left: z.int() })

export const parkedEvent = z.object({
  consumer: z.string(), log: z.string(), key: z.string(), position: z.number(), reason: z.string(), parkedAtMs: z.number(),
})
export type ParkedEvent = z.output<typeof parkedEvent>
