import { accept, reject } from '@stablegate/kernel'
import { appealWindowOver } from './appeal.ts'
import { graceOver, remind, reportSilence } from './claim.ts'
import { transferWindowOver } from './deposits.ts'
import { dueOverOutages, type ClockKind } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { dispute, escalate, evidenceTimeOver } from './dispute.ts'
import { enterGrace, expiryOver, lapseAndGoOn, matchTimeOver } from './offer.ts'
import { recallWindowOver } from './recall.ts'
import { holdOver, reserveOver } from './release.ts'
import {
  tell,
  type CommandFor,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

type Alarm = (command: PaymentCommand, state: PaymentState) => readonly PaymentEvent[]

/** What each clock of the chart does when its time is over. */
export const alarms: Readonly<Record<ClockKind, Alarm>> = {
  expiry: expiryOver,
  transfer: transferWindowOver,
  match: matchTimeOver,
  offer: (command, state) => lapseAndGoOn(command, state, 'silent'),
  pay: (command, state) => [enterGrace(command, state, 'pay_window_over')],
  grace: graceOver,
  remind,
  silent: reportSilence,
  answer: (command, state) => [dispute(command, state, 'no_answer', 'system')],
  query: (command, state) => [dispute(command, state, 'no_agreement', 'system')],
  refund: (command, state) => [dispute(command, state, 'refund_overdue', 'system')],
  evidence: evidenceTimeOver,
  verdict: (command, state) => escalate(command, state, 'dispute', 'verdict'),
  case: (command, state) => escalate(command, state, 'late_case', 'case'),
  appeal_case: (command, state) => escalate(command, state, 'appeal', 'appeal_case'),
  recall_case: (command, state) => escalate(command, state, 'recall', 'recall_case'),
  release: holdOver,
  reserve: reserveOver,
  appeal: appealWindowOver,
  recall: recallWindowOver,
}

/** Only the awaited id counts: a clock that was stopped or set anew meanwhile fires into nothing. */
export const ring = (command: CommandFor<'clock'>, state: PaymentState): PaymentDecision => {
  const { kind, clockId, outages } = command.data
  const running = state.clocks[kind]
  if (running?.clockId !== clockId) return reject('clock_stale')
  const dueAtMs = dueOverOutages(running, outages)
  if (dueAtMs > running.dueAtMs) {
    return accept(
      tell('clockShifted', command, state, {
        kind,
        outages: [...outages],
        clocks: [{ kind, clockId: `${command.id}:${kind}`, dueAtMs }],
      }),
    )
  }
  return accept(...alarms[kind as ClockKind](command, state))
}
