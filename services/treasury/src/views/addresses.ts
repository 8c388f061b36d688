import { addressEvents, addressKey, chainName, holderKey, type MessageOf } from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

/** An address of ours and whose it is. */
export type AddressRow = {
  readonly id: string
  readonly chain: string
  readonly address: string
  readonly holder_kind: string
  /** As `holderKey` names it. */
  readonly holder: string
  readonly address_index: number | null
  /** Only then may it be shown. */
  readonly is_ready: boolean
}

type Opened = RecordedEvent<MessageOf<typeof addressEvents.opened>>
type Ready = RecordedEvent<MessageOf<typeof addressEvents.ready>>

export const addressesView: View<AddressRow> = {
  name: 'addresses',
  version: 1,
  events: [addressEvents.opened, addressEvents.ready],
  columns: {
    chain: 'text', address: 'text', holder_kind: 'text', holder: 'text', address_index: 'bigint', is_ready: 'boolean',
  },
  indexes: [['chain', 'holder']],
  keys: ({ data }: Opened | Ready) => [addressKey(data.chain, data.address)],
  apply: (row, event: Opened | Ready, key) => {
    const { chain, address, holder } = event.data
    const index = event.type === 'address.opened' ? event.data.index ?? null : row?.address_index ?? null
    return {
      id: key, chain, address, holder_kind: holder.kind, holder: holderKey(holder), address_index: index,
      is_ready: event.type === 'address.ready',
    }
  },
}

export type AddressTables = { readonly addresses: AddressRow }

const input = z.object({ chain: chainName, holder: z.string().max(60) })

/** The address of a holder, a payment, an acceptor, or `hot`, `cold`, `gas`; null while it has none. */
export const addressOf: Query<ReadonlyKysely<AddressTables>> = {
  name: 'address',
  parse: (value) => input.parse(value),
  answer: async (db, { chain, holder }: z.output<typeof input>) =>
    await db.selectFrom('addresses').selectAll().where('chain', '=', chain).where('holder', '=', holder)
      .executeTakeFirst() ?? null,
}
