import { onChainOf, freeMicro, type Deposit } from './on-chain.ts'
import { shareOf } from './settle.ts'
import { tell, type PaymentCommand, type PaymentEvent, type PaymentState } from './state.ts'

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/**
 * Rule 9: a deposit that was booked is gone from the chain. It is taken from what stands unapplied,
 * then from the merchant with the fee returned, and what neither has is the operator's loss.
 */
export const reverse = (
  command: PaymentCommand, state: PaymentState, { deposit, stage, amountMicro }: Deposit,
): readonly PaymentEvent[] => {
  // What was not booked is in no account.
  if (stage === 'solid') return []
  const chain = onChainOf(state)
  const unscreened = stage === 'booked' || stage === 'held'
  const free = freeMicro(state)
  const fromBlockedMicro = stage === 'rejected' ? amountMicro : 0n
  const fromUnappliedMicro = unscreened ? amountMicro : stage === 'passed' ? least(free, amountMicro) : 0n
  const rest = amountMicro - fromBlockedMicro - fromUnappliedMicro
  const fromMerchantMicro = least(rest, chain.appliedMicro)
  const share = (micro: bigint): bigint =>
    chain.appliedMicro === 0n ? 0n : shareOf(micro, fromMerchantMicro, chain.appliedMicro)
  return [
    tell('reversalDecided', command, state, {
      count: chain.movements + 1,
      deposit,
      amountMicro,
      fromUnappliedMicro,
      fromBlockedMicro,
      fromMerchantMicro,
      lossMicro: rest - fromMerchantMicro,
      feeMicro: share(chain.feeMicro),
      agentMicro: share(chain.agentMicro),
    }),
  ]
}
