import { z } from 'zod'
import { blockRef, chainAddress, chainName, chainTransfer, txid, txPart, type ChainName } from './chain.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { positiveMicro } from './money.ts'

/** Whose money an address of ours collects; `hot`, `cold` and `gas` are the treasury's own. */
export const holder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('payment'), payment: id('payment'), merchant: id('merchant') }),
  z.object({ kind: z.literal('acceptor'), acceptor: id('acceptor') }),
  z.object({ kind: z.enum(['hot', 'cold', 'gas']) }),
])
export type Holder = z.output<typeof holder>

/** The holder as a text that identifies it: a payment or an acceptor has one address a chain, for ever. */
export const holderKey = (of: Holder): string =>
  of.kind === 'payment' ? of.payment : of.kind === 'acceptor' ? of.acceptor : of.kind

/**
 * The id of a deposit: a function of the transfer on chain, so that the same transfer, seen again
 * in another block, is the same deposit. 128 bits of the transaction's hash and the part of it.
 */
export const depositIdOf = (transfer: { readonly txid: string; readonly part: string }): string =>
  `dep_${transfer.txid.slice(0, 32)}${transfer.part.slice(0, 1)}${transfer.part.split('-')[1] ?? ''}`

/** Levels of an extended public key are not hardened, so an index has 31 bits. */
export const addressIndex = z.int().min(0).max(2 ** 31 - 1)

const xpub = z.string().regex(/^xpub[1-9A-HJ-NP-Za-km-z]{100,112}$/)
const reason = z.string().min(1).max(200)

export const walletCommands = {
  /** Names the keys that a chain's addresses come from. Another `xpub` for a chain that has one is refused. */
  open: message('treasury.wallet.open', z.object({
    chain: chainName, xpub, hot: chainAddress, cold: chainAddress.optional(), gas: chainAddress.optional(),
    token: chainAddress,
  })),
  /** An address for a holder; the same holder is given the same address again. */
  assign: message('treasury.wallet.assign', z.object({ chain: chainName, holder })),
}

export const walletEvents = {
  opened: message('wallet.opened', z.object({
    chain: chainName, xpub, hot: chainAddress, cold: chainAddress.optional(), gas: chainAddress.optional(),
    token: chainAddress, atMs: z.number(),
  })),
  /** m/44'/195'/0'/0/index of the wallet's key: with the seed and these events alone every address is found again. */
  assigned: message('address.assigned', z.object({
    chain: chainName, holder, index: addressIndex, address: chainAddress, atMs: z.number(),
  })),
}

/** How far a transfer to or from an address of ours has come. */
export const transferStage = z.enum(['observed', 'orphaned', 'solid', 'revoked'])
export type TransferStage = z.output<typeof transferStage>

/** Rule 16: what screening says of money before it is credited. */
export const screening = z.enum(['pass', 'hold', 'reject'])
export type Screening = z.output<typeof screening>

const ofAddress = { chain: chainName, address: chainAddress }

export const addressCommands = {
  open: message('treasury.address.open', z.object({ ...ofAddress, holder, index: addressIndex.optional() })),
  /** The watcher looks for this address in every block from now on: it may be shown. */
  markReady: message('treasury.address.mark_ready', z.object(ofAddress)),
  recordTransfer: message('treasury.address.record_transfer', chainTransfer.extend({
    address: chainAddress, stage: transferStage,
  })),
  /** The ledger's answer to the posting of a deposit. */
  recordBooking: message('treasury.address.record_booking', z.object({
    ...ofAddress, deposit: id('deposit'), refused: z.string().optional(),
  })),
  recordScreening: message('treasury.address.record_screening', z.object({
    ...ofAddress, deposit: id('deposit'), outcome: screening, reason,
  })),
}

/** A deposit as every event of it carries it. */
export const deposit = z.object({
  deposit: id('deposit'),
  holder,
  chain: chainName,
  address: chainAddress,
  txid,
  part: txPart,
  from: chainAddress,
  amountMicro: positiveMicro,
  block: blockRef,
})
export type Deposit = z.output<typeof deposit>

export const addressEvents = {
  opened: message('address.opened', z.object({ ...ofAddress, holder, index: addressIndex.optional(), atMs: z.number() })),
  /** Only from here is an address shown to anyone. */
  ready: message('address.ready', z.object({ ...ofAddress, holder, atMs: z.number() })),
  observed: message('deposit.observed', deposit.extend({ atMs: z.number() })),
  orphaned: message('deposit.orphaned', deposit.extend({ atMs: z.number() })),
  solid: message('deposit.solid', deposit.extend({ atMs: z.number() })),
  /**
   * The network broke its promise: what was solid is gone. What was booked of an acceptor's deposit the
   * treasury reverses; of a payment's the order service does, against the same custody account, for it
   * alone knows who got it.
   */
  revoked: message('deposit.revoked', deposit.extend({ atMs: z.number() })),
  /** The ledger holds it: a payment's money in `unapplied:<payment>`, an acceptor's in `unapplied:<acceptor>`. */
  booked: message('deposit.booked', deposit.extend({ atMs: z.number() })),
  /**
   * `pass` lets its holder use it; `hold` waits for operators, and is followed by one of the others;
   * `reject`: the treasury has moved it to `blocked`, a payment's too.
   */
  screened: message('deposit.screened', deposit.extend({ outcome: screening, reason, atMs: z.number() })),
}

/** The stream of an address. */
export const addressKey = (chain: ChainName, address: string): string => `${chain}:${address}`
