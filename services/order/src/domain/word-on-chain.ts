import type { PublicOnChain } from '@stablegate/contracts'
import {
  endedStatuses, isHeld, isPaidOnChain, onChainOf, pendingOf, refundableMicro, refundedMicro, requiredMicro, seenMicro, settledMicro,
  unresolvedMicro,
} from './on-chain.ts'
import type { PaymentState } from './state.ts'
import type { Word } from './word.ts'

const unresolved = (context: Word['context']): Word => ({ word: 'unresolved', context })
const resolved = (context: Word['context']): Word => ({ word: 'resolved', context })

/** Why money on chain did not fit. */
const misfit = (state: PaymentState): Word['context'] => {
  if (state.settlement !== undefined || isPaidOnChain(state)) return 'overpaid'
  return seenMicro(onChainOf(state)) >= requiredMicro(state) ? 'paid_late' : 'underpaid'
}

/** While the transfer is awaited: enough of it is in the chain, or the customer has yet to send it. */
const whileConfirming = (state: PaymentState): Word => {
  const chain = onChainOf(state)
  if (isHeld(chain)) return unresolved('screened')
  return { word: seenMicro(chain) >= requiredMicro(state) ? 'confirming' : 'awaiting_customer', context: null }
}

const openOf = (state: PaymentState): Word | undefined => {
  const chain = onChainOf(state)
  if (chain.reversing.length > 0) return unresolved('reversed')
  if (isHeld(chain)) return unresolved('screened')
  if (unresolvedMicro(state) > 0n) return unresolved(misfit(state))
  return chain.wrongAssetsOpen ? unresolved('wrong_asset') : undefined
}

/** How it was resolved, where it was by somebody's word. */
const closedOf = (state: PaymentState): Word | undefined => {
  const chain = onChainOf(state)
  if (chain.reversedMicro > 0n) return resolved('reversed')
  if (chain.settlement?.way === 'accepted') return resolved(chain.settlement.time === 'late' ? 'paid_late' : 'underpaid')
  if (state.settlement !== undefined || chain.settlement) return undefined
  if (refundedMicro(state, 'unapplied') > 0n) return { word: 'refunded', context: null }
  return chain.asideMicro > 0n ? resolved(misfit(state)) : undefined
}

/** The word that money on chain, or a refund, gives the payment; undefined where the order's own stands. */
export const onChainWordOf = (state: PaymentState): Word | undefined => {
  if (state.status === 'awaiting_transfer') return { word: 'awaiting_customer', context: null }
  if (state.status === 'confirming_transfer') return whileConfirming(state)
  if (!endedStatuses.has(state.status)) return undefined
  const open = state.onChain && openOf(state)
  if (open) return open
  if (refundedMicro(state, 'available') > 0n && refundableMicro(state) === 0n && settledMicro(state) > 0n)
    return { word: 'refunded', context: null }
  return state.onChain && closedOf(state)
}

/** The state of paying on chain, for those who pay and those who are paid. */
export const onChainStatusOf = (state: PaymentState): PublicOnChain['status'] => {
  const chain = onChainOf(state)
  const word = onChainWordOf(state)
  if (word?.word === 'unresolved') return 'unresolved'
  if (chain.settlement) return chain.settlement.done ? (word?.word === 'resolved' ? 'resolved' : 'paid') : 'confirming'
  if (word?.word === 'resolved' || word?.word === 'refunded') return 'resolved'
  if (state.status === 'confirming_transfer') return word?.word === 'confirming' ? 'confirming' : 'part_paid'
  if (state.status !== 'awaiting_transfer') return pendingOf(chain).length > 0 ? 'confirming' : 'expired'
  return chain.address === undefined ? 'preparing' : 'waiting'
}
