import { subjectCommands } from '@stablegate/contracts'
import { z } from 'zod'
import { payerFingerprint } from '../crypto/fingerprints.ts'
import { Problem } from '../http/problem.ts'
import { post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, params, reason, text } from '../http/wire.ts'
import { recordOf } from './payment-act.ts'

/** Until then those who act on the payment need to know who pays. */
const overStates: ReadonlySet<string> = new Set([
  'settled', 'split', 'closed_unpaid', 'closed_refunded', 'cancelled', 'expired',
])

const payerSubject = (fingerprint: string): string => `payer-${fingerprint}`

/** Everybody who was named as the payer of a payment. */
const payersOf = async (call: Call, payment: string): Promise<readonly string[]> => {
  const events = await call.gateway.host.events.readStream(`order.payment-${payment}`, 0)
  const fingerprints = events.flatMap(({ data }) => {
    const { payer } = JSON.parse(data) as { readonly payer?: { readonly fingerprint?: unknown } }
    return typeof payer?.fingerprint === 'string' ? [payer.fingerprint] : []
  })
  return [...new Set(fingerprints)].map(payerSubject)
}

/** First the fact, then the deed: who repeats the request after a crash finishes it. */
const forget = async (
  call: Call<'operator', unknown, unknown, { readonly reason: string }>, subjects: readonly string[],
  shown: { readonly id: string; readonly object: string },
): Promise<Reply> => {
  const events: string[] = []
  let position: Reply['position']
  for (const [ordinal, subject] of subjects.entries()) {
    const done = await call.gateway.send(
      call, subjectCommands.forget, { subject, reason: call.body.reason, operator: call.caller.operator }, ordinal)
    events.push(...done.events.map(({ type }) => type))
    position = done.position
    await call.gateway.vault.forget(subject)
  }
  return { body: { ...shown, events }, ...(position ? { position } : {}) }
}

/** Rule 21: what is sealed for a person can be made unreadable, for ever, while the log still verifies. */
export const forgetRoutes: readonly Route[] = [
  post({
    operation: 'forgetPayerOfPayment', path: '/v1/payments/:payment/forget_payer', tag: 'Operations',
    summary: 'Forgets who paid: names, account tails, bank references and files of an ended payment, and the payer everywhere else',
    roles: ['operator'], scope: 'administer', params: params('payment'), body: z.strictObject({ reason }), answer: acted,
    codes: ['payment_not_over'],
    handle: async (call) => {
      const { payment } = call.params
      const { status } = await recordOf(call, payment)
      if (!overStates.has(status)) throw new Problem('payment_not_over')
      return forget(call, [...await payersOf(call, payment), payment], { id: payment, object: 'payment' })
    },
  }),
  post({
    operation: 'forgetPayer', path: '/v1/payers/forget', tag: 'Operations',
    summary: 'Forgets a payer by the name and account tail they gave', roles: ['operator'], scope: 'administer',
    body: z.strictObject({ name: text(120), account_tail: text(12), reason }), answer: acted,
    handle: (call) => {
      const subject = payerSubject(payerFingerprint(call.gateway.master, call.body.name, call.body.account_tail))
      return forget(call, [subject], { id: subject, object: 'payer' })
    },
  }),
]
