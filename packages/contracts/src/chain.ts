import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'

/** Networks that are watched, as ledgers name them. */
export const chainNames = ['tron', 'sandbox'] as const
export const chainName = z.enum(chainNames)
export type ChainName = z.output<typeof chainName>

/** An address as people see it: base58check. Its checksum is the watcher's matter, not the schema's. */
export const chainAddress = z.string().regex(/^T[1-9A-HJ-NP-Za-km-z]{33}$/)
export const txid = z.string().regex(/^[0-9a-f]{64}$/)
export const blockHash = z.string().regex(/^[0-9a-f]{64}$/)

/** A block by what identifies it; `atMs` is its own time, not ours. */
export const blockRef = z.object({ number: z.int().min(0), hash: blockHash, atMs: z.number() })
export type BlockRef = z.output<typeof blockRef>

/**
 * Which part of a transaction: the log of that ordinal, the transfer that the transaction itself
 * is (`native`), one made by a contract (`internal`), or the transaction as an act (`call`).
 */
export const txPart = z.string().regex(/^(log|native|internal|call)-\d{1,5}$/)

/** What a fact on chain is, for ever: blocks come and go, this stays. */
export const onChain = z.object({ chain: chainName, txid, part: txPart })
export type OnChain = z.output<typeof onChain>

/** Above it no amount is believed to be money: far more than was ever issued. */
export const maxChainMicro = 10n ** 18n

/** A transfer of an allow-listed token from or to addresses of ours, in one block. */
export const chainTransfer = onChain.extend({
  token: chainAddress,
  from: chainAddress,
  to: chainAddress,
  amountMicro: z.bigint().min(1n).max(maxChainMicro),
  /** Which side is ours: money in, money out, or from one address of ours to another. */
  ours: z.enum(['to', 'from', 'both']),
  block: blockRef,
})
export type ChainTransfer = z.output<typeof chainTransfer>

/** Why money that reached or left us is not a transfer to credit. */
export const unexpectedReasons = ['other_asset', 'zero_amount', 'absurd_amount'] as const
export const unexpectedTransfer = onChain.extend({
  reason: z.enum(unexpectedReasons),
  /** `TRX`, `TRC10:<id>`, or `TRC20:<contract>`. */
  asset: z.string().regex(/^(TRX|TRC10:\d{1,20}|TRC20:T[1-9A-HJ-NP-Za-km-z]{33})$/),
  from: chainAddress,
  to: chainAddress,
  /** Base units of that asset, a decimal of up to 256 bits. */
  amountUnits: z.string().regex(/^\d{1,78}$/),
  ours: z.enum(['to', 'from', 'both']),
  block: blockRef,
})

/** What an issuer did: to an address of ours, or to the whole token. */
export const issuerActs = [
  'blacklisted', 'unblacklisted', 'destroyed', 'paused', 'unpaused', 'fee_set', 'deprecated',
] as const
export const issuerAct = onChain.extend({
  token: chainAddress,
  act: z.enum(issuerActs),
  /** The address of ours it is about, for acts on one. */
  account: chainAddress.optional(),
  /** What was destroyed, or the most that a transfer may cost. */
  amountMicro: z.bigint().min(0n).max(maxChainMicro).optional(),
  feeBps: z.int().min(0).max(1_000_000).optional(),
  successor: chainAddress.optional(),
  block: blockRef,
})

/** A transaction that an account of ours made, whether it succeeded or not, with what it cost. */
export const accountAct = onChain.extend({
  account: chainAddress,
  /** The contract type of the network, such as `TriggerSmartContract`. */
  kind: z.string().regex(/^[A-Za-z0-9]{1,60}$/),
  succeeded: z.boolean(),
  /** TRX burnt, in sun: the operator's cost. */
  feeSun: z.int().min(0),
  block: blockRef,
})

const ofChain = { chain: chainName }
const bySession = { chain: chainName, session: z.uuid() }
const listName = z.string().regex(/^[0-9A-Za-z_:.-]{1,80}$/)
const reason = z.string().min(1).max(500)

/** Addresses that one list brings at most: an event stays far below the store's limit. */
export const maxListAddresses = 1_000

export const chainCommands = {
  /** A watcher takes over; what an older one still sends is refused from here on. */
  begin: message('chain-watcher.chain.begin', z.object({
    ...bySession,
    /** Where the chain is taken up when it was never watched: the last block that is not read. */
    startAfter: blockRef,
  })),
  /** All blocks up to this solid one are read and all that was found in them is recorded. */
  advance: message('chain-watcher.chain.advance', z.object({
    ...bySession, to: blockRef,
    /** All transfers still open were last observed at later positions of the log than this. */
    openAfter: z.int().min(0),
  })),
  /** Lists whose addresses are looked for in every block from `fromBlock` on. */
  confirm: message('chain-watcher.chain.confirm', z.object({
    ...bySession,
    lists: z.array(listName).max(500),
    /** Lists that hold what is no address. */
    refused: z.array(listName).max(500),
    fromBlock: z.int().min(0),
    /** All lists up to this position of the log are answered. */
    throughPosition: z.int().min(0),
  })),
  /** An operator has blocks read again, for instance after a token was allow-listed. */
  rewind: message('chain-watcher.chain.rewind', z.object({ ...ofChain, to: blockRef, reason })),
  watch: message('chain-watcher.watchlist.watch', z.object({
    ...ofChain, list: listName, addresses: z.array(chainAddress).min(1).max(maxListAddresses),
  })),
  see: message('chain-watcher.transfer.see', chainTransfer.extend({ solid: z.boolean() })),
  /** The block is no longer part of the chain. */
  orphan: message('chain-watcher.transfer.orphan', onChain.extend({ blockHash })),
  /**
   * An operator states that what was solid is gone: the network broke its own promise. It is so once a
   * second operator has said the same of the same block.
   */
  revoke: message('chain-watcher.transfer.revoke', onChain.extend({ blockHash, reason, operator: id('operator').optional() })),
  noteUnexpected: message('chain-watcher.finding.note_unexpected', unexpectedTransfer),
  noteIssuerAct: message('chain-watcher.finding.note_issuer_act', issuerAct),
  noteAccountAct: message('chain-watcher.finding.note_account_act', accountAct),
}

export const chainEvents = {
  sessionBegan: message('chain.session_began', z.object({
    ...bySession, cursor: blockRef, openAfter: z.int(), confirmedThrough: z.int(), atMs: z.number(),
  })),
  advanced: message('chain.advanced', z.object({
    ...bySession, to: blockRef, openAfter: z.int(), atMs: z.number(),
  })),
  /** From now on an address of these lists may be shown: the block that pays it will be read. */
  addressesConfirmed: message('chain.addresses_confirmed', z.object({
    ...bySession, lists: z.array(listName), refused: z.array(listName), fromBlock: z.int(),
    throughPosition: z.int(), atMs: z.number(),
  })),
  rewound: message('chain.rewound', z.object({
    ...ofChain, from: blockRef, to: blockRef, reason: z.string(), actor: z.string(), atMs: z.number(),
  })),
  addressesWatched: message('addresses.watched', z.object({
    ...ofChain, list: listName, addresses: z.array(chainAddress), atMs: z.number(),
  })),
  observed: message('transfer.observed', chainTransfer.extend({ atMs: z.number() })),
  /** Undoes `transfer.observed`; the same transfer may be observed again in another block. */
  orphaned: message('transfer.orphaned', chainTransfer.extend({ atMs: z.number() })),
  solid: message('transfer.solid', chainTransfer.extend({ atMs: z.number() })),
  /** The first of two people says that it is gone. */
  revocationProposed: message('transfer.revocation_proposed', onChain.extend({
    blockHash, reason: z.string(), operator: z.string(), atMs: z.number(),
  })),
  /** Undoes `transfer.solid`: never by the watcher alone, nor by one person. */
  revoked: message('transfer.revoked', chainTransfer.extend({
    reason: z.string(), actor: z.string(), operators: z.array(z.string()).optional(), atMs: z.number(),
  })),
  /** Recorded when solid, never credited: another asset, an amount of zero or beyond belief. */
  unexpected: message('transfer.unexpected', unexpectedTransfer.extend({ atMs: z.number() })),
  issuerActed: message('issuer.acted', issuerAct.extend({ atMs: z.number() })),
  accountActed: message('account.acted', accountAct.extend({ atMs: z.number() })),
}
