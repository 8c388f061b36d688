import { ledgerId, type AgentShare } from '@stablegate/contracts'
import type { Query } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { EntryRow } from './entries.ts'

type Db = ReadonlyKysely<{ readonly entries: Omit<EntryRow, 'id'> }>

const input = z.strictObject({ ledger: ledgerId, account: z.string().max(90), fromMs: z.int().min(0) })

type Row = {
  readonly merchant: string | null; readonly month: string; readonly payments: string; readonly earned: string; readonly returned: string
}

/** `readonly AgentShare[]`: what came into an agent's account and what was taken back, by merchant and month of UTC. */
export const agentSharesQuery: Query<Db> = {
  name: 'agentShares',
  parse: (asked) => input.parse(asked),
  answer: async (db, { ledger, account, fromMs }: z.output<typeof input>): Promise<readonly AgentShare[]> => {
    const { rows } = await sql<Row>`
      select memo ->> 'merchant' as merchant,
        to_char(to_timestamp(at_ms / 1000.0) at time zone 'UTC', 'YYYY-MM') as month,
        count(distinct memo ->> 'payment') filter (where category = 'agent_share')::text as payments,
        coalesce(sum(gross_micro) filter (where category = 'agent_share'), 0)::text as earned,
        coalesce(-sum(gross_micro) filter (where category = 'adjustment'), 0)::text as returned
      from entries
      where account = ${account} and ledger = ${ledger} and at_ms >= ${fromMs} and category in ('agent_share', 'adjustment')
        and memo ->> 'merchant' is not null
      group by 1, 2 order by 2 desc, 1`.execute(db as never)
    return rows.map(({ merchant, month, payments, earned, returned }) => ({
      merchant: merchant ?? '', month, payments: Number(payments), earnedMicro: BigInt(earned), returnedMicro: BigInt(returned),
    }))
  },
}
