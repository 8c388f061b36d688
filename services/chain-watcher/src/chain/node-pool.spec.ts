import { describe, expect, it } from 'vitest'
import { LeapClock } from '../watching/world.spec-support.ts'
import { FakeChain, FakeNode } from './fake-chain.spec-support.ts'
import { NodeFault } from './node.ts'
import { NodePool } from './node-pool.ts'
import { TokenBucket } from './token-bucket.ts'

const poolOf = (standbyPollMs = 0) => {
  const chain = new FakeChain()
  chain.mineMany(60)
  const nodes = [new FakeNode('one', chain), new FakeNode('two', chain)] as const
  const clock = new LeapClock()
  return { chain, nodes, clock, pool: new NodePool({ nodes, clock, callsPerSecond: 100, standbyPollMs, lagBlocks: 5 }) }
}
const fails = (kind: 'unavailable' | 'absent') => () => { throw new NodeFault(kind, 'spec') }

describe('a pool of nodes', () => {
  it('asks one node and only looks at the other now and then', async () => {
    const { nodes, pool, clock } = poolOf(30_000)
    await pool.tips()
    const before = nodes[1].calls
    for (let n = 0; n < 5; n += 1) {
      await pool.tips()
      await pool.block(n, 'head')
    }
    expect(nodes[1].calls).toBe(before)
    await clock.sleep(30_000)
    await pool.tips()
    expect(nodes[1].calls).toBeGreaterThan(before)
  })

  it('gives the place of one that fails to the other, and lets it rest longer each time', async () => {
    const { nodes, pool, clock } = poolOf(30_000)
    await pool.tips()
    nodes[0].trouble = fails('unavailable')
    await pool.tips()
    expect(pool.status().map(({ asked, resting }) => [asked, resting])).toEqual([[false, true], [true, false]])
    await clock.sleep(1_500)
    await pool.tips()
    await clock.sleep(30_000)
    await pool.tips()
    await clock.sleep(1_500)
    expect(pool.status()[0]?.resting).toBe(true)
  })

  it('leaves one that falls behind', async () => {
    const { nodes, pool, chain } = poolOf()
    await pool.tips()
    nodes[0].lag = 10
    expect((await pool.tips()).head.number).toBe(chain.head)
    expect(pool.status()[1]?.asked).toBe(true)
  })

  it('has a block from whoever has it, and says absent when nobody does', async () => {
    const { nodes, pool, chain } = poolOf()
    await pool.tips()
    nodes[0].trouble = fails('absent')
    expect((await pool.block(chain.head, 'head')).number).toBe(chain.head)
    await expect(pool.block(chain.head + 1, 'head')).rejects.toMatchObject({ kind: 'absent' })
  })

  it('has a block once more from another node than gave it, when one is fit to be asked', async () => {
    const { nodes, pool, chain, clock } = poolOf()
    await pool.tips()
    const block = await pool.block(chain.solid, 'solid')
    const before = nodes[0].calls
    expect((await pool.again(block))?.hash).toBe(block.hash)
    expect(nodes[0].calls).toBe(before)
    // A step behind it will have it in a moment; one that stands still, or is down, is not waited for.
    nodes[1].lag = 2
    await expect(pool.again(block)).rejects.toMatchObject({ kind: 'absent' })
    nodes[1].lag = 6
    expect(await pool.again(block)).toBeUndefined()
    nodes[1].lag = 0
    nodes[1].trouble = fails('unavailable')
    expect(await pool.again(block)).toBeUndefined()
    nodes[1].trouble = () => undefined
    await clock.sleep(2_000)
    expect((await pool.again(block))?.hash).toBe(block.hash)
  })

  it('throws when nobody answers', async () => {
    const { nodes, pool } = poolOf()
    for (const node of nodes) node.trouble = fails('unavailable')
    await expect(pool.tips()).rejects.toBeInstanceOf(NodeFault)
    await expect(pool.block(1, 'head')).rejects.toBeInstanceOf(NodeFault)
  })
})

describe('a budget of calls', () => {
  it('lets so many through at once, and then so many a second', async () => {
    const clock = new LeapClock()
    const startMs = clock.now()
    const bucket = new TokenBucket(10, clock)
    for (let n = 0; n < 10; n += 1) await bucket.take(1)
    expect(clock.now()).toBe(startMs)
    for (let n = 0; n < 20; n += 1) await bucket.take(1)
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(2_000)
    expect(clock.now() - startMs).toBeLessThan(2_100)
  })
})
