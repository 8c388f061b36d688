import { z } from 'zod'
import { chainAddress, chainName, txid } from './chain.ts'
import { dispatchId, dispatchOrder } from './dispatch.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { positiveMicro } from './money.ts'

const attempt = z.int().min(1).max(1_000)
const rawHex = z.string().regex(/^(?:[0-9a-f]{2}){1,1024}$/)
const signature = z.string().regex(/^[0-9a-f]{130}$/)
const code = z.string().max(60)
const sun = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Limits of the signer's own, whatever was approved elsewhere. */
export const signerLimits = z.object({
  maxMicro: positiveMicro,
  maxPerDayMicro: positiveMicro,
  /** Above it at least one person must have approved. */
  unapprovedMicro: positiveMicro,
  maxFeeLimitSun: sun,
  /** TRX that one transaction moves at most. */
  maxSun: sun,
  /** Stake whose energy one transaction lends or takes back at most; nothing of it is spent. As TRX where none is set. */
  maxStakeSun: sun.optional(),
  /** How far ahead an expiration may lie. */
  maxLifeMs: z.int().min(1).max(86_400_000),
})
export type SignerLimits = z.output<typeof signerLimits>

const vault = {
  chain: chainName, token: chainAddress, hot: chainAddress, gas: chainAddress.optional(), cold: chainAddress.optional(),
  xpub: z.string().min(100).max(120), limits: signerLimits,
}

const asked = { dispatch: dispatchId, chain: chainName, attempt, txid, rawHex }
const granting = { ...asked, order: dispatchOrder, operators: z.array(id('operator')) }

export const vaultCommands = {
  /** The keys and limits that this signer was started with. */
  open: message('signer.vault.open', z.object(vault)),
  /** Decodes the bytes and compares them in full with what was approved. */
  grant: message('signer.vault.grant', z.object(granting)),
  stop: message('signer.vault.stop', z.object({ chain: chainName, incident: id('incident') })),
  resume: message('signer.vault.resume', z.object({ chain: chainName, incident: id('incident') })),
}

const verdict = { dispatch: dispatchId, chain: chainName, attempt, txid }

export const vaultEvents = {
  opened: message('vault.opened', z.object({ ...vault, atMs: z.number() })),
  granted: message('vault.granted', z.object({ ...verdict, account: chainAddress, rawHex, order: dispatchOrder, atMs: z.number() })),
  refused: message('vault.refused', z.object({ ...verdict, code, atMs: z.number() })),
  stopped: message('vault.stopped', z.object({ chain: chainName, incident: id('incident'), atMs: z.number() })),
  resumed: message('vault.resumed', z.object({ chain: chainName, incident: id('incident'), atMs: z.number() })),
}

export const intentCommands = {
  /** What may be signed, as the event says in which it was approved. */
  approve: message('signer.intent.approve', z.object({
    dispatch: dispatchId, chain: chainName, order: dispatchOrder, operators: z.array(id('operator')),
  })),
  /** What was approved is taken back: nothing of it is signed from here on. */
  revoke: message('signer.intent.revoke', z.object({ dispatch: dispatchId })),
  request: message('signer.intent.request', z.object({ ...asked, expiresAtMs: z.number() })),
  recordVerdict: message('signer.intent.record_verdict', z.object({
    ...verdict, account: chainAddress.optional(), refused: code.optional(),
  })),
  recordSignature: message('signer.intent.record_signature', z.object({ dispatch: dispatchId, attempt, txid, signature })),
}

export const intentEvents = {
  approved: message('intent.approved', z.object({
    dispatch: dispatchId, chain: chainName, order: dispatchOrder, operators: z.array(id('operator')), atMs: z.number(),
  })),
  revoked: message('intent.revoked', z.object({ dispatch: dispatchId, atMs: z.number() })),
  requested: message('signing.requested', z.object({ ...granting, expiresAtMs: z.number(), atMs: z.number() })),
  granted: message('signing.granted', z.object({
    ...verdict, account: chainAddress, order: dispatchOrder, expiresAtMs: z.number(), atMs: z.number(),
  })),
  refused: message('signing.refused', z.object({ ...verdict, code, atMs: z.number() })),
  signed: message('signature.made', z.object({ ...verdict, signature, atMs: z.number() })),
}
