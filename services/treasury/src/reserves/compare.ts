import type { ReadonlyKysely } from 'kysely/readonly'
import { sql } from 'kysely'
import type { CustodyPostingRow } from '../views/custody-postings.ts'
import type { ChainMoveRow, HoldingRow, ProgressRow } from '../views/holdings.ts'

export type ReservesTables = {
  readonly chain_moves: ChainMoveRow
  readonly custody_postings: CustodyPostingRow
  readonly holdings: HoldingRow
  readonly progress: ProgressRow
}
type Db = ReadonlyKysely<ReservesTables>

/** What does not fit, by the event or address that shows it; negative where something is missing. */
export type Fault = { readonly cause: string; readonly differenceMicro: bigint }

export type Comparison = {
  readonly trackedMicro: bigint
  readonly custodyMicro: bigint
  readonly underWayMicro: bigint
  readonly fault?: Fault
}

/** Facts and postings that differ, at most so many: more are a fault anyway. */
const maxMismatches = 10_000

type Mismatch = { readonly reference: string; readonly difference_micro: bigint; readonly at_ms: number }

/** Facts on chain and postings under one reference that do not come to the same. */
const mismatchesOf = async (db: Db, chain: string): Promise<readonly Mismatch[]> => {
  const { rows } = await sql<{ reference: string; difference_micro: string; at_ms: string }>`
    select coalesce(m.reference, p.reference) as reference,
           coalesce(m.net_micro, 0) - coalesce(p.net_micro, 0) as difference_micro,
           coalesce(m.at_ms, p.at_ms) as at_ms
      from (select * from chain_moves where chain = ${chain}) m
      full join (select * from custody_postings where chain = ${chain}) p on p.reference = m.reference
     where coalesce(m.net_micro, 0) <> coalesce(p.net_micro, 0)
     order by 3, 1 limit ${maxMismatches}`.execute(db as never)
  return rows.map((row) => ({
    reference: row.reference, difference_micro: BigInt(row.difference_micro), at_ms: Number(row.at_ms),
  }))
}

const sumOf = async (db: Db, chain: string): Promise<{ readonly trackedMicro: bigint; readonly custodyMicro: bigint }> => {
  // One statement, one moment: neither side moves between the two sums.
  const { rows: [row] } = await sql<{ tracked: string; custody: string }>`
    select (select coalesce(sum(net_micro), 0) from chain_moves where chain = ${chain}) as tracked,
           (select coalesce(sum(net_micro), 0) from custody_postings where chain = ${chain}) as custody`.execute(db as never)
  return { trackedMicro: BigInt(row?.tracked ?? 0), custodyMicro: BigInt(row?.custody ?? 0) }
}

const sum = (mismatches: readonly Mismatch[]): bigint =>
  mismatches.reduce((total, { difference_micro: micro }) => total + micro, 0n)

/**
 * Custody in the ledger against what solid logs brought us. What is young is on its way into the
 * ledger; what stays is a fault, named by the oldest fact or posting on its side.
 */
export const compareSums = async (db: Db, chain: string, nowMs: number, graceMs: number): Promise<Comparison> => {
  const sums = await sumOf(db, chain)
  if (sums.trackedMicro === sums.custodyMicro) return { ...sums, underWayMicro: 0n }
  const mismatches = await mismatchesOf(db, chain)
  const stays = mismatches.filter(({ at_ms: atMs }) => nowMs - atMs > graceMs)
  const differenceMicro = sum(stays)
  const underWayMicro = sum(mismatches) - differenceMicro
  if (differenceMicro === 0n) return { ...sums, underWayMicro }
  const shows = stays.find(({ difference_micro: micro }) => (micro < 0n) === (differenceMicro < 0n))
  return { ...sums, underWayMicro, fault: { cause: shows?.reference ?? 'many', differenceMicro } }
}
