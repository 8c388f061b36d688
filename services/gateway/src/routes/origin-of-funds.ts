import { id, timelineEntry, type Evidence, type OrderRecord, type Page, type TimelineEntry } from '@stablegate/contracts'
import { z } from 'zod'
import { fromOf, paging } from '../http/paging.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { list, listOf, moneyAnswer, time } from '../http/wire.ts'
import { brandOf } from './merchant-brand.ts'
import { ownOrder, payerAnswer, payerOf } from './orders.ts'
import { recordOf } from './payment-act.ts'

const originAnswer = z.object({
  object: z.literal('origin_of_funds'), order: z.string(), payment: z.string(), state: z.string(), accepted_at: time, method: z.string(),
  account: z.string().describe('The payment account that took the fiat'), fiat: moneyAnswer, received: moneyAnswer.nullable(),
  usdt: moneyAnswer.describe('What was given for it'), price: z.string(), payer: payerAnswer,
  purpose: z.object({ paid_to: z.string(), description: z.string().nullable() }),
  steps: z.array(timelineEntry.omit({ data: true })).describe('What happened, each by the id and position of its event in the log'),
  evidence: z.array(z.object({
    id: z.string(), side: z.string(), kind: z.string(), digest: z.string().describe('SHA-256 of the file'), bank_proof: z.boolean(),
    at: time,
  })),
})

/** Steps that tell a bank how the money came; what operators weigh among themselves is not part of it. */
const told: ReadonlySet<string> = new Set([
  'offer_accepted', 'claimed', 'late_claimed', 'amount_queried', 'amount_corrected', 'disputed', 'evidence_added', 'judged', 'settled',
  'closed', 'recalled',
].map((fact) => `payment.${fact}`))

/** The story of the last try: from the acceptance of its offer on. */
const stepsOf = (entries: readonly TimelineEntry[]): readonly TimelineEntry[] =>
  entries.slice(Math.max(0, entries.findLastIndex(({ type }) => type === 'payment.offer_accepted'))).filter(({ type }) => told.has(type))

const evidenceIn = ({ type, at, data }: TimelineEntry): readonly object[] => {
  if (type !== 'payment.evidence_added') return []
  const { side, evidence } = data as { readonly side: string; readonly evidence: Evidence }
  return [{
    id: evidence.evidence, side, kind: evidence.kind, digest: evidence.digest, bank_proof: evidence.bankProof, at,
  }]
}

const originOf = async (call: Call, record: OrderRecord): Promise<object> => {
  const { order, merchant } = record
  const [entries, { payment }, payer, paidTo] = await Promise.all([
    call.gateway.ask<TimelineEntry[]>('order', 'paymentTimeline', { payment: order.payment }, call.after),
    recordOf(call, order.payment), payerOf(call, record), brandOf(call, merchant),
  ])
  const steps = stepsOf(entries)
  return {
    object: 'origin_of_funds', order: order.id, payment: order.payment, state: order.state, accepted_at: order.accepted_at,
    method: order.method, account: order.account, fiat: order.fiat, received: order.received, usdt: order.usdt, price: order.price,
    payer, purpose: { paid_to: paidTo.name, description: payment.description },
    steps: steps.map(({ data: _, ...step }) => step), evidence: steps.flatMap(evidenceIn),
  }
}

type Accepted = Page<OrderRecord>
const maxPages = 100

/** The next accepted orders: an offer that was never accepted brought no money, however many of them stand in a row. */
const acceptedOrders = async (
  call: Call<'acceptor'>, limit: number, { cursor, backward }: ReturnType<typeof fromOf<string>>,
): Promise<Accepted> => {
  let from = cursor
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { items, hasMore } = await call.gateway.ask<Accepted>('order', 'acceptorOrders', {
      acceptor: call.caller.acceptor, limit, ...(from === undefined ? {} : { startingAfter: from, backward }),
    }, call.after)
    const accepted = items.filter(({ order: { accepted_at: at } }) => at !== null)
    from = items.at(backward ? 0 : -1)?.order.id
    if (accepted.length > 0 || !hasMore || from === undefined) return { items: accepted, hasMore }
  }
  return { items: [], hasMore: false }
}

/** What an acceptor shows its bank when that asks where money came from. */
export const originRoutes: readonly Route[] = [
  get({
    operation: 'listOriginsOfFunds', path: '/v1/acceptor/origin_of_funds', tag: 'Orders', roles: ['acceptor'],
    summary: 'For the acceptor\'s bank: who paid what and for what, with references and digests of the evidence, newest first',
    query: z.strictObject({ ...paging, order: id('order').optional().describe('This order alone') }), answer: listOf(originAnswer),
    handle: async (call) => {
      const { limit, order } = call.query
      const one = order === undefined ? undefined : await ownOrder(call, order)
      const { items, hasMore } = one === undefined
        ? await acceptedOrders(call, limit, fromOf(call.query))
        : { items: one.order.accepted_at === null ? [] : [one], hasMore: false }
      return { body: list(await Promise.all(items.map((record) => originOf(call, record))), hasMore) }
    },
  }),
]
