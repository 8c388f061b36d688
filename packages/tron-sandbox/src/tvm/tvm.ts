import { Common, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM, EVMError, type EVM } from '@ethereumjs/evm'
import { Address as EvmAddress } from '@ethereumjs/util'
import { sha256 } from '@noble/hashes/sha2.js'
import { withoutPrefix, withPrefix, type Address } from '../codec/address.ts'
import { bytesOf, hexOf, hexOfText } from '../codec/hex.ts'
import type { ContractResult } from '../codec/schema.ts'
import { Store } from '../state/store.ts'
import { tvmOpcodes, tvmParams } from './costs.ts'
import { TvmState } from './state-manager.ts'

export type Log = { readonly address: string; readonly topics: readonly string[]; readonly data: string }

export type Internal = {
  readonly hash: string
  readonly caller: Address
  readonly to: Address
  readonly valueSun: bigint
  readonly note: string
}

export type Run = {
  readonly result: ContractResult
  /** What the node writes to resMessage; absent where all went well. */
  readonly message?: string
  readonly returned: string
  /** Base energy and the penalty of dynamic energy together. */
  readonly energy: bigint
  readonly penalty: bigint
  readonly logs: readonly Log[]
  readonly internals: readonly Internal[]
}

export type Call = {
  readonly store: Store
  readonly caller: Address
  readonly to: Address
  readonly data: string
  /** Code to run in place of the target's: a deployment. */
  readonly initCode?: string
  readonly valueSun: bigint
  readonly energyLimit: bigint
  /** So many places of a jump it may come by: this machine's measure of time. */
  readonly maxLandings: number
  readonly transactionId: string
  readonly blockNumber: number
  readonly blockAtMs: number
  readonly witness: Address
  /** Dynamic energy of a contract in ten-thousandths: 34000 adds 3.4 times the base. */
  readonly energyFactorAt: (contract: Address) => number
}

const evmAddress = (address: Address): EvmAddress => new EvmAddress(bytesOf(withoutPrefix(address)))

const outOfEnergy = { result: 'OUT_OF_ENERGY', message: 'Not enough energy for operation executing' } as const

/** How the machine's errors are named on the chain. The node's messages stand beside. */
const outcomes: Readonly<Record<string, { readonly result: ContractResult; readonly message: string }>> = {
  revert: { result: 'REVERT', message: 'REVERT opcode executed' },
  'out of gas': outOfEnergy,
  'code store out of gas': { result: 'OUT_OF_ENERGY', message: 'save just created contract code' },
  'stack underflow': { result: 'STACK_TOO_SMALL', message: 'Expected stack size is not available' },
  'stack overflow': { result: 'STACK_TOO_LARGE', message: 'Expected: overflow 1024 elements stack limit' },
  'invalid JUMP': { result: 'BAD_JUMP_DESTINATION', message: 'Operation with pc isn\'t a jump destination' },
  'invalid opcode': { result: 'ILLEGAL_OPERATION', message: 'Invalid operation code' },
  'static state change': {
    result: 'ILLEGAL_OPERATION',
    message: 'Attempt to call a state modifying opcode inside STATICCALL',
  },
  'insufficient balance': {
    result: 'TRANSFER_FAILED',
    message: 'transfer trx failed: Validate InternalTransfer error, balance is not sufficient.',
  },
}

/** Ends the frame that it is thrown in, as the machine's own errors do. */
class OutOfTime extends Error {
  override readonly name = 'OutOfTime'
  readonly errorType = 'EVMError'
  readonly error = EVMError.errorMessages.INTERNAL_ERROR
}

/** No error of the machine beneath: a caller in the same transaction may not catch it. */
const outOfTime = { result: 'OUT_OF_TIME', message: "CPU timeout for 'JUMPDEST' operation executing" } as const
const unknownOutcome = { result: 'UNKNOWN', message: 'Unknown Exception' } as const

const factorUnit = 10_000

type Step = { readonly opcode: { fee: number; dynamicFee?: bigint }; readonly address: EvmAddress }

type Watch = { penalty: bigint; landings: number; readonly internals: Internal[] }

const freshWatch = (): Watch => ({ penalty: 0n, landings: 0, internals: [] })

/** TRON's virtual machine over a store. One run at a time: the chain calls it from its one queue. */
export class Tvm {
  readonly #evm: EVM
  readonly #state: TvmState
  #call: Call | undefined
  #watch = freshWatch()

  private constructor(evm: EVM, state: TvmState) {
    this.#evm = evm
    this.#state = state
    evm.events?.on('beforeMessage', (message) => {
      const call = this.#call
      if (message.depth === 0 || call === undefined || message.delegatecall || message.isStatic) return
      const order = this.#watch.internals.length
      this.#watch.internals.push({
        hash: hexOf(sha256(bytesOf(`${call.transactionId}${order.toString(16).padStart(8, '0')}`))),
        caller: withPrefix(hexOf(message.caller.bytes)),
        to: withPrefix(message.to === undefined ? '0'.repeat(40) : hexOf(message.to.bytes)),
        valueSun: message.value,
        note: hexOfText(message.to === undefined ? 'create' : 'call'),
      })
    })
  }

  static async create(): Promise<Tvm> {
    const state = new TvmState(new Store())
    const common = new Common({ chain: Mainnet, hardfork: Hardfork.Byzantium, params: tvmParams })
    let land = (): void => {}
    const evm = await createEVM({
      common, stateManager: state, params: tvmParams, allowUnlimitedContractSize: true,
      customOpcodes: [
        ...tvmOpcodes,
        { opcode: 0x5b, opcodeName: 'JUMPDEST', baseFee: 1, logicFunction: () => land() },
      ],
    })
    const tvm = new Tvm(evm, state)
    land = () => tvm.#land()
    return tvm
  }

  /** Code without a jump ends soon, so time is counted where jumps land. It is the same on every machine. */
  #land(): void {
    this.#watch.landings += 1
    if (this.#isOutOfTime()) throw new OutOfTime()
  }

  #isOutOfTime(): boolean {
    return this.#watch.landings > (this.#call?.maxLandings ?? 0)
  }

  /** Runs a call or a deployment. Changes stay in the store also on failure: the caller rolls back. */
  async run(call: Call): Promise<Run> {
    const onStep = (step: Step): void => {
      const factor = call.energyFactorAt(withPrefix(hexOf(step.address.bytes)))
      const fee = Number(step.opcode.dynamicFee ?? BigInt(step.opcode.fee))
      this.#watch.penalty += BigInt(Math.floor((fee * factor) / factorUnit))
    }
    // What is only being deployed has no history of use, so no penalty.
    const isDynamic = call.initCode === undefined && call.energyFactorAt(call.to) > 0
    this.#call = call
    this.#watch = freshWatch()
    this.#state.use(call.store, call.blockAtMs)
    if (isDynamic) this.#evm.events?.on('step', onStep)
    try {
      return await this.#execute(call)
    } finally {
      if (isDynamic) this.#evm.events?.removeListener('step', onStep)
      this.#call = undefined
      this.#evm.journal.cleanJournal()
    }
  }

  async #execute(call: Call): Promise<Run> {
    const { execResult } = await this.#evm.runCall({
      caller: evmAddress(call.caller),
      to: evmAddress(call.to),
      data: bytesOf(call.data),
      ...(call.initCode === undefined ? {} : { code: bytesOf(call.initCode) }),
      value: call.valueSun,
      gasLimit: call.energyLimit,
      skipNonceIncrement: true,
      block: blockOf(call),
    })
    const { penalty, internals } = this.#watch
    const energy = execResult.executionGasUsed + penalty
    const returned = hexOf(execResult.returnValue)
    const error = execResult.exceptionError?.error
    // Also where a contract goes on after a call of it ran out of time.
    const isLate = this.#isOutOfTime()
    if (error === undefined && energy <= call.energyLimit && !isLate) {
      const logs = (execResult.logs ?? []).map(logOf)
      await this.#buryDestroyed(call, [...(execResult.selfdestruct?.keys() ?? [])])
      return { result: 'SUCCESS', returned, energy, penalty, logs, internals }
    }
    const ofMachine = energy > call.energyLimit ? outOfEnergy : outcomes[error ?? ''] ?? unknownOutcome
    const { result, message } = isLate ? outOfTime : ofMachine
    // A revert gives back what it did not use; all other failures burn the whole limit.
    const spent = result === 'REVERT' ? energy : call.energyLimit
    const answer = result === 'REVERT' ? returned : ''
    return { result, message, returned: answer, energy: spent, penalty, logs: [], internals }
  }

  async #buryDestroyed(call: Call, addresses: readonly string[]): Promise<void> {
    for (const address of addresses) call.store.set(`code:${withPrefix(address.replace(/^0x/, ''))}`, undefined)
  }
}

type EvmLog = readonly [Uint8Array, readonly Uint8Array[], Uint8Array]

const logOf = ([address, topics, data]: EvmLog): Log => ({
  address: hexOf(address),
  topics: topics.map(hexOf),
  data: hexOf(data),
})

type EvmBlock = NonNullable<Parameters<EVM['runCall']>[0]['block']>

const blockOf = (call: Call): EvmBlock =>
  ({
    header: {
      number: BigInt(call.blockNumber),
      timestamp: BigInt(Math.floor(call.blockAtMs / 1000)),
      coinbase: evmAddress(call.witness),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: 0n,
      baseFeePerGas: undefined,
      getBlobGasPrice: () => undefined,
    },
  }) as unknown as EvmBlock
