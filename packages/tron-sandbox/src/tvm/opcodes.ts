import type { EVMOpts } from '@ethereumjs/evm'

type CustomOpcode = NonNullable<EVMOpts['customOpcodes']>[number]
type Logic = Extract<CustomOpcode, { readonly logicFunction: unknown }>['logicFunction']

const wordBits = 256n

export const pushZero: Logic = (runState) => runState.stack.push(0n)

export const shiftLeft: Logic = (runState) => {
  const [shift, value] = runState.stack.popN(2) as [bigint, bigint]
  runState.stack.push(shift >= wordBits ? 0n : BigInt.asUintN(256, value << shift))
}

export const shiftRight: Logic = (runState) => {
  const [shift, value] = runState.stack.popN(2) as [bigint, bigint]
  runState.stack.push(shift >= wordBits ? 0n : value >> shift)
}

export const shiftArithmeticRight: Logic = (runState) => {
  const [shift, value] = runState.stack.popN(2) as [bigint, bigint]
  const signed = BigInt.asIntN(256, value)
  runState.stack.push(BigInt.asUintN(256, signed >> (shift >= wordBits ? wordBits - 1n : shift)))
}

/** TRON's chain id is the end of its genesis block's id; a sandbox says 1. */
export const chainId: Logic = (runState) => runState.stack.push(1n)

export const selfBalance: Logic = (runState) => runState.stack.push(runState.env.contract.balance)
