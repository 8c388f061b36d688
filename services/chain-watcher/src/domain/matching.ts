import {
  maxChainMicro, type BlockRef, type ChainName, type ChainTransfer, type OnChain,
} from '@stablegate/contracts'
import type { ChainBlock, ChainLog, ChainMove, ChainTransaction } from './block.ts'
import type { FindingCommand } from './finding.ts'
import { issuerEvents, transferEvent } from './token-events.ts'

/** What the rules need to know beside the block. */
export type Watched = {
  readonly chain: ChainName
  /** Allow-listed token contracts: only what they log is believed. */
  readonly tokens: ReadonlySet<string>
  readonly isOurs: (account: string) => boolean
  /** An address as people see it. */
  readonly nameOf: (account: string) => string
}

type Note<Command = FindingCommand> = Command extends FindingCommand
  ? { readonly type: Command['type']; readonly data: Command['data'] }
  : never

/** What a block holds for us: transfers at once, and notes to take when the block is solid. */
export type Findings = { readonly transfers: readonly ChainTransfer[]; readonly notes: readonly Note[] }

type Sides = { readonly from: string; readonly to: string; readonly ours: ChainTransfer['ours'] }
type Place = OnChain & { readonly block: BlockRef }
type Found = { readonly transfers: ChainTransfer[]; readonly notes: Note[] }

const padding = '0'.repeat(24)
const wordDigits = 64

/** The account in a word; undefined where the word is no account. */
const accountIn = (word: string | undefined): string | undefined =>
  word?.length === wordDigits && word.startsWith(padding) ? word.slice(24) : undefined

const sidesOf = (from: string, to: string, { isOurs, nameOf }: Watched): Sides | undefined => {
  const [paid, received] = [isOurs(from), isOurs(to)]
  if (!paid && !received) return undefined
  return { from: nameOf(from), to: nameOf(to), ours: paid ? (received ? 'both' : 'from') : 'to' }
}

const tokenTransfer = (log: ChainLog, place: Place, watched: Watched, found: Found): void => {
  const [from, to] = [accountIn(log.topics[1]), accountIn(log.topics[2])]
  if (log.topics.length !== 3 || from === undefined || to === undefined) return
  if (log.data.length !== wordDigits) return
  const sides = sidesOf(from, to, watched)
  if (sides === undefined) return
  const amount = BigInt(`0x${log.data}`)
  const token = watched.nameOf(log.contract)
  const allowed = watched.tokens.has(log.contract)
  if (allowed && amount > 0n && amount <= maxChainMicro) {
    found.transfers.push({ ...place, token, ...sides, amountMicro: amount })
    return
  }
  const reason = !allowed ? 'other_asset' : amount === 0n ? 'zero_amount' : 'absurd_amount'
  found.notes.push({
    type: 'chain-watcher.finding.note_unexpected',
    data: { ...place, reason, asset: `TRC20:${token}`, ...sides, amountUnits: amount.toString() },
  })
}

const believable = (word: string | undefined): bigint | undefined => {
  if (word?.length !== wordDigits) return undefined
  const amount = BigInt(`0x${word}`)
  return amount <= maxChainMicro ? amount : undefined
}

const smallNumber = (word: string | undefined): number | undefined => {
  const value = believable(word)
  return value !== undefined && value <= 1_000_000n ? Number(value) : undefined
}

/** Words of an event in order, whether its contract indexed them or not. */
const wordsOf = (log: ChainLog): readonly string[] =>
  [...log.topics.slice(1), ...(log.data.match(/.{64}/gs) ?? [])]

const issuerAct = (log: ChainLog, place: Place, watched: Watched, found: Found): void => {
  const act = issuerEvents.get(log.topics[0] ?? '')
  if (act === undefined) return
  const note = (of: object): void => {
    const data = { ...place, token: watched.nameOf(log.contract), act, ...of }
    found.notes.push({ type: 'chain-watcher.finding.note_issuer_act', data })
  }
  const [first, second] = wordsOf(log)
  switch (act) {
    case 'paused':
    case 'unpaused': return note({})
    case 'fee_set': return note({
      ...optional('feeBps', smallNumber(first)), ...optional('amountMicro', believable(second)),
    })
    case 'deprecated': return note(optional('successor', named(accountIn(first), watched)))
    case 'blacklisted':
    case 'unblacklisted':
    case 'destroyed': {
      const account = accountIn(first)
      if (account === undefined || !watched.isOurs(account)) return
      return note({
        account: watched.nameOf(account),
        ...(act === 'destroyed' ? optional('amountMicro', believable(second)) : {}),
      })
    }
  }
}

const optional = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value })

const named = (account: string | undefined, { nameOf }: Watched): string | undefined =>
  account === undefined ? undefined : nameOf(account)

const ownMove = (move: ChainMove, place: Place, watched: Watched, found: Found): void => {
  const sides = sidesOf(move.from, move.to, watched)
  if (sides === undefined) return
  found.notes.push({
    type: 'chain-watcher.finding.note_unexpected',
    data: {
      ...place, part: move.part, reason: move.amountUnits === 0n ? 'zero_amount' : 'other_asset',
      asset: move.asset, ...sides, amountUnits: move.amountUnits.toString(),
    },
  })
}

const inTransaction = (
  tx: ChainTransaction, block: BlockRef, watched: Watched, found: Found,
): void => {
  const at = (part: string): Place => ({ chain: watched.chain, txid: tx.txid, part, block })
  if (tx.succeeded) {
    for (const [ordinal, log] of tx.logs.entries()) {
      if (log.topics[0] === transferEvent) tokenTransfer(log, at(`log-${ordinal}`), watched, found)
      else if (watched.tokens.has(log.contract)) issuerAct(log, at(`log-${ordinal}`), watched, found)
    }
    for (const move of tx.moves) {
      // An internal call without value is no transfer, and contracts make many of them.
      if (move.amountUnits > 0n) ownMove(move, at(move.part), watched, found)
    }
  }
  if (!watched.isOurs(tx.owner)) return
  found.notes.push({
    type: 'chain-watcher.finding.note_account_act',
    data: {
      ...at('call-0'), account: watched.nameOf(tx.owner), kind: tx.kind, succeeded: tx.succeeded,
      feeSun: tx.feeSun,
    },
  })
}

/**
 * The rules of matching (rules 8, 12, 14, 15, 22): Transfer logs of allow-listed contracts in
 * transactions that succeeded, to and from our addresses; anything else that moves to or from them,
 * zero amounts too, is noted and never credited; acts of an issuer on our addresses or on the whole
 * token; every transaction of an account of ours, failed or not.
 */
export const findingsIn = (block: ChainBlock, watched: Watched): Findings => {
  const found: Found = { transfers: [], notes: [] }
  const ref = { number: block.number, hash: block.hash, atMs: block.atMs }
  for (const tx of block.transactions) inTransaction(tx, ref, watched, found)
  return found
}
