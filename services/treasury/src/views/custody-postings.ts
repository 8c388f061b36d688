import { ledgerEvents, type AppliedTransfer, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>

/** What the ledger posted to custody, in less out, under the reference of the fact on chain it follows. */
export type CustodyPostingRow = {
  readonly id: string
  readonly chain: string
  readonly reference: string
  readonly net_micro: bigint
  readonly at_ms: number
}

const isCustody = (account: string): boolean => account.startsWith('custody:') && account !== 'custody:test'

const netOf = (transfers: readonly AppliedTransfer[]): bigint => {
  let netMicro = 0n
  for (const { kind, debit, credit, amountMicro } of transfers) {
    if (kind === 'pend' || kind === 'void_pending') continue
    if (isCustody(debit)) netMicro += amountMicro
    if (isCustody(credit)) netMicro -= amountMicro
  }
  return netMicro
}

/** A set that moves custody and names no fact stands for itself: nothing on chain will match it. */
const referenceOf = ({ data }: Accepted): string => data.memo.reference ?? `set:${data.transfers[0]?.id ?? ''}`
const chainOf = ({ data }: Accepted): string => data.ledger.slice('usdt-'.length)

export const custodyPostingsView: View<CustodyPostingRow> = {
  name: 'custody_postings',
  version: 1,
  log: 'ledger',
  events: [ledgerEvents.accepted],
  columns: { chain: 'text', reference: 'text', net_micro: 'numeric', at_ms: 'bigint' },
  keys: (event: Accepted) => event.data.ledger.startsWith('usdt-') && netOf(event.data.transfers) !== 0n
    ? [`${chainOf(event)}:${referenceOf(event)}`]
    : [],
  apply: (row, event: Accepted, key) => ({
    id: key, chain: chainOf(event), reference: referenceOf(event),
    net_micro: (row?.net_micro ?? 0n) + netOf(event.data.transfers), at_ms: event.metadata.atMs,
  }),
}
