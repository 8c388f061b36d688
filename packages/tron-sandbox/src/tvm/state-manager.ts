import type { AccountFields, StateManagerInterface } from '@ethereumjs/common'
import { Account as EvmAccount, type Address as EvmAddress, KECCAK256_NULL } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { withPrefix, type Address } from '../codec/address.ts'
import { bytesOf, hexOf } from '../codec/hex.ts'
import { accountAt, newAccount, putAccount } from '../state/account.ts'
import type { Store } from '../state/store.ts'

const tronAddress = (address: EvmAddress): Address => withPrefix(hexOf(address.bytes))

export const codeKey = (address: Address): string => `code:${address}`
const nonceKey = (address: Address): string => `nonce:${address}`
const slotKey = (address: Address, slot: Uint8Array): string => `slot:${address}:${hexOf(slot)}`

const parsedCode = new Map<string, { readonly code: Uint8Array; readonly hash: Uint8Array }>()

/** Code as bytes with its hash; the same few contracts run over and over. */
const codeAt = (store: Store, address: Address): { readonly code: Uint8Array; readonly hash: Uint8Array } => {
  const hex = (store.get(codeKey(address)) as string | undefined) ?? ''
  const known = parsedCode.get(hex)
  if (known !== undefined) return known
  const code = bytesOf(hex)
  const parsed = { code, hash: hex === '' ? KECCAK256_NULL : keccak_256(code) }
  parsedCode.set(hex, parsed)
  return parsed
}

/**
 * The machine's view of the chain's state. The store behind it is exchanged between runs, so one
 * machine serves the head, the solid state and any older one.
 */
export class TvmState implements StateManagerInterface {
  #store: Store
  #atMs = 0
  readonly #marks: number[] = []
  readonly originalStorageCache = {
    get: async (address: EvmAddress, key: Uint8Array): Promise<Uint8Array> => this.getStorage(address, key),
    clear: (): void => {},
  }

  constructor(store: Store) {
    this.#store = store
  }

  use(store: Store, atMs: number): void {
    this.#store = store
    this.#atMs = atMs
    this.#marks.length = 0
  }

  async getAccount(evmAddress: EvmAddress): Promise<EvmAccount | undefined> {
    const address = tronAddress(evmAddress)
    const account = accountAt(this.#store, address)
    const nonce = this.#store.get(nonceKey(address)) as bigint | undefined
    const { hash } = codeAt(this.#store, address)
    const isThere = account !== undefined || nonce !== undefined || hash !== KECCAK256_NULL
    return isThere ? new EvmAccount(nonce ?? 0n, account?.balanceSun ?? 0n, undefined, hash) : undefined
  }

  async putAccount(evmAddress: EvmAddress, evmAccount?: EvmAccount): Promise<void> {
    if (evmAccount === undefined) return
    const address = tronAddress(evmAddress)
    const account = accountAt(this.#store, address)
    if (account === undefined ? evmAccount.balance > 0n : account.balanceSun !== evmAccount.balance) {
      const changed = account ?? newAccount(address, this.#atMs)
      putAccount(this.#store, { ...changed, balanceSun: evmAccount.balance })
    }
    if (evmAccount.nonce > 0n) this.#store.set(nonceKey(address), evmAccount.nonce)
  }

  /** The machine would tidy away empty accounts; TRON keeps whatever was once activated. */
  async deleteAccount(): Promise<void> {}

  async modifyAccountFields(address: EvmAddress, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new EvmAccount()
    if (fields.nonce !== undefined) account.nonce = fields.nonce
    if (fields.balance !== undefined) account.balance = fields.balance
    await this.putAccount(address, account)
  }

  async putCode(address: EvmAddress, value: Uint8Array): Promise<void> {
    this.#store.set(codeKey(tronAddress(address)), hexOf(value))
  }

  async getCode(address: EvmAddress): Promise<Uint8Array> {
    return codeAt(this.#store, tronAddress(address)).code
  }

  async getCodeSize(address: EvmAddress): Promise<number> {
    return (await this.getCode(address)).length
  }

  async getStorage(address: EvmAddress, key: Uint8Array): Promise<Uint8Array> {
    const hex = this.#store.get(slotKey(tronAddress(address), key)) as string | undefined
    return hex === undefined ? new Uint8Array() : bytesOf(hex)
  }

  async putStorage(address: EvmAddress, key: Uint8Array, value: Uint8Array): Promise<void> {
    const isZero = value.every((byte) => byte === 0)
    this.#store.set(slotKey(tronAddress(address), key), isZero ? undefined : hexOf(value))
  }

  async clearStorage(): Promise<void> {}

  async checkpoint(): Promise<void> {
    this.#marks.push(this.#store.mark())
  }

  async commit(): Promise<void> {
    this.#marks.pop()
  }

  async revert(): Promise<void> {
    const mark = this.#marks.pop()
    if (mark !== undefined) this.#store.rollback(mark)
  }

  async getStateRoot(): Promise<Uint8Array> {
    return new Uint8Array(32)
  }

  async setStateRoot(): Promise<void> {}

  async hasStateRoot(): Promise<boolean> {
    return true
  }

  clearCaches(): void {}

  shallowCopy(): TvmState {
    return new TvmState(this.#store)
  }
}
