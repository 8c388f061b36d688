import { paymentCommands } from '@stablegate/contracts'
import { assertThat, reject, type Decider } from '@stablegate/kernel'
import { ring } from './alarms.ts'
import {
  acceptPart,
  acknowledgeRefund,
  answerAmount,
  correctAmount,
  markRefunded,
  offerRefund,
} from './amount.ts'
import { chooseOnChain, recordAddress, refuseAddress } from './choose-on-chain.ts'
import { recordDeposit, recordWrongAsset } from './deposits.ts'
import { appeal } from './appeal.ts'
import {
  attestNothingCame,
  claim,
  coConfirm,
  confirm,
  extend,
  refuse,
  reportAccountUnusable,
  stateNotPaid,
} from './claim.ts'
import type { PaymentDecision } from './decision.ts'
import { addEvidence, flag, openDispute, recordContest } from './dispute.ts'
import { evolve } from './evolve.ts'
import {
  approveJudgement,
  concede,
  decideAppeal,
  decideLate,
  decideRecall,
  giveVerdict,
  retryTransfer,
  unflag,
} from './judge.ts'
import { confirmLate, lateClaim } from './late.ts'
import {
  acceptOffer,
  cancel,
  choose,
  create,
  declineOffer,
  recordNoOffer,
  recordOffer,
  recordSuspension,
  suspendOrder,
} from './offer.ts'
import { reportRecall } from './recall.ts'
import type { PaymentRejection } from './rejections.ts'
import {
  acceptUnapplied,
  assign,
  dismissWrongAsset,
  recordRefund,
  requestRefund,
  setAside,
  topUp,
} from './resolve.ts'
import { refusalOf } from './rights.ts'
import {
  noPayment,
  type CommandFor,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  type Verb,
} from './state.ts'
import { recordTransfer } from './transfers.ts'

type Deciders = {
  readonly [V in Verb]: (command: CommandFor<V>, state: PaymentState) => PaymentDecision
}

/** One function a command; each is called only for a payment that exists and an actor who may do this now. */
const deciders: Deciders = {
  create,
  choose,
  claim,
  stateNotPaid,
  answerAmount,
  acknowledgeRefund,
  appeal,
  lateClaim,
  acceptOffer,
  declineOffer,
  confirm,
  refuse,
  reportAccountUnusable,
  attestNothingCame,
  correctAmount,
  offerRefund,
  markRefunded,
  confirmLate,
  reportRecall,
  cancel,
  addEvidence,
  concede,
  flag,
  openDispute,
  extend,
  acceptPart,
  unflag,
  suspendOrder,
  coConfirm,
  giveVerdict,
  decideLate,
  decideAppeal,
  decideRecall,
  retryTransfer,
  approveJudgement,
  recordOffer,
  recordNoOffer,
  recordTransfer,
  recordSuspension,
  recordContest,
  clock: ring,
  chooseOnChain,
  recordAddress,
  refuseAddress,
  recordDeposit,
  recordWrongAsset,
  acceptUnapplied,
  topUp,
  requestRefund,
  recordRefund,
  setAside,
  assign,
  dismissWrongAsset,
}

const verbs = new Map<string, Verb>(
  (Object.keys(paymentCommands) as Verb[]).map((verb) => [paymentCommands[verb].type, verb]),
)

export const verbOf = (type: string): Verb => {
  const verb = verbs.get(type)
  assertThat(verb, `no command of a payment is called ${type}`)
  return verb
}

/** Whether an act that would be taken counts in another fiat currency than the order's. */
const isCountedOtherwise = ({ type, data }: PaymentCommand, { order }: PaymentState): boolean =>
  type !== paymentCommands.choose.type
  && 'currency' in data && data.currency !== undefined
  && order !== undefined && data.currency !== order.currency

/** Precedence of refusals: existence, who, what now, then the particulars of the command. */
const decide = (command: PaymentCommand, state: PaymentState): PaymentDecision => {
  const verb = verbOf(command.type)
  if (verb === 'create') {
    if (state.status !== 'none') return reject('payment_exists')
  } else {
    if (state.status === 'none') return reject('payment_unknown')
    const refusal = 'by' in command.data ? refusalOf(verb, command.data.by, state) : undefined
    if (refusal) return reject(refusal)
  }
  const decider = deciders[verb] as (command: PaymentCommand, state: PaymentState) => PaymentDecision
  const decision = decider(command, state)
  return 'events' in decision && isCountedOtherwise(command, state)
    ? reject('wrong_currency')
    : decision
}

export const payment: Decider<PaymentCommand, PaymentEvent, PaymentState, PaymentRejection> = {
  initial: noPayment,
  decide,
  evolve,
}
