import { ledgerEvents, type MessageOf } from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>
type Noted = { freeMicro: bigint; readonly transfers: string[] }

const acceptorAccount = /^acceptor:(acc_[0-9A-Za-z]{1,40})$/
const acceptorIn = (account: string): string | undefined => acceptorAccount.exec(account)?.[1]

/**
 * What is free of each acceptor's balance after a set of transfers, and which transfers touched it.
 */
const liquidityFacts = (event: Accepted): readonly CommandToSend[] => {
  const { ledger, transfers } = event.data
  const noted = new Map<string, Noted>()
  for (const { id, debit, credit, debitAfter, creditAfter } of transfers) {
    for (const [account, after] of [
      [debit, debitAfter],
      [credit, creditAfter],
    ] as const) {
      const acceptor = acceptorIn(account)
      if (acceptor === undefined) continue
      const known = noted.get(acceptor) ?? { freeMicro: 0n, transfers: [] }
      // The last word of the set counts.
      known.freeMicro = after.postedMicro - after.pendingMicro
      known.transfers.push(id)
      noted.set(acceptor, known)
    }
  }
  return [...noted].map(([acceptor, { freeMicro, transfers: ids }]) => ({
    type: 'matching.book.note_liquidity',
    data: { ledger, acceptor, freeMicro, position: event.position, transfers: ids },
  }))
}

export const reactions: readonly Reaction[] = [
  {
    name: 'liquidity',
    log: 'ledger',
    events: [ledgerEvents.accepted],
    from: 'start',
    react: liquidityFacts,
    // All side by side: the book takes the later position whichever comes first, and one after the
    // other, each with a commit of its own, a busy acceptor's would fall behind its payments.
    keyOf: ({ id }: Accepted) => id,
  },
]
