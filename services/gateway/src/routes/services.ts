import { consumerReport, hostCommands, type ServiceReport } from '@stablegate/contracts'
import { z } from 'zod'
import { get, type Call, type Route } from '../http/route.ts'
import { list, listOf } from '../http/wire.ts'
import { servicesHere } from './repairs.ts'

/** How long the replica on which a service's consumers run is looked for. */
const askTimeoutMs = 1_500

const answer = z.object({
  service: z.string(), object: z.literal('service'), reachable: z.boolean().describe('False: nobody does the work of this service now'),
  head: z.int().nullable().describe('How far its log reaches'), waiting_commands: z.int().nullable(),
  relay: z.object({
    published: z.int(), lag: z.int().describe('Events that are not on the bus yet'), failing: z.boolean(),
  }).nullable(),
  consumers: z.array(z.object({
    kind: z.enum(['view', 'reaction', 'process']), name: z.string(), log: z.string(), state: consumerReport.shape.state,
    position: z.int(), lag: z.int().describe('Events of its log that it has not handled'), parked: z.int(),
    alert: z.string().nullable().describe('Why it stopped'),
  })),
})

const kindOf = (consumer: string): readonly [kind: string, name: string] => {
  const [kind = '', ...name] = consumer.split(':')
  return [kind, name.join(':')]
}

const shownOf = async (call: Call, service: string): Promise<object> => {
  const asked = await call.gateway.host.queries.ask<ServiceReport>(service, hostCommands.consumers, {}, { timeoutMs: askTimeoutMs })
  const report = asked.status === 'answered' ? asked.value : null
  if (!report) {
    return { service, object: 'service', reachable: false, head: null, waiting_commands: null, relay: null, consumers: [] }
  }
  return {
    service, object: 'service', reachable: true, head: report.head, waiting_commands: report.waitingCommands, relay: report.relay,
    consumers: report.consumers.map(({ consumer, log, state, position, lag, parked, alert }) => {
      const [kind, name] = kindOf(consumer)
      return { kind, name, log, state, position, lag, parked, alert: alert ?? null }
    }),
  }
}

export const serviceRoutes: readonly Route[] = [
  get({
    operation: 'listServices', path: '/v1/services', tag: 'Operations', roles: ['operator', 'auditor'], answer: listOf(answer),
    summary: 'Who does the work, how far the bus and each view, reaction and process is behind its log, and what stopped or was put aside',
    handle: async (call) => ({ body: list(await Promise.all(servicesHere(call).map((service) => shownOf(call, service))), false) }),
  }),
]
