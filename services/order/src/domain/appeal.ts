import type { Division, Judgement } from '@stablegate/contracts'
import { accept, reject, type ClockChange } from '@stablegate/kernel'
import { setClock, stopClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { divisionBeyond, divisionOf, postedFor } from './journal.ts'
import { openRefunds } from './on-chain.ts'
import {
  orderOf,
  settlementOf,
  tell,
  termsOf,
  type CommandFor,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

type Decided = Extract<Judgement, { kind: 'appeal' }>

export const appeal = (command: CommandFor<'appeal'>, state: PaymentState): PaymentDecision => {
  if (state.appeal?.open) return reject('appeal_open')
  if (openRefunds(state) > 0n) return reject('refund_open')
  if (state.appeal) return reject('appeal_decided')
  if (!state.clocks['appeal']) return reject('window_closed')
  // The window has done its part: its end must not close what was filed in time.
  const { caseMs } = termsOf(state).policy.clocks
  return accept(
    tell('appealed', command, state, {
      reason: command.data.reason,
      clocks: [...stopClocks(state, 'appeal'), setClock(command, 'appeal_case', caseMs)],
    }),
  )
}

/** What a granted appeal adds to what was posted; undefined when it adds nothing. */
const extraOf = (state: PaymentState, receivedMinor: bigint | undefined): Division | undefined => {
  const { usdtMicro, fiatMinor } = orderOf(state)
  const posted = settlementOf(state)
  const wholeMicro = postedFor(usdtMicro, fiatMinor, receivedMinor ?? fiatMinor)
  if (wholeMicro <= posted.postedMicro) return undefined
  return divisionBeyond(divisionOf(wholeMicro, termsOf(state).policy), posted)
}

export const appealAtStake = (state: PaymentState, { outcome, receivedMinor }: Decided): bigint =>
  outcome === 'granted' ? (extraOf(state, receivedMinor)?.postedMicro ?? 0n) : 0n

/** Granted: the acceptor pays the rest from its free balance, which may be too small; then it stays open. */
export const decideAppealed = (
  command: PaymentCommand,
  state: PaymentState,
  { outcome, receivedMinor }: Decided,
): PaymentDecision => {
  if (!state.appeal?.open || state.appealPay) return reject('no_appeal')
  const clocks = stopClocks(state, 'appeal_case')
  if (outcome === 'upheld')
    return accept(tell('appealEnded', command, state, { reason: 'upheld', clocks }))
  const extra = extraOf(state, receivedMinor)
  if (!extra) return reject('nothing_to_grant')
  return accept(
    tell('appealPaid', command, state, {
      attempt: state.appeal.attempts + 1,
      extra,
      receivedMinor: receivedMinor ?? orderOf(state).fiatMinor,
      clocks,
    }),
  )
}

/** The rest joins what is held; where that was released already, it is held for a time of its own. */
export const recordAppealSettled = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => {
  const { appealPay } = state
  if (!appealPay) return []
  const { clocks, methods } = termsOf(state).policy
  const { method } = settlementOf(state)
  const set: ClockChange[] = []
  if (!state.clocks['release'] && appealPay.extra.heldMicro > 0n) {
    set.push(setClock(command, 'release', methods[method]?.holdMs ?? clocks.caseMs))
  }
  if (!state.clocks['reserve'] && appealPay.extra.reserveMicro > 0n)
    set.push(setClock(command, 'reserve', clocks.reserveMs))
  return [
    tell('appealSettled', command, state, {
      attempt: appealPay.attempt,
      extra: appealPay.extra,
      clocks: set,
    }),
  ]
}

/** The window's end: of an appeal after a settlement, of late claims after a closing. */
export const appealWindowOver = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => [
  tell('appealEnded', command, state, {
    reason: 'window_over',
    clocks: stopClocks(state, 'appeal'),
  }),
]
