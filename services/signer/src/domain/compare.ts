import type { DispatchOrder, DispatchSource, SignerLimits } from '@stablegate/contracts'
import { decodeTransaction, depositAddress, transactionFaults, txidOf, type TronAct } from '@stablegate/tron'

/** What the signer was started with. */
export type Vault = {
  readonly token: string
  readonly hot: string
  readonly gas?: string | undefined
  readonly cold?: string | undefined
  readonly xpub: string
  readonly limits: SignerLimits
}

/** What is to be signed, beside what was approved. */
export type Asked = {
  readonly dispatch: string
  readonly order: DispatchOrder
  readonly operators: readonly string[]
  readonly txid: string
  readonly rawHex: string
  readonly atMs: number
}

const faultCode = <Fault extends string>(fault: Fault): `bytes_${Fault}` => `bytes_${fault}`

/** Why bytes are not signed, in the order in which it is looked at. A refusal is for these bytes and for ever. */
export const signingRefusals = [
  'vault_closed', 'signing_stopped', 'txid_wrong', ...transactionFaults.map(faultCode), 'contract_differs', 'owner_differs',
  'token_differs', 'recipient_differs', 'amount_differs', 'fee_limit_too_high', 'expired_already', 'expires_too_late',
  'recipient_not_ours', 'approval_missing', 'over_limit', 'over_daily_limit',
] as const
export type SigningRefusal = (typeof signingRefusals)[number]

/** The address that a source is, by the signer's own keys; undefined for one it does not have. */
const accountOf = (source: DispatchSource, { hot, gas, xpub }: Vault): string | undefined => {
  switch (source.role) {
    case 'hot': return hot
    case 'gas': return gas
    case 'deposit': return depositAddress(xpub, source.index)
  }
}

const contentDiffers = (act: TronAct, order: DispatchOrder, vault: Vault): SigningRefusal | undefined => {
  if (act.kind !== order.kind) return 'contract_differs'
  if (act.from !== accountOf(order.source, vault)) return 'owner_differs'
  if (act.kind === 'token' && act.token !== vault.token) return 'token_differs'
  if (act.to !== order.to) return 'recipient_differs'
  const same = act.kind === 'token'
    ? order.kind === 'token' && act.amountMicro === order.amountMicro
    : order.kind !== 'token' && act.amountSun === order.amountSun
  return same ? undefined : 'amount_differs'
}

/** Without people's yes money only moves between addresses of ours, and TRX in small amounts. */
const isWithinTheHouse = ({ dispatch, order }: Asked, { hot, cold }: Vault): boolean => {
  if (dispatch.startsWith('po_')) return order.kind === 'token' && order.source.role === 'hot'
  if (order.kind !== 'token') return order.source.role === 'gas'
  return order.to === cold || (order.to === hot && order.source.role === 'deposit')
}

const overOwnLimits = (asked: Asked, { limits }: Vault): SigningRefusal | undefined => {
  const { order, operators } = asked
  if (order.kind === 'native') return order.amountSun > limits.maxSun ? 'over_limit' : undefined
  if (order.kind !== 'token') return order.amountSun > (limits.maxStakeSun ?? limits.maxSun) ? 'over_limit' : undefined
  if (!asked.dispatch.startsWith('po_')) return undefined
  if (order.amountMicro > limits.unapprovedMicro && operators.length === 0) return 'approval_missing'
  return order.amountMicro > limits.maxMicro ? 'over_limit' : undefined
}

/**
 * Compares bytes in full with what was approved: the decoder leaves nothing out, so what is equal
 * here is all that the transaction does. The account that signs, or why nobody does.
 */
export const compare = (asked: Asked, vault: Vault): { readonly account: string } | { readonly refused: SigningRefusal } => {
  if (txidOf(asked.rawHex) !== asked.txid) return { refused: 'txid_wrong' }
  const decoded = decodeTransaction(asked.rawHex)
  if ('fault' in decoded) return { refused: faultCode(decoded.fault) }
  const { act, frame } = decoded
  const differs = contentDiffers(act, asked.order, vault)
  if (differs !== undefined) return { refused: differs }
  const { limits } = vault
  if (frame.feeLimitSun > limits.maxFeeLimitSun) return { refused: 'fee_limit_too_high' }
  if (frame.expiresAtMs <= asked.atMs) return { refused: 'expired_already' }
  if (frame.expiresAtMs > asked.atMs + limits.maxLifeMs) return { refused: 'expires_too_late' }
  if (!isWithinTheHouse(asked, vault)) return { refused: 'recipient_not_ours' }
  const over = overOwnLimits(asked, vault)
  return over === undefined ? { account: act.from } : { refused: over }
}
