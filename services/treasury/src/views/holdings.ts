import { addressKey, chainEvents, type ChainTransfer, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { factKey } from '../domain/address-state.ts'

type Solid = RecordedEvent<MessageOf<typeof chainEvents.solid>>
type Revoked = RecordedEvent<MessageOf<typeof chainEvents.revoked>>
type Acted = RecordedEvent<MessageOf<typeof chainEvents.issuerActed>>
type Fact = Solid | Revoked | Acted

const facts = [chainEvents.solid, chainEvents.revoked, chainEvents.issuerActed]

/** What one of our addresses holds, by solid logs alone: nothing of it was asked of a node. */
export type HoldingRow = {
  readonly id: string
  readonly chain: string
  readonly address: string
  readonly balance_micro: bigint
  /** The block of the last fact that changed it. */
  readonly block_number: number
}

const receives = ({ ours }: ChainTransfer): boolean => ours !== 'from'
const pays = ({ ours }: ChainTransfer): boolean => ours !== 'to'

/** What a fact changes at an address. */
const changeAt = (event: Fact, address: string): bigint => {
  if (event.type === 'issuer.acted') {
    return event.data.act === 'destroyed' && event.data.account === address ? -(event.data.amountMicro ?? 0n) : 0n
  }
  const { from, to, amountMicro } = event.data
  const signMicro = event.type === 'transfer.revoked' ? -amountMicro : amountMicro
  const inMicro = receives(event.data) && to === address ? signMicro : 0n
  const outMicro = pays(event.data) && from === address ? signMicro : 0n
  return inMicro - outMicro
}

const addressesIn = (event: Fact): readonly string[] => {
  if (event.type === 'issuer.acted') {
    return event.data.act === 'destroyed' && event.data.account !== undefined ? [event.data.account] : []
  }
  const { from, to } = event.data
  return [...new Set([...(receives(event.data) ? [to] : []), ...(pays(event.data) ? [from] : [])])]
}

export const holdingsView: View<HoldingRow> = {
  name: 'holdings',
  version: 1,
  log: 'chain-watcher',
  events: facts,
  columns: { chain: 'text', address: 'text', balance_micro: 'numeric', block_number: 'bigint' },
  keys: (event: Fact) => addressesIn(event).map((address) => addressKey(event.data.chain, address)),
  apply: (row, event: Fact, key) => {
    const address = key.slice(key.indexOf(':') + 1)
    return {
      id: key, chain: event.data.chain, address, block_number: event.data.block.number,
      balance_micro: (row?.balance_micro ?? 0n) + changeAt(event, address),
    }
  },
}

/** What one fact on chain brought us, in less out, under the reference that its posting bears. */
export type ChainMoveRow = {
  readonly id: string
  readonly chain: string
  readonly reference: string
  readonly net_micro: bigint
  readonly block_number: number
  readonly at_ms: number
}

const netOf = (event: Fact): bigint => addressesIn(event).reduce((sum, address) => sum + changeAt(event, address), 0n)

export const chainMovesView: View<ChainMoveRow> = {
  name: 'chain_moves',
  version: 1,
  log: 'chain-watcher',
  events: facts,
  columns: { chain: 'text', reference: 'text', net_micro: 'numeric', block_number: 'bigint', at_ms: 'bigint' },
  keys: (event: Fact) => (addressesIn(event).length === 0 ? [] : [`${event.data.chain}:${factKey(event.data)}`]),
  apply: (row, event: Fact, key) => ({
    id: key, chain: event.data.chain, reference: factKey(event.data), block_number: event.data.block.number,
    net_micro: (row?.net_micro ?? 0n) + netOf(event), at_ms: event.data.atMs,
  }),
}

/** How far the watcher has read: all that is solid up to there is in the log before this. */
export type ProgressRow = { readonly id: string; readonly block_number: number }
type Advanced = RecordedEvent<MessageOf<typeof chainEvents.advanced>> | RecordedEvent<MessageOf<typeof chainEvents.rewound>>

export const progressView: View<ProgressRow> = {
  name: 'progress',
  version: 1,
  log: 'chain-watcher',
  events: [chainEvents.advanced, chainEvents.rewound],
  columns: { block_number: 'bigint' },
  keys: ({ data }: Advanced) => [data.chain],
  apply: (_, { data }: Advanced, key) => ({ id: key, block_number: data.to.number }),
}
