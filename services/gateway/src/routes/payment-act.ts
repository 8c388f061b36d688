import { paymentCommands, type PaymentRecord, type Spec } from '@stablegate/contracts'
import type { z } from 'zod'
import { Problem } from '../http/problem.ts'
import type { Call, Reply } from '../http/route.ts'
import type { fiat } from '../http/wire.ts'

type Commands = typeof paymentCommands

/** The payment behind an order: an order's id is that of its payment and the number of the try. */
export const paymentOfOrder = (order: string): string => {
  const match = /^ord_([0-9A-Za-z]{1,38})x\d{1,2}$/.exec(order)
  if (!match) throw new Problem('not_found')
  return `pay_${match[1]}`
}

/** Sends an act on a payment; the payment's decider knows whose it is and what may be done now. */
export const act = async <V extends keyof Commands>(
  call: Call, verb: V, data: z.input<Commands[V]['schema']>, subject: { readonly id: string; readonly object: string },
): Promise<Reply> => {
  const { events, position } = await call.gateway.send(call, paymentCommands[verb] as Spec, data)
  return { body: { ...subject, events: events.map(({ type }) => type) }, position }
}

/** What the order service shows of one thing; throws `not_found` where there is none. */
export const shownByOrder = async <Shown>(call: Call, query: string, input: object): Promise<Shown> => {
  const { gateway, after } = call
  const known = await gateway.ask<Shown | null>('order', query, input, after)
  if (known) return known
  // The read model rests now and then: what was made a moment ago is in the log, and is waited for. A
  // refusal would be kept with the Idempotency-Key.
  const { position } = await gateway.host.events.head('order')
  const made = await gateway.ask<Shown | null>('order', query, input, { log: 'order', position })
  if (!made) throw new Problem('not_found')
  return made
}

export const recordOf = (call: Call, payment: string): Promise<PaymentRecord> =>
  shownByOrder<PaymentRecord>(call, 'getPayment', { payment })

/** The operator as the payment's decider wants to know them. */
export const operatorOf = (call: Call<'operator'>) =>
  ({ role: 'operator' as const, operator: call.caller.operator, relatedOwners: [...call.caller.owners] })

/** Merchant or operator, whoever calls. */
export const merchantOrOperator = (call: Call<'merchant' | 'operator'>) => call.caller.role === 'merchant'
  ? { role: 'merchant' as const, merchant: call.caller.merchant }
  : operatorOf(call as Call<'operator'>)

/** What came, as the payment's decider wants to know it: the currency is compared with the order's. */
export const receivedIn = ({ minor, currency }: z.output<typeof fiat>) => ({ receivedMinor: minor, currency })
