import { acceptorCommands } from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import { orderOf, settlementOf, type DataOf, type PaymentState } from './state.ts'

/**
 * Rule 3: USDT that was given back after instructions were shown stays out of the acceptor's
 * withdrawals for as long as somebody may still claim it. There is one block an order: another amount
 * or time takes the place of the one before.
 */
export const block = (
  state: PaymentState,
  untilMs: number,
  amountMicro = orderOf(state).usdtMicro,
): CommandToSend => {
  const { acceptor, order } = orderOf(state)
  return {
    type: acceptorCommands.blockWithdrawal.type,
    data: { acceptor, order, amountMicro, untilMs },
  }
}

/** Longer than any case lasts: the end of the case sets the block anew or releases it. */
const caseBlockMs = 365 * 86_400_000

/** The order is looked at again, however long that takes. What is pended stands there anyway. */
export const blockForCase = (state: PaymentState, atMs: number): CommandToSend[] =>
  state.escrows[orderOf(state).attempt] === 'pended' ? [] : [block(state, atMs + caseBlockMs)]

/** What a posting in part gives back is what an appeal may still grant. */
const restMicro = (state: PaymentState): bigint =>
  orderOf(state).usdtMicro - settlementOf(state).postedMicro

export const blockRest = (state: PaymentState, untilMs: number): CommandToSend[] => {
  const micro = restMicro(state)
  return micro > 0n ? [block(state, untilMs, micro)] : []
}

export const blockRestForCase = (state: PaymentState, atMs: number): CommandToSend[] =>
  blockRest(state, atMs + caseBlockMs)

/** An outage has made the window for an appeal longer than it was. */
export const blockLonger = (
  state: PaymentState,
  { kind }: DataOf<'clockShifted'>,
): CommandToSend[] => {
  const window = state.clocks['appeal']
  if (kind !== 'appeal' || !window) return []
  if (state.settlement?.done) return blockRest(state, window.dueAtMs)
  // A case that runs has blocked it for longer.
  const isClosed = state.status === 'closed_unpaid' || state.status === 'closed_refunded'
  return isClosed ? [block(state, window.dueAtMs)] : []
}

/** It was paid after all, or nobody can claim it any more. */
export const releaseBlock = (state: PaymentState): CommandToSend => {
  const { acceptor, order } = orderOf(state)
  return { type: acceptorCommands.releaseBlock.type, data: { acceptor, order } }
}

/** The last word of an appeal, or of its window; an appeal that was granted may have left no rest. */
export const releaseRest = (state: PaymentState): CommandToSend[] => {
  if (!state.settlement?.done) return []
  return state.appeal || restMicro(state) > 0n ? [releaseBlock(state)] : []
}
