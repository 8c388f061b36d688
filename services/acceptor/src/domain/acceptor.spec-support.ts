import type { SpecCommand } from '@stablegate/testing'
import type { AcceptorCommand } from './command.ts'
import type { AcceptorEvent } from './state.ts'
import { tierPolicy, tierPolicyVersion } from './tiers.ts'

export const usdt = (amount: number): bigint => BigInt(Math.round(amount * 1_000_000))
export const acceptor = 'acc_a'
export const nowMs = Date.UTC(2026, 0, 1)
type Tier = keyof typeof tierPolicy

export const registered = (
  changes: { livemode?: boolean; house?: boolean } = {},
): AcceptorEvent => ({
  type: 'acceptor.registered',
  data: {
    acceptor,
    livemode: false,
    name: 'Ana',
    owner: 'owner-a',
    house: false,
    registeredBy: 'opr_1',
    atMs: nowMs,
    ...changes,
  },
})
export const verified = (tier: Tier = 'starter'): AcceptorEvent => ({
  type: 'acceptor.verified',
  data: { acceptor, tier, caps: tierPolicy[tier], policyVersion: tierPolicyVersion, atMs: nowMs },
})
const limits = {
  maxPerOrderMinor: 100_000n,
  maxPerDayMinor: 500_000n,
  maxPerMonthMinor: 5_000_000n,
}
export const accountData = {
  acceptor,
  account: 'pac_a',
  method: 'alipay',
  currency: 'CNY',
  ...limits,
  sealedDetails: 'sealed',
  fingerprint: 'f1',
} as const
export const accountAdded: AcceptorEvent = {
  type: 'payment_account.added',
  data: { ...accountData, atMs: nowMs },
}
export const quoteData = {
  acceptor,
  quote: 'quo_a',
  currency: 'CNY',
  pricing: { kind: 'fixed', price: '7.3' },
  minMinor: 100n,
  maxMinor: 100_000n,
  methods: ['alipay' as const],
} as const
export const quoteSet: AcceptorEvent = {
  type: 'quote.set',
  data: { ...quoteData, methods: ['alipay'], setAtMs: nowMs },
}
export const bondRequested = (amount: number, number = 1): AcceptorEvent => ({
  type: 'bond.requested',
  data: {
    acceptor,
    transfer: `bond:acc_a:${number}`,
    livemode: false,
    amountMicro: usdt(amount),
    atMs: nowMs,
  },
})
export const bondPosted = (amount: number, number = 1, total = amount): AcceptorEvent => ({
  type: 'bond.posted',
  data: {
    acceptor,
    transfer: `bond:acc_a:${number}`,
    amountMicro: usdt(amount),
    bondMicro: usdt(total),
    atMs: nowMs,
  },
})
export const bonded = (amount: number): readonly AcceptorEvent[] => [
  bondRequested(amount),
  bondPosted(amount),
]
export const online: AcceptorEvent = {
  type: 'acceptor.went_online',
  data: { acceptor, atMs: nowMs },
}
export const offline = (
  reason: 'own' | 'strikes' | 'claim_unanswered' | 'suspended' | 'bond' | 'operator',
  atMs = nowMs,
): AcceptorEvent => ({ type: 'acceptor.went_offline', data: { acceptor, reason, atMs } })
export const suspended: AcceptorEvent = {
  type: 'acceptor.suspended',
  data: { acceptor, reason: 'r', atMs: nowMs },
}

/** All that going online needs. */
export const ready: readonly AcceptorEvent[] = [
  registered(),
  verified(),
  accountAdded,
  quoteSet,
  ...bonded(50),
]

export const recorded = (
  outcome: 'settled' | 'declined' | 'silent' | 'claim_unanswered' | 'dispute_lost',
  order = 'ord_1',
): Extract<AcceptorEvent, { type: 'order.recorded' }> => ({
  type: 'order.recorded',
  data: {
    acceptor,
    payment: 'pay_1',
    order,
    merchant: 'mer_1',
    payerFingerprint: 'payer-1',
    outcome,
    usdtMicro: usdt(100),
    atMs: nowMs,
  },
})

export const command = <Verb extends string>(
  verb: Verb,
  data: object,
  atMs = nowMs,
): SpecCommand<AcceptorCommand> =>
  ({
    type: `acceptor.acceptor.${verb}`,
    atMs,
    data: { acceptor, ...data },
  }) as unknown as SpecCommand<AcceptorCommand>

export const lossRecorded = (amount: number, order = 'ord_1') =>
  ({
    type: 'loss.recorded',
    data: { acceptor, payment: 'pay_1', order, lossMicro: usdt(amount), atMs: nowMs },
  }) satisfies AcceptorEvent
