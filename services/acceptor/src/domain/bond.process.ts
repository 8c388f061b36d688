import {
  accounts,
  ledgerOf,
  type MessageOf,
  type TransferRequest,
  acceptorEvents,
} from '@stablegate/contracts'
import type { CommandToSend, Process, RecordedEvent } from '@stablegate/kernel'
import type { AcceptorEvent } from './state.ts'

type Data<Key extends keyof typeof acceptorEvents> = MessageOf<(typeof acceptorEvents)[Key]>['data']

const asked = (
  data: { readonly acceptor: string; readonly livemode: boolean },
  transfers: readonly TransferRequest[],
  note: string,
): readonly CommandToSend[] => [
  {
    type: 'ledger.book.transfer',
    data: { ledger: ledgerOf(data.livemode), transfers, memo: { acceptor: data.acceptor, note } },
  },
]

const slashed = (data: Data<'bondSlashOrdered'>): readonly TransferRequest[] => {
  const debit = accounts.bond(data.acceptor)
  const legs = [
    { credit: data.payTo, amountMicro: data.lossMicro },
    { credit: accounts.penalties, amountMicro: data.penaltyMicro },
  ].filter(({ amountMicro }) => amountMicro > 0n)
  return legs.map((leg, index) => ({
    kind: 'post',
    id: index === 0 ? data.transfer : `${data.transfer}:${index}`,
    debit,
    ...leg,
    category: 'slash',
  }))
}

const react = (event: RecordedEvent<AcceptorEvent>): readonly CommandToSend[] => {
  switch (event.type) {
    case 'bond.requested': {
      const { acceptor, transfer, amountMicro } = event.data
      const [debit, credit] = [accounts.acceptor(acceptor), accounts.bond(acceptor)]
      return asked(
        event.data,
        [{ kind: 'post', id: transfer, debit, credit, amountMicro, category: 'bond' }],
        'bond',
      )
    }
    case 'bond.refund_requested': {
      const { acceptor, transfer, amountMicro } = event.data
      const [debit, credit] = [accounts.bond(acceptor), accounts.acceptor(acceptor)]
      return asked(
        event.data,
        [{ kind: 'post', id: transfer, debit, credit, amountMicro, category: 'bond' }],
        'bond refund',
      )
    }
    case 'bond.slash_ordered':
      return asked(event.data, slashed(event.data), `slash ${event.data.order}`)
    default:
      return []
  }
}

/**
 * Asks the ledger to move a bond; what came of it comes back by the reaction on the ledger's log.
 */
export const bondProcess: Process<undefined> = {
  name: 'bond',
  aggregate: 'acceptor',
  initial: () => undefined,
  evolve: (state) => state,
  react,
}
