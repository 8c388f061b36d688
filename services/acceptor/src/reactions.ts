import { ledgerEvents, type MessageOf } from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'

type LedgerEvent = RecordedEvent<
  MessageOf<typeof ledgerEvents.accepted> | MessageOf<typeof ledgerEvents.refused>
>

const movement = /^(bond:(acc_[0-9A-Za-z]{1,40}):\d+)(?::\d+)?$/

/** What the ledger did with movements of bonds. The transfer's id names the acceptor. */
const bondFacts = (event: LedgerEvent): readonly CommandToSend[] => {
  const { data } = event
  const ids = 'offender' in data ? data.ids : data.transfers.map(({ id }) => id)
  const refused = 'offender' in data ? { refused: data.reason } : {}
  const found = new Map(
    ids.flatMap((id) => {
      const [, transfer, acceptor] = movement.exec(id) ?? []
      return transfer !== undefined && acceptor !== undefined ? [[transfer, acceptor] as const] : []
    }),
  )
  return [...found].map(([transfer, acceptor]) => ({
    type: 'acceptor.acceptor.note_bond',
    data: { acceptor, transfer, ...refused },
  }))
}

const acceptorOf = (event: LedgerEvent): string => event.data.memo.acceptor ?? ''

export const reactions: readonly Reaction[] = [
  {
    name: 'bond-facts',
    log: 'ledger',
    events: [ledgerEvents.accepted, ledgerEvents.refused],
    from: 'start',
    react: bondFacts,
    keyOf: acceptorOf,
  },
]
