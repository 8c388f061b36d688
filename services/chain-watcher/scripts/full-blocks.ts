// Blocks as full as those of main net, for the scripts beside this one.
import { FakeChain, tokenCall } from '../src/chain/fake-chain.spec-support.ts'
import type { ChainBlock, ChainTransaction } from '../src/domain/block.ts'

const transactionsABlock = 300
const distinctBlocks = 8

export const token = 'a614f803b6fd780986a42c78ec9c7f77e6ded13c'
/** Main net makes a block in three seconds. */
export const chainBlocksPerSecond = 1 / 3

/** Spread like digests, and known by their number. */
export const account = (number: number): string => {
  const words = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1]
  return words.map((word) => (Math.imul(number + 1, word) >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Half of a block is transfers of the token, as on main net. */
const transaction = (number: number): ChainTransaction => {
  const [from, to] = [account(-2 * number - 2), account(-2 * number - 3)]
  if (number % 2 === 0) return tokenCall(token, [{ from, to, amount: 5_000_000n }])
  return {
    ...tokenCall(token, []), kind: 'Transfer', owner: from,
    moves: [{ part: 'native-0', asset: 'TRX', from, to, amountUnits: 1_000_000n }],
  }
}

/** Makes full blocks; the first transaction of each pays one of ours where an account is given. */
export const fullBlocksOf = (chain: FakeChain): ((ours?: string) => ChainBlock) => {
  const bodies = Array.from({ length: distinctBlocks }, (_, body) =>
    Array.from({ length: transactionsABlock }, (_one, n) => transaction(body * transactionsABlock + n)))
  return (ours) => {
    const body = bodies[chain.blocks.length % distinctBlocks] ?? []
    if (ours === undefined) return chain.mine(body)
    const paying = tokenCall(token, [{ from: account(-2), to: ours, amount: 5_000_000n }])
    return chain.mine([paying, ...body.slice(1)])
  }
}
