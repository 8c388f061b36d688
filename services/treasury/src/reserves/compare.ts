import type { Suspect } from '@stablegate/contracts'
import type { ReadonlyKysely } from 'kysely/readonly'
import { sql } from 'kysely'
import type { CustodyPostingRow } from '../views/custody-postings.ts'
import type { DispatchTables } from '../views/dispatches.ts'
import type { ChainMoveRow, HoldingRow, ProgressRow } from '../views/holdings.ts'
import type { PayoutTables } from '../views/payouts.ts'
import type { SuspectTables } from '../views/suspects.ts'

export type ReservesTables = Pick<DispatchTables, 'transactions'> & PayoutTables & SuspectTables & {
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

type Mismatch = { readonly reference: string; readonly difference_micro: bigint }

/** Since when each difference is seen. After an outage all is late at once, and nothing is missing. */
export type FirstSeen = Map<string, number>

/** Differences that were seen by an earlier process, or by another: their time runs on. */
export const recallSeen = (firstSeen: FirstSeen, suspects: readonly Suspect[]): void => {
  for (const { cause, sinceMs, balance } of suspects) {
    if (balance === undefined) firstSeen.set(cause, Math.min(sinceMs, firstSeen.get(cause) ?? sinceMs))
  }
}

/** What does not fit now, and since when. */
export const suspectsOf = (firstSeen: FirstSeen): readonly Suspect[] =>
  [...firstSeen].map(([cause, sinceMs]) => ({ cause, sinceMs }))

/** Facts on chain and postings under one reference that do not come to the same. */
const mismatchesOf = async (db: Db, chain: string): Promise<readonly Mismatch[]> => {
  const { rows } = await sql<{ reference: string; difference_micro: string }>`
    select coalesce(m.reference, p.reference) as reference,
           coalesce(m.net_micro, 0) - coalesce(p.net_micro, 0) as difference_micro
      from (select * from chain_moves where chain = ${chain}) m
      full join (select * from custody_postings where chain = ${chain}) p on p.reference = m.reference
     where coalesce(m.net_micro, 0) <> coalesce(p.net_micro, 0)
     order by coalesce(m.at_ms, p.at_ms), 1 limit ${maxMismatches}`.execute(db as never)
  return rows.map((row) => ({ reference: row.reference, difference_micro: BigInt(row.difference_micro) }))
}

/** Transactions of payouts that are not over: the ledger posts what they moved, however late. */
const openPayoutsOf = async (db: Db, chain: string): Promise<ReadonlySet<string>> => {
  const rows = await db.selectFrom('transactions').innerJoin('payouts', 'payouts.id', 'transactions.dispatch')
    .select('transactions.id').where('transactions.chain', '=', chain).where('payouts.state', 'in', ['cleared', 'sent', 'landed']).execute()
  return new Set(rows.map(({ id }) => id))
}

/** Those that were seen for longer than the grace, without a payout that explains them. */
const lasting = (
  mismatches: readonly Mismatch[], openPayouts: ReadonlySet<string>, firstSeen: FirstSeen, nowMs: number, graceMs: number,
): readonly Mismatch[] => {
  const unexplained = mismatches.filter(({ reference }) => !openPayouts.has(reference.split('/')[0] ?? ''))
  const present = new Set(unexplained.map(({ reference }) => reference))
  for (const reference of firstSeen.keys()) if (!present.has(reference)) firstSeen.delete(reference)
  for (const reference of present) if (!firstSeen.has(reference)) firstSeen.set(reference, nowMs)
  return unexplained.filter(({ reference }) => nowMs - (firstSeen.get(reference) ?? nowMs) > graceMs)
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
 * Those after the last moment at which all came to nothing: what people wrote off long ago, and the
 * posting that did, differ for ever, and an incident that was closed must not be named once more.
 */
export const unsettled = (mismatches: readonly Mismatch[]): readonly Mismatch[] => {
  let runningMicro = 0n
  let from = 0
  for (const [index, { difference_micro: micro }] of mismatches.entries()) {
    runningMicro += micro
    if (runningMicro === 0n) from = index + 1
  }
  return mismatches.slice(from)
}

/**
 * Custody in the ledger against what solid logs brought us. What is seen for a short while is on its
 * way into the ledger, and so is what a payout moved until it is posted; what stays is a fault,
 * named by the oldest fact or posting on its side.
 */
export const compareSums = async (
  db: Db, chain: string, firstSeen: FirstSeen, nowMs: number, graceMs: number,
): Promise<Comparison> => {
  const sums = await sumOf(db, chain)
  if (sums.trackedMicro === sums.custodyMicro) {
    firstSeen.clear()
    return { ...sums, underWayMicro: 0n }
  }
  const mismatches = await mismatchesOf(db, chain)
  const stays = lasting(mismatches, await openPayoutsOf(db, chain), firstSeen, nowMs, graceMs)
  const differenceMicro = sum(stays)
  const underWayMicro = sum(mismatches) - differenceMicro
  if (differenceMicro === 0n) return { ...sums, underWayMicro }
  const shows = unsettled(stays).find(({ difference_micro: micro }) => (micro < 0n) === (differenceMicro < 0n))
  return { ...sums, underWayMicro, fault: { cause: shows?.reference ?? 'many', differenceMicro } }
}
