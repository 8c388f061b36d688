import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesOf, hexOf, hexOfText } from '../codec/hex.ts'
import { textParameter, type Request } from './request.ts'

/** Calldata as callers give it: whole, or as the signature of a function and encoded parameters. */
export const calldataOf = (request: Request): string => {
  const data = textParameter(request, 'data').toLowerCase().replace(/^0x/, '')
  const selector = textParameter(request, 'function_selector')
  if (selector === '') return data
  return hexOf(keccak_256(bytesOf(hexOfText(selector)))).slice(0, 8) + textParameter(request, 'parameter')
}
