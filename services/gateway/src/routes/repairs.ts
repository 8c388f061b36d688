import {
  hostCommands, hostRepaired, idFrom, parkedEvent, parkedPlace, repairCommands, repairEvents, type MessageOf, type ParkedEvent,
} from '@stablegate/contracts'
import { commandIdReused, uuidv5, type Message } from '@stablegate/kernel'
import { z } from 'zod'
import { actorOf } from '../http/caller.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { iso, list, listOf, params, reason, time } from '../http/wire.ts'
import type { RepairRow } from '../views/repairs.ts'

/** Services whose consumers can park an event: all there are. */
export const parkingServices = [
  'acceptor', 'chain-watcher', 'gateway', 'ledger', 'matching', 'notifier', 'order', 'sealer', 'signer', 'test-mode',
  'treasury',
] as const

/** Those of them that this system runs: bots, and so what plays them, are of some test systems only. */
export const servicesHere = ({ gateway: { settings: { hasBots } } }: Call): readonly string[] =>
  parkingServices.filter((service) => service !== 'test-mode' || hasBots)

/** How long the replica on which a service's consumers run is looked for. */
const listTimeoutMs = 1_500
const carryOutTimeoutMs = 8_000


type Approved = MessageOf<typeof repairEvents.approved>['data']

const parkedAnswer = listOf(z.object({
  service: z.string(), reachable: z.boolean().describe('False: no replica runs the consumers of this service now'),
  parked: z.array(parkedEvent.omit({ parkedAtMs: true }).extend({ parked_at: time })),
}))

const parkedOf = async (call: Call, service: string): Promise<object> => {
  const answer = await call.gateway.host.queries.ask<readonly ParkedEvent[]>(
    service, hostCommands.parked, {}, { timeoutMs: listTimeoutMs })
  if (answer.status !== 'answered') return { service, reachable: false, parked: [] }
  return {
    service, reachable: true,
    parked: answer.value.map(({ parkedAtMs, ...parked }) => ({ ...parked, parked_at: iso(parkedAtMs) })),
  }
}

/** What came of it is recorded once: a repetition of the request that finds less to do changes nothing. */
const finish = async (call: Call<'operator'>, data: z.input<typeof repairCommands.finish.schema>): Promise<void> => {
  try {
    await call.gateway.send(call, repairCommands.finish, data, 1)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== commandIdReused) throw error
  }
}

/** Asks the service; `retry` at the end means that nobody was there, and the same request may come again. */
const carryOut = async (call: Call<'operator'>, { repair, place, act }: Approved): Promise<void> => {
  const { service, ...at } = place
  const verb = act.action === 'retry' ? hostCommands.retryParked : hostCommands.skipParked
  const answer = await call.gateway.host.commands.send(
    `${service}.${verb}`, act.action === 'skip' ? { ...at, position: act.position } : at,
    { id: uuidv5('repair', repair, 'carry out'), actor: actorOf(call.caller), correlationId: call.requestId,
      timeoutMs: carryOutTimeoutMs })
  if (answer.status === 'retry') throw new Problem('temporarily_unavailable', { detail: answer.reason, retryAfterMs: 1_000 })
  const done = answer.status === 'accepted' ? hostRepaired.parse(answer.events[0]?.data) : undefined
  const failure = answer.status === 'broken' ? answer.message : answer.status === 'rejected' ? answer.code : undefined
  await finish(call, {
    repair,
    ...(done
      ? { outcome: 'done' as const, through: done.through, detail: `${done.left} still parked` }
      : { outcome: 'refused' as const, through: 0, detail: (failure ?? '').slice(0, 500) }),
  })
}

/** Whoever approved it has it carried out; sent again, the recorded decision is carried out again. */
const carryOutApproved = async (call: Call<'operator'>, events: readonly Message[]): Promise<void> => {
  const approved = events.find(({ type }) => type === repairEvents.approved.type)
  if (approved) await carryOut(call, repairEvents.approved.parse(approved.data))
}

const shown = (row: RepairRow): object => ({
  id: row.id, object: 'repair', state: row.state, ...row.place, action: row.act.action,
  position: row.act.action === 'skip' ? row.act.position : null, reason: row.reason, operators: row.operators,
  through: row.through, detail: row.detail, asked_at: iso(row.asked_at_ms),
})

const repairAnswer = z.object({
  id: z.string(), object: z.literal('repair'), state: z.enum(['requested', 'approved', 'done', 'refused']),
  ...parkedPlace.shape, action: z.enum(['retry', 'skip']), position: z.number().nullable(), reason: z.string(),
  operators: z.array(z.string()), through: z.number().describe('Events that went through'), detail: z.string(), asked_at: time,
})

const asked = z.object({
  id: z.string(), object: z.literal('repair'), events: z.array(z.string()).describe('Facts that this left, in order'),
})

const reply = (repair: string, { events, position }: { events: readonly Message[]; position: Reply['position'] }): Reply => ({
  body: { id: repair, object: 'repair', events: events.map(({ type }) => type) },
  ...(position === undefined ? {} : { position }),
})

export const repairRoutes: readonly Route[] = [
  get({
    operation: 'listParked', path: '/v1/parked', tag: 'Operations',
    summary: 'Events that a reaction or process of any service could not handle, with what waits behind them',
    roles: ['operator', 'auditor'], answer: parkedAnswer,
    handle: async (call) =>
      ({ body: list(await Promise.all(servicesHere(call).map((service) => parkedOf(call, service))), false) }),
  }),
  post({
    operation: 'requestRepair', path: '/v1/repairs', tag: 'Operations',
    summary: 'Tries the parked events of a key again, at once; or asks to skip one for ever, which another operator approves',
    roles: ['operator'], scope: 'administer', status: 201, answer: asked, codes: ['temporarily_unavailable'],
    body: z.strictObject({
      ...parkedPlace.shape, service: z.enum(parkingServices), action: z.enum(['retry', 'skip']),
      position: z.int().min(1).optional().describe('Of the event to skip'), reason,
    }).refine(({ action, position }) => (action === 'skip') === (position !== undefined), {
      error: 'A skip names the position of its event, a retry none.', path: ['position'],
    }),
    handle: async (call) => {
      const { action, position, reason: why, ...place } = call.body
      const repair = idFrom('repair', call.seed)
      const accepted = await call.gateway.send(call, repairCommands.request, {
        repair, place, reason: why, operator: call.caller.operator,
        act: action === 'skip' ? { action, position: position ?? 0 } : { action },
      })
      await carryOutApproved(call, accepted.events)
      return reply(repair, accepted)
    },
  }),
  post({
    operation: 'approveRepair', path: '/v1/repairs/:repair/approve', tag: 'Operations',
    summary: 'The second person\'s yes to a skip, which is then carried out',
    roles: ['operator'], scope: 'administer', params: params('repair'),
    answer: asked, codes: ['requester_cannot_approve', 'repair_approved', 'temporarily_unavailable'],
    handle: async (call) => {
      const { repair } = call.params
      const accepted = await call.gateway.send(call, repairCommands.approve, { repair, operator: call.caller.operator })
      await carryOutApproved(call, accepted.events)
      return reply(repair, accepted)
    },
  }),
  get({
    operation: 'listRepairs', path: '/v1/repairs', tag: 'Operations', summary: 'What was done about parked events, newest first',
    roles: ['operator', 'auditor'], answer: listOf(repairAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<RepairRow[]>('gateway', 'repairs', {}, call.after)
      return { body: list(rows.map(shown), false) }
    },
  }),
]
