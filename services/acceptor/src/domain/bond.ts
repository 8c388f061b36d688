import type { AcceptorAct, AcceptorRejection } from '@stablegate/contracts'
import { accept, reject } from '@stablegate/kernel'
import { offlineEvents } from './availability.ts'
import type { CommandCalled, Outcome, Registered } from './command.ts'
import type { AcceptorEvent, AcceptorState } from './state.ts'
import { bondLockMs, fullBondMicro } from './tiers.ts'

/** The nth movement of an acceptor's bond: a refused id is spent, the next try has another. */
const nextTransfer = (acceptor: string, state: AcceptorState): string =>
  `bond:${acceptor}:${state.bondOperations + 1}`

export const requestBond = (
  { data, atMs }: CommandCalled<'request_bond'>,
  state: Registered,
): Outcome => {
  if (state.bondPending) return reject('bond_operation_pending')
  const { livemode } = state.registration
  return accept({
    type: 'bond.requested',
    data: { ...data, transfer: nextTransfer(data.acceptor, state), livemode, atMs },
  })
}

/**
 * What is above the full bond comes back at any time; the rest only when orders of 30 days are
 * behind.
 */
export const requestBondRefund = (
  { data, atMs }: CommandCalled<'request_bond_refund'>,
  state: Registered,
): Outcome => {
  const { acceptor, amountMicro } = data
  if (state.suspended) return reject('acceptor_suspended')
  if (state.bondPending) return reject('bond_operation_pending')
  if (amountMicro > state.bondMicro) return reject('bond_insufficient')
  const isSurplus =
    state.caps !== undefined && state.bondMicro - amountMicro >= fullBondMicro(state.caps)
  const hasRested =
    !state.online &&
    (state.offlineSinceMs === undefined || atMs - state.offlineSinceMs >= bondLockMs)
  if (!isSurplus && !hasRested) return reject('bond_locked')
  const { livemode } = state.registration
  return accept({
    type: 'bond.refund_requested',
    data: { acceptor, amountMicro, transfer: nextTransfer(acceptor, state), livemode, atMs },
  })
}

type Slash = Omit<Extract<AcceptorAct, { kind: 'slash' }>, 'kind'>

type SlashRefusal = Extract<
  AcceptorRejection,
  | 'bond_operation_pending'
  | 'bond_insufficient'
  | 'slash_empty'
  | 'loss_not_recorded'
  | 'loss_slashed_already'
  | 'slash_exceeds_loss'
>

/**
 * Why a slash cannot be, if it cannot. Rule 17: only for a loss that this order proved to be, which
 * is recorded when no appeal can change it; penalty and all no more than that loss, and once.
 */
export const slashRefused = (
  { order, lossMicro, penaltyMicro }: Slash,
  state: Registered,
): SlashRefusal | undefined => {
  if (state.bondPending) return 'bond_operation_pending'
  const amountMicro = lossMicro + penaltyMicro
  if (amountMicro > state.bondMicro) return 'bond_insufficient'
  if (amountMicro === 0n) return 'slash_empty'
  const provenMicro = state.losses.get(order)
  if (provenMicro === undefined) return 'loss_not_recorded'
  if (state.slashes.has(order)) return 'loss_slashed_already'
  return amountMicro > provenMicro ? 'slash_exceeds_loss' : undefined
}

/** Once two people want it: the bond may be another by now, so it is looked at again. */
export const orderSlash = (
  { order, lossMicro, payTo, penaltyMicro, reason }: Slash,
  state: Registered,
  people: { readonly proposedBy: string; readonly approvedBy: string },
  atMs: number,
): Outcome => {
  const slash = { order, lossMicro, payTo, penaltyMicro, reason }
  const refused = slashRefused(slash, state)
  if (refused) return reject(refused)
  const { acceptor, livemode } = state.registration
  return accept({
    type: 'bond.slash_ordered',
    data: { acceptor, ...slash, ...people, transfer: nextTransfer(acceptor, state), livemode, atMs },
  })
}

/**
 * What the ledger did with the movement that is pending; of any other there is nothing new to say.
 */
export const noteBond = (
  { data, atMs }: CommandCalled<'note_bond'>,
  state: Registered,
): Outcome => {
  const { acceptor, transfer, refused } = data
  const pending = state.bondPending
  if (!pending || pending.transfer !== transfer) return accept()
  if (refused !== undefined)
    return accept({ type: 'bond.refused', data: { acceptor, transfer, reason: refused, atMs } })
  const { amountMicro } = pending
  if (pending.kind === 'post') {
    const bondMicro = state.bondMicro + amountMicro
    return accept({
      type: 'bond.posted',
      data: { acceptor, transfer, amountMicro, bondMicro, atMs },
    })
  }
  const bondMicro = state.bondMicro - amountMicro
  const done: AcceptorEvent = {
    type: pending.kind === 'refund' ? 'bond.refunded' : 'bond.slashed',
    data: { acceptor, transfer, amountMicro, bondMicro, atMs },
  }
  const isTooSmall = state.caps !== undefined && bondMicro < state.caps.bondMinimumMicro
  return accept(done, ...(isTooSmall ? offlineEvents(state, acceptor, 'bond', atMs) : []))
}
