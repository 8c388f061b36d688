import { ledgers, type RefusalReason, type TransferRequest } from '@stablegate/contracts'
import { assertThat, unreachable } from '@stablegate/kernel'
import type { Balance } from './balance.ts'
import { debtorRepaidBy, oldestClaims, payableMicro, payeeOf } from './claims-queue.ts'
import { isThere, movableMicro, type Category, type Draft } from './draft.ts'

type Request<Kind extends TransferRequest['kind']> = Extract<TransferRequest, { kind: Kind }>
type Leg = { readonly debit: string; readonly credit: string }

/**
 * Tries one transfer on the draft: undefined when it was done there, else why not. Checks run in
 * the order of `refusalReasons`, so the reason given is always the first that holds.
 */
export const tryRequest = (draft: Draft, request: TransferRequest): RefusalReason | undefined => {
  switch (request.kind) {
    case 'post':
      return tryPost(draft, request)
    case 'pend':
      return tryPend(draft, request)
    case 'post_pending':
      return tryPostPending(draft, request)
    case 'void_pending':
      return tryVoidPending(draft, request)
    case 'cascade':
      return tryCascade(draft, request)
    default:
      return unreachable(request)
  }
}

const refusalOfLeg = (draft: Draft, leg: Leg): RefusalReason | undefined => {
  if (!draft.balance(leg.debit) || !draft.balance(leg.credit)) return 'account_unknown'
  if (leg.debit === leg.credit) return 'same_account'
  if (ledgers[draft.ledger].livemode && isTestCustody(leg)) return 'test_custody_in_live'
  return undefined
}

const isTestCustody = (leg: Leg): boolean =>
  leg.debit === 'custody:test' || leg.credit === 'custody:test'

const balanceOf = (draft: Draft, account: string): Balance => {
  const balance = draft.balance(account)
  assertThat(balance, 'a checked account is unknown')
  return balance
}

const tryPost = (draft: Draft, request: Request<'post'>): RefusalReason | undefined => {
  const refusal = refusalOfLeg(draft, request)
  if (refusal) return refusal
  if (draft.idState(request.id)) return 'transfer_id_spent'
  const debit = balanceOf(draft, request.debit)
  const credit = balanceOf(draft, request.credit)
  if (takenByLeg(draft, debit, credit, request.amountMicro) < request.amountMicro)
    return 'insufficient_funds'
  draft.post(request.id, undefined, debit, credit, request.amountMicro, request.category)
  return payClaims(draft, { id: request.id, next: 1 }, debit, credit, request.amountMicro)
}

const tryPend = (draft: Draft, request: Request<'pend'>): RefusalReason | undefined => {
  const refusal = refusalOfLeg(draft, request)
  if (refusal) return refusal
  if (draft.idState(request.id)) return 'transfer_id_spent'
  const debit = balanceOf(draft, request.debit)
  const credit = balanceOf(draft, request.credit)
  if (!isThere(debit, credit, request.amountMicro)) return 'insufficient_funds'
  draft.pend(request.id, debit, credit, request.amountMicro, request.category)
  return undefined
}

const refusalOfEnd = (draft: Draft, id: string, pending: string): RefusalReason | undefined => {
  if (draft.idState(id)) return 'transfer_id_spent'
  const state = draft.idState(pending)
  if (state === undefined || state === 'spent') return 'pending_unknown'
  if (state === 'posted') return 'pending_posted_already'
  if (state === 'voided') return 'pending_voided_already'
  return undefined
}

const tryPostPending = (
  draft: Draft,
  request: Request<'post_pending'>,
): RefusalReason | undefined => {
  const refusal = refusalOfEnd(draft, request.id, request.pending)
  if (refusal) return refusal
  const pending = draft.pending(request.pending)
  assertThat(pending, 'an open pending transfer has no content')
  const amountMicro = request.amountMicro ?? pending.amountMicro
  if (amountMicro > pending.amountMicro) return 'amount_exceeds_pending'
  draft.end(request.id, request.pending, pending, amountMicro, request.category)
  const debit = balanceOf(draft, pending.debit)
  const credit = balanceOf(draft, pending.credit)
  return payClaims(draft, { id: request.id, next: 1 }, debit, credit, amountMicro)
}

const tryVoidPending = (
  draft: Draft,
  request: Request<'void_pending'>,
): RefusalReason | undefined => {
  const refusal = refusalOfEnd(draft, request.id, request.pending)
  if (refusal) return refusal
  const pending = draft.pending(request.pending)
  assertThat(pending, 'an open pending transfer has no content')
  draft.end(request.id, request.pending, pending, 0n, request.category)
  return undefined
}

const tryCascade = (draft: Draft, request: Request<'cascade'>): RefusalReason | undefined => {
  const refusal = firstRefusal(draft, request.legs)
  if (refusal) return refusal
  if (draft.idState(request.id)) return 'transfer_id_spent'
  draft.spend(request.id)
  const names = { id: request.id, next: 1 }
  let restMicro = request.amountMicro
  for (const leg of request.legs) {
    const debit = balanceOf(draft, leg.debit)
    const credit = balanceOf(draft, leg.credit)
    const partMicro = takenByLeg(draft, debit, credit, restMicro)
    if (partMicro === 0n) continue
    const id = nextName(names)
    if (draft.idState(id)) return 'transfer_id_spent'
    draft.post(id, request.id, debit, credit, partMicro, request.category)
    const paid = payClaims(draft, names, debit, credit, partMicro)
    if (paid) return paid
    restMicro -= partMicro
  }
  return restMicro > 0n ? 'insufficient_funds' : undefined
}

/** The reason that stands first in the order of precedence, whichever leg has it. */
const firstRefusal = (draft: Draft, legs: readonly Leg[]): RefusalReason | undefined => {
  const found = legs.map((leg) => refusalOfLeg(draft, leg))
  return (['account_unknown', 'same_account', 'test_custody_in_live'] as const).find((reason) =>
    found.includes(reason),
  )
}

/** A leg takes what its accounts allow, and no more of a debt than the claims one event can pay. */
const takenByLeg = (draft: Draft, debit: Balance, credit: Balance, restMicro: bigint): bigint => {
  const movable = movableMicro(debit, credit, restMicro)
  const debtor = debtorRepaidBy(debit.account, credit.account)
  const payable = debtor === undefined ? undefined : payableMicro(draft.claimsAgainst(debtor))
  return payable !== undefined && payable < movable ? payable : movable
}

type Names = { readonly id: string; next: number }

const nextName = (names: Names): string => {
  const name = `${names.id}/${names.next}`
  names.next += 1
  return name
}

/** A repaid receivable pays the oldest claims against that merchant in the same set. */
const payClaims = (
  draft: Draft,
  names: Names,
  debit: Balance,
  credit: Balance,
  amountMicro: bigint,
): RefusalReason | undefined => {
  const debtor = debtorRepaidBy(debit.account, credit.account)
  if (debtor === undefined) return undefined
  const category: Category = 'claim_payment'
  for (const claim of oldestClaims(draft.claimsAgainst(debtor), amountMicro)) {
    const from = balanceOf(draft, claim.account)
    const to = balanceOf(draft, payeeOf(claim.account))
    // An adjustment may have taken from the claims account what the queue still shows.
    const paidMicro = movableMicro(from, to, claim.amountMicro)
    if (paidMicro === 0n) continue
    const id = nextName(names)
    if (draft.idState(id)) return 'transfer_id_spent'
    draft.post(id, names.id, from, to, paidMicro, category)
  }
  return undefined
}
