import {
  acceptorEvents,
  acceptorQueries,
  type MessageOf,
  type WithdrawalBlockRow,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import type { Db } from './tables.ts'

/** A block that holds; its row goes when it ends. */
export type WithdrawalBlocksRow = {
  readonly id: string
  readonly acceptor: string
  readonly order_id: string
  readonly amount_micro: bigint
  readonly until_ms: number
}

const { withdrawalBlocked, withdrawalUnblocked } = acceptorEvents
type BlockEvent = MessageOf<typeof withdrawalBlocked | typeof withdrawalUnblocked>

export const withdrawalBlocksView: View<WithdrawalBlocksRow> = {
  name: 'withdrawal_blocks',
  version: 1,
  events: [withdrawalBlocked, withdrawalUnblocked],
  columns: { acceptor: 'text', order_id: 'text', amount_micro: 'bigint', until_ms: 'bigint' },
  indexes: [['acceptor']],
  keys: (event: RecordedEvent<BlockEvent>) => [`${event.data.acceptor}/${event.data.order}`],
  apply: (_row, event: RecordedEvent<BlockEvent>, key) => {
    if (event.type === 'withdrawal.unblocked') return undefined
    const { acceptor, order, amountMicro, untilMs } = event.data
    return { id: key, acceptor, order_id: order, amount_micro: amountMicro, until_ms: untilMs }
  },
}

export type WithdrawalBlocks = {
  readonly blockedMicro: bigint
  /** Nothing may be withdrawn at all: the acceptor is suspended. */
  readonly frozen: boolean
  readonly blocks: readonly WithdrawalBlockRow[]
}

export const withdrawalBlocksOf = (
  rows: readonly WithdrawalBlocksRow[],
  frozen: boolean,
): WithdrawalBlocks => ({
  blockedMicro: rows.reduce((sum, row) => sum + row.amount_micro, 0n),
  frozen,
  blocks: rows.map((row) => ({
    acceptor: row.acceptor,
    order: row.order_id,
    amountMicro: row.amount_micro,
    untilMs: row.until_ms,
  })),
})

export const withdrawalBlocks: Query<Db> = {
  name: 'withdrawalBlocks',
  parse: (input) => acceptorQueries.withdrawalBlocks.parse(input),
  answer: async (
    db,
    { acceptor }: z.output<typeof acceptorQueries.withdrawalBlocks>,
  ): Promise<WithdrawalBlocks> => {
    const rows = await db
      .selectFrom('withdrawal_blocks')
      .selectAll()
      .where('acceptor', '=', acceptor)
      .orderBy('until_ms')
      .execute()
    const owner = await db
      .selectFrom('acceptors')
      .select('status')
      .where('id', '=', acceptor)
      .executeTakeFirst()
    return withdrawalBlocksOf(rows, owner?.status === 'suspended')
  },
}
