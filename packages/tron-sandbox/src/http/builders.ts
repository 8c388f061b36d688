import { base58Of } from '../codec/address.ts'
import { hexOfText } from '../codec/hex.ts'
import { messageFromJson, type Json } from '../codec/json.ts'
import type { Message } from '../codec/protobuf.ts'
import type { MessageName } from '../codec/schema.ts'
import { transactionFromRaw, transactionToJson, type Transaction } from '../codec/transaction.ts'
import { accountAt } from '../state/account.ts'
import { deployedAt } from '../rules/contracts.ts'
import { tryAct } from '../rules/execute.ts'
import { Rejection } from '../rules/rejection.ts'
import { calldataOf } from './calldata.ts'
import { addressParameter, integerParameter, textParameter, type Endpoint, type Request } from './request.ts'

const expiryMs = 60_000n

/**
 * A transaction that the node builds for somebody to sign: it refers to the solid block, as the
 * node's own do, and expires a minute after the head.
 */
export const unsigned = (request: Request, type: MessageName, value: Message): Transaction => {
  const { chain, headNumber } = request.view
  const solid = chain.blockAt(chain.solidAt(headNumber))
  const head = chain.blockAt(headNumber)
  if (solid === undefined || head === undefined) throw new Error('a chain has a head')
  const permissionId = Number(integerParameter(request, 'Permission_id'))
  const feeLimit = integerParameter(request, 'fee_limit')
  const memo = textParameter(request, 'extra_data')
  return transactionFromRaw({
    ref_block_bytes: solid.id.slice(12, 16),
    ref_block_hash: solid.id.slice(16, 32),
    expiration: BigInt(head.atMs) + expiryMs,
    ...(memo === '' ? {} : { data: request.isVisible ? hexOfText(memo) : memo }),
    contract: [{
      type,
      parameter: { type_url: `type.googleapis.com/protocol.${type}`, value },
      ...(permissionId === 0 ? {} : { Permission_id: permissionId }),
    }],
    timestamp: BigInt(head.atMs),
    ...(feeLimit === 0n ? {} : { fee_limit: feeLimit }),
  })
}

/** Builds a system contract after trying it, so what cannot work is refused before it is signed. */
const build = async (request: Request, type: MessageName): Promise<Json> => {
  const value = messageFromJson(type, request.body, request.isVisible)
  try {
    await request.view.trying(async (store) => tryAct(request.view.chain.contextOn(store), type, value))
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    const message = error.message.replace(/^Contract validate error : /, '')
    return { Error: `class org.tron.core.exception.ContractValidateException : ${message}` }
  }
  return transactionToJson(unsigned(request, type, value), request.isVisible)
}

const triggering = (request: Request): Json => {
  const owner = addressParameter(request, 'owner_address')
  const target = addressParameter(request, 'contract_address')
  const refused = (message: string): Json => ({ result: { code: 'CONTRACT_VALIDATE_ERROR', message: hexOfText(message) } })
  const store = request.view.store()
  if (deployedAt(store, target) === undefined) {
    return refused('Contract validate error : No contract or not a valid smart contract')
  }
  if (accountAt(store, owner) === undefined) {
    return refused(`Contract validate error : account [${base58Of(owner)}] does not exist`)
  }
  const data = calldataOf(request)
  const valueSun = integerParameter(request, 'call_value')
  const transaction = unsigned(request, 'TriggerSmartContract', {
    owner_address: owner,
    contract_address: target,
    ...(valueSun === 0n ? {} : { call_value: valueSun }),
    ...(data === '' ? {} : { data }),
  })
  return {
    result: { result: true },
    transaction: { ...transactionToJson(transaction, request.isVisible), visible: request.isVisible },
  }
}

const deploying = (request: Request): Json => {
  const owner = addressParameter(request, 'owner_address')
  const abi = textParameter(request, 'abi')
  const contract = messageFromJson('SmartContract', {
    ...request.body,
    bytecode: textParameter(request, 'bytecode') + textParameter(request, 'parameter'),
    abi: abi === '' ? undefined : { entrys: JSON.parse(abi) as Json },
    name: textParameter(request, 'name'),
  }, request.isVisible)
  const value = { owner_address: owner, new_contract: { ...contract, origin_address: owner } }
  return transactionToJson(unsigned(request, 'CreateSmartContract', value), request.isVisible)
}

const systemContracts: Readonly<Record<string, MessageName>> = {
  createtransaction: 'TransferContract',
  transferasset: 'TransferAssetContract',
  createaccount: 'AccountCreateContract',
  accountpermissionupdate: 'AccountPermissionUpdateContract',
  freezebalancev2: 'FreezeBalanceV2Contract',
  unfreezebalancev2: 'UnfreezeBalanceV2Contract',
  withdrawexpireunfreeze: 'WithdrawExpireUnfreezeContract',
  delegateresource: 'DelegateResourceContract',
  undelegateresource: 'UnDelegateResourceContract',
  cancelallunfreezev2: 'CancelAllUnfreezeV2Contract',
}

export const builderEndpoints: Readonly<Record<string, Endpoint>> = {
  ...Object.fromEntries(
    Object.entries(systemContracts).map(([name, type]): [string, Endpoint] => [
      name, { serves: 'full', answer: (request) => build(request, type) },
    ]),
  ),
  triggersmartcontract: { serves: 'full', answer: triggering },
  deploycontract: { serves: 'full', answer: deploying },
}
