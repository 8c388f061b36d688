import { accounts, usdtMoney, type AgentShare } from '@stablegate/contracts'
import { z } from 'zod'
import { get, type Call, type Route } from '../http/route.ts'
import { moneyAnswer } from '../http/wire.ts'
import type { MerchantRow } from '../views/merchants.ts'

const monthsBack = 12

const share = z.object({
  merchant: z.string(), name: z.string(), month: z.string().describe('Of UTC, such as 2026-11'), payments: z.int(),
  earned: moneyAnswer, returned: moneyAnswer.describe('Taken back because a payment was reversed'),
})

const nameOf = async (call: Call, merchant: string): Promise<readonly [string, string]> => {
  const row = await call.gateway.ask<Pick<MerchantRow, 'name'> | null>('gateway', 'merchant', { merchant })
  return [merchant, row?.name ?? merchant]
}

/** An agent sees its own shares, by merchants that it referred; what else they do is theirs. */
export const agentRoutes: readonly Route[] = [
  get({
    operation: 'getAgentEarnings', path: '/v1/agent/earnings', tag: 'Money', roles: ['agent'],
    summary: 'Own shares of fees by merchant and month, the last twelve months; what the hold still keeps is `pending` in the balance',
    answer: z.object({ object: z.literal('agent_earnings'), shares: z.array(share) }),
    handle: async (call) => {
      const { gateway, caller, nowMs } = call
      const now = new Date(nowMs)
      const rows = await gateway.ask<readonly AgentShare[]>('ledger', 'agentShares', {
        ledger: gateway.ledger, account: accounts.agent(caller.agent),
        fromMs: Math.max(0, Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack + 1)),
      }, call.after)
      const names = new Map(await Promise.all([...new Set(rows.map(({ merchant }) => merchant))].map((one) => nameOf(call, one))))
      return {
        body: {
          object: 'agent_earnings',
          shares: rows.map(({ merchant, month, payments, earnedMicro, returnedMicro }) => ({
            merchant, name: names.get(merchant) ?? merchant, month, payments, earned: usdtMoney(earnedMicro),
            returned: usdtMoney(returnedMicro),
          })),
        },
      }
    },
  }),
]
