import {
  ledgerCommands, refundCommands, walletCommands, type Memo, type TransferRequest,
} from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import { applyUnapplied, moveFromSuspense, moveToSuspense, reverseDeposit, type ChainParties } from './on-chain-journal.ts'
import { onChainOf, onChainPolicyOf, type Move } from './on-chain.ts'
import { sessionOf, termsOf, type DataOf, type PaymentEvent, type PaymentState } from './state.ts'

const partiesOnChain = (state: PaymentState): ChainParties => {
  const { payment, merchant, policy } = termsOf(state)
  return { payment, merchant, network: onChainOf(state).network, agent: policy.agent?.agent }
}

const transferOnChain = (state: PaymentState, transfers: TransferRequest[], more: Memo = {}): CommandToSend => {
  const { ledger, payment, merchant, reference } = termsOf(state)
  return {
    type: ledgerCommands.transfer.type,
    data: { ledger, transfers, memo: { payment, merchant, reference, method: 'on_chain', ...more } },
  }
}

export const askApplication = (
  state: PaymentState, decided: Pick<DataOf<'applicationDecided'>, 'count' | 'postedMicro' | 'feeMicro' | 'agentMicro'>,
): CommandToSend => {
  const { reference } = onChainOf(state)
  return transferOnChain(
    state, applyUnapplied(partiesOnChain(state), decided.count, decided), reference ? { price: reference.price } : {})
}

export const askMove = (
  state: PaymentState, { what, count, amountMicro, item }: Move,
): CommandToSend => {
  const move = what === 'aside' ? moveToSuspense : moveFromSuspense
  return transferOnChain(state, move(partiesOnChain(state), count, { amountMicro, ...(item === undefined ? {} : { item }) }))
}

export const askReversal = (state: PaymentState, decided: Parameters<typeof reverseDeposit>[1]): CommandToSend =>
  transferOnChain(state, reverseDeposit(partiesOnChain(state), decided))

const openRefund = (
  state: PaymentState, { refund, from, amountMicro, reason }: DataOf<'refundRequested'>,
): CommandToSend => {
  const { payment, merchant, livemode, ledger } = termsOf(state)
  return {
    type: refundCommands.open.type,
    data: {
      refund, payment, merchant, livemode, from, amountMicro, reason, sessionHash: sessionOf(state),
      network: ledger === 'usdt-tron' ? 'tron' : 'sandbox',
      addressMs: onChainPolicyOf(state).refundAddressMs,
    },
  }
}

/** What each fact of the way on chain asks of treasury, ledger and the refund's own stream. */
export const onChainSteps = (event: PaymentEvent, state: PaymentState): CommandToSend[] => {
  switch (event.type) {
    case 'payment.on_chain_chosen': {
      const { payment, merchant } = termsOf(state)
      const chain = onChainOf(state)
      return chain.address === undefined
        ? [{ type: walletCommands.assign.type, data: { chain: chain.network, holder: { kind: 'payment', payment, merchant } } }]
        : []
    }
    case 'payment.application_decided':
      return [askApplication(state, event.data)]
    case 'payment.move_decided':
      return [askMove(state, event.data)]
    case 'payment.reversal_decided':
      return [askReversal(state, event.data)]
    case 'payment.refund_requested':
      return [openRefund(state, event.data)]
    default:
      return []
  }
}
