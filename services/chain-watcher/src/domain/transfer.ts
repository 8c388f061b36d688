import {
  chainCommands, chainEvents, type ChainTransfer, type CommandOf, type MessagesOf, type OnChain,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'

/**
 * A transfer is (chain, transaction, part). Which block holds it, and even what it says there, are
 * attributes: the same transaction run on another fork may move another amount.
 */
type TransferState =
  | { readonly assurance: 'none' }
  | {
    readonly assurance: 'observed' | 'solid' | 'orphaned'
    readonly transfer: ChainTransfer
    /** Who says that it is gone although it was solid: one person's word is not enough. */
    readonly revokedBy?: string
  }

const commands = { see: chainCommands.see, orphan: chainCommands.orphan, revoke: chainCommands.revoke }
const events = {
  observed: chainEvents.observed, orphaned: chainEvents.orphaned,
  solid: chainEvents.solid, revocationProposed: chainEvents.revocationProposed, revoked: chainEvents.revoked,
}

export type TransferCommand = CommandOf<typeof commands>
export type TransferEvent = MessagesOf<typeof events>

/** Why a command on a transfer is refused, in the order in which it is looked at. */
export const transferRejections = ['solid_elsewhere', 'content_differs', 'not_solid', 'same_person'] as const
export type TransferRejection = (typeof transferRejections)[number]

type Outcome = Decision<TransferEvent, TransferRejection>
type CommandNamed<Type> = Extract<TransferCommand, { readonly type: Type }>

/** Names a fact on chain inside a stream's name. */
export const onChainKey = ({ chain, txid, part }: OnChain): string => `${chain}-${txid}-${part}`

const sameContent = (one: ChainTransfer, other: ChainTransfer): boolean =>
  one.amountMicro === other.amountMicro && one.from === other.from && one.to === other.to
  && one.token === other.token

const see = (command: CommandNamed<'chain-watcher.transfer.see'>, state: TransferState): Outcome => {
  const { solid, ...transfer } = command.data
  const { atMs } = command
  const observed: TransferEvent = { type: 'transfer.observed', data: { ...transfer, atMs } }
  const settled: readonly TransferEvent[] = solid ? [{ type: 'transfer.solid', data: { ...transfer, atMs } }] : []
  if (state.assurance === 'none' || state.assurance === 'orphaned') return accept(observed, ...settled)
  const known = state.transfer
  const sameBlock = known.block.hash === transfer.block.hash
  if (state.assurance === 'solid' && !sameBlock) {
    // A late word of a fork that lost is no news; only another solid block breaks a promise.
    return solid ? reject('solid_elsewhere') : accept()
  }
  // One block says one thing. What was read wrongly is put right until it is solid, then no more.
  const repeated = sameBlock && sameContent(known, transfer)
  if (state.assurance === 'solid') return repeated ? accept() : reject('content_differs')
  if (repeated) return accept(...settled)
  return accept({ type: 'transfer.orphaned', data: { ...known, atMs } }, observed, ...settled)
}

const revoke = ({ data, actor, atMs }: CommandNamed<'chain-watcher.transfer.revoke'>, state: TransferState): Outcome => {
  const { blockHash, reason, operator = actor } = data
  if (state.assurance !== 'solid' || state.transfer.block.hash !== blockHash) return reject('not_solid')
  const { transfer, revokedBy } = state
  if (revokedBy === operator) return reject('same_person')
  if (revokedBy === undefined) {
    const { chain, txid, part } = transfer
    return accept({ type: 'transfer.revocation_proposed', data: { chain, txid, part, blockHash, reason, operator, atMs } })
  }
  return accept({ type: 'transfer.revoked', data: { ...transfer, reason, actor, operators: [revokedBy, operator], atMs } })
}

const decide = (command: TransferCommand, state: TransferState): Outcome => {
  switch (command.type) {
    case 'chain-watcher.transfer.see': return see(command, state)
    case 'chain-watcher.transfer.orphan':
      if (state.assurance !== 'observed') return accept()
      if (state.transfer.block.hash !== command.data.blockHash) return accept()
      return accept({ type: 'transfer.orphaned', data: { ...state.transfer, atMs: command.atMs } })
    case 'chain-watcher.transfer.revoke': return revoke(command, state)
    default: return unreachable(command)
  }
}

/** What an event says of the transfer, without what it says of itself. */
const transferIn = (data: ChainTransfer): ChainTransfer => ({
  chain: data.chain, txid: data.txid, part: data.part, token: data.token, from: data.from, to: data.to,
  amountMicro: data.amountMicro, ours: data.ours, block: data.block,
})

const evolve = (state: TransferState, event: TransferEvent): TransferState => {
  if (event.type === 'transfer.revocation_proposed')
    return state.assurance === 'none' ? state : { ...state, revokedBy: event.data.operator }
  const transfer = transferIn(event.data)
  switch (event.type) {
    case 'transfer.observed': return { assurance: 'observed', transfer }
    case 'transfer.solid': return { assurance: 'solid', transfer }
    case 'transfer.orphaned':
    case 'transfer.revoked': return { assurance: 'orphaned', transfer }
    default: return unreachable(event)
  }
}

const decider: Decider<TransferCommand, TransferEvent, TransferState, TransferRejection> = {
  initial: () => ({ assurance: 'none' }), decide, evolve,
}

/** One transfer of an allow-listed token: observed, orphaned, observed again, solid once. */
export const transfer: Aggregate<TransferCommand, TransferEvent, TransferState, TransferRejection> = {
  name: 'transfer',
  decider,
  commands: Object.values(commands),
  events: Object.values(events),
  rejections: transferRejections,
  key: (command) => onChainKey((command as TransferCommand).data),
}
