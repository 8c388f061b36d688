import {
  acceptorEvents, addressEvents, chainEvents, dispatchCommands, idFrom, incidentCommands, intentEvents, isoTime, ledgerEvents,
  merchantEvents, notifierCommands, outlookCommands, payeeCommands, payoutCommands, payoutEvents, transactionCommands, transactionEvents,
  usdtMoney, type MessageOf, type PublicDeposit,
} from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'
import { answerToCold, coldMoveOf } from './domain/cold-moves.ts'
import { payoutOfTransfer } from './domain/payout-journal.ts'

type Recorded<Spec> = RecordedEvent<MessageOf<Spec>>
type LedgerFact = Recorded<typeof ledgerEvents.accepted> | Recorded<typeof ledgerEvents.refused>

/** The ledger's answers to what was asked for a payout, or for a move to cold. */
const payoutTransfers: Reaction = {
  name: 'payout-transfers',
  log: 'ledger',
  events: [ledgerEvents.accepted, ledgerEvents.refused],
  from: 'start',
  keyOf: ({ data, id }: LedgerFact) => data.memo.note ?? id,
  react: (event: LedgerFact) => {
    const ids = event.type === 'transfers.refused' ? event.data.ids : [...new Set(event.data.transfers.map(({ id, of }) => of ?? id))]
    const refused: { readonly refused?: string } = event.type === 'transfers.refused' ? { refused: event.data.reason } : {}
    const cold = ids.map(coldMoveOf).find((one) => one !== undefined)
    if (cold !== undefined) return [answerToCold(cold, refused.refused)]
    const payout = ids.map(payoutOfTransfer).find((one) => one !== undefined)
    return payout === undefined ? [] : [{ type: payoutCommands.recordTransfers.type, data: { payout, ids, ...refused } }]
  },
}

type Outflow =
  | Recorded<typeof chainEvents.solid> | Recorded<typeof chainEvents.revoked> | Recorded<typeof chainEvents.accountActed>
  | Recorded<typeof chainEvents.advanced> | Recorded<typeof chainEvents.rewound>

/**
 * What left our addresses, and how far that is known. One after the other in the order of the log:
 * when a block is said to be passed, all that lies before it was taken in.
 */
const outflows: Reaction = {
  name: 'outflows',
  log: 'chain-watcher',
  events: [chainEvents.solid, chainEvents.revoked, chainEvents.accountActed, chainEvents.advanced, chainEvents.rewound],
  from: 'start',
  keyOf: ({ data }: Outflow) => data.chain,
  react: (event: Outflow): readonly CommandToSend[] => {
    const watched = event.position
    if (event.type === 'chain.advanced') {
      return [{ type: outlookCommands.advance.type, data: { chain: event.data.chain, solid: event.data.to, watched } }]
    }
    if (event.type === 'chain.rewound') {
      return [{ type: outlookCommands.rewind.type, data: { chain: event.data.chain, to: event.data.to, watched } }]
    }
    const { atMs: _, ...fact } = event.data
    if (event.type === 'account.acted') return [{ type: transactionCommands.recordAct.type, data: fact }]
    if (event.data.ours === 'to') return []
    return event.type === 'transfer.solid'
      ? [{ type: transactionCommands.recordTransfer.type, data: fact }]
      : [{ type: transactionCommands.recordRevoked.type, data: { ...fact, watched } }]
  },
}

/** Rule 14: signing stops, deposits go on. */
const strangers: Reaction = {
  name: 'strangers',
  log: 'treasury',
  events: [transactionEvents.foreign],
  from: 'start',
  react: ({ data }: Recorded<typeof transactionEvents.foreign>) => {
    const { chain, txid, part, account, what } = data
    return [{
      type: incidentCommands.open.type,
      data: {
        incident: idFrom('incident', `${chain}${txid}`), chain, kind: 'unsigned_act', stops: ['signing', 'payouts'],
        cause: `${txid}/${part}`, detail: `${what} of ${account} that was not signed here`,
      },
    }]
  },
}

/** Nothing stops: whoever watches the hot address decides whether money is to come from the cold one. */
const emptyHot: Reaction = {
  name: 'empty-hot',
  log: 'treasury',
  events: [payoutEvents.fundsOverdue],
  from: 'start',
  react: ({ data: { payout, chain, amountMicro, sinceMs } }: Recorded<typeof payoutEvents.fundsOverdue>) => [{
    type: incidentCommands.open.type,
    data: {
      incident: idFrom('incident', `hot ${payout}`), chain, kind: 'hot_lacks', stops: [], cause: payout,
      detail: `Waits for ${amountMicro} micro-USDT on the hot address since ${isoTime(sinceMs)}`, amountMicro,
    },
  }],
}

type Broken =
  | Recorded<typeof transactionEvents.revoked> | Recorded<typeof transactionEvents.surfaced> | Recorded<typeof transactionEvents.sunk>

/** Rule 9, for money that left: while it is in doubt what is final, nothing more is paid. */
const falseSolids: Reaction = {
  name: 'false-solids',
  log: 'treasury',
  events: [transactionEvents.revoked, transactionEvents.surfaced, transactionEvents.sunk],
  from: 'start',
  react: ({ id, type, data: { chain, txid, part, dispatch } }: Broken) => [{
    type: incidentCommands.open.type,
    data: {
      incident: idFrom('incident', id), chain, kind: 'false_solid', stops: ['signing', 'payouts'], cause: `${txid}/${part}`,
      detail: type === 'transaction.surfaced'
        ? `What ${dispatch} sent could not land any more, and landed`
        : `What ${dispatch} sent was solid and is gone`,
    },
  }],
}

type Signed = Recorded<typeof intentEvents.signed> | Recorded<typeof intentEvents.refused>

/** What the signer said. */
const signatures: Reaction = {
  name: 'signatures',
  log: 'signer',
  events: [intentEvents.signed, intentEvents.refused],
  from: 'start',
  react: (event: Signed) => {
    const { dispatch, attempt, txid } = event.data
    return event.type === 'signature.made'
      ? [{ type: dispatchCommands.recordSigned.type, data: { dispatch, attempt, txid, signature: event.data.signature } }]
      : [{ type: dispatchCommands.recordRefused.type, data: { dispatch, attempt, txid, code: event.data.code } }]
  },
}

const freeze = (party: string, frozen: boolean): CommandToSend => ({ type: payeeCommands.freeze.type, data: { party, frozen } })

type OfMerchant = Recorded<typeof merchantEvents.suspended> | Recorded<typeof merchantEvents.reinstated>
type OfAcceptor = Recorded<typeof acceptorEvents.suspended> | Recorded<typeof acceptorEvents.reinstated>

/** Rule 20: nobody who is suspended is paid. */
const suspendedMerchants: Reaction = {
  name: 'suspended-merchants',
  log: 'gateway',
  events: [merchantEvents.suspended, merchantEvents.reinstated],
  from: 'start',
  react: ({ type, data }: OfMerchant) => [freeze(data.merchant, type === 'merchant.suspended')],
}
const suspendedAcceptors: Reaction = {
  name: 'suspended-acceptors',
  log: 'acceptor',
  events: [acceptorEvents.suspended, acceptorEvents.reinstated],
  from: 'start',
  react: ({ type, data }: OfAcceptor) => [freeze(data.acceptor, type === 'acceptor.suspended')],
}

type Block = Recorded<typeof acceptorEvents.withdrawalBlocked> | Recorded<typeof acceptorEvents.withdrawalUnblocked>

/** Rule 3, also for payouts that were asked for before. */
const withdrawalBlocks: Reaction = {
  name: 'withdrawal-blocks',
  log: 'acceptor',
  events: [acceptorEvents.withdrawalBlocked, acceptorEvents.withdrawalUnblocked],
  from: 'start',
  keyOf: ({ data }: Block) => data.acceptor,
  react: ({ type, data }: Block) => {
    const of = { party: data.acceptor, order: data.order }
    return type === 'withdrawal.unblocked'
      ? [{ type: payeeCommands.unblock.type, data: of }]
      : [{ type: payeeCommands.block.type, data: { ...of, amountMicro: data.amountMicro, untilMs: data.untilMs } }]
  },
}

type Told = Recorded<typeof addressEvents.credited> | Recorded<typeof addressEvents.reversed>

/** An acceptor hears of its own money; a payment's deposits are the order's to tell. */
const depositNotices: Reaction = {
  name: 'deposit-notices',
  log: 'treasury',
  events: [addressEvents.credited, addressEvents.reversed],
  from: 'start',
  keyOf: ({ data }: Told) => data.address,
  react: ({ type, data }: Told) => {
    const { holder, deposit, chain, address, txid, from: sender, amountMicro, atMs } = data
    if (holder.kind !== 'acceptor') return []
    const payload: PublicDeposit = {
      id: deposit, object: 'deposit', owner: holder.acceptor, network: chain, address, txid, from: sender,
      amount: usdtMoney(amountMicro), status: type === 'deposit.credited' ? 'credited' : 'reversed', at: isoTime(atMs),
    }
    return [{
      type: notifierCommands.append.type,
      data: { owner: holder.acceptor, livemode: chain === 'tron', type, subject: deposit, payload },
    }]
  },
}

export const payoutReactions: readonly Reaction[] = [
  payoutTransfers, outflows, strangers, emptyHot, falseSolids, signatures, suspendedMerchants, suspendedAcceptors, withdrawalBlocks,
  depositNotices,
]
