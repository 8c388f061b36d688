import { expect, it } from 'vitest'
import { fixture, request, secrets } from '../http/gateway.fixture.ts'
import { recordOf } from './payment-act.ts'
import { refundRoutes } from './refunds.ts'

type Asked = { readonly log: string; readonly position: number } | undefined

/** A read model that has the payment at once, only as far as the log says by now, or never. */
const played = (hasIt: 'at once' | 'after the log' | 'never') => {
  const asked: Asked[] = []
  const ask = (_service: string, _name: string, _input: unknown, after: Asked) => {
    asked.push(after)
    const found = hasIt === 'at once' || (hasIt === 'after the log' && after?.position === 7)
    return Promise.resolve(found ? { payment: { id: 'pay_1' } } : null)
  }
  const events = { head: () => Promise.resolve({ incarnation: 'one', position: 7 }) }
  const call = { gateway: { ask, host: { events } }, after: undefined } as unknown as Parameters<typeof recordOf>[0]
  return { asked, record: recordOf(call, 'pay_1') }
}

it('a payment that was made a moment ago is waited for', async () => {
  const { asked, record } = played('after the log')
  expect(await record).toMatchObject({ payment: { id: 'pay_1' } })
  expect(asked).toEqual([undefined, { log: 'order', position: 7 }])
})

it('one that is known costs one question, one that nobody made is not found', async () => {
  const known = played('at once')
  await known.record
  expect(known.asked).toHaveLength(1)
  await expect(played('never').record).rejects.toMatchObject({ code: 'not_found' })
})

it('a refund that was made a moment ago has its link made, and no refusal is kept for it', async () => {
  let asked = 0
  const record = { refund: { id: 'ref_1', payment: 'pay_1', merchant: 'mer_own' } }
  const { pipeline } = fixture({ ask: (_service, name) => (name === 'getRefund' && (asked += 1) > 1 ? record : null) })
  const route = refundRoutes.find(({ operation }) => operation === 'createRefundLink')
  if (!route) throw new Error('no route')
  const make = () => pipeline.run(route, request('/v1/refunds/ref_1/link', { secret: secrets.merchant, params: { refund: 'ref_1' }, key: 'k' }))
  expect((await make()).status).toBe(201)
  expect((await make()).status).toBe(201)
})
