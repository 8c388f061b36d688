import { accept, reject } from '@stablegate/kernel'
import { setClock, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { openRefunds } from './on-chain.ts'
import {
  tell,
  termsOf,
  type CommandFor,
  type DataOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

export const maxExhibitsPerSide = 20

type Disputed = DataOf<'disputed'>

/** The escrow is frozen until a verdict or a concession; no clock of a dispute ever releases. */
export const dispute = (
  command: PaymentCommand,
  state: PaymentState,
  reason: Disputed['reason'],
  by: Disputed['by'],
  more: Pick<Disputed, 'note' | 'other'> = {},
): PaymentEvent => {
  const { evidenceMs, verdictMs } = termsOf(state).policy.clocks
  return tell('disputed', command, state, {
    reason,
    by,
    ...more,
    clocks: turnClocks(
      state,
      setClock(command, 'evidence', evidenceMs),
      setClock(command, 'verdict', verdictMs),
    ),
  })
}

export const openDispute = (
  command: CommandFor<'openDispute'>,
  state: PaymentState,
): PaymentDecision =>
  accept(dispute(command, state, 'opened', command.data.by.role, { note: command.data.reason }))

export const addEvidence = (
  command: CommandFor<'addEvidence'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, evidence } = command.data
  const mine = state.exhibits.filter(({ side }) => side === by.role)
  if (state.status === 'disputed' && !state.evidenceOpen) return reject('evidence_closed')
  if (mine.length >= maxExhibitsPerSide) return reject('too_much_evidence')
  if (state.exhibits.some((exhibit) => exhibit.evidence.digest === evidence.digest))
    return reject('evidence_known')
  return accept(tell('evidenceAdded', command, state, { side: by.role, evidence }))
}

/** The default rule: the only side with bank proof wins; with none on either side the acceptor does. */
export const suggestedOutcome = (state: PaymentState): 'full' | 'none' | undefined => {
  const proves = (side: 'customer' | 'acceptor'): boolean =>
    state.exhibits.some((exhibit) => exhibit.side === side && exhibit.evidence.bankProof)
  const customer = proves('customer')
  if (customer && proves('acceptor')) return undefined
  return customer ? 'full' : 'none'
}

export const flag = (command: CommandFor<'flag'>, state: PaymentState): PaymentDecision => {
  const { by, reason } = command.data
  if (openRefunds(state) > 0n) return reject('refund_open')
  return state.flag
    ? reject('already_flagged')
    : accept(tell('flagged', command, state, { by: by.role, reason }))
}

/** Rule 11: a second claimant of one bank reference sends both to review. */
export const recordContest = (
  command: CommandFor<'recordContest'>,
  state: PaymentState,
): PaymentDecision => {
  const { other } = command.data
  switch (state.status) {
    case 'claimed':
    case 'grace':
    case 'awaiting_payment':
    case 'amount_query':
    case 'fiat_refund_due':
      return accept(dispute(command, state, 'reference_contested', 'system', { other }))
    case 'settling':
    case 'settled':
    case 'split':
    case 'disputed':
    case 'late_case':
      return state.flag
        ? accept()
        : accept(
            tell('flagged', command, state, { by: 'system', reason: 'reference_contested', other }),
          )
    default:
      return accept()
  }
}

export const evidenceTimeOver = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => [
  tell('evidenceClosed', command, state, { clocks: [{ kind: 'evidence', off: true }] }),
]

export const escalate = (
  command: PaymentCommand,
  state: PaymentState,
  what: DataOf<'escalated'>['what'],
  kind: string,
): readonly PaymentEvent[] => [
  tell('escalated', command, state, { what, clocks: [{ kind, off: true }] }),
]
