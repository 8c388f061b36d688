import { accept, reject } from '@stablegate/kernel'
import { setClock, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { settle } from './settle.ts'
import { orderOf, tell, termsOf, type CommandFor, type PaymentState } from './state.ts'

/** The customer says after the end that the money was paid. */
export const lateClaim = (
  command: CommandFor<'lateClaim'>,
  state: PaymentState,
): PaymentDecision => {
  const { bankReferenceHash, sealedReference, paidAtMs } = command.data
  const { account, method } = orderOf(state)
  if (state.refundAcknowledged) return reject('already_acknowledged')
  if (!state.clocks['appeal']) return reject('window_closed')
  if (paidAtMs !== undefined && paidAtMs > command.atMs) return reject('paid_in_future')
  return accept(
    tell('lateClaimed', command, state, {
      account,
      method,
      bankReferenceHash,
      sealedReference,
      ...(paidAtMs === undefined ? {} : { paidAtMs }),
      clocks: turnClocks(state, setClock(command, 'case', termsOf(state).policy.clocks.caseMs)),
    }),
  )
}

/** The acceptor found the money after the end: its USDT is pended and settled anew, late. */
export const confirmLate = (
  command: CommandFor<'confirmLate'>,
  state: PaymentState,
): PaymentDecision => {
  const { receivedMinor, bankReferenceHash } = command.data
  if (state.status !== 'late_case' && !state.clocks['appeal']) return reject('window_closed')
  // A part needs somebody's agreement: an operator's, by `decideLate`.
  if (receivedMinor < orderOf(state).fiatMinor) return reject('amount_differs')
  return settle(command, state, {
    way: 'late_confirmed',
    receivedMinor,
    payerMatches: true,
    references: [bankReferenceHash],
  })
}
