import type { Verdict } from '@stablegate/contracts'
import { accept, reject, type ClockChange } from '@stablegate/kernel'
import { setClock, stopClocks, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { divisionOf, postedFor } from './journal.ts'
import {
  orderOf,
  settlementOf,
  tell,
  termsOf,
  type DataOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

export type SettleBy = {
  readonly way: DataOf<'settlementDecided'>['way']
  readonly receivedMinor: bigint
  readonly payerMatches: boolean
  /** An operator or the system broke a rule by settling: a recall is the operator's. */
  readonly ruleBroken?: boolean
  /** References from elsewhere than the customer's claims. */
  readonly references?: readonly (string | undefined)[]
  /** The claims' references are wrong and `references` holds the true ones. */
  readonly replacesClaims?: boolean
  readonly verdict?: Verdict['outcome']
}

const lateWays: readonly SettleBy['way'][] = ['late_confirmed', 'late_accepted']

/** Rule 2: fixed here, in the order, before anybody knows whether there will be a recall. */
export const recallOwnerOf = (
  state: PaymentState,
  by: SettleBy,
): DataOf<'settlementDecided'>['recallOwner'] => {
  if (by.ruleBroken) return 'operator'
  const { fiatMinor } = orderOf(state)
  const claimedMinor = state.claims.at(-1)?.claimedMinor ?? fiatMinor
  const matched = by.payerMatches && by.receivedMinor === fiatMinor && claimedMinor === fiatMinor
  return matched ? 'merchant' : 'acceptor'
}

const referencesOf = (
  state: PaymentState,
  by: SettleBy,
): { all: string[]; unclaimed: string[] } => {
  const claimed = by.replacesClaims
    ? []
    : state.claims.map(({ bankReferenceHash }) => bankReferenceHash)
  const given = [...(by.references ?? []), state.received?.bankReferenceHash].filter(
    (hash) => hash !== undefined,
  )
  // What an earlier decision of this payment has claimed is its own already.
  const all = [...new Set([...claimed, ...given])].filter(
    (hash) => !state.ownReferences.includes(hash),
  )
  return { all, unclaimed: all.filter((hash) => !claimed.includes(hash)) }
}

/** The settlement decision: how much is posted, how it is divided, who will own a recall. */
export const settle = (
  command: PaymentCommand,
  state: PaymentState,
  by: SettleBy,
): PaymentDecision => {
  const order = orderOf(state)
  const { policy } = termsOf(state)
  const postedMicro = postedFor(order.usdtMicro, order.fiatMinor, by.receivedMinor)
  if (postedMicro === 0n) return reject('amount_too_small')
  const standing = state.escrows[order.attempt] === 'pended'
  const references = referencesOf(state, by)
  const late = lateWays.includes(by.way) || !standing
  const excess = by.receivedMinor - order.fiatMinor
  return accept(
    tell('settlementDecided', command, state, {
      ...divisionOf(postedMicro, policy),
      attempt: standing ? order.attempt : state.attempt + 1,
      acceptor: order.acceptor,
      account: order.account,
      method: order.method,
      way: by.way,
      status: by.verdict === 'split' ? 'split' : 'settled',
      receivedMinor: by.receivedMinor,
      bankReferenceHashes: references.all,
      unclaimedHashes: references.unclaimed,
      recallOwner: recallOwnerOf(state, by),
      time: late ? 'late' : (state.claims.at(-1)?.time ?? 'in_time'),
      escrow: standing ? 'standing' : 'anew',
      ...(excess > 0n ? { fiatDebtMinor: excess } : {}),
      ...(policy.agent ? { vests: true } : {}),
      clocks: [...turnClocks(state), ...stopClocks(state, 'appeal')],
    }),
  )
}

/** The ledger has posted: the money is the merchant's, held until T+N. */
export const recordSettled = (command: PaymentCommand, state: PaymentState): PaymentEvent => {
  const { attempt, status, method, heldMicro, reserveMicro } = settlementOf(state)
  const { clocks, methods } = termsOf(state).policy
  const { holdMs, reversalWindowMs } = methods[method] ?? {
    holdMs: clocks.caseMs,
    reversalWindowMs: clocks.appealMs,
  }
  const set: ClockChange[] = [
    setClock(command, 'appeal', clocks.appealMs),
    setClock(command, 'recall', reversalWindowMs),
  ]
  if (heldMicro > 0n) set.push(setClock(command, 'release', holdMs))
  if (reserveMicro > 0n) set.push(setClock(command, 'reserve', clocks.reserveMs))
  return tell('settled', command, state, {
    attempt,
    status,
    availableAtMs: command.atMs + holdMs,
    clocks: set,
  })
}

/** Proportional share of a part of what was posted, floored. */
export const shareOf = (micro: bigint, partMicro: bigint, wholeMicro: bigint): bigint =>
  partMicro === wholeMicro ? micro : (micro * partMicro) / wholeMicro
