import type { Division } from '@stablegate/contracts'
import { stopClocks, turnClocks } from './clocks.ts'
import { divisionOf } from './journal.ts'
import { onChainOf } from './on-chain.ts'
import { tell, termsOf, type DataOf, type PaymentCommand, type PaymentEvent, type PaymentState } from './state.ts'

type Decided = DataOf<'applicationDecided'>

/** On chain there is no acceptor to pay and nothing to hold: fee and agent's share, the rest is available at solid. */
const divisionOnChain = (postedMicro: bigint, state: PaymentState): Division => {
  const { policy } = termsOf(state)
  // The fixed part of the fee is charged once a payment.
  const fee = onChainOf(state).settlement ? { ...policy.fee, fixedMicro: 0n } : policy.fee
  return divisionOf(postedMicro, { ...policy, fee, commissionBps: 0, reserveBps: 0 })
}

const isLate = (state: PaymentState): boolean => {
  const { deposits, lockUntilMs } = onChainOf(state)
  return deposits.some(({ stage, block }) => stage === 'passed' && block.atMs > lockUntilMs)
}

/** An amount of what is free becomes the merchant's; as settlement at most once a payment. */
export const decideApplication = (
  command: PaymentCommand,
  state: PaymentState,
  purpose: Decided['purpose'],
  way: Decided['way'],
  amountMicro: bigint,
): PaymentEvent =>
  tell('applicationDecided', command, state, {
    ...divisionOnChain(amountMicro, state),
    count: onChainOf(state).movements + 1,
    purpose,
    way,
    time: way === 'accepted' && isLate(state) ? 'late' : 'in_time',
    clocks: purpose === 'settlement'
      ? [...turnClocks(state), ...stopClocks(state, 'expiry', 'transfer', 'appeal')]
      : [],
  })
