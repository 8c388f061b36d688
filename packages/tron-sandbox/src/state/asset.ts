import type { Address } from '../codec/address.ts'
import { changeAccount } from './account.ts'
import type { StateValue, Store } from './store.ts'

/** A TRC-10 asset, as whoever issued it said. */
export type Asset = {
  readonly id: string
  readonly name: string
  readonly abbreviation: string
  readonly owner: Address
  readonly totalUnits: bigint
  readonly precision: bigint
  readonly issuedAtMs: number
}

const listKey = 'assets'
const keyOf = (id: string): string => `asset:${id}`

export const assetOf = (store: Store, id: string): Asset | undefined => store.get(keyOf(id)) as Asset | undefined

export const assetsOf = (store: Store): readonly Asset[] =>
  ((store.get(listKey) as readonly string[] | undefined) ?? []).flatMap((id) => assetOf(store, id) ?? [])

/** All of it is its owner's at first. */
export const issueAsset = (store: Store, asset: Asset): void => {
  store.set(keyOf(asset.id), asset as unknown as StateValue)
  store.set(listKey, [...assetsOf(store).map(({ id }) => id).filter((id) => id !== asset.id), asset.id])
  changeAccount(store, asset.owner, (account) => ({
    ...account, assets: { ...account.assets, [asset.id]: asset.totalUnits },
  }))
}

/** The one asset of a sandbox, there from the first block on. */
export const sandboxAsset = (owner: Address, issuedAtMs: number): Asset => ({
  id: '1000001', name: 'SandboxAsset', abbreviation: 'SBA', owner, totalUnits: 1_000_000_000_000_000n, precision: 6n, issuedAtMs,
})
