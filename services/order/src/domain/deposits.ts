import { accept } from '@stablegate/kernel'
import { decideApplication } from './application.ts'
import { endAwaiting } from './choose-on-chain.ts'
import { stopClocks, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { mayFollow } from './deposit-stages.ts'
import { evolve } from './evolve.ts'
import { expire, leaveOffer } from './offer.ts'
import {
  freeMicro, inTimeMicro, keptMicro, onChainOf, openRefunds, pendingOf, requiredMicro, type OnChainState,
} from './on-chain.ts'
import { reverse } from './reversal.ts'
import {
  tell, type CommandFor, type PaymentCommand, type PaymentEvent, type PaymentState,
} from './state.ts'

type Recorded = CommandFor<'recordDeposit'>

/** From here money on its way takes the payment over: nobody was told to pay elsewhere yet. */
const takenOver: ReadonlySet<PaymentState['status']> = new Set([
  'awaiting_transfer', 'onchain_offered', 'requested', 'offered',
])

/** Money that was sent in time revives what expired before the news of it came. */
const revives = (state: PaymentState, { data: { block } }: Recorded, { lockUntilMs }: OnChainState): boolean =>
  state.status === 'expired' && block.atMs <= lockUntilMs && openRefunds(state) === 0n

const takeOver = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] => [
  ...leaveOffer(command, state),
  tell('transferSeen', command, state, { clocks: turnClocks(state) }),
  // Where another way was chosen meanwhile, or the time was over, there is no window any more.
  ...(state.clocks['transfer'] || onChainOf(state).windowOver
    ? []
    : [tell('transferWindowPassed', command, state, {})]),
]

const seen = (command: Recorded, state: PaymentState): readonly PaymentEvent[] => {
  const { stage } = command.data
  if (stage === 'rejected' || stage === 'orphaned' || stage === 'revoked') return []
  return takenOver.has(state.status) || revives(state, command, onChainOf(state)) ? takeOver(command, state) : []
}

/** What was assigned to the payment counts as if it had come to its address in time. */
export const recordAssigned = (
  command: PaymentCommand, state: PaymentState, moved: PaymentEvent,
): readonly PaymentEvent[] =>
  andFollow(command, state, [moved, ...(takenOver.has(state.status) ? takeOver(command, state) : [])])

/**
 * What follows by itself while the payment waits for the transfer: it is settled as soon as enough
 * has come in time and passed; with its time over and nothing more on its way it ends, and what came
 * waits in `unapplied` for a resolution.
 */
export const followDeposits = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] => {
  if (state.status !== 'confirming_transfer') return []
  const chain = onChainOf(state)
  const inTime = inTimeMicro(state)
  const waits = pendingOf(chain).length > 0
  if (inTime >= chain.askedMicro)
    return [decideApplication(command, state, 'settlement', 'paid', inTime <= keptMicro(state) ? inTime : chain.askedMicro)]
  if (waits) return []
  if (inTime > 0n && inTime >= requiredMicro(state))
    return [decideApplication(command, state, 'settlement', 'tolerated', inTime)]
  if (freeMicro(state) > 0n) return chain.windowOver ? [expire(command, state)] : []
  return [chain.windowOver ? endAwaiting(command, state) : tell('transferGone', command, state, {})]
}

/** Adds what follows from the state after the given events. */
export const andFollow = (
  command: PaymentCommand, state: PaymentState, events: readonly PaymentEvent[],
): readonly PaymentEvent[] => [...events, ...followDeposits(command, events.reduce(evolve, state))]

/** A fact of the treasury about a transfer to the payment's address, open or not. */
export const recordDeposit = (command: Recorded, state: PaymentState): PaymentDecision => {
  const { payment: _, reversedBy, ...deposit } = command.data
  if (!state.onChain) return accept()
  const known = state.onChain.deposits.find((one) => one.deposit === deposit.deposit)
  // The ledger may answer for a transfer that was taken back when the same one is on its way again.
  if (known && (deposit.round ?? 1) < (known.round ?? 1)) return accept()
  if (!mayFollow(known?.stage ?? 'none', deposit.stage)) return accept()
  const recorded = tell('depositRecorded', command, state, deposit)
  const events = [
    ...(known && reversedBy === 'order' ? [reverse(command, state, known)] : []),
    recorded,
  ]
  return accept(...andFollow(command, state, [...events, ...seen(command, state)]))
}

/** The time to pay on chain is over. */
export const transferWindowOver = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] => {
  if (state.status === 'awaiting_transfer') return [endAwaiting(command, state)]
  const passed = tell('transferWindowPassed', command, state, { clocks: stopClocks(state, 'transfer') })
  return andFollow(command, state, [passed])
}

export const recordWrongAsset = (
  command: CommandFor<'recordWrongAsset'>,
  state: PaymentState,
): PaymentDecision => {
  const { payment: _, ...found } = command.data
  const known = state.onChain?.wrongAssets.some(({ txid, part }) => txid === found.txid && part === found.part)
  return !state.onChain || known ? accept() : accept(tell('wrongAssetRecorded', command, state, found))
}
