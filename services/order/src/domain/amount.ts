import { accept, reject } from '@stablegate/kernel'
import { holdConfirmation, needsOperator } from './claim.ts'
import { close } from './close.ts'
import { setClock, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { dispute } from './dispute.ts'
import { enterGrace } from './offer.ts'
import { settle, type SettleBy } from './settle.ts'
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

const agreed = (
  command: PaymentCommand,
  state: PaymentState,
  way: SettleBy['way'],
  receivedMinor: bigint,
): PaymentDecision => {
  const { received } = state
  const payerMatches = received?.payerMatches ?? true
  return needsOperator(state)
    ? accept(holdConfirmation(command, state, { ...received, receivedMinor, payerMatches }))
    : settle(command, state, { way, receivedMinor, payerMatches })
}

const receivedOf = (state: PaymentState): bigint => state.received?.receivedMinor ?? 0n

export const owesRefund = (
  command: PaymentCommand,
  state: PaymentState,
  reason: DataOf<'refundDue'>['reason'],
): PaymentEvent =>
  tell('refundDue', command, state, {
    reason,
    clocks: turnClocks(state, setClock(command, 'refund', termsOf(state).policy.clocks.refundMs)),
  })

export const answerAmount = (
  command: CommandFor<'answerAmount'>,
  state: PaymentState,
): PaymentDecision => {
  const { answer } = command.data
  switch (answer) {
    case 'agree':
      return agreed(command, state, 'agreed', receivedOf(state))
    case 'top_up':
      if (receivedOf(state) >= orderOf(state).fiatMinor) return reject('nothing_to_top_up')
      if (state.toppedUp) return reject('already_topped_up')
      return accept(enterGrace(command, state, 'topping_up'))
    case 'ask_refund':
      return accept(owesRefund(command, state, 'asked'))
    case 'contest':
      return accept(dispute(command, state, 'contested', 'customer'))
  }
}

/** Upward only: what an acceptor once said it received, it cannot take back alone. */
export const correctAmount = (
  command: CommandFor<'correctAmount'>,
  state: PaymentState,
): PaymentDecision => {
  const { receivedMinor } = command.data
  if (receivedMinor <= receivedOf(state)) return reject('amount_not_upward')
  return receivedMinor === orderOf(state).fiatMinor
    ? agreed(command, state, 'confirmed', receivedMinor)
    : accept(tell('amountCorrected', command, state, { receivedMinor }))
}

export const offerRefund = (
  command: CommandFor<'offerRefund'>,
  state: PaymentState,
): PaymentDecision => accept(owesRefund(command, state, 'offered'))

export const acceptPart = (
  command: CommandFor<'acceptPart'>,
  state: PaymentState,
): PaymentDecision =>
  receivedOf(state) >= orderOf(state).fiatMinor
    ? reject('not_a_part')
    : agreed(command, state, 'part_accepted', receivedOf(state))

export const markRefunded = (
  command: CommandFor<'markRefunded'>,
  state: PaymentState,
): PaymentDecision => {
  const { bankReferenceHash, sealedReference } = command.data
  if (state.status === 'fiat_refund_due') {
    return accept(
      close(command, state, 'closed_refunded', 'refunded', { bankReferenceHash, sealedReference }),
    )
  }
  const { settlement } = state
  if (!settlement?.fiatDebtMinor || settlement.fiatDebtPaid) return reject('no_fiat_debt')
  return accept(tell('fiatDebtPaid', command, state, { bankReferenceHash, sealedReference }))
}

/** The customer has the fiat back; nothing more can be claimed. */
export const acknowledgeRefund = (
  command: CommandFor<'acknowledgeRefund'>,
  state: PaymentState,
): PaymentDecision => {
  if (state.refundAcknowledged) return reject('already_acknowledged')
  const clocks = state.clocks['appeal'] ? [{ kind: 'appeal', off: true } as const] : []
  const acknowledged = tell('refundAcknowledged', command, state, { clocks })
  return state.status === 'fiat_refund_due'
    ? accept(
        acknowledged,
        close(
          command,
          { ...state, refundAcknowledged: true },
          'closed_refunded',
          'refund_acknowledged',
        ),
      )
    : accept(acknowledged)
}
