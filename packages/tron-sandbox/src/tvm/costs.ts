import { paramsEVM, type EVMOpts } from '@ethereumjs/evm'
import type { ParamsDict } from '@ethereumjs/common'
import * as opcodes from './opcodes.ts'

// TRON's machine is an Ethereum machine of Byzantium with other prices and no refunds. With these
// prices the genuine USDT contract costs, to the unit, what main net's receipts say.

const tronPrices: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1: { sstoreRefundGas: 0, selfdestructRefundGas: 0, mloadGas: 1, mstoreGas: 1, mstore8Gas: 1 },
  606: { delegatecallGas: 40 },
  607: { expByteGas: 10 },
  608: {
    sloadGas: 50,
    callGas: 40,
    callcodeGas: 40,
    delegatecallGas: 40,
    extcodesizeGas: 20,
    extcodecopyGas: 20,
    balanceGas: 20,
    selfdestructGas: 0,
  },
  609: { staticcallGas: 40 },
}

const patched = (): ParamsDict => {
  const all: Record<string, Record<string, unknown>> = {}
  for (const [eip, params] of Object.entries(paramsEVM)) all[eip] = { ...params, ...tronPrices[Number(eip)] }
  return all as unknown as ParamsDict
}

export const tvmParams: ParamsDict = patched()

/** Opcodes that TRON has of its own, or took from later Ethereum forks. */
export const tvmOpcodes: NonNullable<EVMOpts['customOpcodes']> = [
  { opcode: 0xd2, opcodeName: 'CALLTOKENVALUE', baseFee: 2, logicFunction: opcodes.pushZero },
  { opcode: 0xd3, opcodeName: 'CALLTOKENID', baseFee: 2, logicFunction: opcodes.pushZero },
  { opcode: 0x1b, opcodeName: 'SHL', baseFee: 3, logicFunction: opcodes.shiftLeft },
  { opcode: 0x1c, opcodeName: 'SHR', baseFee: 3, logicFunction: opcodes.shiftRight },
  { opcode: 0x1d, opcodeName: 'SAR', baseFee: 3, logicFunction: opcodes.shiftArithmeticRight },
  { opcode: 0x46, opcodeName: 'CHAINID', baseFee: 2, logicFunction: opcodes.chainId },
  { opcode: 0x47, opcodeName: 'SELFBALANCE', baseFee: 5, logicFunction: opcodes.selfBalance },
  { opcode: 0x48, opcodeName: 'BASEFEE', baseFee: 2, logicFunction: opcodes.pushZero },
]
