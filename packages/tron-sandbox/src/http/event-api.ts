import { sha256 } from '@noble/hashes/sha2.js'
import { addressOfBase58, isAddress, type Address } from '../codec/address.ts'
import { bytesOf, hexOf, hexOfText } from '../codec/hex.ts'
import type { JsonObject } from '../codec/json.ts'
import { eventsOf, type EventPlace, type EventsWanted, type PlacedEvent } from './event-list.ts'
import type { View } from './view.ts'

/** Asked for what it does not understand: answered with status 400. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery'
}

const defaultLimit = 20
const maxLimit = 200

const integer = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^\d{1,15}$/.test(text)) throw new BadQuery(`${name} is not a whole number`)
  return Number(text)
}

const limitIn = (query: URLSearchParams): number => {
  const limit = integer(query, 'limit') ?? defaultLimit
  if (limit < 1 || limit > maxLimit) throw new BadQuery(`limit is from 1 to ${maxLimit}`)
  return limit
}

const isRisingIn = (query: URLSearchParams): boolean => {
  const [, order] = /^block_timestamp,(asc|desc)$/.exec(query.get('order_by') ?? 'block_timestamp,desc') ?? []
  if (order === undefined) throw new BadQuery('order_by is block_timestamp,asc or block_timestamp,desc')
  return order === 'asc'
}

const contractIn = (text: string): Address => {
  const address = isAddress(text) ? text : addressOfBase58(text)
  if (address === undefined) throw new BadQuery(`${text} is no address`)
  return address
}

/** Which blocks are asked for: all, those that are solid, or those that are not yet. */
const boundsIn = (query: URLSearchParams, head: number, solid: number): { fromBlock: number; toBlock: number } => {
  const onlyConfirmed = query.get('only_confirmed') === 'true'
  const onlyUnconfirmed = query.get('only_unconfirmed') === 'true'
  if (onlyConfirmed && onlyUnconfirmed) throw new BadQuery('only_confirmed and only_unconfirmed exclude each other')
  return { fromBlock: onlyUnconfirmed ? solid + 1 : 0, toBlock: onlyConfirmed ? solid : head }
}

// A fingerprint holds where the page ended and to which question it belongs: one with other filters is refused.
const digestOf = (path: string, query: URLSearchParams): string => {
  const filters = [...query].filter(([name]) => name !== 'fingerprint' && name !== 'limit').map((pair) => pair.join('=')).toSorted()
  return hexOf(sha256(bytesOf(hexOfText([path, ...filters].join('\n'))))).slice(0, 16)
}

const fingerprintOf = (digest: string, { block, transaction, log }: EventPlace): string =>
  Buffer.from(`${digest}.${block}.${transaction}.${log}`).toString('base64url')

const placeIn = (fingerprint: string | null, digest: string): EventPlace | undefined => {
  if (fingerprint === null || fingerprint === '') return undefined
  const text = Buffer.from(fingerprint, 'base64url').toString()
  const [of, block, transaction, log] = /^[0-9a-f]{16}\.\d+\.\d+\.\d+$/.test(text) ? text.split('.') : []
  if (of !== digest) throw new BadQuery('the fingerprint does not belong to these parameters')
  return { block: Number(block), transaction: Number(transaction), log: Number(log) }
}

/** What a path asks for, before its filters; undefined where there is no such path. */
const subjectOf = (path: string, query: URLSearchParams, newest: number): Partial<EventsWanted> | undefined => {
  const [, kind, which = '', what, ...more] = path.split('/')
  if (what !== 'events' || more.length > 0) return undefined
  switch (kind) {
    case 'contracts': {
      const name = query.get('event_name')
      const block = integer(query, 'block_number')
      return {
        contract: contractIn(which), ...(name === null ? {} : { name }),
        ...(block === undefined ? {} : { fromBlock: block, toBlock: block }),
      }
    }
    case 'transactions':
      if (!/^[0-9a-fA-F]{64}$/.test(which)) throw new BadQuery(`${which} is no transaction`)
      return { transactionId: which.toLowerCase() }
    case 'blocks': {
      const block = which === 'latest' ? newest : /^\d{1,15}$/.test(which) ? Number(which) : undefined
      if (block === undefined) throw new BadQuery(`${which} is no block`)
      return { fromBlock: block, toBlock: block }
    }
    default: return undefined
  }
}

export type EventsAsked = { readonly path: string; readonly query: URLSearchParams; readonly origin: string }

const metaOf = ({ path, query, origin }: EventsAsked, view: View, given: number, next: string | undefined): JsonObject => {
  if (next === undefined) return { at: BigInt(view.newest.atMs), page_size: BigInt(given) }
  const following = new URLSearchParams(query)
  following.set('fingerprint', next)
  return {
    at: BigInt(view.newest.atMs), fingerprint: next, links: { next: `${origin}/${path}?${following.toString()}` },
    page_size: BigInt(given),
  }
}

/**
 * The event plugin's paths as `tronweb` asks them: of a contract, a transaction, a block, the latest
 * block. Undefined where there is no such path; throws `BadQuery`.
 */
export const eventsAnswer = (asked: EventsAsked, head: View, solid: View): JsonObject | undefined => {
  const { path, query } = asked
  const bounds = boundsIn(query, head.limit, solid.limit)
  const subject = subjectOf(path, query, bounds.toBlock)
  if (subject === undefined) return undefined
  const limit = limitIn(query)
  const digest = digestOf(path, query)
  const after = placeIn(query.get('fingerprint'), digest)
  const [fromMs, toMs] = [integer(query, 'min_block_timestamp'), integer(query, 'max_block_timestamp')]
  const events = eventsOf(head, solid.limit, {
    ...subject,
    fromBlock: Math.max(bounds.fromBlock, subject.fromBlock ?? 0),
    toBlock: Math.min(bounds.toBlock, subject.toBlock ?? bounds.toBlock),
    isRising: isRisingIn(query),
    isInTime: (atMs) => atMs >= (fromMs ?? 0) && atMs <= (toMs ?? Number.MAX_SAFE_INTEGER),
    ...(after === undefined ? {} : { after }),
  })
  const page: PlacedEvent[] = events.take(limit + 1).toArray()
  const given = page.slice(0, limit)
  const last = page.length > limit ? given.at(-1) : undefined
  const next = last === undefined ? undefined : fingerprintOf(digest, last.place)
  return { data: given.map(({ json }) => json), success: true, meta: metaOf(asked, head, given.length, next) }
}
