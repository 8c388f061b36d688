import { accept } from '@stablegate/kernel'
import { offlineEvents } from './availability.ts'
import type { CommandCalled, Outcome } from './command.ts'
import { recordKey, type AcceptorState } from './state.ts'

/**
 * A fact of the order service: kept whatever this acceptor's state is, once by (order, outcome).
 */
export const recordOrder = (
  { data, atMs }: CommandCalled<'record_order'>,
  state: AcceptorState,
): Outcome => {
  const { acceptor, order, outcome } = data
  if (state.recorded.has(recordKey(order, outcome))) return accept()
  return accept(
    { type: 'order.recorded', data: { ...data, atMs } },
    // A customer who has paid waits: no more offers until the acceptor is back.
    ...(outcome === 'claim_unanswered'
      ? offlineEvents(state, acceptor, 'claim_unanswered', atMs)
      : []),
  )
}

/** A total: a smaller or equal one was told before, in another order of arrival or twice. */
export const recordLoss = (
  { data, atMs }: CommandCalled<'record_loss'>,
  state: AcceptorState,
): Outcome =>
  data.lossMicro > (state.losses.get(data.order) ?? 0n)
    ? accept({ type: 'loss.recorded', data: { ...data, atMs } })
    : accept()

/** One block an order; a block of another amount or time takes the place of the one before. */
export const blockWithdrawal = (
  { id, data }: CommandCalled<'block_withdrawal'>,
  state: AcceptorState,
): Outcome => {
  const { acceptor, order, amountMicro, untilMs } = data
  if (state.blocks.get(order)?.clockId === id) return accept()
  return accept({
    type: 'withdrawal.blocked',
    data: { acceptor, order, amountMicro, clockId: id, untilMs },
  })
}

export const releaseBlock = (
  { data, atMs }: CommandCalled<'release_block'>,
  state: AcceptorState,
): Outcome => {
  const block = state.blocks.get(data.order)
  if (!block) return accept()
  return accept({
    type: 'withdrawal.unblocked',
    data: { ...data, amountMicro: block.amountMicro, atMs },
  })
}

/** The kind of clock that ends the block of an order. */
export const blockClock = (order: string): string => `block:${order}`

/**
 * Only the clock that is awaited counts; one of a block that was replaced or released is nothing
 * new.
 */
export const clock = ({ data, atMs }: CommandCalled<'clock'>, state: AcceptorState): Outcome => {
  for (const [order, block] of state.blocks) {
    if (block.clockId !== data.clockId || blockClock(order) !== data.kind) continue
    return accept({
      type: 'withdrawal.unblocked',
      data: { acceptor: data.key, order, amountMicro: block.amountMicro, atMs },
    })
  }
  return accept()
}
