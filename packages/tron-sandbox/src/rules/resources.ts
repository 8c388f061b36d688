import type { Address } from '../codec/address.ts'
import { accountAt, changeAccount, stakedOf, type Account, type Resource, type Usage } from '../state/account.ts'
import type { ChainParameters } from '../state/parameters.ts'
import type { Store } from '../state/store.ts'
import type { Context } from './context.ts'

// A stated model of the network's resources. What was used comes back linearly over a day; a stake
// gives its share of the network's daily total, measured against the stake of the whole network.

const dayMs = 86_400_000
const sunPerTrx = 1_000_000n

export const slotOf = (context: Pick<Context, 'blockAtMs' | 'slotMs'>): number =>
  Math.floor(context.blockAtMs / context.slotMs)

export type ClockOfSlots = Pick<Context, 'blockAtMs' | 'slotMs'>

/** What is still used of an earlier use. */
export const usedNow = (usage: Usage, clock: ClockOfSlots): bigint => {
  const window = BigInt(Math.floor(dayMs / clock.slotMs))
  const passed = BigInt(slotOf(clock) - usage.slot)
  return passed >= window ? 0n : (usage.used * (window - passed)) / window
}

const used = (usage: Usage, more: bigint, clock: ClockOfSlots): Usage => ({
  used: usedNow(usage, clock) + more,
  slot: slotOf(clock),
})

export const usageOf = (account: Account, resource: Resource): Usage => resource === 'ENERGY' ? account.energy : account.bandwidth

/** More used of a staked resource, or less. */
export const addUsage = (context: Context, address: Address, resource: Resource, more: bigint): void =>
  changeAccount(context.store, address, (account) => {
    const usage = used(usageOf(account, resource), more, context)
    return resource === 'ENERGY' ? { ...account, energy: usage } : { ...account, bandwidth: usage }
  })

const weightKey = (resource: Resource): string => `weight:${resource}`

/** Stake of the whole network for a resource, in TRX. */
export const networkWeight = (store: Store, parameters: ChainParameters, resource: Resource): bigint => {
  const base = resource === 'ENERGY' ? parameters.networkEnergyWeightTrx : parameters.networkNetWeightTrx
  return base + ((store.get(weightKey(resource)) as bigint | undefined) ?? 0n) / sunPerTrx
}

export const addNetworkStake = (store: Store, resource: Resource, amountSun: bigint): void =>
  store.set(weightKey(resource), ((store.get(weightKey(resource)) as bigint | undefined) ?? 0n) + amountSun)

/** What a stake gives a day. */
export const limitOf = (
  store: Store, parameters: ChainParameters, account: Account, resource: Resource,
): bigint => {
  const { own, acquired } = stakedOf(account, resource)
  const total = resource === 'ENERGY' ? parameters.totalEnergyLimit : parameters.totalNetLimit
  return ((own + acquired) / sunPerTrx * total) / networkWeight(store, parameters, resource)
}

/** Energy from stake that is left to an account now. */
export const stakedEnergyLeft = (context: Context, account: Account): bigint => {
  const left = limitOf(context.store, context.parameters, account, 'ENERGY') - usedNow(account.energy, context)
  return left > 0n ? left : 0n
}

export const useEnergy = (context: Context, address: Address, energy: bigint): void => addUsage(context, address, 'ENERGY', energy)

const stakedBandwidthLeft = (context: Context, account: Account): bigint =>
  limitOf(context.store, context.parameters, account, 'BANDWIDTH') - usedNow(account.bandwidth, context)

const touched = (context: Context, account: Account): Account => ({
  ...account,
  latestOperationAtMs: context.blockAtMs,
})

export type NetCharge = { readonly netUsage: bigint; readonly netFeeSun: bigint }

const payFee = (context: Context, address: Address, netFeeSun: bigint): NetCharge | undefined => {
  const account = accountAt(context.store, address)
  if (account === undefined || account.balanceSun < netFeeSun) return undefined
  changeAccount(context.store, address, (payer) =>
    touched(context, { ...payer, balanceSun: payer.balanceSun - netFeeSun }))
  return { netUsage: 0n, netFeeSun }
}

/**
 * Bandwidth of a transaction: from stake, else from the free allowance of the day, else paid.
 * Undefined where none of the three suffices.
 */
export const consumeBandwidth = (context: Context, owner: Account, bytes: bigint): NetCharge | undefined => {
  const { store, parameters } = context
  if (stakedBandwidthLeft(context, owner) >= bytes) {
    changeAccount(store, owner.address, (account) =>
      touched(context, { ...account, bandwidth: used(account.bandwidth, bytes, context) }))
    return { netUsage: bytes, netFeeSun: 0n }
  }
  if (parameters.freeNetLimit - usedNow(owner.freeBandwidth, context) >= bytes) {
    changeAccount(store, owner.address, (account) =>
      touched(context, { ...account, freeBandwidth: used(account.freeBandwidth, bytes, context) }))
    return { netUsage: bytes, netFeeSun: 0n }
  }
  return payFee(context, owner.address, bytes * parameters.transactionFeeSunPerByte)
}

/** A transaction that makes an account may not use the free allowance: stake, or a fixed fee. */
export const consumeForNewAccount = (context: Context, owner: Account, bytes: bigint): NetCharge | undefined => {
  if (stakedBandwidthLeft(context, owner) >= bytes) return consumeBandwidth(context, owner, bytes)
  return payFee(context, owner.address, context.parameters.createAccountFeeSun)
}
