import { ledgerEvents, type AppliedTransfer, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { accountName } from './account-columns.ts'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>

/**
 * A line of an account's statement. Amounts count up in the account's normal direction: what came
 * in is positive, what went out negative. A fee taken in the same movement stands on the payment's
 * own line, so that gross - fee = net.
 */
export type EntryRow = {
  readonly id: string
  readonly ledger: string
  readonly account: string
  readonly kind: string
  readonly owner: string | null
  readonly position: number
  readonly line: number
  readonly at_ms: number
  readonly category: string
  readonly gross_micro: bigint
  readonly fee_micro: bigint
  readonly net_micro: bigint
  /** The account's posted balance after this line. */
  readonly balance_micro: bigint
  /** From when on held money may be used; null where it is available at once. */
  readonly available_at_ms: number | null
  readonly counterpart: string
  readonly transfer: string
  readonly payment: string | null
  readonly order_id: string | null
  readonly reference: string | null
  readonly method: string | null
  readonly fiat_minor: bigint | null
  readonly currency: string | null
  readonly price: string | null
  readonly note: string | null
}

const lineOf = (
  event: Accepted,
  transfer: AppliedTransfer,
  isDebit: boolean,
  line: number,
): EntryRow => {
  const { ledger, memo } = event.data
  const name = accountName(isDebit ? transfer.debit : transfer.credit)
  const after = isDebit ? transfer.debitAfter : transfer.creditAfter
  const isIncrease = isDebit === isDebitNormal(name.kind)
  const signedMicro = isIncrease ? transfer.amountMicro : -transfer.amountMicro
  return {
    id: `${event.position}-${line}`,
    ledger,
    account: name.account,
    kind: name.kind,
    owner: name.owner,
    position: event.position,
    line,
    at_ms: event.metadata.atMs,
    category: transfer.category,
    gross_micro: signedMicro,
    fee_micro: 0n,
    net_micro: signedMicro,
    balance_micro: after.postedMicro,
    available_at_ms: name.account.endsWith(':held') ? (memo.availableAtMs ?? null) : null,
    counterpart: isDebit ? transfer.credit : transfer.debit,
    transfer: transfer.of ?? transfer.id,
    payment: memo.payment ?? null,
    order_id: memo.order ?? null,
    reference: memo.reference ?? null,
    method: memo.method ?? null,
    fiat_minor: memo.fiatMinor ?? null,
    currency: memo.currency ?? null,
    price: memo.price ?? null,
    note: memo.note ?? null,
  }
}

const debitNormalKinds = new Set(['custody', 'custody:test', 'receivable', 'cost', 'losses'])
const isDebitNormal = (kind: string): boolean => debitNormalKinds.has(kind)

/** Puts a fee on the line of the payment it was taken from; undefined where there is no such line. */
const feeOnPayment = (lines: EntryRow[], transfer: AppliedTransfer): EntryRow | undefined => {
  if (transfer.category !== 'fee') return undefined
  const index = lines.findIndex(
    (line) => line.category === 'payment' && line.account === transfer.debit,
  )
  const payment = lines[index]
  // A line in between has already told a running balance; then the fee gets a line of its own.
  if (!payment || lines.slice(index + 1).some((line) => line.account === transfer.debit))
    return undefined
  const line = {
    ...payment,
    fee_micro: payment.fee_micro + transfer.amountMicro,
    net_micro: payment.net_micro - transfer.amountMicro,
    balance_micro: transfer.debitAfter.postedMicro,
  }
  lines[index] = line
  return line
}

/** All lines of one event, in the order of its transfers. Pending and voided money moves no balance. */
const linesOf = (event: Accepted): ReadonlyMap<string, EntryRow> => {
  const lines: EntryRow[] = []
  for (const transfer of event.data.transfers) {
    if (transfer.kind === 'pend' || transfer.kind === 'void_pending') continue
    if (!feeOnPayment(lines, transfer)) lines.push(lineOf(event, transfer, true, lines.length))
    lines.push(lineOf(event, transfer, false, lines.length))
  }
  return new Map(lines.map((line) => [line.id, line]))
}

// `keys` and `apply` ask for the same lines one after the other.
const known = new WeakMap<Accepted, ReadonlyMap<string, EntryRow>>()
const cachedLinesOf = (event: Accepted): ReadonlyMap<string, EntryRow> => {
  const found = known.get(event)
  if (found) return found
  const lines = linesOf(event)
  known.set(event, lines)
  return lines
}

export const entries: View<EntryRow> = {
  name: 'entries',
  version: 1,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text',
    account: 'text',
    kind: 'text',
    owner: 'text',
    position: 'bigint',
    line: 'integer',
    at_ms: 'bigint',
    category: 'text',
    gross_micro: 'bigint',
    fee_micro: 'bigint',
    net_micro: 'bigint',
    balance_micro: 'bigint',
    available_at_ms: 'bigint',
    counterpart: 'text',
    transfer: 'text',
    payment: 'text',
    order_id: 'text',
    reference: 'text',
    method: 'text',
    fiat_minor: 'bigint',
    currency: 'text',
    price: 'text',
    note: 'text',
  },
  indexes: [
    ['owner', 'position', 'line'],
    ['account', 'position', 'line'],
  ],
  appendOnly: true,
  keys: (event: Accepted) => [...cachedLinesOf(event).keys()],
  apply: (_row, event: Accepted, key) => cachedLinesOf(event).get(key),
}
