import { z } from 'zod'
import {
  blockRef, chainAddress, chainName, chainTransfer, onChain, txid, txPart, unexpectedTransfer, type ChainName, type OnChain,
} from './chain.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { amountMicro, positiveMicro, type LedgerId } from './money.ts'

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

/** Above the ceiling, and owed to nobody, money goes to cold until the target is left. */
const hotLimits = { hotCeilingMicro: positiveMicro.optional(), hotTargetMicro: amountMicro.optional() }

export const walletCommands = {
  /** Names the keys that a chain's addresses come from. Another `xpub` for a chain that has one is refused. */
  open: message('treasury.wallet.open', z.object({
    chain: chainName, xpub, hot: chainAddress, cold: chainAddress.optional(), gas: chainAddress.optional(),
    token: chainAddress,
  })),
  /** An address for a holder; the same holder is given the same address again. */
  assign: message('treasury.wallet.assign', z.object({ chain: chainName, holder })),
  /** What the treasury is set to keep on the hot address; without a ceiling nothing goes to cold by itself. */
  noteLimits: message('treasury.wallet.note_limits', z.object({ chain: chainName, ...hotLimits })),
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
  /** The settings by which money is kept on the hot address or goes to cold, whenever they are others than before. */
  limitsNoted: message('wallet.limits_noted', z.object({ chain: chainName, ...hotLimits, atMs: z.number() })),
  /** A payment gets no address: the chain has no wallet here. */
  refused: message('address.refused', z.object({ chain: chainName, holder, code: z.string().max(60), atMs: z.number() })),
}

/** What the treasury is set to keep on the hot address, as its query tells it; null: nothing goes to cold by itself. */
export type HotLimits = { readonly ceilingMicro: bigint | null; readonly targetMicro: bigint | null }

/** How far a transfer to or from an address of ours has come. */
export const transferStage = z.enum(['observed', 'orphaned', 'solid', 'revoked'])
export type TransferStage = z.output<typeof transferStage>

/** Rule 16: what screening says of money before it is credited. */
export const screening = z.enum(['pass', 'hold', 'reject'])
export type Screening = z.output<typeof screening>

const ofAddress = { chain: chainName, address: chainAddress }

/** The part of custody that an address belongs to; `frozen` while its issuer keeps it from moving. */
export const custodyClass = z.enum(['deposit', 'hot', 'cold', 'frozen'])
export type CustodyClass = z.output<typeof custodyClass>

/**
 * A deposit as every event of it carries it. `round` counts how often it became solid: 1, unless the
 * network broke its promise. What the ledger does for a deposit has an id of the round.
 */
export const deposit = z.object({
  deposit: id('deposit'),
  round: z.int().min(1),
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

/** Below it an amount is dust: it buys nothing and would cost more to move. */
export const dustMicro = 1_000n

/** Money of nobody we know of: from a stranger to an address of the treasury, or dust to anybody's. */
export const suspended = deposit.extend({ why: z.enum(['stranger', 'dust']) })

/** What is asked of the ledger for a deposit, one after the other. */
export const depositStep = z.enum(['book', 'credit', 'block', 'unblock', 'settle', 'reverse'])
export type DepositStep = z.output<typeof depositStep>

/** Where the ledger holds a deposit that is taken back. */
/** `item`: in suspense, on an account of its own; `suspense`: with all others, as before items were told apart. */
const depositPlace = z.enum(['unapplied', 'suspense', 'item', 'blocked', 'acceptor', 'equity'])

/**
 * What two people decide about money that waits: its holder gets it (`release`), it goes to `blocked`,
 * or it leaves suspense for the operator's equity or the balance of an acceptor.
 */
export const depositVerdict = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.enum(['release', 'block']) }),
  /** `amountMicro`: of an item of which payments were assigned a part, what is left; without it, all. */
  z.object({ outcome: z.literal('equity'), amountMicro: positiveMicro.optional() }),
  z.object({ outcome: z.literal('acceptor'), acceptor: id('acceptor') }),
])
export type DepositVerdict = z.output<typeof depositVerdict>

const operatorId = id('operator')
const ofDeposit = { ...ofAddress, deposit: id('deposit') }

export const addressCommands = {
  open: message('treasury.address.open', z.object({ ...ofAddress, holder, index: addressIndex.optional() })),
  /** The watcher looks for this address in every block from now on: it may be shown. */
  markReady: message('treasury.address.mark_ready', z.object(ofAddress)),
  /** To the address that is paid, and for `ours: from | both` to the one that pays. */
  recordTransfer: message('treasury.address.record_transfer', chainTransfer.extend({
    address: chainAddress, stage: transferStage,
  })),
  /** Money that came from another address of ours, whose part of custody that address told. */
  recordMove: message('treasury.address.record_move', onChain.extend({
    address: chainAddress, from: chainAddress, fromClass: custodyClass, amountMicro: positiveMicro,
    round: z.int().min(1), undone: z.boolean(), block: blockRef,
  })),
  recordUnexpected: message('treasury.address.record_unexpected', unexpectedTransfer.extend({ address: chainAddress })),
  /** What the issuer did to this very address. */
  recordIssuerAct: message('treasury.address.record_issuer_act', onChain.extend({
    address: chainAddress, act: z.enum(['blacklisted', 'unblacklisted', 'destroyed']), amountMicro: amountMicro.optional(),
  })),
  /** The ledger's answer to what was asked for a deposit. */
  recordBooking: message('treasury.address.record_booking', z.object({
    ...ofDeposit, round: z.int().min(1), step: depositStep, refused: z.string().max(60).optional(),
  })),
  /** The step that the ledger refused is asked once more: what kept it from being done is gone. */
  retryStep: message('treasury.address.retry_step', z.object({ ...ofDeposit, operator: operatorId, reason })),
  recordScreening: message('treasury.address.record_screening', z.object({
    ...ofDeposit, outcome: screening, reason,
  })),
  /** One operator proposes what becomes of money that waits, another approves. */
  proposeVerdict: message('treasury.address.propose_verdict', z.object({
    ...ofDeposit, verdict: depositVerdict, operator: operatorId, reason,
  })),
  approveVerdict: message('treasury.address.approve_verdict', z.object({ ...ofDeposit, operator: operatorId })),
}

const custodyMove = onChain.extend({
  amountMicro: positiveMicro,
  /** Counts how often the transfer became solid or ceased to be: ids in the ledger are made of it. */
  round: z.int().min(1),
  /** True where the network took back what was solid. */
  undone: z.boolean(),
  block: blockRef,
  atMs: z.number(),
})

/** What is new in the second version was absent before, and means the same. */
const asBefore = { version: 2, upcast: { 1: (data: unknown) => data } } as const

export const addressEvents = {
  opened: message('address.opened', z.object({ ...ofAddress, holder, index: addressIndex.optional(), atMs: z.number() })),
  /** Only from here is an address shown to anyone. */
  ready: message('address.ready', z.object({ ...ofAddress, holder, atMs: z.number() })),
  observed: message('deposit.observed', deposit.extend({ atMs: z.number() })),
  orphaned: message('deposit.orphaned', deposit.extend({ atMs: z.number() })),
  solid: message('deposit.solid', deposit.extend({ atMs: z.number() })),
  /**
   * The network broke its promise: what was solid is gone. What was booked for a payment and not
   * blocked (`reversedBy: order`) the order service brings back to `custody:deposit:<chain>`, for it
   * alone knows who got it; all else the treasury reverses, and tells by `deposit.reversed`.
   */
  revoked: message('deposit.revoked', deposit.extend({ reversedBy: z.enum(['treasury', 'order']), atMs: z.number() })),
  /** The ledger holds it: a payment's money in `unapplied:<payment>`, an acceptor's in `unapplied:<acceptor>`. */
  booked: message('deposit.booked', deposit.extend({ atMs: z.number() })),
  /**
   * `pass` lets its holder use it; `hold` waits in `unapplied` for operators, and is followed by one of
   * the others; `reject`: the treasury moves it to `blocked`, a payment's too, and `pass` may still follow.
   */
  screened: message('deposit.screened', deposit.extend({ outcome: screening, reason, atMs: z.number() })),
  /** An acceptor's deposit is in its balance. */
  credited: message('deposit.credited', deposit.extend({ atMs: z.number() })),
  /** What screening rejected is in `blocked`. */
  blocked: message('deposit.blocked', deposit.extend({ atMs: z.number() })),
  /** Taken back in the ledger from where it stands. */
  reversing: message('deposit.reversing', deposit.extend({
    place: depositPlace, acceptor: id('acceptor').optional(),
    atMs: z.number(),
  }), asBefore),
  reversed: message('deposit.reversed', deposit.extend({ atMs: z.number() })),
  /** Another asset, or an amount that is no money, at an address of somebody: never credited. */
  unexpected: message('deposit.unexpected', unexpectedTransfer.extend({ address: chainAddress, holder, atMs: z.number() })),
  /** `itemized`: it has an account of its own in suspense. */
  suspended: message('suspense.received', suspended.extend({ itemized: z.boolean().optional(), atMs: z.number() }), asBefore),
  suspenseBooked: message('suspense.booked', suspended.extend({ atMs: z.number() })),
  suspenseSettled: message('suspense.settled', suspended.extend({ verdict: depositVerdict, atMs: z.number() }), asBefore),
  verdictProposed: message('deposit.verdict_proposed', deposit.extend({
    verdict: depositVerdict, operator: operatorId, reason, atMs: z.number(),
  }), asBefore),
  verdictApproved: message('deposit.verdict_approved', deposit.extend({
    verdict: depositVerdict, operators: z.array(operatorId), reason, atMs: z.number(),
    /** Where the money waited. */
    place: z.enum(['unapplied', 'blocked', 'suspense', 'item']),
    /** Where the ledger was asked before for what such a verdict wants: the id of that is spent. */
    retry: z.int().min(1).optional(),
  }), asBefore),
  /** The ledger would not do what was asked: an incident follows. */
  refused: message('deposit.refused', deposit.extend({ step: depositStep, code: z.string(), atMs: z.number() })),
  retried: message('deposit.retried', deposit.extend({
    step: depositStep, retry: z.int().min(1), operator: operatorId, reason, atMs: z.number(),
    /** What the step needs to know beside the deposit. */
    why: z.enum(['stranger', 'dust']).optional(), verdict: depositVerdict.optional(), place: depositPlace.optional(),
    acceptor: id('acceptor').optional(), itemized: z.boolean().optional(),
  }), asBefore),
  /** A solid transfer away from an address of ours, whoever signed it. */
  sent: message('custody.sent', custodyMove.extend({
    address: chainAddress, class: custodyClass, to: chainAddress, internal: z.boolean(),
  })),
  /**
   * A solid transfer between two addresses of ours, whoever made it: the treasury posts it from one
   * part of custody to the other from this event alone. A sweep posts nothing of its own.
   */
  moved: message('custody.moved', custodyMove.extend({
    from: chainAddress, address: chainAddress, fromClass: custodyClass, toClass: custodyClass,
  })),
  /** The issuer froze or freed what lies on an address, or destroyed it, which is the operator's loss first. */
  frozen: message('custody.frozen', onChain.extend({
    address: chainAddress, class: custodyClass, amountMicro, undone: z.boolean(), atMs: z.number(),
  })),
  destroyed: message('custody.destroyed', onChain.extend({
    address: chainAddress, class: custodyClass, amountMicro, atMs: z.number(),
  })),
}

/** The stream of an address. */
export const addressKey = (chain: ChainName, address: string): string => `${chain}:${address}`

/** The ledgers of a chain: its USDT, and the TRX that its transactions cost. */
export const usdtLedgerOf = (chain: ChainName): LedgerId => `usdt-${chain}`
export const trxLedgerOf = (chain: ChainName): LedgerId => `trx-${chain}`

/**
 * `memo.reference` of every set of ledger transfers that moves custody because of a transfer on chain:
 * by it the proof of reserves tells which transfer a posting follows, and which none does.
 */
export const custodyReferenceOf = ({ txid: of, part }: Pick<OnChain, 'txid' | 'part'>): string => `${of}/${part}`

/** What an open incident forbids until it is closed. Deposits are always seen and booked. */
export const stopKinds = ['signing', 'payouts', 'crediting'] as const
export const stopKind = z.enum(stopKinds)
export type StopKind = z.output<typeof stopKind>

export const incidentKinds = [
  /** Custody is more than the chain holds for us. */
  'shortfall',
  /** The chain holds more than custody: nothing stops. */
  'excess',
  /** A debit, approval, permission change or delegation that matches nothing we recorded (rule 14). */
  'unsigned_act',
  'issuer_act',
  'ledger_refused',
  /** The network took back a solid transfer away from us: what is final there is in doubt. */
  'false_solid',
  /** A payout waits for money on the hot address for too long: nothing stops by it. */
  'hot_lacks',
  /** The hot address has not the TRX that the network takes for what is due: nothing stops by it. */
  'hot_lacks_trx',
] as const
export const incidentKind = z.enum(incidentKinds)

const writeOff = z.object({ class: custodyClass, amountMicro: positiveMicro })

export const incidentCommands = {
  /** The id is a function of what it is about: told again, it is the same incident. */
  open: message('treasury.incident.open', z.object({
    incident: id('incident'), chain: chainName, kind: incidentKind, stops: z.array(stopKind),
    /** What happened, by the event that names it. */
    cause: z.string().max(200), detail: z.string().max(500), amountMicro: amountMicro.optional(),
  })),
  /** Ends it; one that stops money, or writes custody off as a loss, takes two people. */
  proposeClosing: message('treasury.incident.propose_closing', z.object({
    incident: id('incident'), operator: operatorId, reason, writeOff: writeOff.optional(),
  })),
  approveClosing: message('treasury.incident.approve_closing', z.object({ incident: id('incident'), operator: operatorId })),
}

const incident = z.object({
  incident: id('incident'), chain: chainName, kind: incidentKind, stops: z.array(stopKind), cause: z.string(),
  detail: z.string(), amountMicro: amountMicro.optional(),
})

export const incidentEvents = {
  opened: message('incident.opened', incident.extend({ atMs: z.number() }), asBefore),
  closingProposed: message('incident.closing_proposed', incident.extend({
    operator: operatorId, reason, writeOff: writeOff.optional(), atMs: z.number(),
  }), asBefore),
  closed: message('incident.closed', incident.extend({
    operators: z.array(operatorId), reason, writeOff: writeOff.optional(), atMs: z.number(),
  }), asBefore),
}

const signedMicro = z.bigint()
const proof = z.object({
  chain: chainName,
  /** The solid block up to which the watcher's facts are counted. */
  block: z.int().min(0),
  /** Sum over our addresses of solid transfers in less out. */
  trackedMicro: signedMicro,
  /** Sum of the ledger's custody accounts, test money left out. */
  custodyMicro: signedMicro,
  /** Solid on chain and not posted yet, in less out: on its way into the ledger. */
  underWayMicro: signedMicro,
  /** Client liabilities and operator equity less receivables and claims equal custody in the ledger. */
  booksBalance: z.boolean(),
  /** Addresses whose `balanceOf` was read at one solid block and found equal, since the last proof. */
  sampled: z.int().min(0),
})
export type ReservesProof = z.output<typeof proof>

/** At most so many differences are remembered at once; the oldest are, and more are a fault anyway. */
export const maxSuspects = 200

/**
 * What does not fit, by the event or address that shows it, and since when that is seen: it is a fault
 * when it has stood for longer than its grace, whichever process has seen it first.
 */
const suspect = z.object({
  cause: z.string().max(200), sinceMs: z.number(),
  /** Of an address: what nodes said it holds, and at which block. */
  balance: z.object({ block: z.int().min(0), actualMicro: signedMicro }).optional(),
})
export type Suspect = z.output<typeof suspect>

export const reservesCommands = {
  /** Somebody wants a proof now: the next one is recorded, whatever it says. */
  ask: message('treasury.reserves.ask', z.object({ chain: chainName })),
  record: message('treasury.reserves.record', proof.extend({
    /** What does not fit, by the event or address that shows it. */
    fault: z.object({ cause: z.string().max(200), differenceMicro: signedMicro }).optional(),
  })),
  /** What has not fitted for a while, and of what did not, what fits again. */
  suspect: message('treasury.reserves.suspect', z.object({
    chain: chainName, suspects: z.array(suspect).max(maxSuspects), cleared: z.array(z.string()).max(maxSuspects),
  })),
}

/** Proofs, or the lack of one, and what a process that starts anew must know. */
export const reservesEvents = {
  asked: message('reserves.asked', z.object({ chain: chainName, atMs: z.number() })),
  equal: message('reserves.equal', proof.extend({ atMs: z.number() })),
  shortfall: message('reserves.shortfall', proof.extend({ cause: z.string(), differenceMicro: signedMicro, atMs: z.number() })),
  excess: message('reserves.excess', proof.extend({ cause: z.string(), differenceMicro: signedMicro, atMs: z.number() })),
  suspected: message('reserves.suspected', z.object({ chain: chainName, suspects: z.array(suspect), atMs: z.number() })),
  cleared: message('reserves.cleared', z.object({ chain: chainName, causes: z.array(z.string()), atMs: z.number() })),
}
