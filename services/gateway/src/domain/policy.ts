import {
  defaultClocks, defaultMethods, defaultOnChain, defaultPolicy, type MerchantSettings, type PaymentClocks, type PaymentPolicy,
} from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'

const dayMs = 86_400_000

/** The terms of a merchant that a payment keeps as they were when it was made. */
export type MerchantTerms = {
  readonly tier: 'new' | 'established'
  readonly fees: { readonly version: number; readonly bps: number; readonly fixedMicro: bigint; readonly commissionBps: number }
  readonly agent?: { readonly agent: string; readonly shareBps: number } | undefined
  /** What the merchant chose itself, and by which version; 0 or absent: nothing. */
  readonly settingsVersion?: number
  readonly settings?: MerchantSettings
}

/** Clocks that a payment of test mode may shorten, so that a test need not wait for days. */
export type TestClocks = Partial<PaymentClocks> & {
  readonly holdMs?: number | undefined
  readonly reversalWindowMs?: number | undefined
  readonly graceMs?: number | undefined
  readonly transferMs?: number | undefined
  readonly refundAddressMs?: number | undefined
}

/** Rule 1: new merchants wait seven days and leave a tenth in reserve; established ones wait what the rail asks. */
const newMerchant = { holdMs: 7 * dayMs, reserveBps: 1_000 }

const definedOf = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>

/** The policy snapshot of a new payment. */
export const policyOf = (
  terms: MerchantTerms, wishes: Pick<PaymentPolicy, 'maxSpreadBps' | 'minUsdtMicro'> & { readonly excludedOwners: readonly string[] },
  test: TestClocks = {},
): PaymentPolicy => {
  assertThat(terms.fees.commissionBps <= terms.fees.bps, 'a commission above the fee')
  const { holdMs, reversalWindowMs, graceMs, transferMs, refundAddressMs, ...clocks } = test
  const overrides = definedOf({ holdMs, reversalWindowMs, graceMs })
  const isNew = terms.tier === 'new'
  const { maxSpreadBps, underToleranceBps, overToleranceBps, methods: taken, onChain } = terms.settings ?? {}
  const offered = Object.entries(defaultMethods).filter(([name]) => taken?.some((one) => one === name) ?? true)
  const methods = Object.fromEntries(offered.map(([method, policy]) => [method, {
    ...policy, ...(isNew ? { holdMs: Math.max(policy.holdMs, newMerchant.holdMs) } : {}), ...overrides,
  }])) as PaymentPolicy['methods']
  return {
    ...defaultPolicy,
    fee: { version: terms.fees.version, bps: terms.fees.bps, fixedMicro: terms.fees.fixedMicro },
    commissionBps: terms.fees.commissionBps,
    ...(terms.agent ? { agent: { ...terms.agent } } : {}),
    reserveBps: isNew ? newMerchant.reserveBps : 0,
    methods,
    onChain: { ...defaultOnChain, ...definedOf({ transferMs, refundAddressMs, underToleranceBps, overToleranceBps, offered: onChain }) },
    ...(terms.settingsVersion ? { settingsVersion: terms.settingsVersion } : {}),
    clocks: { ...defaultClocks, ...definedOf(clocks) },
    ...definedOf({ maxSpreadBps: wishes.maxSpreadBps ?? maxSpreadBps, minUsdtMicro: wishes.minUsdtMicro }),
    excludedOwners: [...wishes.excludedOwners],
  }
}
