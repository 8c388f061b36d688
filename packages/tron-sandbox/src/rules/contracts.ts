import type { Address } from '../codec/address.ts'
import type { Message } from '../codec/protobuf.ts'
import type { StateValue, Store } from '../state/store.ts'

/** What the chain keeps of a deployed contract besides its code. */
export type Deployed = {
  readonly address: Address
  readonly originAddress: Address
  readonly name: string
  readonly abi?: Message
  readonly bytecode: string
  readonly userPercent: bigint
  readonly originEnergyLimit: bigint
  readonly transactionId: string
}

const keyOf = (address: Address): string => `contract:${address}`

export const deployedAt = (store: Store, address: Address): Deployed | undefined =>
  store.get(keyOf(address)) as unknown as Deployed | undefined

export const putDeployed = (store: Store, deployed: Deployed): void =>
  store.set(keyOf(deployed.address), deployed as unknown as StateValue)

const factorKey = (address: Address): string => `factor:${address}`

/** Dynamic energy of a contract in ten-thousandths; USDT on main net stands at its maximum, 34000. */
export const energyFactorAt = (store: Store, address: Address): number =>
  (store.get(factorKey(address)) as number | undefined) ?? 0

export const setEnergyFactor = (store: Store, address: Address, factor: number): void =>
  store.set(factorKey(address), factor === 0 ? undefined : factor)
