import { expect, it } from 'vitest'
import { NodeFault, type ChainNode } from './node.ts'

/** A node and the hand that moves the network behind it. */
export type NodeUnderTest = {
  readonly node: ChainNode
  /** Makes blocks until the head is so much higher. */
  readonly mine: (blocks: number) => Promise<void>
  /** Puts a transfer of the token into the next block; answers its transaction. */
  readonly pay: (amount: bigint) => Promise<{ readonly txid: string; readonly from: string; readonly to: string }>
  /** Replaces so many of the last blocks. */
  readonly fork: (depth: number) => Promise<void>
}

const kindOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work
    return 'nothing was thrown'
  } catch (error) {
    return error instanceof NodeFault ? error.kind : error
  }
}

/** What every adapter of the port `chain` must do, over whatever stands behind it. */
export const chainNodeContract = (make: () => Promise<NodeUnderTest>): void => {
  it('gives blocks that follow one another, each by its own number and hash', async () => {
    const { node, mine } = await make()
    await mine(5)
    const { number, hash } = await node.tip('head')
    const [last, before] = [await node.block(number, 'head'), await node.block(number - 1, 'head')]
    expect([last.number, last.hash, last.parent]).toEqual([number, hash, before.hash])
    expect(last.atMs).toBeGreaterThan(before.atMs)
    expect(Number.parseInt(last.hash.slice(0, 16), 16)).toBe(number)
    expect(await node.ref(number - 1, 'head')).toEqual({ number: before.number, hash: before.hash, atMs: before.atMs })
  })

  it('says absent of a block that is not there, and never gives an empty one', async () => {
    const { node, mine } = await make()
    await mine(1)
    const { number } = await node.tip('head')
    expect(await kindOf(node.block(number + 1_000, 'head'))).toBe('absent')
    expect(await kindOf(node.ref(number + 1_000, 'head'))).toBe('absent')
  })

  it('shows in the solid view only what is solid', async () => {
    const { node, mine } = await make()
    await mine(40)
    const [head, solid] = [await node.tip('head'), await node.tip('solid')]
    expect(solid.number).toBeLessThan(head.number)
    expect((await node.block(solid.number, 'solid')).hash).toBe(solid.hash)
    expect(await kindOf(node.block(head.number, 'solid'))).toBe('absent')
  })

  it('gives the transactions of a block with their logs', async () => {
    const { node, mine, pay } = await make()
    await mine(1)
    const { txid, from, to } = await pay(1_234_567n)
    const { number } = await node.tip('head')
    const found = []
    for (let at = Math.max(0, number - 5); at <= number; at += 1) {
      found.push(...(await node.block(at, 'head')).transactions.filter((tx) => tx.txid === txid))
    }
    expect(found).toHaveLength(1)
    const [tx] = found
    expect(tx?.succeeded).toBe(true)
    const [log] = tx?.logs ?? []
    expect(log?.topics.slice(1).map((topic) => topic.slice(24))).toEqual([from, to])
    expect(BigInt(`0x${log?.data ?? '0'}`)).toBe(1_234_567n)
  })

  it('gives the other block after a fork', async () => {
    const { node, mine, fork } = await make()
    await mine(30)
    const { number } = await node.tip('head')
    const before = await node.block(number, 'head')
    await fork(2)
    const after = await node.block(number, 'head')
    expect(after.hash).not.toBe(before.hash)
    expect((await node.block(number + 1, 'head')).parent).toBe(after.hash)
  })
}
