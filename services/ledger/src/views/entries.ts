import { ledgerEvents, type AppliedTransfer, type Memo, type MessageOf } from '@stablegate/contracts'
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
  readonly position: number
  readonly line: number
  readonly at_ms: number
  readonly category: string
  readonly gross_micro: bigint
  readonly fee_micro: bigint
  /** The account's posted balance after this line. */
  readonly balance_micro: bigint
  readonly counterpart: string
  readonly transfer: string
  /** What the movement was about; null where its event says nothing. */
  readonly memo: Memo | null
}

const lineOf = (
  event: Accepted,
  transfer: AppliedTransfer,
  isDebit: boolean,
  line: number,
): EntryRow => {
  const { ledger, memo } = event.data
  const account = isDebit ? transfer.debit : transfer.credit
  const after = isDebit ? transfer.debitAfter : transfer.creditAfter
  const isIncrease = isDebit === (accountName(account).normal === 'debit')
  return {
    id: lineId(event.position, line),
    ledger,
    account,
    position: event.position,
    line,
    at_ms: event.metadata.atMs,
    category: transfer.category,
    gross_micro: isIncrease ? transfer.amountMicro : -transfer.amountMicro,
    fee_micro: 0n,
    balance_micro: after.postedMicro,
    counterpart: isDebit ? transfer.credit : transfer.debit,
    transfer: transfer.of ?? transfer.id,
    memo: isEmpty(memo) ? null : memo,
  }
}

/** The name of a line, and the place from which a statement is read on. */
export const lineId = (position: number, line: number): string => `${position}-${line}`

const isEmpty = (memo: Memo): boolean => {
  for (const _ in memo) return false
  return true
}

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
    balance_micro: transfer.debitAfter.postedMicro,
  }
  lines[index] = line
  return line
}

/** All lines of one event, in the order of its transfers. Pending and voided money moves no balance. */
const linesOf = (event: Accepted): readonly EntryRow[] => {
  const lines: EntryRow[] = []
  for (const transfer of event.data.transfers) {
    if (transfer.kind === 'pend' || transfer.kind === 'void_pending') continue
    if (!feeOnPayment(lines, transfer)) lines.push(lineOf(event, transfer, true, lines.length))
    lines.push(lineOf(event, transfer, false, lines.length))
  }
  return lines
}

export const entries: View<EntryRow> = {
  name: 'entries',
  version: 2,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text',
    account: 'text',
    position: 'bigint',
    line: 'integer',
    at_ms: 'bigint',
    category: 'text',
    gross_micro: 'bigint',
    fee_micro: 'bigint',
    balance_micro: 'bigint',
    counterpart: 'text',
    transfer: 'text',
    memo: 'jsonb',
  },
  appendOnly: true,
  // The one index of the largest table there is: every line costs it, and statements read along it.
  primaryKey: ['account', 'position', 'line'],
  rows: linesOf,
  keys: (event: Accepted) => linesOf(event).map(({ id }) => id),
  apply: (_row, event: Accepted, key) => linesOf(event).find(({ id }) => id === key),
}
