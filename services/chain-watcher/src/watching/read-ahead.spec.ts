import { encodeAddress } from '@stablegate/tron'
import { expect, it, vi } from 'vitest'
import { FakeChain, FakeNode, tokenCall } from '../chain/fake-chain.spec-support.ts'
import type { ChainViewpoint } from '../chain/node.ts'
import { NodePool } from '../chain/node-pool.ts'
import type { ChainBlock } from '../domain/block.ts'
import { ReadAhead } from './read-ahead.ts'
import { account, LeapClock, token } from './world.spec-support.ts'

/** Notes which blocks it is asked for, and answers when it is let. */
class HeldNode extends FakeNode {
  readonly askedFor: number[] = []
  readonly #opened = Promise.withResolvers<undefined>()

  open(): void { this.#opened.resolve(undefined) }

  override async block(number: number, viewpoint: ChainViewpoint): Promise<ChainBlock> {
    this.askedFor.push(number)
    await this.#opened.promise
    return super.block(number, viewpoint)
  }
}

const ours = account(1)
const paying = () => tokenCall(token, [{ from: account(2), to: ours, amount: 5_000_000n }])

const world = () => {
  const chain = new FakeChain()
  for (let block = 1; block <= 8; block += 1) chain.mine(block === 3 ? [] : [paying()])
  chain.mineMany(18)
  const [first, second] = [new HeldNode('first', chain), new HeldNode('second', chain)]
  const nodes = new NodePool({
    nodes: [first, second], clock: new LeapClock(), callsPerSecond: 10_000, standbyPollMs: 0, lagBlocks: 5,
  })
  const watched = {
    chain: 'sandbox', tokens: new Set([token]), isOurs: (one: string) => one === ours, nameOf: encodeAddress,
  } as const
  return { first, second, ahead: new ReadAhead({ nodes, watched, ahead: 4 }) }
}

it('asks a second node for what holds anything before its turn, and waits for no answer', async () => {
  const { first, second, ahead } = world()
  first.open()
  const { findings } = await ahead.take(1, 6, (number) => number === 4)
  expect(findings.transfers).toHaveLength(1)
  await vi.waitFor(() => expect(first.askedFor).toEqual([1, 2, 3, 5]))
  const next = await ahead.take(2, 6, () => false)
  await vi.waitFor(() => expect(first.askedFor).toEqual([1, 2, 3, 5, 4, 6]))
  // Block 3 holds nothing; nobody has answered for the others yet.
  await vi.waitFor(() => expect(second.askedFor.toSorted()).toEqual([1, 2, 4, 5, 6]))
  second.open()
  expect(await next.second).toBe('agreed')
})

it('reads again what was dropped', async () => {
  const { first, ahead } = world()
  first.open()
  await ahead.take(1, 3, () => false)
  ahead.clear()
  await ahead.take(2, 3, () => false)
  await vi.waitFor(() => expect(first.askedFor).toEqual([1, 2, 3, 2, 3]))
})
