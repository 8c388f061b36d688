import { addressOfBase58, base58Of, isAddress } from '../codec/address.ts'
import { hexOfText } from '../codec/hex.ts'
import { stringify, type Json, type JsonObject } from '../codec/json.ts'
import {
  contractOf, transactionFromHex, transactionFromJson, transactionToJson, type Transaction,
} from '../codec/transaction.ts'
import { checkPermission, permissionOf, weigh } from '../rules/signatures.ts'
import { Rejection } from '../rules/rejection.ts'
import { permissionToJson } from './answers.ts'
import { textParameter, type Endpoint, type Request } from './request.ts'

/** Undefined where the transaction was taken. */
const submitted = async (request: Request, transaction: Transaction): Promise<Rejection | undefined> => {
  try {
    await request.view.chain.submit(transaction)
    return undefined
  } catch (error) {
    if (error instanceof Rejection) return error
    throw error
  }
}

/** The success answer has no code and the failure answer no result: clients look for just that. */
const broadcast = async (request: Request): Promise<Json> => {
  const transaction = transactionFromJson(request.body, request.isVisible)
  const rejection = await submitted(request, transaction)
  if (rejection === undefined) return { result: true, txid: transaction.id }
  return { code: rejection.code, txid: transaction.id, message: hexOfText(rejection.message) }
}

const broadcastHex = async (request: Request): Promise<Json> => {
  const transaction = transactionFromHex(textParameter(request, 'transaction'))
  const rejection = await submitted(request, transaction)
  const shown = stringify(transactionToJson(transaction, request.isVisible))
  if (rejection === undefined) {
    return { result: true, code: 'SUCCESS', message: '', txid: transaction.id, transaction: shown }
  }
  return {
    result: false, code: rejection.code, txid: transaction.id, message: rejection.message, transaction: shown,
  }
}

const wrapped = (transaction: Transaction, isVisible: boolean): JsonObject => ({
  result: { result: true },
  txid: transaction.id,
  transaction: transactionToJson(transaction, isVisible),
})

/** How far the signatures reach; tells what is missing instead of refusing. */
const signWeight = (request: Request): Json => {
  const { isVisible, view } = request
  const transaction = transactionFromJson(request.body, isVisible)
  const contract = contractOf(transaction)
  const permission = contract === undefined ? undefined : permissionOf(view.store(), contract.owner, contract.permissionId)
  const shown = wrapped(transaction, isVisible)
  if (contract === undefined || permission === undefined) {
    return { result: { code: 'PERMISSION_ERROR', message: "permission isn't exit" }, transaction: shown }
  }
  const known = { permission: permissionToJson(permission, isVisible), transaction: shown }
  try {
    checkPermission(permission, contract)
    const { weight, signers } = weigh(permission, transaction)
    const code = weight >= permission.threshold ? {} : { code: 'NOT_ENOUGH_PERMISSION' }
    return {
      result: code,
      ...(signers.length === 0 ? {} : { approved_list: signers.map((one) => (isVisible ? base58Of(one) : one)) }),
      ...(weight === 0n ? {} : { current_weight: weight }),
      ...known,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { result: { code: 'PERMISSION_ERROR', message }, ...known }
  }
}

const approvedList = (request: Request): Json => {
  const { isVisible, view } = request
  const transaction = transactionFromJson(request.body, isVisible)
  const contract = contractOf(transaction)
  const permission = contract === undefined ? undefined : permissionOf(view.store(), contract.owner, contract.permissionId)
  if (permission === undefined) return { result: { code: 'OTHER_ERROR' }, transaction: wrapped(transaction, isVisible) }
  try {
    const { signers } = weigh(permission, transaction)
    return {
      result: {},
      ...(signers.length === 0 ? {} : { approved_list: signers.map((one) => (isVisible ? base58Of(one) : one)) }),
      transaction: wrapped(transaction, isVisible),
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { result: { code: 'SIGNATURE_FORMAT_ERROR', message }, transaction: wrapped(transaction, isVisible) }
  }
}

const validateAddress = (request: Request): Json => {
  const text = textParameter(request, 'address')
  if (text.length === 34) {
    return addressOfBase58(text) === undefined
      ? { result: false, message: 'Invalid address' }
      : { result: true, message: 'Base58check format' }
  }
  return isAddress(text.toLowerCase())
    ? { result: true, message: 'Hex string format' }
    : { result: false, message: 'Length error' }
}

export const broadcastEndpoints: Readonly<Record<string, Endpoint>> = {
  broadcasttransaction: { serves: 'full', answer: broadcast },
  broadcasthex: { serves: 'full', answer: broadcastHex },
  getsignweight: { serves: 'full', answer: signWeight },
  getapprovedlist: { serves: 'full', answer: approvedList },
  validateaddress: { serves: 'full', answer: validateAddress },
}
