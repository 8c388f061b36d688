import { base58Of, type Address } from '../codec/address.ts'
import { bytesOf } from '../codec/hex.ts'
import { signerOf, type Contract, type Transaction } from '../codec/transaction.ts'
import { contractTypes } from '../codec/schema.ts'
import {
  accountAt, defaultActivePermission, defaultOwnerPermission, type Permission,
} from '../state/account.ts'
import type { Store } from '../state/store.ts'
import { allows, Rejection } from './rejection.ts'

const invalid = (message: string): Rejection => new Rejection('SIGERROR', `Validate signature error: ${message}`)

const maxSignatures = 5

/** The permission a transaction names; a contract or an unknown address has the default ones. */
export const permissionOf = (store: Store, owner: Address, id: number): Permission | undefined => {
  const account = accountAt(store, owner)
  if (id === 0) return account?.ownerPermission ?? defaultOwnerPermission(owner)
  if (account === undefined) return id === 2 ? defaultActivePermission(owner) : undefined
  return account.activePermissions?.find((permission) => permission.id === id)
}

export const typeNumberOf = (type: string): number =>
  Number(Object.entries(contractTypes).find(([, name]) => name === type)?.[0] ?? 0)

export type Weighing = { readonly weight: bigint; readonly signers: readonly Address[] }

/** Adds up the weights of the signatures. Throws with the node's words, without its prefix. */
export const weigh = (permission: Permission, transaction: Transaction): Weighing => {
  const { signatures } = transaction
  if (signatures.length > permission.keys.length) {
    throw new Error(
      `Signature count is ${signatures.length} more than key counts of permission : ${permission.keys.length}`,
    )
  }
  const signers: Address[] = []
  let weight = 0n
  for (const signature of signatures) {
    if (signature.length < 130) throw new Error(`Signature size is ${signature.length / 2}`)
    const signer = recovered(transaction, signature)
    const key = permission.keys.find(({ address }) => address === signer)
    if (key === undefined) {
      throw new Error(`${signature} is signed by ${base58Of(signer)} but it is not contained of permission.`)
    }
    if (signers.includes(signer)) throw new Error(`${base58Of(signer)} has signed twice!`)
    signers.push(signer)
    weight += key.weight
  }
  return { weight, signers }
}

const recovered = (transaction: Transaction, signature: string): Address => {
  try {
    return signerOf(bytesOf(transaction.id), signature)
  } catch {
    throw new Error('Header byte out of range or r, s of the signature invalid')
  }
}

export const checkPermission = (permission: Permission, contract: Contract): void => {
  if (contract.permissionId === 0) return
  if (permission.type !== 'Active') throw new Error('Permission type is error')
  if (!allows(permission.operations ?? '', typeNumberOf(contract.type))) throw new Error('Permission denied')
}

/** Refuses a transaction whose signatures do not reach the threshold of the permission it names. */
export const validateSignatures = (store: Store, transaction: Transaction, contract: Contract | undefined): void => {
  if (transaction.signatures.length === 0 || contract === undefined) throw invalid('miss sig or contract')
  if (transaction.signatures.length > maxSignatures) throw invalid('too many signatures')
  const permission = permissionOf(store, contract.owner, contract.permissionId)
  if (permission === undefined) throw invalid("permission isn't exit")
  let weight: bigint
  try {
    checkPermission(permission, contract)
    weight = weigh(permission, transaction).weight
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error))
  }
  if (weight < permission.threshold) throw invalid('sig error')
}
