import { accounts, usdtMoney, type AccountBalance, type HotLimits } from '@stablegate/contracts'
import { z } from 'zod'
import { get, type Route } from '../http/route.ts'
import { moneyAnswer } from '../http/wire.ts'
import { chainOf } from './deposit-answer.ts'

const places = ['hot', 'deposit', 'cold', 'frozen', 'doubtful'] as const

const placeAnswer = z.object({
  account: z.string(), posted: moneyAnswer, free: moneyAnswer.describe('Less what is set aside for payouts'),
})

export const custodyRoutes: readonly Route[] = [
  get({
    operation: 'getCustody', path: '/v1/custody', tag: 'Operations',
    summary: 'Where the money on chain lies by the books, and what the treasury is set to keep on the hot address',
    roles: ['operator', 'accountant', 'auditor'],
    answer: z.object({
      object: z.literal('custody'), network: z.string(),
      hot: placeAnswer, deposit: placeAnswer, cold: placeAnswer, frozen: placeAnswer.describe('Kept from moving by its issuer'),
      doubtful: placeAnswer.describe('Of transfers that the network took back: it may leave once more, so nobody else is paid out of it'),
      hot_ceiling: moneyAnswer.nullable()
        .describe('What the hot address holds above this, and owes nobody, goes to cold; null: nothing does by itself'),
      hot_target: moneyAnswer.nullable().describe('What it is left with then'),
    }),
    handle: async (call) => {
      const { gateway } = call
      const chain = chainOf(call)
      const named = places.map((place) => accounts.custody(place, chain))
      const [{ accounts: balances }, limits] = await Promise.all([
        gateway.ask<{ accounts: AccountBalance[] }>('ledger', 'balances', { ledger: gateway.ledger, accounts: named }, call.after),
        gateway.ask<HotLimits>('treasury', 'hotLimits', { chain }),
      ])
      const shown = Object.fromEntries(places.map((place) => {
        const account = accounts.custody(place, chain)
        const found = balances.find((one) => one.account === account)
        return [place, { account, posted: usdtMoney(found?.postedMicro ?? 0n), free: usdtMoney(found?.freeMicro ?? 0n) }]
      }))
      const moneyOf = (micro: bigint | null): object | null => (micro === null ? null : usdtMoney(micro))
      return {
        body: {
          object: 'custody', network: chain, ...shown, hot_ceiling: moneyOf(limits.ceilingMicro), hot_target: moneyOf(limits.targetMicro),
        },
      }
    },
  }),
]
