import type { Address } from '../codec/address.ts'
import type { StateValue, Store } from './store.ts'

export type Resource = 'BANDWIDTH' | 'ENERGY'

export type PermissionKey = { readonly address: Address; readonly weight: bigint }

export type Permission = {
  readonly type: 'Owner' | 'Witness' | 'Active'
  readonly id: number
  readonly name: string
  readonly threshold: bigint
  /** Bitmap over contract types, 32 bytes of hex; only active permissions have one. */
  readonly operations?: string
  readonly keys: readonly PermissionKey[]
}

/** What of a resource was used, and in which slot: it comes back linearly over a day. */
export type Usage = { readonly used: bigint; readonly slot: number }

export type Staked = {
  /** Own stake that gives the resource to its owner, in sun. */
  readonly own: bigint
  /** Own stake whose resource was given to others. */
  readonly delegated: bigint
  /** Stake of others whose resource was given to this account. */
  readonly acquired: bigint
}

export type Unfreezing = { readonly resource: Resource; readonly amountSun: bigint; readonly expiresAtMs: number }

export type Account = {
  readonly address: Address
  readonly balanceSun: bigint
  readonly createdAtMs: number
  readonly latestOperationAtMs: number
  readonly isContract: boolean
  readonly ownerPermission?: Permission
  readonly activePermissions?: readonly Permission[]
  readonly assets: { readonly [id: string]: bigint }
  readonly freeBandwidth: Usage
  readonly bandwidth: Usage
  readonly energy: Usage
  readonly stakedBandwidth: Staked
  readonly stakedEnergy: Staked
  readonly unfreezing: readonly Unfreezing[]
}

const unused: Usage = { used: 0n, slot: 0 }
const unstaked: Staked = { own: 0n, delegated: 0n, acquired: 0n }

/**
 * What a new account's active permission may do: the documented default with the bits of staking
 * 2.0 (54 to 59) that the network added when it was switched on.
 */
export const defaultOperations = `7fff1fc0033ec30f${'0'.repeat(48)}`

export const defaultOwnerPermission = (address: Address): Permission => ({
  type: 'Owner', id: 0, name: 'owner', threshold: 1n, keys: [{ address, weight: 1n }],
})

export const defaultActivePermission = (address: Address): Permission => ({
  type: 'Active', id: 2, name: 'active', threshold: 1n, operations: defaultOperations,
  keys: [{ address, weight: 1n }],
})

export const newAccount = (address: Address, atMs: number, isContract = false): Account => ({
  address,
  balanceSun: 0n,
  createdAtMs: atMs,
  latestOperationAtMs: 0,
  isContract,
  ...(isContract
    ? {}
    : { ownerPermission: defaultOwnerPermission(address), activePermissions: [defaultActivePermission(address)] }),
  assets: {},
  freeBandwidth: unused,
  bandwidth: unused,
  energy: unused,
  stakedBandwidth: unstaked,
  stakedEnergy: unstaked,
  unfreezing: [],
})

const keyOf = (address: Address): string => `account:${address}`

/** The account, or undefined where the address was never activated. */
export const accountAt = (store: Store, address: Address): Account | undefined =>
  store.get(keyOf(address)) as Account | undefined

export const putAccount = (store: Store, account: Account): void =>
  store.set(keyOf(account.address), account as unknown as StateValue)

export const changeAccount = (store: Store, address: Address, change: (account: Account) => Account): void => {
  const account = accountAt(store, address)
  if (account === undefined) throw new Error(`account ${address} does not exist`)
  putAccount(store, change(account))
}

/** Adds TRX to an account that exists; a negative sum takes. */
export const addBalance = (store: Store, address: Address, amountSun: bigint): void =>
  changeAccount(store, address, (account) => ({ ...account, balanceSun: account.balanceSun + amountSun }))

export const stakedOf = (account: Account, resource: Resource): Staked =>
  resource === 'ENERGY' ? account.stakedEnergy : account.stakedBandwidth

export const withStaked = (account: Account, resource: Resource, staked: Staked): Account =>
  resource === 'ENERGY' ? { ...account, stakedEnergy: staked } : { ...account, stakedBandwidth: staked }
