import { isAddress } from '../codec/address.ts'
import { contractTypes } from '../codec/schema.ts'
import type { Message } from '../codec/protobuf.ts'
import { accountAt, addBalance, changeAccount, type Permission } from '../state/account.ts'
import type { Context } from './context.ts'
import { allows, must } from './rejection.ts'
import type { Act } from './transfer.ts'

const maxKeys = 5
const maxActives = 8
const operationsHexDigits = 64
const bits = 256

const permissionOf = (message: Message, id: number): Permission => ({
  type: (message['type'] as Permission['type'] | undefined) ?? 'Owner',
  id,
  name: String(message['permission_name'] ?? ''),
  threshold: (message['threshold'] as bigint | undefined) ?? 0n,
  ...(message['operations'] === undefined ? {} : { operations: String(message['operations']) }),
  keys: ((message['keys'] as readonly Message[] | undefined) ?? []).map((key) => ({
    address: String(key['address'] ?? ''),
    weight: (key['weight'] as bigint | undefined) ?? 0n,
  })),
})

const checkKeys = (permission: Permission): void => {
  const { keys, threshold } = permission
  must(keys.length <= maxKeys, `number of keys in permission should not be greater than ${maxKeys}`)
  must(keys.length > 0, "key's count should be greater than 0")
  must(permission.type !== 'Witness' || keys.length === 1, "Witness permission's key count should be 1")
  must(threshold > 0n, "permission's threshold should be greater than 0")
  must(permission.name.length <= 32, "permission's name is too long")
  must(new Set(keys.map(({ address }) => address)).size === keys.length, 'address should be distinct in permission ' + permission.type)
  for (const { address, weight } of keys) {
    must(isAddress(address), 'key is not a validate address')
    must(weight > 0n, "key's weight should be greater than 0")
  }
  const sum = keys.reduce((total, { weight }) => total + weight, 0n)
  must(sum >= threshold, `sum of all key's weight should not be less than threshold in permission ${permission.type}`)
}

const checkOperations = (permission: Permission): void => {
  const { operations } = permission
  if (permission.type !== 'Active') {
    return must(operations === undefined, `${permission.type} permission needn't operations`)
  }
  must(operations?.length === operationsHexDigits, 'operations size must 32')
  for (let number = 0; number < bits; number++) {
    if (!allows(operations ?? '', number)) continue
    // The network knows contract types that this node cannot run; only unused numbers are refused.
    must(number in contractTypes || number < 60, `${number} isn't a validate ContractType`)
  }
}

/** Replaces the whole structure of who may sign for an account. */
export const updatePermissions = (context: Context, value: Message): Act => {
  const owner = String(value['owner_address'] ?? '')
  must(isAddress(owner), 'invalidate ownerAddress')
  const account = accountAt(context.store, owner)
  must(account !== undefined, 'ownerAddress account does not exist')
  must(value['owner'] !== undefined, 'owner permission is missed')
  const actives = (value['actives'] as readonly Message[] | undefined) ?? []
  must(actives.length > 0, 'active permission is missed')
  must(actives.length <= maxActives, 'active permission is too many')
  must(value['witness'] === undefined, "account isn't witness can't set witness permission")
  const ownerPermission = permissionOf(value['owner'] as Message, 0)
  must(ownerPermission.type === 'Owner', 'owner permission type is error')
  const activePermissions = actives.map((active, index) => permissionOf(active, index + 2))
  for (const permission of activePermissions) must(permission.type === 'Active', 'active permission type is error')
  for (const permission of [ownerPermission, ...activePermissions]) {
    checkKeys(permission)
    checkOperations(permission)
  }
  const feeSun = context.parameters.updateAccountPermissionFeeSun
  must((account?.balanceSun ?? 0n) >= feeSun, 'AccountPermissionUpdate error, balance is not sufficient to pay the fee')
  addBalance(context.store, owner, -feeSun)
  changeAccount(context.store, owner, (changed) => ({ ...changed, ownerPermission, activePermissions }))
  return { feeSun }
}
