import { isAddress, type Address } from '../codec/address.ts'
import { textOfHex } from '../codec/hex.ts'
import type { Message } from '../codec/protobuf.ts'
import { accountAt, addBalance, changeAccount, newAccount, putAccount, type Account } from '../state/account.ts'
import { assetOf } from '../state/asset.ts'
import type { Context } from './context.ts'
import { must } from './rejection.ts'

/** Fee of an act beyond bandwidth and energy, in sun. */
export type Act = { readonly feeSun: bigint }

const free: Act = { feeSun: 0n }

const amountOf = (value: Message): bigint => (value['amount'] as bigint | undefined) ?? 0n

const endsOf = (value: Message): { owner: Address; to: Address } => {
  const owner = String(value['owner_address'] ?? '')
  const to = String(value['to_address'] ?? '')
  must(isAddress(owner), 'Invalid ownerAddress!')
  must(isAddress(to), 'Invalid toAddress!')
  return { owner, to }
}

/** Makes the account of a first-time receiver; the network charges its sender for it. */
const activated = (context: Context, to: Address): Act => {
  if (accountAt(context.store, to) !== undefined) return free
  putAccount(context.store, newAccount(to, context.blockAtMs))
  return { feeSun: context.parameters.createNewAccountFeeInSystemContractSun }
}

/** TRX from one account to another. */
export const transferTrx = (context: Context, value: Message): Act => {
  const { owner, to } = endsOf(value)
  const amount = amountOf(value)
  must(owner !== to, 'Cannot transfer TRX to yourself.')
  const from = accountAt(context.store, owner)
  must(from !== undefined, 'Validate TransferContract error, no OwnerAccount.')
  must(amount > 0n, 'Amount must be greater than 0.')
  const receiver = accountAt(context.store, to)
  must(receiver?.isContract !== true, 'Cannot transfer TRX to a smartContract.')
  const fee = receiver === undefined ? context.parameters.createNewAccountFeeInSystemContractSun : 0n
  must((from?.balanceSun ?? 0n) >= amount + fee, 'Validate TransferContract error, balance is not sufficient.')
  const act = activated(context, to)
  addBalance(context.store, owner, -(amount + act.feeSun))
  addBalance(context.store, to, amount)
  return act
}

const withAsset = (account: Account, id: string, change: bigint): Account => ({
  ...account,
  assets: { ...account.assets, [id]: (account.assets[id] ?? 0n) + change },
})

/** A TRC-10 asset from one account to another. */
export const transferAsset = (context: Context, value: Message): Act => {
  const { owner, to } = endsOf(value)
  const id = textOfHex(String(value['asset_name'] ?? ''))
  const amount = amountOf(value)
  must(amount > 0n, 'Amount must be greater than 0.')
  must(owner !== to, 'Cannot transfer asset to yourself.')
  const from = accountAt(context.store, owner)
  must(from !== undefined, 'No owner account!')
  must(assetOf(context.store, id) !== undefined, 'No asset!')
  const balance = from?.assets[id] ?? 0n
  must(balance > 0n, 'assetBalance must be greater than 0.')
  must(amount <= balance, 'assetBalance is not sufficient.')
  const receiver = accountAt(context.store, to)
  must(receiver?.isContract !== true, 'Cannot transfer asset to smartContract.')
  const fee = receiver === undefined ? context.parameters.createNewAccountFeeInSystemContractSun : 0n
  must((from?.balanceSun ?? 0n) >= fee, 'Validate TransferAssetActuator error, insufficient fee.')
  const act = activated(context, to)
  addBalance(context.store, owner, -act.feeSun)
  changeAccount(context.store, owner, (account) => withAsset(account, id, -amount))
  changeAccount(context.store, to, (account) => withAsset(account, id, amount))
  return act
}

/** Opens an account for somebody else, paid by the owner. */
export const createAccount = (context: Context, value: Message): Act => {
  const owner = String(value['owner_address'] ?? '')
  const address = String(value['account_address'] ?? '')
  must(isAddress(owner), 'Invalid ownerAddress')
  const payer = accountAt(context.store, owner)
  must(payer !== undefined, `Account[${owner}] not exists`)
  const fee = context.parameters.createNewAccountFeeInSystemContractSun
  must((payer?.balanceSun ?? 0n) >= fee, 'Validate CreateAccountActuator error, insufficient fee.')
  must(isAddress(address), 'Invalid account address')
  must(accountAt(context.store, address) === undefined, 'Account has existed')
  const act = activated(context, address)
  addBalance(context.store, owner, -act.feeSun)
  return act
}
