import { passedOf, type OnChainState } from './on-chain.ts'

/** A part of what is set aside, of one source; `item` is missing only where no source has it. */
export type Parcel = { readonly item?: string; readonly amountMicro: bigint }

const leavingOf = (chain: OnChainState, item: string): bigint =>
  chain.moves.filter((move) => move.what === 'aside' && move.item === item)
    .reduce((sum, { amountMicro }) => sum + amountMicro, 0n)

/** What of a transfer's money went from this payment to its item, and has not come back to it. */
export const asideOf = (chain: OnChainState, item: string): bigint =>
  (chain.items.find((one) => one.item === item)?.asideMicro ?? 0n) + leavingOf(chain, item)

/** What of a transfer's money this payment has or had the use of: its own deposit, or assigned to it. */
export const withinOf = (chain: OnChainState, item: string): bigint => {
  const own = passedOf(chain).find(({ deposit }) => deposit === item)
  return (own?.amountMicro ?? 0n) - asideOf(chain, item)
}

/** Its own deposits, the newest first, then what was assigned to it. */
const sourcesOf = (chain: OnChainState): readonly string[] => {
  const own = passedOf(chain).map(({ deposit }) => deposit).toReversed()
  return [...new Set([...own, ...chain.items.map(({ item }) => item).toReversed()])]
}

/**
 * Whose money an amount is that is set aside, so that each sum in suspense names the transfer it came
 * by. What nobody named is of the newest that have it: what came last is what did not fit.
 */
export const parcelsOf = (chain: OnChainState, amountMicro: bigint): readonly Parcel[] => {
  const parcels: Parcel[] = []
  let restMicro = amountMicro
  for (const item of sourcesOf(chain)) {
    const within = withinOf(chain, item)
    if (restMicro === 0n) break
    if (within <= 0n) continue
    const part = within < restMicro ? within : restMicro
    parcels.push({ item, amountMicro: part })
    restMicro -= part
  }
  return restMicro === 0n ? parcels : [...parcels, { amountMicro: restMicro }]
}

/** As before, with more or less of one source set aside. */
export const withAside = (
  items: OnChainState['items'], item: string | undefined, micro: bigint,
): OnChainState['items'] => {
  if (item === undefined || micro === 0n) return items
  return items.some((one) => one.item === item)
    ? items.map((one) => (one.item === item ? { item, asideMicro: one.asideMicro + micro } : one))
    : [...items, { item, asideMicro: micro }]
}
