import { acceptorCommands } from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import { orderOf, settlementOf, termsOf, type PaymentState } from './state.ts'

/** No appeal of this settlement runs, and none can be made. */
const isAppealOver = ({ settlement, clocks, appeal, appealPay }: PaymentState): boolean =>
  settlement?.done === true && !clocks['appeal'] && !appeal?.open && !appealPay

/**
 * What the acceptor's doing cost, in all: what a verdict took against its word, what an appeal
 * granted beyond its word, or what was recalled where it bears the recall. Never more than what was
 * posted: fiat that came by verdict and was recalled later is one and the same loss.
 */
const lossMicroOf = (state: PaymentState, grantedMicro: bigint): bigint => {
  const { way, postedMicro, recallOwner } = settlementOf(state)
  if (way === 'verdict') return postedMicro
  const recalledMicro = recallOwner === 'acceptor' ? state.recalledMicro : 0n
  const lossMicro = grantedMicro + recalledMicro
  return lossMicro < postedMicro ? lossMicro : postedMicro
}

/**
 * Rule 17: a bond is slashed for a proven loss only, and after the appeal. So the acceptor's record
 * hears of a loss when its last word is said, and again when a recall makes it larger afterwards.
 */
export const recordLoss = (state: PaymentState, grantedMicro = 0n): CommandToSend[] => {
  if (!isAppealOver(state)) return []
  const lossMicro = lossMicroOf(state, grantedMicro)
  if (lossMicro <= 0n) return []
  const { acceptor, order } = orderOf(state)
  const { payment } = termsOf(state)
  return [{ type: acceptorCommands.recordLoss.type, data: { acceptor, payment, order, lossMicro } }]
}
