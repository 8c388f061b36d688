import { chainAddress, chainEvents, chainName } from '@stablegate/contracts'
import { unreachable, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { onChainKey, type TransferEvent } from '../domain/transfer.ts'

/** A transfer from or to an address of ours, as it stands now. */
export type TransferRow = {
  readonly id: string
  readonly chain: string
  readonly txid: string
  readonly part: string
  readonly token: string
  readonly from_address: string
  readonly to_address: string
  readonly amount_micro: bigint
  readonly ours: string
  readonly assurance: 'observed' | 'solid' | 'orphaned'
  readonly block_number: number
  readonly block_hash: string
  readonly block_at_ms: number
}

/** A proposal to revoke changes nothing yet. */
type Fact = Exclude<TransferEvent, { type: 'transfer.revocation_proposed' }>

const assuranceOf = (event: Fact): TransferRow['assurance'] => {
  switch (event.type) {
    case 'transfer.observed': return 'observed'
    case 'transfer.solid': return 'solid'
    case 'transfer.orphaned':
    case 'transfer.revoked': return 'orphaned'
    default: return unreachable(event)
  }
}

export const transfersView: View<TransferRow> = {
  name: 'transfers',
  version: 1,
  events: [chainEvents.observed, chainEvents.orphaned, chainEvents.solid, chainEvents.revoked],
  columns: {
    chain: 'text', txid: 'text', part: 'text', token: 'text', from_address: 'text', to_address: 'text',
    amount_micro: 'numeric', ours: 'text', assurance: 'text', block_number: 'bigint', block_hash: 'text',
    block_at_ms: 'bigint',
  },
  indexes: [['to_address'], ['from_address']],
  keys: (event: RecordedEvent<Fact>) => [onChainKey(event.data)],
  apply: (_row, event: RecordedEvent<Fact>) => {
    const { chain, txid, part, token, from, to, amountMicro, ours, block } = event.data
    return {
      id: onChainKey(event.data), chain, txid, part, token, from_address: from, to_address: to,
      amount_micro: amountMicro, ours, assurance: assuranceOf(event),
      block_number: block.number, block_hash: block.hash, block_at_ms: block.atMs,
    }
  },
}

type Tables = { readonly transfers: TransferRow }

const input = z.object({
  chain: chainName, address: chainAddress, limit: z.int().min(1).max(200).default(50),
})

/** Transfers of one address, newest first. */
export const transfersQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'transfers',
  parse: (value) => input.parse(value),
  answer: (db, { chain, address, limit }: z.output<typeof input>) =>
    db.selectFrom('transfers').selectAll().where('chain', '=', chain)
      .where((either) => either.or([either('to_address', '=', address), either('from_address', '=', address)]))
      .orderBy('block_number', 'desc').limit(limit).execute(),
}
