import { reservesEvents, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'

type Fact = RecordedEvent<MessageOf<typeof reservesEvents.suspected> | MessageOf<typeof reservesEvents.cleared>>

/** What does not fit in the reserves of a chain, and since when: whoever proves them begins with it. */
export type SuspectRow = {
  readonly id: string
  readonly chain: string
  readonly cause: string
  readonly since_ms: number
  /** Of an address: what nodes said it holds, and at which block. */
  readonly block_number: number | null
  readonly actual_micro: bigint | null
}

const rowId = (chain: string, cause: string): string => `${chain}|${cause}`

export const suspectsView: View<SuspectRow> = {
  name: 'suspects',
  version: 1,
  events: [reservesEvents.suspected, reservesEvents.cleared],
  columns: { chain: 'text', cause: 'text', since_ms: 'bigint', block_number: 'bigint', actual_micro: 'numeric' },
  keys: ({ type, data }: Fact) => type === 'reserves.suspected'
    ? data.suspects.map(({ cause }) => rowId(data.chain, cause))
    : data.causes.map((cause) => rowId(data.chain, cause)),
  apply: (_, event: Fact, key) => {
    if (event.type === 'reserves.cleared') return undefined
    const { chain, suspects } = event.data
    const found = suspects.find(({ cause }) => rowId(chain, cause) === key)
    return found && {
      id: key, chain, cause: found.cause, since_ms: found.sinceMs, block_number: found.balance?.block ?? null,
      actual_micro: found.balance?.actualMicro ?? null,
    }
  },
}

export type SuspectTables = { readonly suspects: SuspectRow }
