import { dustMicro, usdtMoney, type SuspenseItem } from '@stablegate/contracts'
import { pageOf } from '@stablegate/kernel'
import { z } from 'zod'
import { fromOf, pagingBy } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, type Call, type Route } from '../http/route.ts'
import { iso, list, listOf, moneyAnswer, time } from '../http/wire.ts'
import { depositAnswer, depositsNamed, shownDeposit } from './deposit-answer.ts'

const itemAnswer = z.object({
  object: z.literal('suspense_item'),
  id: z.string().nullable()
    .describe('The transfer on chain it came by, as `item` of `assign`; null of what lay there before items were told apart'),
  account: z.string().describe('Of the ledger, provable like every other'),
  remainder: moneyAnswer, received: moneyAnswer.describe('All that ever came into it'), since: time,
  payment: z.string().nullable().describe('The payment to whose address it came, and which it was set aside from'),
  source: depositAnswer.nullable(),
  cursor: z.string(),
})

/** An item as the ledger has it; read once more to the ledger's end where it does not fit, for the view may be behind. */
const itemOf = async (call: Call, item: string, amountMicro: bigint): Promise<SuspenseItem | undefined> => {
  const { gateway } = call
  const input = { ledger: gateway.ledger, item }
  const [known] = await gateway.ask<SuspenseItem[]>('ledger', 'suspense', input)
  if (known !== undefined && known.remainderMicro >= amountMicro) return known
  const { position } = await gateway.host.events.head('ledger')
  const [now] = await gateway.ask<SuspenseItem[]>('ledger', 'suspense', input, { log: 'ledger', position })
  return now
}

/** Refuses early and with a word what the item's account would refuse late; that alone decides. */
export const lookUpItem = async (call: Call, item: string | undefined, amountMicro: bigint): Promise<void> => {
  if (item === undefined) return
  const found = await itemOf(call, item, amountMicro)
  if (found === undefined) throw new Problem('item_unknown')
  if (found.remainderMicro === 0n) throw new Problem('item_used_up')
  if (found.remainderMicro < amountMicro) throw new Problem('exceeds_item')
}

/** States of a deposit that was never its holder's. */
const nobodys: ReadonlySet<string> = new Set(['suspended', 'suspense'])

const cursorOf = ({ sinceMs, account }: SuspenseItem): string => `${sinceMs}-${account}`
const after = ({ cursor, backward }: ReturnType<typeof fromOf<string>>): object => {
  const [, sinceMs, account] = /^(\d{1,15})-(.+)$/.exec(cursor ?? '') ?? []
  return sinceMs === undefined ? {} : { after: { sinceMs: Number(sinceMs), account }, backward }
}

export const suspenseRoutes: readonly Route[] = [
  get({
    operation: 'listSuspense', path: '/v1/suspense', tag: 'Operations',
    summary: 'Money of nobody known, by the transfer it came by, the longest there first',
    roles: ['operator', 'accountant', 'auditor'],
    query: z.strictObject({
      ...pagingBy(z.string().regex(/^\d{1,15}-suspense:[a-z]{1,20}(:dep_[0-9A-Za-z]{1,40})?$/), '`cursor`'),
      dust: z.stringbool().optional().describe('Also what is too little to be worth a decision'),
    }),
    answer: listOf(itemAnswer),
    handle: async (call) => {
      const { limit, dust } = call.query
      const from = fromOf(call.query)
      const items = await call.gateway.ask<SuspenseItem[]>('ledger', 'suspense', {
        ledger: call.gateway.ledger, limit: limit + 1, ...after(from), ...(dust ? {} : { minMicro: dustMicro }),
      }, call.after)
      const { rows: shown, hasMore } = pageOf(items, limit, from.backward)
      const sources = await depositsNamed(call, shown.flatMap(({ item }) => item ?? []))
      return {
        body: list(shown.map((item) => {
          const source = sources.get(item.item ?? '')
          return {
            object: 'suspense_item', id: item.item, account: item.account, remainder: usdtMoney(item.remainderMicro),
            received: usdtMoney(item.receivedMicro), since: iso(item.sinceMs),
            // Dust that came to a payment's address was never the payment's.
            payment: source?.holder_kind === 'payment' && !nobodys.has(source.state) ? source.holder : null,
            source: source === undefined ? null : shownDeposit(source), cursor: cursorOf(item),
          }
        }), hasMore),
      }
    },
  }),
]
