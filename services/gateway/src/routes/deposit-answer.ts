import { usdtMoney, type ChainName } from '@stablegate/contracts'
import { z } from 'zod'
import type { Call } from '../http/route.ts'
import { iso, moneyAnswer, time } from '../http/wire.ts'

/** A row of the treasury's query, as far as it is shown. */
export type DepositRow = {
  readonly deposit: string; readonly round: number; readonly holder_kind: string; readonly holder: string
  readonly address: string; readonly txid: string
  readonly part: string; readonly from_address: string; readonly amount_micro: bigint; readonly block_number: number
  readonly state: string; readonly reason: string | null; readonly proposed: string | null; readonly proposed_by: string | null
  readonly position: number; readonly at_ms: number
}

export const chainOf = (call: Call): ChainName => (call.gateway.livemode ? 'tron' : 'sandbox')

export const depositAnswer = z.object({
  id: z.string(), object: z.literal('deposit'), holder: z.string(), address: z.string(), txid: z.string(), part: z.string(),
  from: z.string(), amount: moneyAnswer, block: z.number(), state: z.string(), reason: z.string().nullable(),
  proposed: z.string().nullable(), proposed_by: z.string().nullable(), cursor: z.string(), at: time,
})
export const shownDeposit = (row: DepositRow): object => ({
  id: row.deposit, object: 'deposit', holder: row.holder, address: row.address, txid: row.txid, part: row.part,
  from: row.from_address, amount: usdtMoney(row.amount_micro), block: Number(row.block_number), state: row.state,
  reason: row.reason, proposed: row.proposed, proposed_by: row.proposed_by, cursor: String(row.position), at: iso(row.at_ms),
})

/** Deposits by their ids, each in its newest round. */
export const depositsNamed = async (call: Call, deposits: readonly string[]): Promise<ReadonlyMap<string, DepositRow>> => {
  if (deposits.length === 0) return new Map()
  const rows = await call.gateway.ask<readonly DepositRow[]>('treasury', 'deposits', { chain: chainOf(call), deposits, limit: 201 })
  // The newest first, so that the last one set is of the newest round.
  return new Map(rows.toSorted((one, other) => one.round - other.round).map((row) => [row.deposit, row]))
}
