import { contractAddressOf, isAddress, type Address } from '../codec/address.ts'
import { hexOf, bytesOf } from '../codec/hex.ts'
import type { Message } from '../codec/protobuf.ts'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { accountAt, addBalance, changeAccount, newAccount, putAccount, type Account } from '../state/account.ts'
import { codeKey } from '../tvm/state-manager.ts'
import type { Run, Tvm } from '../tvm/tvm.ts'
import type { Context } from './context.ts'
import { deployedAt, energyFactorAt, putDeployed, type Deployed } from './contracts.ts'
import { must } from './rejection.ts'
import { stakedEnergyLeft, useEnergy } from './resources.ts'

/** What running a contract cost and did. */
export type MachineReceipt = Run & {
  readonly contractAddress: Address
  readonly energyUsage: bigint
  readonly originEnergyUsage: bigint
  readonly energyFeeSun: bigint
}

const codeByteEnergy = 200n
const maxNameBytes = 32

const least = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a))

const numberOf = (value: Message, field: string): bigint => (value[field] as bigint | undefined) ?? 0n

/** Energy a caller may spend: stake and balance, but never for more than the fee limit. */
const ownEnergyLimit = (context: Context, caller: Account, feeLimitSun: bigint, callValueSun: bigint): bigint => {
  const { energyFeeSun } = context.parameters
  const spendable = caller.balanceSun - callValueSun
  const fromBalance = spendable > 0n ? spendable / energyFeeSun : 0n
  return least(stakedEnergyLeft(context, caller) + fromBalance, feeLimitSun / energyFeeSun)
}

type Shares = { readonly limit: bigint; readonly ownLimit: bigint; readonly originLimit: bigint }

/** A contract's owner may bear a share of the energy out of own stake, up to a limit of the contract. */
const sharesOf = (context: Context, deployed: Deployed, caller: Account, feeLimitSun: bigint, valueSun: bigint): Shares => {
  const ownLimit = ownEnergyLimit(context, caller, feeLimitSun, valueSun)
  const origin = accountAt(context.store, deployed.originAddress)
  if (origin === undefined || origin.address === caller.address || deployed.userPercent >= 100n) {
    return { limit: ownLimit, ownLimit, originLimit: 0n }
  }
  const originLeft = least(stakedEnergyLeft(context, origin), deployed.originEnergyLimit)
  const byRatio = deployed.userPercent === 0n
    ? originLeft
    : least((ownLimit * (100n - deployed.userPercent)) / deployed.userPercent, originLeft)
  return { limit: ownLimit + byRatio, ownLimit, originLimit: byRatio }
}

/** Charges the energy of a run: the owner's share, then the caller's stake, the rest burns TRX. */
const charge = (context: Context, deployed: Deployed, caller: Address, run: Run, shares: Shares): MachineReceipt => {
  const originShare = least((run.energy * (100n - deployed.userPercent)) / 100n, shares.originLimit)
  if (originShare > 0n) useEnergy(context, deployed.originAddress, originShare)
  const own = run.energy - originShare
  const account = accountAt(context.store, caller)
  const energyUsage = account === undefined ? 0n : least(own, stakedEnergyLeft(context, account))
  if (energyUsage > 0n) useEnergy(context, caller, energyUsage)
  const energyFeeSun = (own - energyUsage) * context.parameters.energyFeeSun
  if (energyFeeSun > 0n) addBalance(context.store, caller, -energyFeeSun)
  return { ...run, contractAddress: deployed.address, energyUsage, originEnergyUsage: originShare, energyFeeSun }
}

const callerOf = (context: Context, value: Message): Account => {
  const owner = String(value['owner_address'] ?? '')
  must(isAddress(owner), 'Invalid ownerAddress')
  const account = accountAt(context.store, owner)
  must(account !== undefined, 'no OwnerAccount')
  return account as Account
}

const checkFeeLimit = (context: Context, feeLimitSun: bigint): void => {
  const { maxFeeLimitSun } = context.parameters
  must(feeLimitSun >= 0n && feeLimitSun <= maxFeeLimitSun, `feeLimit must be >= 0 and <= ${maxFeeLimitSun}`)
}

const sharedCall = (context: Context, transactionId: string) => ({
  store: context.store,
  transactionId,
  blockNumber: context.blockNumber,
  blockAtMs: context.blockAtMs,
  witness: context.witness,
  maxLandings: context.parameters.maxLandingsOfOneTx,
  energyFactorAt: (contract: Address): number => energyFactorAt(context.store, contract),
})

/** Calls a contract. Refused here means refused at broadcast; a failing run is a receipt. */
export const trigger = async (
  tvm: Tvm, context: Context, value: Message, transactionId: string, feeLimitSun: bigint,
): Promise<MachineReceipt> => {
  const address = String(value['contract_address'] ?? '')
  const deployed = deployedAt(context.store, address)
  must(deployed !== undefined, 'No contract or not a smart contract')
  checkFeeLimit(context, feeLimitSun)
  const caller = callerOf(context, value)
  const valueSun = numberOf(value, 'call_value')
  must(valueSun >= 0n, 'callValue must be >= 0')
  must(caller.balanceSun >= valueSun, 'Validate InternalTransfer error, balance is not sufficient.')
  must(numberOf(value, 'call_token_value') === 0n, 'TRC-10 in calls is not run by this node')
  const shares = sharesOf(context, deployed as Deployed, caller, feeLimitSun, valueSun)
  const mark = context.store.mark()
  const run = await tvm.run({
    ...sharedCall(context, transactionId),
    caller: caller.address,
    to: address,
    data: String(value['data'] ?? ''),
    valueSun,
    energyLimit: shares.limit,
  })
  if (run.result !== 'SUCCESS') context.store.rollback(mark)
  return charge(context, deployed as Deployed, caller.address, run, shares)
}

/** The code of a deployment is paid by its length; where the limit does not reach, it all is lost. */
const saved = (run: Run, energyLimit: bigint): Run => {
  if (run.result !== 'SUCCESS') return run
  const energy = run.energy + BigInt(run.returned.length / 2) * codeByteEnergy
  if (energy <= energyLimit) return { ...run, energy }
  return {
    ...run, result: 'OUT_OF_ENERGY', message: 'save just created contract code', energy: energyLimit, logs: [], returned: '',
  }
}

const checkDeployment = (context: Context, contract: Message, owner: Address, feeLimitSun: bigint): void => {
  must(String(contract['origin_address'] ?? '') === owner, 'OwnerAddress is not equal OriginAddress')
  const name = String(contract['name'] ?? '')
  must(Buffer.byteLength(name) <= maxNameBytes, `contractName's length cannot be greater than ${maxNameBytes}`)
  const percent = numberOf(contract, 'consume_user_resource_percent')
  must(percent >= 0n && percent <= 100n, 'percent must be >= 0 and <= 100')
  must(numberOf(contract, 'origin_energy_limit') > 0n, 'The originEnergyLimit must be > 0')
  checkFeeLimit(context, feeLimitSun)
}

const deploymentOf = (contract: Message, address: Address, transactionId: string): Deployed => {
  const abi = contract['abi'] as Message | undefined
  return {
    address,
    originAddress: String(contract['origin_address'] ?? ''),
    name: String(contract['name'] ?? ''),
    ...(abi === undefined ? {} : { abi }),
    bytecode: String(contract['bytecode'] ?? ''),
    userPercent: numberOf(contract, 'consume_user_resource_percent'),
    originEnergyLimit: numberOf(contract, 'origin_energy_limit'),
    transactionId,
  }
}

/** Puts a contract on the chain by running its init code. */
export const deploy = async (
  tvm: Tvm, context: Context, value: Message, transactionId: string, feeLimitSun: bigint,
): Promise<MachineReceipt> => {
  const contract = (value['new_contract'] as Message | undefined) ?? {}
  const caller = callerOf(context, value)
  checkDeployment(context, contract, caller.address, feeLimitSun)
  const valueSun = numberOf(contract, 'call_value')
  must(caller.balanceSun >= valueSun, 'Validate InternalTransfer error, balance is not sufficient.')
  const address = contractAddressOf(transactionId, caller.address)
  const deployed = deploymentOf(contract, address, transactionId)
  const limit = ownEnergyLimit(context, caller, feeLimitSun, valueSun)
  const mark = context.store.mark()
  const balanceSun = accountAt(context.store, address)?.balanceSun ?? 0n
  putAccount(context.store, { ...newAccount(address, context.blockAtMs, true), balanceSun })
  const run = saved(await tvm.run({
    ...sharedCall(context, transactionId),
    caller: caller.address,
    to: address,
    data: '',
    initCode: deployed.bytecode,
    valueSun,
    energyLimit: limit,
  }), limit)
  if (run.result === 'SUCCESS') {
    putDeployed(context.store, deployed)
    context.store.set(codeKey(address), run.returned)
    changeAccount(context.store, address, (account) => ({ ...account, isContract: true }))
  } else {
    context.store.rollback(mark)
  }
  return charge(context, { ...deployed, userPercent: 100n }, caller.address, run, { limit, ownLimit: limit, originLimit: 0n })
}

export const codeHashOf = (code: string): string => hexOf(keccak_256(bytesOf(code)))
