import { isAddress, type Address } from '../codec/address.ts'
import type { Message } from '../codec/protobuf.ts'
import {
  accountAt, addBalance, changeAccount, stakedOf, withStaked, type Account, type Resource, type Unfreezing,
} from '../state/account.ts'
import type { Store } from '../state/store.ts'
import type { Context } from './context.ts'
import { must } from './rejection.ts'
import { addNetworkStake, addUsage, limitOf, networkWeight, usageOf, usedNow } from './resources.ts'
import type { Act } from './transfer.ts'

// Staking 2.0: TRX frozen for a resource, the resource lent to others and taken back, the TRX
// returned some days after it was unfrozen.

const free: Act = { feeSun: 0n }
const sunPerTrx = 1_000_000n
const dayMs = 86_400_000
const maxUnfreezing = 32

const resourceOf = (value: Message): Resource => {
  const resource = value['resource'] ?? 'BANDWIDTH'
  must(resource === 'BANDWIDTH' || resource === 'ENERGY', 'ResourceCode error, valid ResourceCode[BANDWIDTH、ENERGY]')
  return resource as Resource
}

const ownerOf = (context: Context, value: Message): Account => {
  const owner = String(value['owner_address'] ?? '')
  must(isAddress(owner), 'Invalid address')
  const account = accountAt(context.store, owner)
  must(account !== undefined, `Account[${owner}] not exists`)
  return account as Account
}

const changeStake = (
  store: Store, address: Address, resource: Resource,
  change: { readonly own?: bigint; readonly delegated?: bigint; readonly acquired?: bigint },
): void =>
  changeAccount(store, address, (account) => {
    const before = stakedOf(account, resource)
    return withStaked(account, resource, {
      own: before.own + (change.own ?? 0n),
      delegated: before.delegated + (change.delegated ?? 0n),
      acquired: before.acquired + (change.acquired ?? 0n),
    })
  })

export const freeze = (context: Context, value: Message): Act => {
  const account = ownerOf(context, value)
  const amount = (value['frozen_balance'] as bigint | undefined) ?? 0n
  must(amount > 0n, 'frozenBalance must be positive')
  must(amount >= sunPerTrx, 'frozenBalance must be greater than or equal to 1 TRX')
  must(amount <= account.balanceSun, 'frozenBalance must be less than or equal to accountBalance')
  const resource = resourceOf(value)
  addBalance(context.store, account.address, -amount)
  changeStake(context.store, account.address, resource, { own: amount })
  addNetworkStake(context.store, resource, amount)
  return free
}

const total = (list: readonly Unfreezing[]): bigint => list.reduce((sum, { amountSun }) => sum + amountSun, 0n)

/** Gives back what was unfrozen long enough ago; answers how much that was. */
const payDue = (context: Context, account: Account): bigint => {
  const due = total(account.unfreezing.filter(({ expiresAtMs }) => expiresAtMs <= context.headAtMs))
  if (due > 0n) addBalance(context.store, account.address, due)
  changeAccount(context.store, account.address, (changed) => ({
    ...changed, unfreezing: changed.unfreezing.filter(({ expiresAtMs }) => expiresAtMs > context.headAtMs),
  }))
  return due
}

export const unfreeze = (context: Context, value: Message): Act => {
  const account = ownerOf(context, value)
  const amount = (value['unfreeze_balance'] as bigint | undefined) ?? 0n
  const resource = resourceOf(value)
  const { own } = stakedOf(account, resource)
  must(own > 0n, `no frozenBalance(${resource})`)
  must(amount > 0n && amount <= own, `Invalid unfreeze_balance, [${amount}] is error`)
  const waiting = account.unfreezing.filter(({ expiresAtMs }) => expiresAtMs > context.headAtMs)
  must(waiting.length < maxUnfreezing, 'Invalid unfreeze operation, unfreezing times is over limit')
  // What is due by now is paid out on this occasion.
  payDue(context, account)
  const expiresAtMs = context.headAtMs + context.parameters.unfreezeDelayDays * dayMs
  changeStake(context.store, account.address, resource, { own: -amount })
  changeAccount(context.store, account.address, (changed) => ({
    ...changed,
    unfreezing: [...changed.unfreezing, { resource, amountSun: amount, expiresAtMs }],
  }))
  addNetworkStake(context.store, resource, -amount)
  return free
}

export const withdrawUnfrozen = (context: Context, value: Message): Act => {
  must(payDue(context, ownerOf(context, value)) > 0n, 'no unFreeze balance to withdraw ')
  return free
}

export const cancelAllUnfreezing = (context: Context, value: Message): Act => {
  const account = ownerOf(context, value)
  must(account.unfreezing.length > 0, 'No unfreezeV2 list to cancel')
  for (const { resource, amountSun, expiresAtMs } of account.unfreezing) {
    if (expiresAtMs <= context.headAtMs) {
      addBalance(context.store, account.address, amountSun)
    } else {
      changeStake(context.store, account.address, resource, { own: amountSun })
      addNetworkStake(context.store, resource, amountSun)
    }
  }
  changeAccount(context.store, account.address, (changed) => ({ ...changed, unfreezing: [] }))
  return free
}

export type Delegation = {
  readonly from: Address
  readonly to: Address
  readonly energySun: bigint
  readonly bandwidthSun: bigint
  readonly lockedUntilMs: number
}

const delegationKey = (from: Address, to: Address): string => `delegation:${from}:${to}`
const indexKey = (from: Address): string => `delegations:${from}`
const reverseKey = (to: Address): string => `delegators:${to}`

export const delegationOf = (store: Store, from: Address, to: Address): Delegation | undefined =>
  store.get(delegationKey(from, to)) as Delegation | undefined

export const delegatesOf = (store: Store, from: Address): readonly Address[] =>
  (store.get(indexKey(from)) as readonly Address[] | undefined) ?? []

export const delegatorsOf = (store: Store, to: Address): readonly Address[] =>
  (store.get(reverseKey(to)) as readonly Address[] | undefined) ?? []

const putDelegation = (store: Store, delegation: Delegation): void => {
  const { from, to } = delegation
  const isEmpty = delegation.energySun === 0n && delegation.bandwidthSun === 0n
  store.set(delegationKey(from, to), isEmpty ? undefined : delegation)
  const without = (list: readonly Address[], one: Address): readonly Address[] => list.filter((other) => other !== one)
  store.set(indexKey(from), isEmpty ? without(delegatesOf(store, from), to) : [...without(delegatesOf(store, from), to), to])
  store.set(reverseKey(to), isEmpty ? without(delegatorsOf(store, to), from) : [...without(delegatorsOf(store, to), from), from])
}

const partiesOf = (context: Context, value: Message): { owner: Account; receiver: Address } => {
  const owner = ownerOf(context, value)
  const receiver = String(value['receiver_address'] ?? '')
  must(isAddress(receiver), 'Invalid receiverAddress')
  must(receiver !== owner.address, 'receiverAddress must not be the same as ownerAddress')
  return { owner, receiver }
}

const inSun = (delegation: Delegation | undefined, resource: Resource): bigint =>
  (resource === 'ENERGY' ? delegation?.energySun : delegation?.bandwidthSun) ?? 0n

const changedDelegation = (context: Context, from: Address, to: Address, resource: Resource, change: bigint): Delegation => {
  const before = delegationOf(context.store, from, to)
  return {
    from,
    to,
    energySun: (before?.energySun ?? 0n) + (resource === 'ENERGY' ? change : 0n),
    bandwidthSun: (before?.bandwidthSun ?? 0n) + (resource === 'BANDWIDTH' ? change : 0n),
    lockedUntilMs: before?.lockedUntilMs ?? 0,
  }
}

/** The part of an own stake that can be lent: what is not in use now. */
export const delegatableSun = (
  store: Store, parameters: Context['parameters'], clock: Pick<Context, 'blockAtMs' | 'slotMs'>, account: Account, resource: Resource,
): bigint => {
  const { own } = stakedOf(account, resource)
  const limit = limitOf(store, parameters, account, resource)
  const usage = usedNow(usageOf(account, resource), clock)
  const inUse = limit === 0n ? 0n : (own * (usage > limit ? limit : usage)) / limit
  return own - inUse
}

export const delegate = (context: Context, value: Message): Act => {
  const { owner, receiver } = partiesOf(context, value)
  const amount = (value['balance'] as bigint | undefined) ?? 0n
  const resource = resourceOf(value)
  must(amount >= sunPerTrx, 'delegateBalance must be greater than or equal to 1 TRX')
  const available = delegatableSun(context.store, context.parameters, context, owner, resource)
  const kind = resource === 'ENERGY' ? 'Energy' : 'Bandwidth'
  must(amount <= available, `delegateBalance must be less than or equal to available Freeze${kind}V2 balance`)
  const account = accountAt(context.store, receiver)
  must(account !== undefined, `Account[${receiver}] not exists`)
  must(account?.isContract !== true, 'Do not allow delegate resources to contract addresses')
  const changed = changedDelegation(context, owner.address, receiver, resource, amount)
  const lockSlots = value['lock'] === true ? Number(value['lock_period'] ?? dayMs * 3 / context.slotMs) : 0
  changeStake(context.store, owner.address, resource, { own: -amount, delegated: amount })
  changeStake(context.store, receiver, resource, { acquired: amount })
  const lockedUntilMs = Math.max(changed.lockedUntilMs, lockSlots === 0 ? 0 : context.blockAtMs + lockSlots * context.slotMs)
  putDelegation(context.store, { ...changed, lockedUntilMs })
  return free
}

/**
 * What was used of a borrowed resource goes back with the stake: its owner has it again only as it
 * recovers. The borrower's use is shared by stake, and no more goes back than the stake gives.
 */
const returnUsage = (context: Context, owner: Address, receiver: Address, resource: Resource, amount: bigint): void => {
  const { store, parameters } = context
  const account = accountAt(store, receiver)
  if (account === undefined) return
  const { own, acquired } = stakedOf(account, resource)
  const used = usedNow(usageOf(account, resource), context)
  const total = resource === 'ENERGY' ? parameters.totalEnergyLimit : parameters.totalNetLimit
  const most = (amount / sunPerTrx * total) / networkWeight(store, parameters, resource)
  const share = own + acquired === 0n ? 0n : (used * amount) / (own + acquired)
  const returned = share < most ? share : most
  if (returned === 0n) return
  addUsage(context, receiver, resource, -returned)
  addUsage(context, owner, resource, returned)
}

export const undelegate = (context: Context, value: Message): Act => {
  const { owner, receiver } = partiesOf(context, value)
  const amount = (value['balance'] as bigint | undefined) ?? 0n
  const resource = resourceOf(value)
  const delegation = delegationOf(context.store, owner.address, receiver)
  must(delegation !== undefined, 'delegated Resource does not exist')
  must(amount > 0n, 'unDelegateBalance must be more than 0 TRX')
  const isLocked = (delegation?.lockedUntilMs ?? 0) > context.blockAtMs
  must(!isLocked && inSun(delegation, resource) >= amount,
    `insufficient delegatedFrozenBalance(${resource}), request=${amount}, unlock_balance=${isLocked ? 0n : inSun(delegation, resource)}`)
  returnUsage(context, owner.address, receiver, resource, amount)
  changeStake(context.store, owner.address, resource, { own: amount, delegated: -amount })
  changeStake(context.store, receiver, resource, { acquired: -amount })
  putDelegation(context.store, changedDelegation(context, owner.address, receiver, resource, -amount))
  return free
}
