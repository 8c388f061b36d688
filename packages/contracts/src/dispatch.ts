import { z } from 'zod'
import { accountAct, blockRef, chainAddress, chainName, chainTransfer, txid, txPart, type ChainName } from './chain.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { positiveMicro } from './money.ts'
import { addressIndex } from './treasury.ts'

/**
 * What is sent and why: a payout bears its own id, and so does a sweep, the TRX or energy it needs, the
 * taking back of that energy, and what goes to cold.
 */
export const dispatchId = z.string().regex(/^(po|swp|gas|lend|back|cold)_[0-9A-Za-z]{1,60}$/)

/** Which of our addresses pays. A deposit address is named by its index below the wallet's key. */
export const dispatchSource = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['hot', 'gas']) }),
  z.object({ role: z.literal('deposit'), index: addressIndex, address: chainAddress }),
])
export type DispatchSource = z.output<typeof dispatchSource>

const sun = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

/** One thing to be done on chain, once: USDT or TRX to an address, energy lent or taken back. */
export const dispatchOrder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), source: dispatchSource, to: chainAddress, amountMicro: positiveMicro }),
  z.object({ kind: z.enum(['native', 'delegate', 'undelegate']), source: dispatchSource, to: chainAddress, amountSun: sun }),
])
export type DispatchOrder = z.output<typeof dispatchOrder>

const reason = z.string().min(1).max(200)
const rawHex = z.string().regex(/^(?:[0-9a-f]{2}){1,1024}$/)
const signature = z.string().regex(/^[0-9a-f]{130}$/)
const attempt = z.int().min(1).max(1_000)
const ofDispatch = { dispatch: dispatchId }
const ofAttempt = { ...ofDispatch, chain: chainName, attempt, txid }

export const dispatchCommands = {
  open: message('treasury.dispatch.open', z.object({ ...ofDispatch, chain: chainName, order: dispatchOrder })),
  /** The unsigned bytes of an attempt. Whoever comes second is refused. */
  recordBuilt: message('treasury.dispatch.record_built', z.object({ ...ofDispatch, attempt, rawHex })),
  recordSigned: message('treasury.dispatch.record_signed', z.object({ ...ofDispatch, attempt, txid, signature })),
  /** The signer would not sign these bytes, now or ever. */
  recordRefused: message('treasury.dispatch.record_refused', z.object({ ...ofDispatch, attempt, txid, code: z.string().max(60) })),
  /** What the transaction's stream decided. */
  recordOutcome: message('treasury.dispatch.record_outcome', z.object({
    ...ofDispatch, attempt, txid, outcome: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('landed'), part: txPart }),
      z.object({ kind: z.literal('failed'), reason }),
      z.object({ kind: z.literal('expired') }),
      z.object({ kind: z.literal('revoked'), part: txPart }),
    ]),
  })),
  /** Takes it back while no bytes of it can land. */
  withdraw: message('treasury.dispatch.withdraw', z.object({ ...ofDispatch, by: z.string().min(1).max(120) })),
  /** A payout's payee and destination were looked at, or the ledger keeps what goes to cold: bytes may be built until then. */
  allow: message('treasury.dispatch.allow', z.object({ ...ofDispatch, untilMs: z.number() })),
  /** Something befell its payee: it is looked at again before bytes are built. */
  recheck: message('treasury.dispatch.recheck', z.object({ ...ofDispatch, reason })),
  /** A person lets it be tried once more. */
  retry: message('treasury.dispatch.retry', z.object({ ...ofDispatch, operator: id('operator'), reason })),
}

export const dispatchEvents = {
  opened: message('dispatch.opened', z.object({ ...ofDispatch, chain: chainName, order: dispatchOrder, atMs: z.number() })),
  built: message('dispatch.built', z.object({
    ...ofAttempt, order: dispatchOrder, rawHex, account: chainAddress, expiresAtMs: z.number(), atMs: z.number(),
  })),
  signed: message('dispatch.signed', z.object({
    ...ofAttempt, rawHex, signature, expiresAtMs: z.number(), atMs: z.number(),
  })),
  landed: message('dispatch.landed', z.object({ ...ofAttempt, part: txPart, order: dispatchOrder, atMs: z.number() })),
  /** In a block, and it did nothing: its cost is lost, its money is where it was. */
  failed: message('dispatch.failed', z.object({ ...ofAttempt, reason: z.string(), atMs: z.number() })),
  /** Provably never in a block. After the second one in a row a person is asked. */
  expired: message('dispatch.expired', z.object({ ...ofAttempt, expirations: z.int().min(1), halted: z.boolean(), atMs: z.number() })),
  refused: message('dispatch.refused', z.object({ ...ofAttempt, code: z.string(), atMs: z.number() })),
  allowed: message('dispatch.allowed', z.object({ ...ofDispatch, untilMs: z.number(), atMs: z.number() })),
  recheckAsked: message('dispatch.recheck_asked', z.object({ ...ofDispatch, reason: z.string(), atMs: z.number() })),
  /** What had landed is gone from the chain: the same bytes are handed out again while they can land. */
  revoked: message('dispatch.revoked', z.object({ ...ofAttempt, part: txPart, atMs: z.number() })),
  retried: message('dispatch.retried', z.object({ ...ofDispatch, operator: id('operator'), reason: z.string(), atMs: z.number() })),
  withdrawn: message('dispatch.withdrawn', z.object({ ...ofDispatch, by: z.string(), atMs: z.number() })),
  withdrawalRefused: message('dispatch.withdrawal_refused', z.object({ ...ofDispatch, by: z.string(), atMs: z.number() })),
}

const ofTransaction = { chain: chainName, txid }
/** Where in the watcher's log it is told: what was read after a revocation stands behind it, whatever clocks say. */
const inWatch = { watched: z.int().min(0).optional() }
const registered = {
  ...ofAttempt, order: dispatchOrder, account: chainAddress, expiresAtMs: z.number(), rawHex,
}

/** From the hot address to the cold one; `round` counts how often it was solid, `undone` when it is not any more. */
const coldMove = {
  chain: chainName, txid, part: txPart, amountMicro: positiveMicro, round: z.int().min(0), undone: z.boolean(),
}

/** A transaction by its id: it lands, fails or expires, once. Known before it is signed. */
export const transactionCommands = {
  register: message('treasury.transaction.register', z.object(registered)),
  recordTransfer: message('treasury.transaction.record_transfer', chainTransfer),
  recordAct: message('treasury.transaction.record_act', accountAct),
  /** From the hot address to the cold one, as their streams say: who made it, is known here. */
  recordMove: message('treasury.transaction.record_move', z.object(coldMove)),
  recordRevoked: message('treasury.transaction.record_revoked', chainTransfer.extend(inWatch)),
  /** All that is in blocks up to this solid one was told before; `reread`: and from which on it was told once more. */
  expire: message('treasury.transaction.expire', z.object({
    ...ofTransaction, solid: blockRef, ...inWatch,
    reread: z.object({ from: z.int().min(0), watched: z.int().min(0) }).optional(),
  })),
}

export const transactionEvents = {
  registered: message('transaction.registered', z.object({ ...registered, atMs: z.number() })),
  landed: message('transaction.landed', z.object({ ...ofAttempt, part: txPart, block: blockRef, atMs: z.number() })),
  failed: message('transaction.failed', z.object({ ...ofAttempt, reason: z.string(), atMs: z.number() })),
  expired: message('transaction.expired', z.object({ ...ofAttempt, solid: blockRef, atMs: z.number() })),
  /** The network took back the block that it was solid in; it may land again, or expire by a later proof. */
  revoked: message('transaction.revoked', z.object({ ...ofAttempt, part: txPart, ...inWatch, atMs: z.number() })),
  /** Landed after its expiry was proven: the proof was of a chain that is no more. */
  surfaced: message('transaction.surfaced', z.object({ ...ofAttempt, part: txPart, block: blockRef, atMs: z.number() })),
  /** And is gone again: no proof is asked for once more, for nothing waits for one. */
  sunk: message('transaction.sunk', z.object({ ...ofAttempt, part: txPart, ...inWatch, atMs: z.number() })),
  /** What it cost, in sun: the operator's own TRX. */
  charged: message('transaction.charged', z.object({
    ...ofAttempt, account: chainAddress, source: dispatchSource, succeeded: z.boolean(), feeSun: z.int().min(0), atMs: z.number(),
  })),
  /** Two attempts came out as the same bytes: the second one is never signed. */
  clashed: message('transaction.clashed', z.object({ ...ofAttempt, atMs: z.number() })),
  /**
   * The ledger follows what went to cold; with a dispatch it has kept it for that. `custody`: where it
   * comes back to when it is undone, and leaves from when it goes once more.
   */
  wentCold: message('transaction.went_cold', z.object({
    ...coldMove, dispatch: dispatchId.optional(), custody: z.enum(['hot', 'doubtful']), atMs: z.number(),
  }), { version: 2, upcast: { 1: (old: object) => ({ ...old, custody: 'hot' }) } }),
  /** What had gone to cold is on the hot address again, and does not go once more. */
  cameBack: message('transaction.came_back', z.object({
    ...ofTransaction, part: txPart, amountMicro: positiveMicro, round: z.int().min(0), atMs: z.number(),
  })),
  /** Nobody here made it (rule 14). */
  foreign: message('transaction.foreign', z.object({
    ...ofTransaction, part: txPart, account: chainAddress, what: z.string().max(80), atMs: z.number(),
  })),
}

/** How far the watcher's facts were taken in: what is in no block up to here is in none of them. */
export const outlookCommands = {
  advance: message('treasury.outlook.advance', z.object({ chain: chainName, solid: blockRef, ...inWatch })),
  /** People have had the chain read again from behind this block on. */
  rewind: message('treasury.outlook.rewind', z.object({ chain: chainName, to: blockRef, watched: z.int().min(0) })),
}
export const outlookEvents = {
  advanced: message('outlook.advanced', z.object({ chain: chainName, solid: blockRef, ...inWatch, atMs: z.number() })),
  rewound: message('outlook.rewound', z.object({ chain: chainName, to: blockRef, watched: z.int().min(0), atMs: z.number() })),
}

/** The stream of a transaction. */
export const transactionKey = (chain: ChainName, of: string): string => `${chain}:${of}`
