import { base58Of, type Address } from '../codec/address.ts'
import { hexOfText } from '../codec/hex.ts'
import type { Message } from '../codec/protobuf.ts'
import type { ContractResult } from '../codec/schema.ts'
import { bandwidthOf, contractOf, sizeOf, type Contract, type Transaction } from '../codec/transaction.ts'
import { accountAt, addBalance, type Account } from '../state/account.ts'
import type { Internal, Log, Tvm } from '../tvm/tvm.ts'
import type { Context } from './context.ts'
import { deploy, trigger, type MachineReceipt } from './machine.ts'
import { updatePermissions } from './permission-update.ts'
import { contractInvalid, lacksResource, Rejection } from './rejection.ts'
import { consumeBandwidth, consumeForNewAccount, type NetCharge } from './resources.ts'
import { validateSignatures } from './signatures.ts'
import { cancelAllUnfreezing, delegate, freeze, undelegate, unfreeze, withdrawUnfrozen } from './stake.ts'
import { createAccount, transferAsset, transferTrx, type Act } from './transfer.ts'

/** What a transaction did, as its receipt tells it. */
export type Receipt = {
  readonly result: ContractResult
  readonly feeSun: bigint
  readonly netUsage: bigint
  readonly netFeeSun: bigint
  readonly isMachine: boolean
  readonly energyUsage: bigint
  readonly originEnergyUsage: bigint
  readonly energyUsageTotal: bigint
  readonly energyPenalty: bigint
  readonly energyFeeSun: bigint
  readonly returned: string
  readonly message?: string
  readonly contractAddress?: Address
  readonly logs: readonly Log[]
  readonly internals: readonly Internal[]
}

const dayMs = 86_400_000
const maxTransactionBytes = 500 * 1024
const blockIdWindow = 65_536

/** A transaction names a block of this branch, so it cannot run on another one. */
const validateReference = (context: Context, raw: Message): void => {
  const bytes = String(raw['ref_block_bytes'] ?? '')
  const hash = String(raw['ref_block_hash'] ?? '')
  const head = context.blockNumber - 1
  const low = bytes === '' ? 0 : Number.parseInt(bytes, 16)
  const number = head - (((head - low) % blockIdWindow) + blockIdWindow) % blockIdWindow
  const id = number < 0 || bytes.length !== 4 ? undefined : context.blockIdAt(number)
  if (id?.slice(16, 32) !== hash) throw new Rejection('TAPOS_ERROR', 'Tapos check error.')
}

export const validateExpiry = (raw: Message, afterMs: number, headAtMs: number): void => {
  const expiresAtMs = Number(raw['expiration'] ?? 0n)
  if (expiresAtMs <= afterMs || expiresAtMs > headAtMs + dayMs) {
    throw new Rejection('TRANSACTION_EXPIRATION_ERROR', 'Transaction expired')
  }
}

export const transactionKey = (id: string): string => `transaction:${id}`

const receiverOf = (contract: Contract): Address | undefined => {
  const { value } = contract
  switch (contract.type) {
    case 'TransferContract':
    case 'TransferAssetContract':
      return String(value['to_address'] ?? '')
    case 'AccountCreateContract':
      return String(value['account_address'] ?? '')
    default:
      return undefined
  }
}

const payForBandwidth = (context: Context, owner: Account, contract: Contract, transaction: Transaction): NetCharge => {
  const bytes = bandwidthOf(transaction)
  const receiver = receiverOf(contract)
  const isNew = receiver !== undefined && accountAt(context.store, receiver) === undefined
  const charge = isNew ? consumeForNewAccount(context, owner, bytes) : consumeBandwidth(context, owner, bytes)
  if (charge === undefined) throw lacksResource()
  return charge
}

/** A second signature and a memo each cost a fixed fee. */
const payForExtras = (context: Context, owner: Address, transaction: Transaction): bigint => {
  const { multiSignFeeSun, memoFeeSun } = context.parameters
  const feeSun =
    (transaction.signatures.length > 1 ? multiSignFeeSun : 0n) + (transaction.raw['data'] === undefined ? 0n : memoFeeSun)
  if (feeSun === 0n) return 0n
  if ((accountAt(context.store, owner)?.balanceSun ?? 0n) < feeSun) throw lacksResource()
  addBalance(context.store, owner, -feeSun)
  return feeSun
}

const act = (context: Context, contract: Contract): Act => {
  const { type, value } = contract
  switch (type) {
    case 'AccountCreateContract':
      return createAccount(context, value)
    case 'TransferContract':
      return transferTrx(context, value)
    case 'TransferAssetContract':
      return transferAsset(context, value)
    case 'AccountPermissionUpdateContract':
      return updatePermissions(context, value)
    case 'FreezeBalanceV2Contract':
      return freeze(context, value)
    case 'UnfreezeBalanceV2Contract':
      return unfreeze(context, value)
    case 'WithdrawExpireUnfreezeContract':
      return withdrawUnfrozen(context, value)
    case 'DelegateResourceContract':
      return delegate(context, value)
    case 'UnDelegateResourceContract':
      return undelegate(context, value)
    case 'CancelAllUnfreezeV2Contract':
      return cancelAllUnfreezing(context, value)
    default:
      throw contractInvalid(`${type} is not run by this node`)
  }
}

/** Runs a system contract by itself, to see whether it would be refused. */
export const tryAct = (context: Context, type: string, value: Message): Act =>
  act(context, { type, value, owner: String(value['owner_address'] ?? ''), permissionId: 0 })

const ofMachine = (receipt: MachineReceipt, net: NetCharge, extraSun: bigint): Receipt => ({
  result: receipt.result,
  feeSun: receipt.energyFeeSun + net.netFeeSun + extraSun,
  ...net,
  isMachine: true,
  energyUsage: receipt.energyUsage,
  originEnergyUsage: receipt.originEnergyUsage,
  energyUsageTotal: receipt.energy,
  energyPenalty: receipt.penalty,
  energyFeeSun: receipt.energyFeeSun,
  returned: receipt.returned,
  ...(receipt.message === undefined ? {} : { message: hexOfText(receipt.message) }),
  contractAddress: receipt.contractAddress,
  logs: receipt.logs,
  internals: receipt.internals,
})

const ofAct = ({ feeSun }: Act, net: NetCharge, extraSun: bigint): Receipt => ({
  result: 'SUCCESS',
  feeSun: feeSun + net.netFeeSun + extraSun,
  ...net,
  isMachine: false,
  energyUsage: 0n,
  originEnergyUsage: 0n,
  energyUsageTotal: 0n,
  energyPenalty: 0n,
  energyFeeSun: 0n,
  returned: '',
  logs: [],
  internals: [],
})

const run = async (
  tvm: Tvm, context: Context, contract: Contract, transaction: Transaction, net: NetCharge, extraSun: bigint,
): Promise<Receipt> => {
  const feeLimit = (transaction.raw['fee_limit'] as bigint | undefined) ?? 0n
  switch (contract.type) {
    case 'TriggerSmartContract':
      return ofMachine(await trigger(tvm, context, contract.value, transaction.id, feeLimit), net, extraSun)
    case 'CreateSmartContract':
      return ofMachine(await deploy(tvm, context, contract.value, transaction.id, feeLimit), net, extraSun)
    default:
      return ofAct(act(context, contract), net, extraSun)
  }
}

/**
 * Runs a transaction on a state by all rules of the network, in the node's order: reference block,
 * size, expiry, duplicate, signatures, bandwidth, fees, the contract itself. Throws a `Rejection`
 * and leaves the state as it was where a rule refuses it.
 */
export const execute = async (tvm: Tvm, context: Context, transaction: Transaction): Promise<Receipt> => {
  const mark = context.store.mark()
  try {
    validateReference(context, transaction.raw)
    if (sizeOf(transaction) > maxTransactionBytes) {
      throw new Rejection('TOO_BIG_TRANSACTION_ERROR', 'Transaction size is too big.')
    }
    validateExpiry(transaction.raw, context.headAtMs, context.headAtMs)
    if (context.store.get(transactionKey(transaction.id)) !== undefined) {
      throw new Rejection('DUP_TRANSACTION_ERROR', 'Dup transaction.')
    }
    const contract = contractOf(transaction)
    validateSignatures(context.store, transaction, contract)
    if (contract === undefined) throw contractInvalid('No contract!')
    const owner = accountAt(context.store, contract.owner)
    if (owner === undefined) throw contractInvalid(`account [${base58Of(contract.owner)}] does not exist`)
    const net = payForBandwidth(context, owner, contract, transaction)
    const extraSun = payForExtras(context, contract.owner, transaction)
    const receipt = await run(tvm, context, contract, transaction, net, extraSun)
    context.store.set(transactionKey(transaction.id), context.blockNumber)
    return receipt
  } catch (error) {
    context.store.rollback(mark)
    throw error
  }
}
