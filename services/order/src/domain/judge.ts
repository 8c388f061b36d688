import type { Judgement } from '@stablegate/contracts'
import { accept, reject, unreachable } from '@stablegate/kernel'
import { owesRefund } from './amount.ts'
import { appealAtStake, decideAppealed } from './appeal.ts'
import { close } from './close.ts'
import { followedBy, type PaymentDecision } from './decision.ts'
import { postedFor } from './journal.ts'
import { decideRecalled } from './recall.ts'
import { releaseDeferred } from './release.ts'
import { moveNow } from './resolve.ts'
import { settle } from './settle.ts'
import {
  orderOf,
  tell,
  termsOf,
  type CommandFor,
  type PaymentCommand,
  type PaymentState,
} from './state.ts'
import { parseTransferId, type Occasion } from './transfer-ids.ts'

type VerdictGiven = Extract<Judgement, { kind: 'verdict' }>
type LateDecided = Extract<Judgement, { kind: 'late' }>

const giveVerdictNow = (
  command: PaymentCommand,
  state: PaymentState,
  judgement: VerdictGiven,
): PaymentDecision => {
  const { verdict, ruleBroken, bankReferenceHash } = judgement
  const { fiatMinor } = orderOf(state)
  // Forcing a release though the acceptor saw another payer breaks rule 7: such a recall is the operator's.
  const by = {
    way: 'verdict',
    payerMatches: state.received?.payerMatches ?? true,
    ruleBroken: ruleBroken || state.dispute?.reason === 'third_party',
    references: [bankReferenceHash],
    replacesClaims: bankReferenceHash !== undefined,
    verdict: verdict.outcome,
  } as const
  switch (verdict.outcome) {
    case 'full':
      return settle(command, state, { ...by, receivedMinor: fiatMinor })
    case 'split':
      if (verdict.receivedMinor >= fiatMinor) return reject('not_a_part')
      return settle(command, state, { ...by, receivedMinor: verdict.receivedMinor })
    case 'none':
      return verdict.fiatGoesBack
        ? accept(owesRefund(command, state, 'verdict'))
        : accept(close(command, state, 'closed_unpaid', 'verdict'))
  }
}

const decideLateNow = (
  command: PaymentCommand,
  state: PaymentState,
  judgement: LateDecided,
): PaymentDecision => {
  switch (judgement.outcome) {
    case 'accept':
      return settle(command, state, {
        way: 'late_accepted',
        receivedMinor: judgement.receivedMinor ?? orderOf(state).fiatMinor,
        payerMatches: true,
      })
    case 'refund':
      return accept(owesRefund(command, state, 'late'))
    case 'deny':
      if (state.status !== 'late_case') return reject('no_late_case')
      return accept(close(command, state, state.closed?.status ?? 'closed_unpaid', 'late_denied'))
  }
}

/** What the acceptor lacked for an appeal is decided anew with the appeal, and an escrow by a new attempt. */
const retried: readonly Occasion[] = [
  'post',
  'void',
  'release',
  'reserve',
  'recall',
  'apply',
  'aside',
  'reverse',
]

const retryRefused = (
  command: PaymentCommand,
  state: PaymentState,
  transfer: string,
): PaymentDecision => {
  const occasion = parseTransferId(transfer)?.occasion
  const waits = state.refusedTransfers.some((one) => one.transfer === transfer)
  if (!waits || !occasion || !retried.includes(occasion)) return reject('transfer_unknown')
  return accept(tell('transferRetried', command, state, { transfer, retry: state.retries + 1 }))
}

const judgeNow = (
  command: PaymentCommand,
  state: PaymentState,
  judgement: Judgement,
): PaymentDecision => {
  switch (judgement.kind) {
    case 'verdict':
      return giveVerdictNow(command, state, judgement)
    case 'late':
      return decideLateNow(command, state, judgement)
    case 'appeal':
      return decideAppealed(command, state, judgement)
    case 'recall':
      return decideRecalled(command, state, judgement.outcome)
    case 'transfer':
      return retryRefused(command, state, judgement.transfer)
    case 'set_aside':
    case 'assign':
      return moveNow(command, state, judgement)
    default:
      return unreachable(judgement)
  }
}

const atStakeMicro = (state: PaymentState, judgement: Judgement): bigint => {
  const { usdtMicro, fiatMinor } = orderOf(state)
  switch (judgement.kind) {
    case 'verdict':
      return usdtMicro
    case 'late':
      return postedFor(usdtMicro, fiatMinor, judgement.receivedMinor ?? fiatMinor)
    case 'appeal':
      return appealAtStake(state, judgement)
    case 'recall':
      return state.recall?.amountMicro ?? 0n
    case 'transfer':
      return usdtMicro
    case 'set_aside':
    case 'assign':
      return judgement.amountMicro
    default:
      return unreachable(judgement)
  }
}

/** Decides at once, or from the limit on proposes to a second person (rule 19). */
const judge = (
  command: PaymentCommand,
  state: PaymentState,
  judgement: Judgement,
  operator: string,
  reason: string,
): PaymentDecision => {
  const now = judgeNow(command, state, judgement)
  if ('rejected' in now) return now
  if (atStakeMicro(state, judgement) >= termsOf(state).policy.twoPeopleFromMicro) {
    return accept(tell('judgementProposed', command, state, { judgement, operator, reason }))
  }
  return followedBy(
    [tell('judged', command, state, { judgement, operators: [operator], reason })],
    now,
  )
}

export const giveVerdict = (
  command: CommandFor<'giveVerdict'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, verdict, ruleBroken, bankReferenceHash, reason } = command.data
  const more = bankReferenceHash === undefined ? {} : { bankReferenceHash }
  return judge(
    command,
    state,
    { kind: 'verdict', verdict, ruleBroken, ...more },
    by.operator,
    reason,
  )
}

/** A merchant may only send late money back; to take an acceptor's USDT for it is a judgement. */
export const decideLate = (
  command: CommandFor<'decideLate'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, outcome, receivedMinor, reason } = command.data
  if (by.role === 'merchant') {
    return outcome === 'refund'
      ? accept(owesRefund(command, state, 'late'))
      : reject('operator_only')
  }
  const more = receivedMinor === undefined ? {} : { receivedMinor }
  return judge(command, state, { kind: 'late', outcome, ...more }, by.operator, reason)
}

export const decideAppeal = (
  command: CommandFor<'decideAppeal'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, outcome, receivedMinor, reason } = command.data
  const more = receivedMinor === undefined ? {} : { receivedMinor }
  return judge(command, state, { kind: 'appeal', outcome, ...more }, by.operator, reason)
}

export const decideRecall = (
  command: CommandFor<'decideRecall'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, outcome, reason } = command.data
  return judge(command, state, { kind: 'recall', outcome }, by.operator, reason)
}

/** The ledger refused what should always succeed, so whatever the amount a second person looks at it too. */
export const retryTransfer = (
  command: CommandFor<'retryTransfer'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, transfer, reason } = command.data
  const now = retryRefused(command, state, transfer)
  if ('rejected' in now) return now
  const judgement: Judgement = { kind: 'transfer', transfer }
  return accept(
    tell('judgementProposed', command, state, { judgement, operator: by.operator, reason }),
  )
}

export const approveJudgement = (
  command: CommandFor<'approveJudgement'>,
  state: PaymentState,
): PaymentDecision => {
  const { operator } = command.data.by
  const { proposal } = state
  if (!proposal) return reject('nothing_proposed')
  if (proposal.operator === operator) return reject('same_person')
  const { judgement, reason } = proposal
  const judged = tell('judged', command, state, {
    judgement,
    operators: [proposal.operator, operator],
    reason,
  })
  return followedBy([judged], judgeNow(command, state, judgement))
}

/** Conceding is each side's own right and needs no judge. */
export const concede = (command: CommandFor<'concede'>, state: PaymentState): PaymentDecision => {
  if (command.data.by.role === 'acceptor') {
    const { fiatMinor } = orderOf(state)
    return settle(command, state, { way: 'conceded', receivedMinor: fiatMinor, payerMatches: true })
  }
  return state.received
    ? accept(owesRefund(command, state, 'asked'))
    : accept(close(command, state, 'closed_unpaid', 'customer_conceded'))
}

export const unflag = (command: CommandFor<'unflag'>, state: PaymentState): PaymentDecision => {
  const { flag: _, ...unflagged } = state
  if (!state.flag) return reject('not_flagged')
  const { reason } = command.data
  return accept(
    tell('unflagged', command, state, { reason }),
    ...releaseDeferred(command, unflagged),
  )
}
