import { ledgerEvents, ledgerId, type MessageOf, type SuspenseItem } from '@stablegate/contracts'
import { ascending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { accountRowId } from './account-columns.ts'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>

/** Money of nobody known: what one transfer on chain brought, or all that lay there before items were told apart. */
export type SuspenseRow = {
  readonly id: string
  readonly ledger: string
  readonly account: string
  /** The deposit; null of what lay there before. */
  readonly item: string | null
  readonly received_micro: bigint
  readonly remainder_micro: bigint
  /** Since when there is something. */
  readonly since_ms: number
  readonly position: number
}

const pattern = /^suspense:[a-z]+(?::(dep_[0-9A-Za-z]+))?$/

export const suspenseView: View<SuspenseRow> = {
  name: 'suspense',
  version: 2,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text', account: 'text', item: 'text', received_micro: 'bigint', remainder_micro: 'bigint', since_ms: 'bigint',
    position: 'bigint',
  },
  indexes: [['ledger', 'since_ms']],
  keys: ({ data: { ledger, transfers } }: Accepted) => {
    const accounts = new Set<string>()
    for (const { kind, debit, credit } of transfers) {
      if (kind === 'pend' || kind === 'void_pending') continue
      if (debit.startsWith('suspense:')) accounts.add(debit)
      if (credit.startsWith('suspense:')) accounts.add(credit)
    }
    return Array.from(accounts, (account) => accountRowId(ledger, account))
  },
  apply: (row, { data: { ledger, transfers }, metadata, position }: Accepted, key) => {
    const account = row?.account ?? key.slice(ledger.length + 1)
    let received = row?.received_micro ?? 0n
    let remainder = row?.remainder_micro ?? 0n
    for (const { kind, debit, credit, amountMicro } of transfers) {
      if (kind === 'pend' || kind === 'void_pending') continue
      if (credit === account) received += amountMicro
      remainder += (credit === account ? amountMicro : 0n) - (debit === account ? amountMicro : 0n)
    }
    const wasEmpty = (row?.remainder_micro ?? 0n) === 0n
    return {
      id: key, ledger, account, item: pattern.exec(account)?.[1] ?? null, received_micro: received, remainder_micro: remainder,
      since_ms: wasEmpty ? metadata.atMs : row?.since_ms ?? metadata.atMs, position,
    }
  },
}

const input = z.strictObject({
  ledger: ledgerId,
  /** One of them, used up or not; otherwise all that have something, the longest there first. */
  item: z.string().max(60).optional(),
  /** Of those that have something, only those that have so much. */
  minMicro: z.bigint().min(1n).default(1n),
  /** The last of the page before. */
  after: z.strictObject({ sinceMs: z.int(), account: z.string().max(90) }).optional(),
  /** `after` is the item that the page ends before; the answer begins at its end. */
  backward: z.boolean().optional(),
  limit: z.int().min(1).max(201).default(50),
})

/** `readonly SuspenseItem[]` */
export const suspenseQuery: Query<ReadonlyKysely<{ readonly suspense: SuspenseRow }>> = {
  name: 'suspense',
  parse: (asked) => input.parse(asked),
  answer: async (db, { ledger, item, minMicro, after, backward, limit }: z.output<typeof input>): Promise<readonly SuspenseItem[]> => {
    const { beyond, order } = ascending(backward)
    let query = db.selectFrom('suspense').selectAll().where('ledger', '=', ledger)
    query = item === undefined ? query.where('remainder_micro', '>=', minMicro) : query.where('item', '=', item)
    if (after !== undefined) {
      const { sinceMs, account } = after
      query = query.where(({ eb, and, or }) => or([
        eb('since_ms', beyond, sinceMs), and([eb('since_ms', '=', sinceMs), eb('account', beyond, account)]),
      ]))
    }
    const rows = await query.orderBy('since_ms', order).orderBy('account', order).limit(limit).execute()
    return rows.map((row) => ({
      account: row.account, item: row.item, receivedMicro: row.received_micro, remainderMicro: row.remainder_micro,
      sinceMs: row.since_ms,
    }))
  },
}
