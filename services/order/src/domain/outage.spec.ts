import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { expect, test } from 'vitest'
import { bankReference } from './bank-reference.ts'
import { maxOutageMs, outage, outageRejections, type OutageEvent } from './outage.ts'

const span = { fromMs: specTimeMs - 60_000, toMs: specTimeMs - 10_000 }
const proposal = { outage: 'out_1', operator: 'opr_1', ...span, reason: 'power' }
const proposed: OutageEvent = { type: 'outage.proposed', data: proposal }
const recorded: OutageEvent = {
  type: 'outage.recorded',
  data: { outage: 'out_1', operators: ['opr_1', 'opr_2'], ...span, reason: 'power' },
}
const propose = { type: 'order.outage.propose', data: proposal } as const
const approve = (operator: string) =>
  ({ type: 'order.outage.approve', data: { outage: 'out_1', operator } }) as const

test('two people record an outage', () => {
  const spec = specify(outage.decider)
  spec.when(propose).then(proposed)
  spec.given(proposed).when(approve('opr_2')).then(recorded)
  spec.given(proposed).when(approve('opr_1')).thenRejected('same_person')
  spec.given(proposed).when(propose).thenRejected('outage_exists')
  spec.given(proposed, recorded).when(approve('opr_3')).thenRejected('already_recorded')
  spec.when(approve('opr_2')).thenRejected('outage_unknown')
  for (const wrong of [
    { toMs: span.fromMs },
    { toMs: specTimeMs + 1 },
    { fromMs: span.toMs - maxOutageMs - 1 },
  ])
    spec.when({ ...propose, data: { ...proposal, ...wrong } }).thenRejected('bad_span')
  coversAllRejections(outageRejections, spec)
  expect(outage.outage?.(proposed)).toBeUndefined()
  expect(outage.outage?.(recorded)).toEqual({ id: 'out_1', ...span })
})

test('a bank reference tells its second claimant, once each', () => {
  const note = (payment: string) => ({
    type: 'order.bankreference.note' as const,
    data: {
      account: 'pac_1',
      method: 'alipay' as const,
      bankReferenceHash: 'b'.repeat(64),
      payment,
    },
  })
  const noted = (payment: string, first?: string) => ({
    type: 'bank_reference.noted' as const,
    data: { ...note(payment).data, ...(first ? { first } : {}) },
  })
  const spec = specify(bankReference.decider)
  spec.when(note('pay_1')).then(noted('pay_1'))
  spec.given(noted('pay_1')).when(note('pay_1')).thenNothing()
  spec.given(noted('pay_1')).when(note('pay_2')).then(noted('pay_2', 'pay_1'))
  expect(bankReference.key(note('pay_1'))).toBe(`pac_1-alipay-${'b'.repeat(64)}`)
})
