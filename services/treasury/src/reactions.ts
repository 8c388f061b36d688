import {
  addressCommands, addressEvents, chainAddress, chainCommands, chainEvents, idFrom, incidentCommands, incidentEvents,
  ledgerEvents, reservesEvents, walletEvents, type ChainName, type ChainTransfer, type MessageOf, type StopKind,
} from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'
import { custodyPrefixes, ledgerAsks, parseStepId, writeOffAsks } from './domain/ledger-asks.ts'

type Recorded<Spec> = RecordedEvent<MessageOf<Spec>>

const openIncident = (
  about: { readonly incident: string; readonly chain: ChainName; readonly kind: string; readonly stops: readonly StopKind[] },
  cause: string, detail: string,
): CommandToSend => ({
  type: incidentCommands.open.type,
  data: { ...about, incident: idFrom('incident', about.incident), cause: cause.slice(0, 200), detail: detail.slice(0, 500) },
})

/** The treasury's own addresses are watched like all others. */
const wallets: Reaction = {
  name: 'wallets',
  log: 'treasury',
  events: [walletEvents.opened, walletEvents.assigned],
  from: 'start',
  // Addresses of a wallet are opened side by side.
  keyOf: (event: Recorded<typeof walletEvents.opened> | Recorded<typeof walletEvents.assigned>) => event.id,
  react: (event: Recorded<typeof walletEvents.opened> | Recorded<typeof walletEvents.assigned>) => {
    const { type } = addressCommands.open
    if (event.type === 'address.assigned') {
      const { chain, address, holder, index } = event.data
      return [{ type, data: { chain, address, holder, index } }]
    }
    const { chain } = event.data
    return (['hot', 'cold', 'gas'] as const).flatMap((kind) => {
      const address = event.data[kind]
      return address === undefined ? [] : [{ type, data: { chain, address, holder: { kind } } }]
    })
  },
}

/** An address is a list of its own, named by itself. */
const watching: Reaction = {
  name: 'watching',
  log: 'treasury',
  events: [addressEvents.opened],
  from: 'start',
  react: ({ data: { chain, address } }: Recorded<typeof addressEvents.opened>) =>
    [{ type: chainCommands.watch.type, data: { chain, list: address, addresses: [address] } }],
}

const confirmed: Reaction = {
  name: 'confirmed',
  log: 'chain-watcher',
  events: [chainEvents.addressesConfirmed],
  from: 'start',
  react: ({ data: { chain, lists } }: Recorded<typeof chainEvents.addressesConfirmed>) =>
    lists.filter((list) => chainAddress.safeParse(list).success)
      .map((address) => ({ type: addressCommands.markReady.type, data: { chain, address } })),
}

type TransferFact =
  | Recorded<typeof chainEvents.observed> | Recorded<typeof chainEvents.orphaned>
  | Recorded<typeof chainEvents.solid> | Recorded<typeof chainEvents.revoked>

const sidesOf = ({ ours, from, to }: Pick<ChainTransfer, 'ours' | 'from' | 'to'>): readonly string[] =>
  [...(ours === 'from' ? [] : [to]), ...(ours === 'to' ? [] : [from])]

/** What the watcher says of a transfer becomes a fact of each address of ours that it touches. */
const transfers: Reaction = {
  name: 'transfers',
  log: 'chain-watcher',
  events: [chainEvents.observed, chainEvents.orphaned, chainEvents.solid, chainEvents.revoked],
  from: 'start',
  react: ({ type, data }: TransferFact) => {
    const { chain, txid, part, token, from, to, amountMicro, ours, block } = data
    const stage = type.slice('transfer.'.length)
    return sidesOf(data).map((address) => ({
      type: addressCommands.recordTransfer.type,
      data: { chain, txid, part, token, from, to, amountMicro, ours, block, address, stage },
    }))
  },
}

const unexpected: Reaction = {
  name: 'unexpected',
  log: 'chain-watcher',
  events: [chainEvents.unexpected],
  from: 'start',
  react: ({ data }: Recorded<typeof chainEvents.unexpected>) => {
    const { atMs: _, ...fact } = data
    return data.ours === 'from' ? [] : [{ type: addressCommands.recordUnexpected.type, data: { ...fact, address: data.to } }]
  },
}

/** Rule 15: until people decided, nothing is credited or paid out. */
const stopsOf = {
  blacklisted: ['payouts'], unblacklisted: [], destroyed: ['payouts'],
  paused: ['payouts', 'crediting'], unpaused: [], fee_set: ['payouts', 'crediting'], deprecated: ['payouts', 'crediting'],
} as const satisfies Readonly<Record<MessageOf<typeof chainEvents.issuerActed>['data']['act'], readonly StopKind[]>>

const issuerActs: Reaction = {
  name: 'issuer-acts',
  log: 'chain-watcher',
  events: [chainEvents.issuerActed],
  from: 'start',
  // What a token's issuer did, in its order.
  keyOf: ({ data }: Recorded<typeof chainEvents.issuerActed>) => data.token,
  react: ({ id, data }: Recorded<typeof chainEvents.issuerActed>) => {
    const { chain, txid, part, act, account, amountMicro } = data
    const noted: CommandToSend[] = account === undefined ? [] : [{
      type: addressCommands.recordIssuerAct.type,
      data: { chain, txid, part, address: account, act, ...(amountMicro === undefined ? {} : { amountMicro }) },
    }]
    const incident = openIncident(
      { incident: id, chain, kind: 'issuer_act', stops: stopsOf[act] }, `${txid}/${part}`,
      `The issuer of ${data.token}: ${act}${account === undefined ? '' : ` ${account}`}`)
    return [...noted, incident]
  },
}

const moves: Reaction = {
  name: 'moves',
  log: 'treasury',
  events: [addressEvents.sent],
  from: 'start',
  react: ({ data }: Recorded<typeof addressEvents.sent>) => {
    if (!data.internal) return []
    const { chain, txid, part, address, class: fromClass, to, amountMicro, round, undone, block } = data
    return [{
      type: addressCommands.recordMove.type,
      data: { chain, txid, part, address: to, from: address, fromClass, amountMicro, round, undone, block },
    }]
  },
}

/** Facts of an address become movements in the ledger, in the order of the address. */
const bookings: Reaction = {
  name: 'bookings',
  log: 'treasury',
  events: [
    addressEvents.solid, addressEvents.suspended, addressEvents.screened, addressEvents.verdictApproved,
    addressEvents.reversing, addressEvents.retried, addressEvents.moved, addressEvents.frozen, addressEvents.destroyed,
    addressEvents.unexpected,
  ],
  from: 'start',
  react: ledgerAsks,
}

type LedgerFact = Recorded<typeof ledgerEvents.accepted> | Recorded<typeof ledgerEvents.refused>

const chainIn = (ledger: string): ChainName => (ledger.endsWith('-tron') ? 'tron' : 'sandbox')

/** The ledger's answers become facts of the deposit; transfers of others are not looked at. */
const answers: Reaction = {
  name: 'answers',
  log: 'ledger',
  events: [ledgerEvents.accepted, ledgerEvents.refused],
  from: 'start',
  keyOf: ({ data, id }: LedgerFact) => data.memo.reference ?? id,
  react: (event: LedgerFact) => {
    const asked = event.type === 'transfers.refused' ? event.data.ids : event.data.transfers.map(({ id, of }) => of ?? id)
    const refused = event.type === 'transfers.refused' ? { refused: event.data.reason } : {}
    return [...new Set(asked)].flatMap((id): CommandToSend[] => {
      const step = parseStepId(id)
      if (step !== undefined) return [{ type: addressCommands.recordBooking.type, data: { ...step, ...refused } }]
      if (event.type !== 'transfers.refused' || !custodyPrefixes.some((prefix) => id.startsWith(prefix))) return []
      return [openIncident(
        { incident: event.id, chain: chainIn(event.data.ledger), kind: 'ledger_refused', stops: ['payouts'] }, id,
        `The ledger refused ${id}: ${event.data.reason}`)]
    })
  },
}

/** A deposit that the ledger would not take is for people to look at. */
const refusals: Reaction = {
  name: 'refusals',
  log: 'treasury',
  events: [addressEvents.refused],
  from: 'start',
  react: ({ id, data }: Recorded<typeof addressEvents.refused>) => [openIncident(
    { incident: id, chain: data.chain, kind: 'ledger_refused', stops: [] }, `${data.txid}/${data.part}`,
    `The ledger refused to ${data.step} ${data.deposit}: ${data.code}`)],
}

/** A shortfall stops payouts, never deposits, and names what shows it; an excess only alerts. */
const proofs: Reaction = {
  name: 'proofs',
  log: 'treasury',
  events: [reservesEvents.shortfall, reservesEvents.excess],
  from: 'start',
  react: ({ type, data }: Recorded<typeof reservesEvents.shortfall> | Recorded<typeof reservesEvents.excess>) => {
    const kind = type === 'reserves.shortfall' ? 'shortfall' : 'excess'
    return [openIncident(
      // Said again, it is the same incident.
      {
        incident: `${kind === 'shortfall' ? 'S' : 'E'}${data.cause.slice(-48)}`, chain: data.chain, kind,
        stops: kind === 'shortfall' ? ['payouts'] : [],
      },
      data.cause, `${kind} of ${data.differenceMicro} micro-USDT at block ${data.block}, shown by ${data.cause}`)]
  },
}

const writeOffs: Reaction = {
  name: 'write-offs', log: 'treasury', events: [incidentEvents.closed], from: 'start', react: writeOffAsks,
}

export const reactions: readonly Reaction[] = [
  wallets, watching, confirmed, transfers, unexpected, issuerActs, moves, bookings, answers, refusals, proofs, writeOffs,
]
