import {
  fiatMoney,
  isoTime,
  usdtMoney,
  type CaseRecord,
  type OrderRecord,
  type PaymentRecord,
  type PublicOrder,
  type PublicPayment,
} from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import { orderClockKinds } from './clocks.ts'
import { suggestedOutcome } from './dispute.ts'
import {
  endedStatuses,
  freeMicro,
  isOnChainOffered,
  isPaidOnChain,
  onChainOf,
  refundedMicro,
  seenMicro,
  settledMicro,
  unresolvedMicro,
} from './on-chain.ts'
import { rights } from './rights.ts'
import { orderOf, sessionOf, termsOf, type Order, type PaymentState } from './state.ts'
import { axesOf, wordOf } from './word.ts'
import { onChainStatusOf } from './word-on-chain.ts'

const at = (atMs: number | undefined): string | null => (atMs === undefined ? null : isoTime(atMs))

/** Clocks whose end changes the state; reminders and the closing of evidence do not. */
const endingKinds = new Set<string>([
  'transfer',
  ...orderClockKinds.filter((kind) => !['remind', 'silent', 'evidence'].includes(kind)),
])

/** When the present state ends by itself, as far as recorded outages are known. */
export const deadlineOf = (state: PaymentState): number | undefined => {
  const running = Object.values(state.clocks).filter(({ kind }) => endingKinds.has(kind))
  const due =
    running.length > 0 ? running : [state.clocks['expiry']].filter((clock) => clock !== undefined)
  return due.length === 0 ? undefined : Math.min(...due.map(({ dueAtMs }) => dueAtMs))
}

const received = (state: PaymentState, { currency }: Order) => {
  const receivedMinor = state.settlement?.receivedMinor ?? state.received?.receivedMinor
  return receivedMinor === undefined ? null : fiatMoney(receivedMinor, currency)
}

const ofChain = (state: PaymentState): PublicPayment['settlement'] => {
  const { settlement, feeMicro, reversedMicro } = onChainOf(state)
  if (!settlement?.done) return null
  const at = isoTime(settlement.appliedAtMs ?? settlement.atMs)
  const gross = settledMicro(state)
  return {
    gross: usdtMoney(gross),
    fee: usdtMoney(feeMicro),
    net: usdtMoney(gross - feeMicro),
    reserve: usdtMoney(0n),
    settled_at: at,
    available_at: at,
    released: true,
    recalled: usdtMoney(reversedMicro),
    refunded: usdtMoney(refundedMicro(state, 'available')),
  }
}

const publicSettlement = (state: PaymentState): PublicPayment['settlement'] => {
  const { settlement, recalledMicro } = state
  if (!settlement && state.onChain) return ofChain(state)
  if (!settlement?.done) return null
  const {
    postedMicro,
    feeMicro,
    reserveMicro,
    settledAtMs = 0,
    availableAtMs = 0,
    inHeldMicro,
    outgoing,
  } = settlement
  return {
    gross: usdtMoney(postedMicro),
    fee: usdtMoney(feeMicro),
    net: usdtMoney(postedMicro - feeMicro),
    reserve: usdtMoney(reserveMicro),
    settled_at: isoTime(settledAtMs),
    available_at: isoTime(availableAtMs),
    released: inHeldMicro === 0n && !outgoing.some(({ what }) => what === 'held'),
    recalled: usdtMoney(settlement.recallOwner === 'merchant' ? recalledMicro : 0n),
    refunded: usdtMoney(refundedMicro(state, 'available')),
  }
}

const notBelow = (micro: bigint): bigint => (micro < 0n ? 0n : micro)

/** Paying on chain, as it stands. */
const publicOnChainOf = (state: PaymentState): PublicPayment['on_chain'] => {
  const { onChain: chain } = state
  if (!chain) return null
  const applied = chain.appliedMicro - chain.applying.reduce((sum, { postedMicro }) => sum + postedMicro, 0n)
  return {
    status: onChainStatusOf(state),
    network: chain.network,
    token: 'USDT',
    address: chain.address ?? null,
    amount: usdtMoney(chain.askedMicro),
    price: chain.reference?.price ?? null,
    expires_at: isoTime(chain.lockUntilMs),
    missing: usdtMoney(chain.settlement ? 0n : notBelow(chain.askedMicro - seenMicro(chain))),
    unapplied: usdtMoney(notBelow(unresolvedMicro(state))),
    applied: usdtMoney(applied),
    observed: chain.deposits.map(({ txid, amountMicro, from, stage, block }) => ({
      txid, amount: usdtMoney(amountMicro), from, stage, block: block.number, at: isoTime(block.atMs),
    })),
    wrong_assets: chain.wrongAssets.map(({ txid, asset, amountUnits, block }) => ({
      txid, asset, amount_units: amountUnits, at: isoTime(block.atMs),
    })),
  }
}

/** The payment as its merchant sees it. */
export const publicPaymentOf = (state: PaymentState): PublicPayment => {
  const terms = termsOf(state)
  const word = wordOf(state)
  assertThat(word, 'a payment that was created has a word')
  const { order, status } = state
  return {
    id: terms.payment,
    object: 'payment',
    livemode: terms.livemode,
    merchant: terms.merchant,
    reference: terms.reference,
    status: word.word,
    context: word.context,
    axes: axesOf(state),
    amount:
      terms.amount.fix === 'usdt'
        ? usdtMoney(terms.amount.usdtMicro)
        : fiatMoney(terms.amount.fiatMinor, terms.amount.currency),
    description: terms.description ?? null,
    return_url: terms.returnUrl ?? null,
    metadata: terms.metadata,
    created_at: isoTime(terms.atMs),
    expires_at: isoTime(terms.expiresAtMs),
    order:
      order && status !== 'none' && !isPaidOnChain(state)
        ? {
            id: order.order,
            attempt: order.attempt,
            state: status,
            method: order.method,
            usdt: usdtMoney(order.usdtMicro),
            fiat: fiatMoney(order.fiatMinor, order.currency),
            price: order.price,
            received: received(state, order),
            pay_before: at(order.lockUntilMs),
          }
        : null,
    on_chain: publicOnChainOf(state),
    deadline_at: at(deadlineOf(state)),
    settlement: publicSettlement(state),
  }
}

const fiatDebt = ({ settlement }: PaymentState, { currency }: Order) =>
  settlement?.done && settlement.fiatDebtMinor && !settlement.fiatDebtPaid
    ? fiatMoney(settlement.fiatDebtMinor, currency)
    : null

/** The order as its acceptor sees it; what is sealed is added by the gateway. */
export const publicOrderOf = (state: PaymentState): PublicOrder => {
  const order = orderOf(state)
  const { payment, livemode } = termsOf(state)
  assertThat(state.status !== 'none', 'an order belongs to a payment')
  return {
    id: order.order,
    object: 'order',
    livemode,
    payment,
    acceptor: order.acceptor,
    state: state.status,
    account: order.account,
    method: order.method,
    usdt: usdtMoney(order.usdtMicro),
    fiat: fiatMoney(order.fiatMinor, order.currency),
    price: order.price,
    offered_at: isoTime(order.offeredAtMs),
    accepted_at: at(order.acceptedAtMs),
    deadline_at: at(deadlineOf(state)),
    claimed_at: at(order.claimedAtMs),
    received: received(state, order),
    fiat_debt: fiatDebt(state, order),
  }
}

export const paymentRecordOf = (state: PaymentState): PaymentRecord => {
  const { order, choice, status, unserved } = state
  assertThat(status !== 'none', 'a record is of a payment that exists')
  return {
    payment: publicPaymentOf(state),
    status,
    merchant: termsOf(state).merchant,
    sessionHash: sessionOf(state) ?? null,
    acceptor: order?.acceptor ?? null,
    owner: order?.owner ?? null,
    account: order?.account ?? null,
    currency: choice?.currency ?? null,
    method: choice?.method ?? null,
    ...(status === 'onchain_offered' && unserved !== undefined ? { unserved } : {}),
    mayChooseOnChain: isOnChainOffered(state) && (rights[status].customer?.includes('chooseOnChain') ?? false),
    methods: Object.keys(termsOf(state).policy.methods),
  }
}

/** Acceptors' orders that wait for somebody, shown in their list of work. */
export const isOpenOrder = (state: PaymentState): boolean =>
  [
    'offered',
    'awaiting_payment',
    'grace',
    'claimed',
    'amount_query',
    'fiat_refund_due',
    'disputed',
    'late_case',
  ].includes(state.status)

/** Rule 21: the acceptor needs to know who pays from its acceptance until the last case has ended. */
const isPayerShown = (state: PaymentState): boolean => {
  const { order, status, clocks, appeal, recall } = state
  if (order?.acceptedAtMs === undefined) return false
  const isRunning = isOpenOrder(state) || status === 'settling'
  return isRunning || clocks['appeal'] !== undefined || (appeal?.open ?? false) || (recall?.open ?? false)
}

export const orderRecordOf = (state: PaymentState): OrderRecord => ({
  order: publicOrderOf(state),
  merchant: termsOf(state).merchant,
  open: isOpenOrder(state),
  payerShown: isPayerShown(state),
  sealedPayerName: state.choice?.payer.sealedName ?? '',
  sealedPayerTail: state.choice?.payer.sealedTail ?? '',
  sealedReference: state.claims.at(-1)?.sealedReference ?? null,
})

type Case = Pick<CaseRecord, 'kind' | 'reason' | 'openedAtMs' | 'dueAtMs'>

const openCases = (state: PaymentState): Case[] => {
  const { status, dispute, flag, appeal, recall, settlement, clocks, changedAtMs } = state
  const cases: Case[] = []
  const add = (kind: Case['kind'], reason: string, openedAtMs: number, clock?: string): void => {
    cases.push({
      kind,
      reason,
      openedAtMs,
      dueAtMs: clock ? (clocks[clock]?.dueAtMs ?? null) : null,
    })
  }
  if (status === 'disputed' && dispute)
    add('dispute', dispute.note ?? dispute.reason, dispute.openedAtMs, 'verdict')
  if (status === 'late_case') {
    add(
      'late_case',
      state.lateRefused ? 'insufficient_liquidity' : 'late_claim',
      state.lateOpenedAtMs ?? changedAtMs,
      'case',
    )
  }
  if (appeal?.open) add('appeal', appeal.reason, appeal.openedAtMs, 'appeal_case')
  if (recall?.open) add('recall', 'fiat_recalled', recall.reportedAtMs, 'recall_case')
  if (flag) add('flag', flag.reason, flag.atMs)
  if (state.heldConfirmation) add('flag', 'co_confirmation', changedAtMs, 'answer')
  if (settlement?.done && settlement.fiatDebtMinor && !settlement.fiatDebtPaid) {
    add('fiat_debt', 'excess_received', settlement.settledAtMs ?? changedAtMs)
  }
  const free = endedStatuses.has(status) ? freeMicro(state) : 0n
  if (free > 0n) add('unapplied', state.word.split(' ')[1] ?? 'unapplied', changedAtMs)
  if (state.onChain?.wrongAssetsOpen) add('wrong_asset', state.onChain.wrongAssets.at(-1)?.asset ?? '', changedAtMs)
  for (const { transfer, reason } of state.refusedTransfers)
    add('transfer', `${reason} ${transfer}`, changedAtMs)
  // Where nothing else waits, the second person must still find what the first has proposed.
  if (cases.length === 0 && state.proposal?.judgement.kind === 'assign') add('assign', state.proposal.reason, changedAtMs)
  return cases
}

/** What has no clock because nothing is lost by waiting. */
const unhurried: ReadonlySet<Case['kind']> = new Set<Case['kind']>([
  'flag',
  'fiat_debt',
  'unapplied',
  'wrong_asset',
  'assign',
])

const stakeOf = (state: PaymentState, kind: Case['kind']): CaseRecord['stake'] => {
  const { proposal } = state
  if (kind === 'assign' && proposal?.judgement.kind === 'assign') return { usdt: usdtMoney(proposal.judgement.amountMicro), fiat: null }
  if (kind === 'unapplied') return { usdt: usdtMoney(freeMicro(state)), fiat: null }
  const { order } = state
  return order ? { usdt: usdtMoney(order.usdtMicro), fiat: fiatMoney(order.fiatMinor, order.currency) } : null
}

/** What both sides gave, and what was given with the recall that is looked at. */
const exhibitsOf = (state: PaymentState, { kind }: Case): PaymentState['exhibits'] => {
  const { exhibits, recall } = state
  if (kind !== 'recall' || !recall) return exhibits
  return [...exhibits, { side: 'acceptor', evidence: recall.proof, atMs: recall.reportedAtMs }]
}

/** Everything of this payment that waits for a human. */
export const caseRecordsOf = (state: PaymentState): CaseRecord[] => {
  const { payment, merchant } = termsOf(state)
  return openCases(state).map((open) => ({
    ...open,
    payment,
    merchant,
    acceptor: state.order?.acceptor ?? null,
    owner: state.order?.owner ?? null,
    escalated:
      state.escalated ||
      (open.dueAtMs === null && !unhurried.has(open.kind)),
    suggestion: open.kind === 'dispute' ? (suggestedOutcome(state) ?? null) : null,
    proposedBy: state.proposal?.operator ?? null,
    proposal: state.proposal?.judgement ?? null,
    proposalReason: state.proposal?.reason ?? null,
    stake: stakeOf(state, open.kind),
    evidence: exhibitsOf(state, open).map(({ side, evidence, atMs }) => ({
      side,
      evidence: evidence.evidence,
      digest: evidence.digest,
      kind: evidence.kind,
      bankProof: evidence.bankProof,
      atMs,
    })),
  }))
}
