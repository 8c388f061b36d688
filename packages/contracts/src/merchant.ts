import { z } from 'zod'
import { id } from './ids.ts'
import { paymentMethod } from './matching.ts'
import { message } from './message.ts'
import { amountMicro, bps } from './money.ts'
import { partyScreening } from './party.ts'

/** Fees of a merchant: `floor(gross x bps) + fixed`, from the merchant (rule 5). Versions count from 1. */
export const feeTerms = z.object({
  bps, fixedMicro: amountMicro,
  /** Paid to the acceptor out of the fee income. */
  commissionBps: bps,
})

/** New merchants wait longer for their money and leave a rolling reserve (rule 1). */
export const merchantTiers = ['new', 'established'] as const
export const merchantTier = z.enum(merchantTiers)

/** Who referred the merchant, for a share of fee less commission. */
export const merchantAgent = z.object({ agent: id('agent'), shareBps: bps })

/** What a merchant chooses for itself; a payment keeps what was chosen when it was made. */
export const merchantSettings = z.object({
  /** Shown to customers in place of the name. */
  displayName: z.string().min(1).max(80).optional(),
  /** Of the checkout's buttons. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/).optional(),
  /** Where customers go back to, of payments that name no other place. */
  returnUrl: z.string().min(1).max(1000).optional(),
  /** How far the price of an acceptor may lie from the reference. */
  maxSpreadBps: z.int().min(0).max(2_000).optional(),
  /** On chain: short by at most this share is paid in full; more by at most this share is the merchant's. */
  underToleranceBps: z.int().min(0).max(500).optional(),
  overToleranceBps: z.int().min(0).max(500).optional(),
  /** Ways to pay acceptors; absent: all there are, empty: none. */
  methods: z.array(paymentMethod).max(20).optional(),
  /** False: nobody pays on chain. */
  onChain: z.boolean().optional(),
})
export type MerchantSettings = z.output<typeof merchantSettings>

/** A part of the settings; null takes a choice back. */
const settingsChange = z.object({
  displayName: merchantSettings.shape.displayName.nullable(), colour: merchantSettings.shape.colour.nullable(),
  returnUrl: merchantSettings.shape.returnUrl.nullable(), maxSpreadBps: merchantSettings.shape.maxSpreadBps.nullable(),
  underToleranceBps: merchantSettings.shape.underToleranceBps.nullable(),
  overToleranceBps: merchantSettings.shape.overToleranceBps.nullable(),
  methods: merchantSettings.shape.methods.nullable(), onChain: merchantSettings.shape.onChain.nullable(),
})

const merchantKey = { merchant: id('merchant') }
const reason = z.string().min(1).max(500)

/** What gives a merchant, or whoever referred it, more than it had: where money is real, two people's act. */
export const merchantAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fees'), fees: feeTerms }),
  z.object({ kind: z.literal('policy'), tier: merchantTier, agent: merchantAgent.optional() }),
  z.object({ kind: z.literal('reinstate'), reason }),
])
export type MerchantAct = z.output<typeof merchantAct>

export const merchantCommands = {
  create: message('gateway.merchant.create', z.object({
    ...merchantKey, livemode: z.boolean(), name: z.string().min(1).max(120), tier: merchantTier,
    fees: feeTerms, agent: merchantAgent.optional(),
    /** Rule 16: a hold or a rejection suspends it from the start. */
    screening: partyScreening.optional(),
  })),
  /** What screening says now; the same by the same lists is nothing new. */
  recordScreening: message('gateway.merchant.record_screening', z.object({ ...merchantKey, screening: partyScreening })),
  setFees: message('gateway.merchant.set_fees', z.object({ ...merchantKey, fees: feeTerms })),
  setPolicy: message('gateway.merchant.set_policy', z.object({
    ...merchantKey, tier: merchantTier, agent: merchantAgent.optional(),
  })),
  changeSettings: message('gateway.merchant.change_settings', z.object({ ...merchantKey, change: settingsChange })),
  suspend: message('gateway.merchant.suspend', z.object({ ...merchantKey, reason })),
  reinstate: message('gateway.merchant.reinstate', z.object({ ...merchantKey, reason })),
  /** The second person's yes to the very proposal. */
  approveAct: message('gateway.merchant.approve_act', z.object({ ...merchantKey, proposal: z.string().min(1).max(200) })),
  /** Somebody's no, also of who asked: it waits no more. */
  rejectAct: message('gateway.merchant.reject_act', z.object({ ...merchantKey, proposal: z.string().min(1).max(200), reason })),
}

export const merchantEvents = {
  created: message('merchant.created', z.object({
    ...merchantKey, livemode: z.boolean(), name: z.string(), tier: merchantTier, atMs: z.number(),
  })),
  screened: message('merchant.screened', z.object({ ...merchantKey, ...partyScreening.shape, by: z.string(), atMs: z.number() })),
  feesSet: message('merchant.fees_set', z.object({
    ...merchantKey, version: z.int().min(1), fees: feeTerms, atMs: z.number(),
  })),
  policySet: message('merchant.policy_set', z.object({
    ...merchantKey, tier: merchantTier, agent: merchantAgent.optional(), atMs: z.number(),
  })),
  /** All settings as they are from here on; versions count from 1. */
  settingsChanged: message('merchant.settings_changed', z.object({
    ...merchantKey, version: z.int().min(1), settings: merchantSettings, atMs: z.number(),
  })),
  /** One of a kind: a newer proposal takes the place of an older one. */
  actProposed: message('merchant.act_proposed', z.object({
    ...merchantKey, proposal: z.string(), act: merchantAct, by: z.string(), atMs: z.number(),
  })),
  actApproved: message('merchant.act_approved', z.object({
    ...merchantKey, proposal: z.string(), kind: z.enum(['fees', 'policy', 'reinstate']), proposedBy: z.string(),
    approvedBy: z.string(), atMs: z.number(),
  })),
  actRejected: message('merchant.act_rejected', z.object({
    ...merchantKey, proposal: z.string(), kind: z.enum(['fees', 'policy', 'reinstate']), proposedBy: z.string(),
    rejectedBy: z.string(), reason: z.string(), atMs: z.number(),
  })),
  suspended: message('merchant.suspended', z.object({ ...merchantKey, reason: z.string(), atMs: z.number() })),
  reinstated: message('merchant.reinstated', z.object({ ...merchantKey, reason: z.string(), atMs: z.number() })),
}

/** What a holder of a key is; each route names the roles it serves and refuses all others. */
export const keyRoles = ['merchant', 'acceptor'] as const
export const keyRole = z.enum(keyRoles)

/**
 * What a key may do. `write` is all but `read`: a key lists both when it needs both. The others are
 * parts of `write`: everyday acts, webhooks, keys, and what moves money.
 */
export const keyScopes = ['read', 'write', 'operate', 'develop', 'keys', 'money'] as const
export const keyScope = z.enum(keyScopes)
export type KeyScope = z.output<typeof keyScope>

/** How long a key lives and where it may come from; without, for ever and from everywhere. */
const keyBounds = {
  expiresAtMs: z.number().optional(),
  /** Addresses or networks (`203.0.113.0/24`) of its callers. */
  addresses: z.array(z.string().min(2).max(50)).max(20).optional(),
  /** What its requests speak unless they say otherwise; keys from before there were versions speak the first. */
  apiVersion: z.iso.date().optional(),
}

export const keyCommands = {
  /** `hash` is the SHA-256 of 256 random bits: the key itself is shown once and kept nowhere. */
  issue: message('gateway.key.issue', z.object({
    key: id('key'), role: keyRole, holder: z.union([id('merchant'), id('acceptor')]), livemode: z.boolean(),
    scopes: z.array(keyScope).min(1).max(6), ...keyBounds, label: z.string().max(80).optional(),
    hash: z.string().regex(/^[0-9a-f]{64}$/), tail: z.string().min(1).max(8),
  })),
  revoke: message('gateway.key.revoke', z.object({
    key: id('key'), holder: z.union([id('merchant'), id('acceptor')]),
  })),
}

export const keyEvents = {
  issued: message('key.issued', z.object({
    key: id('key'), role: keyRole, holder: z.union([id('merchant'), id('acceptor')]), livemode: z.boolean(),
    scopes: z.array(keyScope), ...keyBounds, label: z.string().optional(), hash: z.string(), tail: z.string(), atMs: z.number(),
  })),
  revoked: message('key.revoked', z.object({
    key: id('key'), holder: z.union([id('merchant'), id('acceptor')]), hash: z.string(), atMs: z.number(),
  })),
}
