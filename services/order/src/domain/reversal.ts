import { onChainOf, freeMicro, type Deposit } from './on-chain.ts'
import { shareOf } from './settle.ts'
import { tell, type PaymentCommand, type PaymentEvent, type PaymentState } from './state.ts'

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/**
 * Rule 9: a deposit that this payment was allowed to use is gone from the chain. It is taken from what
 * stands unapplied, then from the merchant with the fee returned, and the rest is the operator's loss.
 */
export const reverse = (
  command: PaymentCommand, state: PaymentState, { deposit, stage, amountMicro }: Deposit,
): PaymentEvent => {
  const chain = onChainOf(state)
  // What did not pass stands whole in unapplied; of what did, only that which was not used since.
  const fromUnappliedMicro = stage === 'passed' ? least(freeMicro(state), amountMicro) : amountMicro
  const rest = amountMicro - fromUnappliedMicro
  const fromMerchantMicro = least(rest, chain.appliedMicro)
  const share = (micro: bigint): bigint =>
    chain.appliedMicro === 0n ? 0n : shareOf(micro, fromMerchantMicro, chain.appliedMicro)
  return tell('reversalDecided', command, state, {
    count: chain.movements + 1,
    deposit,
    amountMicro,
    fromUnappliedMicro,
    fromMerchantMicro,
    lossMicro: rest - fromMerchantMicro,
    feeMicro: share(chain.feeMicro),
    agentMicro: share(chain.agentMicro),
  })
}
