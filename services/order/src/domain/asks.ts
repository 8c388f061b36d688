import {
  acceptorCommands,
  ledgerCommands,
  matchingCommands,
  type Memo,
  type OrderOutcome,
  type TransferRequest,
} from '@stablegate/contracts'
import { assertThat, type CommandToSend } from '@stablegate/kernel'
import type { Parties } from './journal.ts'
import { orderOf, settlementOf, termsOf, type DataOf, type PaymentState } from './state.ts'

export const partiesOf = (state: PaymentState): Parties => {
  const { payment, merchant, policy } = termsOf(state)
  return { payment, merchant, acceptor: orderOf(state).acceptor, agent: policy.agent?.agent }
}

const memoOf = (state: PaymentState, attempt: number): Memo => {
  const { payment, merchant, reference } = termsOf(state)
  const { order, acceptor, method, fiatMinor, currency, price } = orderOf(state)
  const { availableAtMs } = state.settlement ?? {}
  return {
    payment,
    order,
    attempt,
    merchant,
    acceptor,
    reference,
    method,
    fiatMinor,
    currency,
    price,
    ...(availableAtMs === undefined ? {} : { availableAtMs }),
  }
}

/** When the money will be available, for the statement line of the very posting. */
export const availableAtMsOf = (state: PaymentState): number => {
  const { method, atMs } = settlementOf(state)
  return atMs + (termsOf(state).policy.methods[method]?.holdMs ?? 0)
}

/** Asks the ledger for linked transfers. */
export const transfer = (
  state: PaymentState,
  attempt: number,
  transfers: TransferRequest[],
  more: Memo = {},
): CommandToSend => ({
  type: ledgerCommands.transfer.type,
  data: { ledger: termsOf(state).ledger, transfers, memo: { ...memoOf(state, attempt), ...more } },
})

export const closeOrder = (
  state: PaymentState,
  attempt: number,
  outcome: 'settled' | 'void',
): CommandToSend => {
  const { ledger, payment } = termsOf(state)
  return { type: matchingCommands.closeOrder.type, data: { ledger, payment, attempt, outcome } }
}

export const recordOrder = (
  state: PaymentState,
  outcome: OrderOutcome,
  respondedAfterMs?: number,
): CommandToSend => {
  const { payment, merchant } = termsOf(state)
  const { acceptor, order, usdtMicro } = orderOf(state)
  return {
    type: acceptorCommands.recordOrder.type,
    data: {
      acceptor,
      payment,
      order,
      merchant,
      payerFingerprint: state.choice?.payer.fingerprint ?? 'none',
      outcome,
      usdtMicro,
      ...(respondedAfterMs === undefined ? {} : { respondedAfterMs }),
    },
  }
}

export const requestMatch = (
  state: PaymentState,
  { attempt, excludedAcceptors }: DataOf<'matchRequested'>,
): CommandToSend => {
  const { ledger, payment, merchant, amount, policy } = termsOf(state)
  assertThat(state.choice, 'a match is requested for a choice')
  const { currency, method, payer } = state.choice
  return {
    type: matchingCommands.requestMatch.type,
    data: {
      ledger,
      payment,
      attempt,
      merchant,
      amount,
      currency,
      method,
      payerFingerprint: payer.fingerprint,
      excludedAcceptors,
      excludedOwners: policy.excludedOwners,
      ...(policy.maxSpreadBps === undefined ? {} : { maxSpreadBps: policy.maxSpreadBps }),
      ...(policy.minUsdtMicro === undefined ? {} : { minUsdtMicro: policy.minUsdtMicro }),
    },
  }
}
