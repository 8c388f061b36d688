import { defaultMethods, type PaymentPolicy } from '@stablegate/contracts'
import type { Random } from '../engine/random.ts'

const minute = 60_000

/** The clocks of the chart, in minutes instead of days. */
export const policyOf = (random: Random): PaymentPolicy => ({
  version: 1,
  fee: { version: 1, bps: random.pick([0, 100, 250]), fixedMicro: random.pick([0n, 300_000n]) },
  commissionBps: random.pick([0, 20]),
  ...(random.chance(0.5) ? { agent: { agent: 'agt_s', shareBps: 1_000 } } : {}),
  reserveBps: random.pick([0, 1_000]),
  methods: Object.fromEntries(
    Object.entries(defaultMethods).map(([method, policy]) => [
      method,
      {
        ...policy,
        holdMs: 10 * minute,
        reversalWindowMs: 20 * minute,
        graceMs: 4 * minute,
      },
    ]),
  ),
  clocks: {
    expiryMs: 8 * minute,
    matchMs: 2 * minute,
    offerMs: minute,
    payMs: 4 * minute,
    remindMs: minute,
    silentMs: 3 * minute,
    answerMs: 6 * minute,
    queryMs: 4 * minute,
    refundMs: 5 * minute,
    evidenceMs: 3 * minute,
    verdictMs: 8 * minute,
    caseMs: 8 * minute,
    appealMs: 12 * minute,
    reserveMs: 20 * minute,
  },
  offersMax: 3,
  maxSpreadBps: 300,
  excludedOwners: [],
  twoPeopleFromMicro: 150_000_000n,
  onChain: {
    transferMs: 5 * minute,
    underToleranceBps: random.pick([0, 100]),
    overToleranceBps: random.pick([0, 100]),
    referenceMaxAgeMs: minute,
    refundAddressMs: 6 * minute,
  },
})
