import { ledgers, usdtFor, type PriceReference } from '@stablegate/contracts'
import { accept, reject } from '@stablegate/kernel'
import { setClock, stopClocks, turnClocks } from './clocks.ts'
import { followedBy, type PaymentDecision } from './decision.ts'
import { expire, leaveOffer } from './offer.ts'
import { isOnChainOffered, onChainPolicyOf } from './on-chain.ts'
import { tell, termsOf, type CommandFor, type PaymentCommand, type PaymentEvent, type PaymentState } from './state.ts'

/** How often a customer may have the price locked anew. */
export const maxLocks = 10

/** A reference may be this much ahead of our clock: machines differ. */
const skewMs = 5_000

/** What is to be paid: as fixed, or what the fiat is worth at the reference, rounded up (rule 6). */
const askedMicro = (
  state: PaymentState, reference: PriceReference | undefined, atMs: number,
): bigint | 'reference_missing' | 'reference_stale' | 'price_out_of_bounds' => {
  const { amount, policy } = termsOf(state)
  if (amount.fix === 'usdt') return amount.usdtMicro
  if (!reference) return 'reference_missing'
  const ageMs = atMs - reference.atMs
  if (ageMs > onChainPolicyOf(state).referenceMaxAgeMs || ageMs < -skewMs) return 'reference_stale'
  const micro = usdtFor(amount.fiatMinor, reference.price, amount.currency, 'ceil')
  return policy.minUsdtMicro !== undefined && micro < policy.minUsdtMicro ? 'price_out_of_bounds' : micro
}

/** The customer pays on chain. An offer that nobody accepted yet is given back. */
export const chooseOnChain = (
  command: CommandFor<'chooseOnChain'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, reference } = command.data
  const { amount, ledger, policy, expiresAtMs } = termsOf(state)
  if (!isOnChainOffered(state)) return reject('on_chain_not_offered')
  if ((state.onChain?.locks ?? 0) >= maxLocks) return reject('too_many_choices')
  const asked = askedMicro(state, reference, command.atMs)
  if (typeof asked === 'string') return reject(asked)
  if (policy.fee.fixedMicro >= asked) return reject('fee_exceeds_amount')
  const until = command.atMs + onChainPolicyOf(state).transferMs
  const lockUntilMs = amount.fix === 'usdt' ? Math.max(until, expiresAtMs) : until
  const chosen = tell('onChainChosen', command, state, {
    network: ledgers[ledger].network,
    askedMicro: asked,
    ...(amount.fix === 'fiat' && reference ? { reference } : {}),
    sessionHash: by.sessionHash,
    lockUntilMs,
    clocks: turnClocks(state, setClock(command, 'transfer', lockUntilMs - command.atMs)),
  })
  return followedBy(leaveOffer(command, state), accept(chosen))
}

export const recordAddress = (
  command: CommandFor<'recordAddress'>,
  state: PaymentState,
): PaymentDecision => {
  const { network, address } = command.data
  if (state.onChain?.network !== network || state.onChain.address !== undefined) return accept()
  return accept(tell('addressRecorded', command, state, { network, address }))
}

/** Nothing can come on chain: the customer chooses another way while there is time. */
export const refuseAddress = (
  command: CommandFor<'refuseAddress'>,
  state: PaymentState,
): PaymentDecision => {
  const { network, code } = command.data
  const waits = state.status === 'awaiting_transfer' && state.onChain?.network === network && state.onChain.address === undefined
  if (!waits) return accept()
  return accept(state.expiryPassed
    ? expire(command, state)
    : tell('addressRefused', command, state, { network, code, clocks: stopClocks(state, 'transfer') }))
}

/** The price's time, or the payment's, is over and nothing is on its way. */
export const endAwaiting = (command: PaymentCommand, state: PaymentState): PaymentEvent =>
  state.expiryPassed || termsOf(state).amount.fix === 'usdt'
    ? expire(command, state)
    : tell('onChainLapsed', command, state, { clocks: stopClocks(state, 'transfer') })
