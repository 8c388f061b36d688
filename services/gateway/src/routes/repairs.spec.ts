import { describe, expect, it } from 'vitest'
import { fixture, request, secrets, type Sent } from '../http/gateway.fixture.ts'
import { parkingServices, repairRoutes, servicesHere } from './repairs.ts'

const routeOf = (operation: string) => {
  const found = repairRoutes.find((route) => route.operation === operation)
  if (!found) throw new Error(operation)
  return found
}

const place = { service: 'order', consumer: 'reaction:transfers', log: 'ledger', key: 'pay_1' }
const approved = (act: object, operators: string[]) =>
  ({ type: 'repair.approved', data: { repair: 'rep_1', place, act, reason: 'r', operators, atMs: 1 } })
const accepted = (...events: { type: string; data: unknown }[]) =>
  ({ status: 'accepted', events, log: 'gateway', position: 3 }) as const

type AnswerTo = (sent: Sent) => ReturnType<typeof accepted> | { status: 'retry'; reason: string } | { status: 'broken'; message: string }

const run = async (operation: string, body: object, answer: AnswerTo) => {
  const { pipeline, sent } = fixture({ answer })
  const reply = await pipeline.run(routeOf(operation), request(routeOf(operation).path, {
    secret: secrets.operator, params: { repair: 'rep_1' }, body,
  }))
  return { status: reply.status, sent: sent.map(({ type, data }) => [type, data]) }
}

const finished = (data: object) => ['gateway.repair.finish', { repair: 'rep_1', ...data }]
const hostAt = { consumer: 'reaction:transfers', log: 'ledger', key: 'pay_1' }

describe('a repair over HTTP', () => {
  it('that tries again is recorded, carried out by the service and its outcome recorded', async () => {
    const { status, sent } = await run('requestRepair', { ...place, action: 'retry', reason: 'mended' }, ({ type }) =>
      type === 'order.host.retry_parked'
        ? accepted({ type: 'host.repaired', data: { through: 4, left: 0 } })
        : accepted(approved({ action: 'retry' }, ['opr_own'])))
    expect(status).toBe(201)
    expect(sent[0]?.[1]).toMatchObject({ place, act: { action: 'retry' }, operator: 'opr_own', reason: 'mended' })
    expect(sent.slice(1)).toEqual([
      ['order.host.retry_parked', hostAt], finished({ outcome: 'done', through: 4, detail: '0 still parked' }),
    ])
  })

  it('that skips does nothing before the second person', async () => {
    const asked = await run('requestRepair', { ...place, action: 'skip', position: 9, reason: 'x' }, () =>
      accepted({ type: 'repair.requested', data: {} }))
    expect(asked.sent.map(([type]) => type)).toEqual(['gateway.repair.request'])
    const yes = await run('approveRepair', {}, ({ type }) =>
      type === 'order.host.skip_parked'
        ? accepted({ type: 'host.repaired', data: { through: 1, left: 2 } })
        : accepted(approved({ action: 'skip', position: 9 }, ['opr_b', 'opr_own'])))
    expect(yes.sent.slice(1)).toEqual([
      ['order.host.skip_parked', { ...hostAt, position: 9 }], finished({ outcome: 'done', through: 1, detail: '2 still parked' }),
    ])
  })

  it('names a position when it skips and only then', async () => {
    for (const body of [{ action: 'skip' }, { action: 'retry', position: 1 }]) {
      const { status, sent } = await run('requestRepair', { ...place, reason: 'x', ...body }, () => accepted())
      expect([status, sent]).toEqual([422, []])
    }
  })

  it('stays approved when nobody carries it out, and says what a service refused', async () => {
    const act = { action: 'retry' }
    const body = { ...place, ...act, reason: 'x' }
    const nobody = await run('requestRepair', body, ({ type }) =>
      type.startsWith('order.') ? { status: 'retry', reason: 'no responders' } : accepted(approved(act, ['opr_own'])))
    expect([nobody.status, nobody.sent.length]).toEqual([503, 2])
    const refused = await run('requestRepair', body, ({ type }) =>
      type.startsWith('order.') ? { status: 'broken', message: 'no such consumer' } : accepted(approved(act, ['opr_own'])))
    expect(refused.sent.at(-1)).toEqual(finished({ outcome: 'refused', through: 0, detail: 'no such consumer' }))
  })
})

it('what plays bots is asked only where there are some', () => {
  const callWith = (hasBots: boolean) => ({ gateway: { settings: { hasBots } } }) as unknown as Parameters<typeof servicesHere>[0]
  expect(servicesHere(callWith(true))).toEqual(parkingServices)
  expect(servicesHere(callWith(false))).toEqual(parkingServices.filter((service) => service !== 'test-mode'))
})
