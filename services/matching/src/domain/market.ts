import { formatRate, type AcceptorProfile, type PaymentMethod } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import type { Priced } from './pricing.ts'
import type { AccountUse, Seat } from './seat.ts'
import type { BookQuote } from './terms.ts'

/** An account that could take an order of an entry, with what it took already. */
export type Till = {
  readonly account: AcceptorProfile['accounts'][number]
  readonly use: AccountUse
}

/**
 * One quote of one acceptor on one rail. It stands in a group of its market while it has a price
 * near enough to the reference.
 */
export type Entry = {
  readonly seat: Seat
  readonly quote: BookQuote
  readonly method: PaymentMethod
  readonly market: Market
  /** The acceptor's accounts of this currency and method. */
  readonly tills: readonly Till[]
  priced: Priced
  rank: number
  group: Group | undefined
  previous: Entry | undefined
  next: Entry | undefined
}

/** The price as it is written. */
export const priceTextOf = ({ priced }: Entry): string =>
  (priced.priceText ??= formatRate(priced.priceUnits))

/** Entries of one rank, longest waiting first: a linked list, so that going to its end is cheap. */
export type Group = { readonly rank: number; first: Entry | undefined; last: Entry | undefined }

/** All entries of one currency and method, by rank: price bucket, then reputation. */
export type Market = { readonly groups: Group[] }

export const newMarket = (): Market => ({ groups: [] })

const maxScore = 1000

/** Lower is better: the price bucket decides, within it the higher score. */
export const rankOf = (bucket: number, score: number): number =>
  bucket * (maxScore + 1) + (maxScore - score)

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/**
 * Within a rank: who waits longest since its last offer, then ids, so that equal books answer
 * equally.
 */
export const compareEntries = (left: Entry, right: Entry): number =>
  left.seat.lastOfferAtMs - right.seat.lastOfferAtMs ||
  order(left.seat.acceptor, right.seat.acceptor) ||
  (left.priced.priceUnits < right.priced.priceUnits
    ? -1
    : left.priced.priceUnits > right.priced.priceUnits
      ? 1
      : 0) ||
  order(left.quote.quote, right.quote.quote)

/** Index of the first group whose rank is not below. */
const search = (groups: readonly Group[], rank: number): number => {
  let low = 0
  let high = groups.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((groups[middle]?.rank ?? 0) < rank) low = middle + 1
    else high = middle
  }
  return low
}

const groupOf = ({ groups }: Market, rank: number): Group => {
  const index = search(groups, rank)
  const found = groups[index]
  if (found?.rank === rank) return found
  const group: Group = { rank, first: undefined, last: undefined }
  groups.splice(index, 0, group)
  return group
}

const linkAfter = (group: Group, entry: Entry, before: Entry | undefined): void => {
  const after = before ? before.next : group.first
  entry.group = group
  entry.previous = before
  entry.next = after
  if (before) before.next = entry
  else group.first = entry
  if (after) after.previous = entry
  else group.last = entry
}

/** Puts an entry in its place: found from the end, where the one that was just offered belongs. */
const link = (group: Group, entry: Entry): void => {
  let before = group.last
  while (before && compareEntries(before, entry) > 0) before = before.previous
  linkAfter(group, entry, before)
}

const unlink = (entry: Entry): Group => {
  const { group, previous, next } = entry
  assertThat(group, 'an entry leaves a book in which it does not stand')
  if (previous) previous.next = next
  else group.first = next
  if (next) next.previous = previous
  else group.last = previous
  entry.group = entry.previous = entry.next = undefined
  return group
}

export const insertEntry = (entry: Entry): void => {
  assertThat(!entry.group, 'an entry enters a book in which it stands')
  link(groupOf(entry.market, entry.rank), entry)
}

/** Many at once, on any markets: each group is walked once from its front. */
export const insertEntries = (entries: Entry[]): void => {
  const places = new Map<Group, Entry | undefined>()
  for (const entry of entries.sort(compareEntries)) {
    assertThat(!entry.group, 'an entry enters a book in which it stands')
    const group = groupOf(entry.market, entry.rank)
    let before = places.get(group)
    for (let next = before ? before.next : group.first; next; next = next.next) {
      if (compareEntries(next, entry) > 0) break
      before = next
    }
    linkAfter(group, entry, before)
    places.set(group, entry)
  }
}

export const removeEntry = (entry: Entry): void => {
  const { groups } = entry.market
  const group = unlink(entry)
  if (!group.first) groups.splice(search(groups, group.rank), 1)
}

/** After the waiting time of its acceptor began anew. */
export const moveEntry = (entry: Entry): void => link(unlink(entry), entry)

/** Whether the price of an entry decides over its place: beside others of its acceptor alone. */
export const standsBesideItsOwn = ({ seat, previous, next }: Entry): boolean =>
  previous?.seat === seat || next?.seat === seat
