import { contractAddressOf, type Address } from '../codec/address.ts'
import { hexOfText } from '../codec/hex.ts'
import { messageToJson, type Json } from '../codec/json.ts'
import { transactionToJson } from '../codec/transaction.ts'
import { accountAt, newAccount, putAccount } from '../state/account.ts'
import type { Store } from '../state/store.ts'
import { codeKey } from '../tvm/state-manager.ts'
import type { Run, Tvm } from '../tvm/tvm.ts'
import { deployedAt, energyFactorAt } from '../rules/contracts.ts'
import { codeHashOf } from '../rules/machine.ts'
import { internalsToJson, logsToJson } from './answers.ts'
import { unsigned } from './builders.ts'
import { calldataOf } from './calldata.ts'
import { addressParameter, integerParameter, textParameter, type Endpoint, type Request } from './request.ts'

/** What a constant call may use; the node's own default. */
const constantEnergyLimit = 100_000_000n

const failure = (code: string, message: string): Json => ({ result: { code, message: hexOfText(message) } })

const noContract = failure('CONTRACT_VALIDATE_ERROR', 'Contract validate error : Smart contract is not exist.')

/** A caller of a constant call need not be able to pay for what it tries. */
const endowed = (store: Store, address: Address, amountSun: bigint, atMs: number): void => {
  const account = accountAt(store, address) ?? newAccount(address, atMs)
  if (account.balanceSun < amountSun) putAccount(store, { ...account, balanceSun: amountSun })
}

type Trial = { readonly run: Run; readonly target: Address }

const tried = (tvm: Tvm, request: Request, caller: Address, target: Address | undefined): Promise<Trial> =>
  request.view.trying(async (store) => {
    const context = request.view.chain.contextOn(store, request.view.limit)
    const valueSun = integerParameter(request, 'call_value')
    const data = calldataOf(request)
    const to = target ?? contractAddressOf('0'.repeat(64), caller)
    endowed(store, caller, valueSun, context.blockAtMs)
    const run = await tvm.run({
      store,
      caller,
      to,
      data: target === undefined ? '' : data,
      ...(target === undefined ? { initCode: data } : {}),
      valueSun,
      energyLimit: constantEnergyLimit,
      maxLandings: request.view.chain.options.parameters.maxLandingsOfOneTx,
      transactionId: '0'.repeat(64),
      blockNumber: context.blockNumber,
      blockAtMs: context.blockAtMs,
      witness: context.witness,
      energyFactorAt: (contract) => energyFactorAt(store, contract),
    })
    return { run, target: to }
  })

const constantCall = async (tvm: Tvm, request: Request): Promise<Json> => {
  const caller = addressParameter(request, 'owner_address')
  const isCall = textParameter(request, 'contract_address') !== ''
  const target = isCall ? addressParameter(request, 'contract_address') : undefined
  if (target !== undefined && deployedAt(request.view.store(), target) === undefined) return noContract
  const { run } = await tried(tvm, request, caller, target)
  const value = { owner_address: caller, contract_address: target ?? '', data: calldataOf(request) }
  const transaction = unsigned(request, target === undefined ? 'CreateSmartContract' : 'TriggerSmartContract', value)
  const isGood = run.result === 'SUCCESS'
  return {
    result: { result: true, ...(isGood ? {} : { message: hexOfText(run.message ?? '') }) },
    energy_used: run.energy,
    ...(run.penalty === 0n ? {} : { energy_penalty: run.penalty }),
    constant_result: [run.returned],
    ...(run.logs.length === 0 ? {} : { logs: logsToJson(run.logs, request.isVisible) }),
    ...(run.internals.length === 0 ? {} : { internal_transactions: internalsToJson(run.internals, request.isVisible) }),
    transaction: {
      ...transactionToJson(transaction, request.isVisible),
      visible: request.isVisible,
      ret: [isGood ? {} : { ret: 'FAILED' }],
    },
  }
}

/** The least energy limit with which a call succeeds; what it uses is that limit in this model. */
const estimate = async (tvm: Tvm, request: Request): Promise<Json> => {
  const caller = addressParameter(request, 'owner_address')
  const isCall = textParameter(request, 'contract_address') !== ''
  const target = isCall ? addressParameter(request, 'contract_address') : undefined
  if (target !== undefined && deployedAt(request.view.store(), target) === undefined) return noContract
  const { run } = await tried(tvm, request, caller, target)
  if (run.result !== 'SUCCESS') return failure('CONTRACT_EXE_ERROR', run.message ?? '')
  const codeEnergy = target === undefined ? BigInt(run.returned.length / 2) * 200n : 0n
  return { result: { result: true }, energy_required: run.energy + codeEnergy }
}

const contract = (request: Request): Json => {
  const deployed = deployedAt(request.view.store(), addressParameter(request, 'value'))
  if (deployed === undefined) return {}
  return messageToJson('SmartContract', {
    origin_address: deployed.originAddress,
    contract_address: deployed.address,
    ...(deployed.abi === undefined ? {} : { abi: deployed.abi }),
    bytecode: deployed.bytecode,
    ...(deployed.userPercent === 0n ? {} : { consume_user_resource_percent: deployed.userPercent }),
    name: deployed.name,
    origin_energy_limit: deployed.originEnergyLimit,
    code_hash: codeHashOf(String(request.view.store().get(codeKey(deployed.address)) ?? '')),
    trx_hash: deployed.transactionId,
  }, request.isVisible)
}

const contractInfo = (request: Request): Json => {
  const address = addressParameter(request, 'value')
  const store = request.view.store()
  if (deployedAt(store, address) === undefined) return {}
  const factor = energyFactorAt(store, address)
  return {
    smart_contract: contract(request),
    runtimecode: String(store.get(codeKey(address)) ?? ''),
    contract_state: factor === 0 ? {} : { energy_factor: BigInt(factor) },
  }
}

export const machineEndpoints = (tvm: Tvm): Readonly<Record<string, Endpoint>> => ({
  triggerconstantcontract: { serves: 'both', answer: (request) => constantCall(tvm, request) },
  estimateenergy: { serves: 'both', answer: (request) => estimate(tvm, request) },
  getcontract: { serves: 'full', answer: contract },
  getcontractinfo: { serves: 'full', answer: contractInfo },
})
