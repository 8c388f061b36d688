import { bytesOf } from '../codec/hex.ts'

/** The node's answers to a broadcast it does not take, by their codes. */
export const responseCodes = [
  'SUCCESS', 'SIGERROR', 'CONTRACT_VALIDATE_ERROR', 'CONTRACT_EXE_ERROR', 'BANDWITH_ERROR',
  'DUP_TRANSACTION_ERROR', 'TAPOS_ERROR', 'TOO_BIG_TRANSACTION_ERROR',
  'TRANSACTION_EXPIRATION_ERROR', 'SERVER_BUSY', 'NO_CONNECTION',
  'NOT_ENOUGH_EFFECTIVE_CONNECTION', 'BLOCK_UNSOLIDIFIED', 'OTHER_ERROR',
] as const

export type ResponseCode = (typeof responseCodes)[number]

/** Thrown where the network's rules refuse a transaction; the message is the node's own. */
export class Rejection extends Error {
  readonly code: ResponseCode
  constructor(code: ResponseCode, message: string) {
    super(message)
    this.code = code
  }
}

export const contractInvalid = (message: string): Rejection =>
  new Rejection('CONTRACT_VALIDATE_ERROR', `Contract validate error : ${message}`)

export const lacksResource = (): Rejection =>
  new Rejection('BANDWITH_ERROR', 'Account resource insufficient error.')

export const must = (condition: boolean, message: string): void => {
  if (!condition) throw contractInvalid(message)
}

/** Whether the bitmap of an active permission holds the number of a contract type. */
export const allows = (operations: string, contractType: number): boolean =>
  ((bytesOf(operations)[contractType >> 3] ?? 0) & (1 << (contractType & 7))) !== 0
