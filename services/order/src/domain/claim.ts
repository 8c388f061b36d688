import { accept, reject } from '@stablegate/kernel'
import { close } from './close.ts'
import { setClock, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { dispute } from './dispute.ts'
import { enterGrace, graceMsOf } from './offer.ts'
import { settle } from './settle.ts'
import {
  orderOf,
  tell,
  termsOf,
  type CommandFor,
  type DataOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

/** The customer says "I paid". Bank time inside the price lock counts as in time however late the claim. */
export const claim = (command: CommandFor<'claim'>, state: PaymentState): PaymentDecision => {
  const { bankReferenceHash, sealedReference, claimedMinor, paidAtMs } = command.data
  const { attempt, account, method, lockUntilMs = 0 } = orderOf(state)
  if (paidAtMs !== undefined && paidAtMs > command.atMs) return reject('paid_in_future')
  const { remindMs, silentMs, answerMs } = termsOf(state).policy.clocks
  return accept(
    tell('claimed', command, state, {
      attempt,
      account,
      method,
      bankReferenceHash,
      sealedReference,
      ...(claimedMinor === undefined ? {} : { claimedMinor }),
      ...(paidAtMs === undefined ? {} : { paidAtMs }),
      time: (paidAtMs ?? command.atMs) <= lockUntilMs ? 'in_time' : 'late',
      clocks: turnClocks(
        state,
        setClock(command, 'remind', remindMs),
        setClock(command, 'silent', silentMs),
        setClock(command, 'answer', answerMs),
      ),
    }),
  )
}

export const stateNotPaid = (
  command: CommandFor<'stateNotPaid'>,
  state: PaymentState,
): PaymentDecision =>
  state.received
    ? reject('money_received')
    : accept(close(command, state, 'closed_unpaid', 'not_paid'))

export const attestNothingCame = (
  command: CommandFor<'attestNothingCame'>,
  state: PaymentState,
): PaymentDecision =>
  state.nothingAttested
    ? reject('already_attested')
    : accept(tell('nothingAttested', command, state, {}))

export const reportAccountUnusable = (
  command: CommandFor<'reportAccountUnusable'>,
  state: PaymentState,
): PaymentDecision => accept(enterGrace(command, state, 'account_unusable'))

export const graceOver = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] =>
  state.received
    ? [dispute(command, state, 'no_agreement', 'system')]
    : [close(command, state, 'closed_unpaid', 'grace_over')]

/** Rule 20: orders of a suspended acceptor, and flagged ones, are not settled by the parties alone. */
export const needsOperator = (state: PaymentState): boolean =>
  orderOf(state).suspended || state.flag !== undefined

export const holdConfirmation = (
  command: PaymentCommand,
  state: PaymentState,
  received: Omit<DataOf<'confirmationHeld'>, 'payment' | 'atMs' | 'clocks'>,
): PaymentEvent => {
  const { answerMs } = termsOf(state).policy.clocks
  return tell('confirmationHeld', command, state, {
    ...received,
    clocks: turnClocks(state, setClock(command, 'answer', answerMs)),
  })
}

/** The acceptor says what came. Only the exact amount, the claimed one where a claim names it, releases. */
export const confirm = (command: CommandFor<'confirm'>, state: PaymentState): PaymentDecision => {
  const { receivedMinor, payerMatches, bankReferenceHash } = command.data
  const { fiatMinor } = orderOf(state)
  const received = {
    receivedMinor,
    payerMatches,
    ...(bankReferenceHash === undefined ? {} : { bankReferenceHash }),
  }
  // Said once: to say it again would only put off the dispute that waits for an operator.
  if (state.heldConfirmation) return reject('nothing_to_confirm')
  if (state.claims.length === 0 && bankReferenceHash === undefined)
    return reject('bank_reference_missing')
  const claimedMinor = state.toppedUp ? undefined : state.claims.at(-1)?.claimedMinor
  if (receivedMinor !== fiatMinor || receivedMinor !== (claimedMinor ?? fiatMinor)) {
    const { queryMs } = termsOf(state).policy.clocks
    return accept(
      tell('amountQueried', command, state, {
        ...received,
        expectedMinor: fiatMinor,
        clocks: turnClocks(state, setClock(command, 'query', queryMs)),
      }),
    )
  }
  if (needsOperator(state)) return accept(holdConfirmation(command, state, received))
  return settle(command, state, {
    way: 'confirmed',
    receivedMinor,
    payerMatches,
    references: [bankReferenceHash],
  })
}

/** The operator's confirmation beside the acceptor's. */
export const coConfirm = (
  command: CommandFor<'coConfirm'>,
  state: PaymentState,
): PaymentDecision => {
  const { received } = state
  if (!state.heldConfirmation || !received) return reject('nothing_to_confirm')
  const { receivedMinor, payerMatches } = received
  return settle(command, state, { way: 'co_confirmed', receivedMinor, payerMatches })
}

export const refuse = (command: CommandFor<'refuse'>, state: PaymentState): PaymentDecision =>
  accept(dispute(command, state, command.data.reason, 'acceptor'))

export const extend = (command: CommandFor<'extend'>, state: PaymentState): PaymentDecision => {
  if (state.extended) return reject('already_extended')
  const kind = state.status === 'grace' ? 'grace' : 'refund'
  const dueAtMs = Math.max(state.clocks[kind]?.dueAtMs ?? command.atMs, command.atMs)
  const moreMs = kind === 'grace' ? graceMsOf(state) : termsOf(state).policy.clocks.refundMs
  return accept(
    tell('extended', command, state, {
      by: command.data.by.role,
      clocks: [setClock(command, kind, dueAtMs - command.atMs + moreMs)],
    }),
  )
}

export const remind = (command: PaymentCommand, state: PaymentState): readonly PaymentEvent[] => {
  const { remindMs, silentMs } = termsOf(state).policy.clocks
  const count = state.reminders + 1
  const again = (count + 1) * remindMs < silentMs
  return [
    tell('acceptorReminded', command, state, {
      count,
      clocks: [again ? setClock(command, 'remind', remindMs) : { kind: 'remind', off: true }],
    }),
  ]
}

export const reportSilence = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => [
  tell('acceptorSilent', command, state, { clocks: [{ kind: 'silent', off: true }] }),
]
