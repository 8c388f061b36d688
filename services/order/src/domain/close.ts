import { setClock, turnClocks } from './clocks.ts'
import {
  orderOf,
  tell,
  termsOf,
  type DataOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

type Closed = DataOf<'closed'>

/**
 * Nothing is posted: the escrow goes back. The amount stays blocked from the acceptor's withdrawals
 * while the customer may still say that the money was paid after all (rule 3).
 */
export const close = (
  command: PaymentCommand,
  state: PaymentState,
  status: Closed['status'],
  reason: Closed['reason'],
  refund?: Closed['refund'],
): PaymentEvent => {
  const { attempt } = orderOf(state)
  const { appealMs } = termsOf(state).policy.clocks
  const window =
    state.clocks['appeal'] || state.refundAcknowledged
      ? []
      : [setClock(command, 'appeal', appealMs)]
  return tell('closed', command, state, {
    attempt,
    status,
    reason,
    voids: state.escrows[attempt] === 'pended',
    blockUntilMs: command.atMs + appealMs,
    ...(refund ? { refund } : {}),
    clocks: turnClocks(state, ...window),
  })
}
