import { onChainOf, freeMicro, type Deposit } from './on-chain.ts'
import { shareOf } from './settle.ts'
import { asideOf } from './suspense-items.ts'
import { tell, type PaymentCommand, type PaymentEvent, type PaymentState } from './state.ts'

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

const most = (one: bigint, other: bigint): bigint => (one > other ? one : other)

/**
 * Rule 9: a deposit that this payment was allowed to use is gone from the chain. What was set aside of
 * it leaves its item; the rest is taken from what stands unapplied, then from the merchant with the fee
 * returned, and what is left is the operator's loss.
 */
export const reverse = (
  command: PaymentCommand, state: PaymentState, { deposit, stage, amountMicro }: Deposit,
): PaymentEvent => {
  const chain = onChainOf(state)
  // What did not pass stands whole in unapplied; of what did, only that which was not used since.
  const fromAsideMicro = least(most(asideOf(chain, deposit), 0n), amountMicro)
  const within = amountMicro - fromAsideMicro
  const fromUnappliedMicro = stage === 'passed' ? least(freeMicro(state), within) : within
  const rest = within - fromUnappliedMicro
  const fromMerchantMicro = least(rest, chain.appliedMicro)
  const share = (micro: bigint): bigint =>
    chain.appliedMicro === 0n ? 0n : shareOf(micro, fromMerchantMicro, chain.appliedMicro)
  return tell('reversalDecided', command, state, {
    count: chain.movements + 1,
    deposit,
    amountMicro,
    ...(fromAsideMicro === 0n ? {} : { fromAsideMicro }),
    fromUnappliedMicro,
    fromMerchantMicro,
    lossMicro: rest - fromMerchantMicro,
    feeMicro: share(chain.feeMicro),
    agentMicro: share(chain.agentMicro),
  })
}
