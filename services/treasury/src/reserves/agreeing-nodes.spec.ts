import { describe, expect, it } from 'vitest'
import { AgreeingNodes, firstRestMs } from './agreeing-nodes.ts'
import type { SolidBalances } from './node-reader.ts'

const { signal } = new AbortController()
const address = 'TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC'

class Node implements SolidBalances {
  asked = 0
  fails = false
  block: number
  micro: bigint
  /** What the next numbers are, before it stays at its block. */
  readonly numbers: number[] = []
  readonly name: string

  constructor(name: string, micro = 5n, block = 10) {
    this.name = name
    this.micro = micro
    this.block = block
  }

  async solidNumber(): Promise<number> {
    this.asked += 1
    if (this.fails) throw new Error(`${this.name} is away`)
    return this.numbers.shift() ?? this.block
  }

  async balanceMicro(): Promise<bigint> {
    return this.micro
  }
}

let nowMs = 0
const read = (...nodes: readonly Node[]) => new AgreeingNodes(nodes, () => nowMs).read(address, signal)
const agreed = { kind: 'agreed', block: 10, actualMicro: 5n }

describe('one node', () => {
  it('is believed where it is the only one', async () => {
    expect(await read(new Node('a'))).toEqual(agreed)
  })

  it('says nothing when its block changed meanwhile', async () => {
    const node = new Node('a')
    node.numbers.push(9)
    expect(await read(node)).toBeUndefined()
  })

  it('does not rest when it fails', async () => {
    const node = new Node('a')
    const nodes = new AgreeingNodes([node], () => nowMs)
    node.fails = true
    await expect(nodes.read(address, signal)).rejects.toThrow('0 of 1 nodes')
    node.fails = false
    expect(await nodes.read(address, signal)).toEqual(agreed)
  })
})

describe('several nodes', () => {
  it('agree when two say the same of the same block', async () => {
    expect(await read(new Node('a'), new Node('b'))).toEqual(agreed)
  })

  it('are not believed where they disagree, also when a third says what one of them says', async () => {
    const words = [{ node: 'a', actualMicro: 5n }, { node: 'b', actualMicro: 4n }]
    expect(await read(new Node('a'), new Node('b', 4n))).toEqual({ kind: 'disputed', block: 10, words })
    expect(await read(new Node('a'), new Node('b', 4n), new Node('c'))).toMatchObject({ kind: 'disputed' })
    expect(await read(new Node('a', 5n, 12), new Node('b', 5n, 12), new Node('c', 5n), new Node('d', 4n)))
      .toEqual({ kind: 'disputed', block: 10, words: [{ node: 'c', actualMicro: 5n }, { node: 'd', actualMicro: 4n }] })
  })

  it('say nothing of one block by one word, and are asked again as one of them may be a moment late', async () => {
    expect(await read(new Node('a'), new Node('late', 5n, 9))).toBeUndefined()
    const late = new Node('late')
    late.numbers.push(9, 9)
    expect(await read(new Node('a'), late)).toEqual(agreed)
    const turning = new Node('turning')
    turning.numbers.push(9, 10)
    expect(await read(new Node('a'), turning)).toEqual(agreed)
  })

  it('pass over one that is behind, whatever it says', async () => {
    expect(await read(new Node('late', 7n, 3), new Node('a'), new Node('b'))).toEqual(agreed)
  })

  it('pass over one that fails, and let it rest longer each time', async () => {
    const [away, a, b] = [new Node('away'), new Node('a'), new Node('b')]
    const nodes = new AgreeingNodes([away, a, b], () => nowMs)
    away.fails = true
    expect(await nodes.read(address, signal)).toEqual(agreed)
    expect(await nodes.read(address, signal)).toEqual(agreed)
    expect(away.asked).toBe(1)
    expect(nodes.status()).toEqual([
      { node: 'away', resting: true }, { node: 'a', resting: false }, { node: 'b', resting: false },
    ])
    nowMs += firstRestMs
    await nodes.read(address, signal)
    nowMs += firstRestMs
    expect(await nodes.read(address, signal)).toEqual(agreed)
    expect(away.asked).toBe(2)
    nowMs += firstRestMs
    away.fails = false
    await nodes.read(address, signal)
    expect(away.asked).toBe(4)
    expect(nodes.status()[0]).toEqual({ node: 'away', resting: false })
  })

  it('prove nothing when only one of them answers', async () => {
    const [a, away] = [new Node('a'), new Node('away')]
    const nodes = new AgreeingNodes([a, away], () => nowMs)
    away.fails = true
    await expect(nodes.read(address, signal)).rejects.toThrow('1 of 2 nodes answer, 2 must')
    await expect(nodes.solidNumber(signal)).rejects.toThrow('1 of 2 nodes answer, 2 must')
  })

  it('have reached the block that two of them have', async () => {
    const nodes = new AgreeingNodes([new Node('a', 5n, 99), new Node('b', 5n, 10), new Node('c', 5n, 9)], () => nowMs)
    expect(await nodes.solidNumber(signal)).toBe(10)
  })
})
