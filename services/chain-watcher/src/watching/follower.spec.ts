import { chainCommands } from '@stablegate/contracts'
import { describe, expect, it } from 'vitest'
import { FakeChain, FakeNode, tokenCall } from '../chain/fake-chain.spec-support.ts'
import { NodeFault } from '../chain/node.ts'
import type { ChainBlock } from '../domain/block.ts'
import { encodeAddress } from '@stablegate/tron'
import { ChainDistrusted, SessionOver, Unanswered } from './errors.ts'
import { account, readAll, token, World } from './world.spec-support.ts'

const ours = account(1)
const stranger = 'dd'.repeat(20)
const payment = (amount = 5_000_000n, to = ours) => tokenCall(token, [{ from: stranger, to, amount }])

const watching = async (world = new World()) => {
  world.chain.mineMany(40)
  const follower = await world.begin()
  await world.watch('one', [ours])
  await readAll(follower)
  return { world, follower, chain: world.chain }
}
const types = (world: World, txid: string) => world.transfers().get(`${txid}-log-0`)?.map(({ type }) => type) ?? []

describe('a follower', () => {
  it('observes a payment in its block, and credits it when the block is solid', async () => {
    const { world, follower, chain } = await watching()
    const tx = payment()
    chain.mine([tx])
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed'])
    chain.mineMany(18)
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.solid'])
    const told = world.transfers().get(`${tx.txid}-log-0`)?.at(-1)?.data
    expect(told).toMatchObject({ amountMicro: 5_000_000n, to: encodeAddress(ours), ours: 'to' })
  })

  it('confirms addresses with the block from which on they are looked for', async () => {
    const { world, follower, chain } = await watching()
    await world.watch('two', [account(2)])
    await follower.listen()
    const confirmed = world.told().filter(({ type }) => type === 'chain.addresses_confirmed')
    expect(confirmed.map(({ data }) => data['lists'])).toEqual([['one'], ['two']])
    expect(confirmed.at(-1)?.data['fromBlock']).toBe(chain.head + 1)
  })

  it('takes up and confirms more lists than it holds at a time, all of them before it reads a block', async () => {
    const { world, follower, chain } = await watching()
    const lists = 2_100
    await Promise.all(Array.from({ length: lists }, (_, n) => world.watch(`more-${n + 1}`, [account(101 + n)])))
    const paid = payment(5_000_000n, account(100 + lists))
    const { number } = chain.mine([paid])
    await follower.step()
    const told = world.told()
    const confirmed = told.filter(({ type }) => type === 'chain.addresses_confirmed').slice(1)
    const watched = told.filter(({ type }) => type === 'addresses.watched').slice(1)
    expect(watched).toHaveLength(lists)
    expect(confirmed.flatMap(({ data }) => data['lists'])).toEqual(watched.map(({ data }) => data['list']))
    expect(confirmed.every(({ data }) => data['fromBlock'] === number)).toBe(true)
    const observed = told.find(({ type }) => type === 'transfer.observed')
    expect(observed?.data['txid']).toBe(paid.txid)
    expect(observed?.position).toBeGreaterThan(confirmed.at(-1)?.position ?? 0)
    // So does the next session, to which nothing was said of these lists but what is in the log.
    const late = payment(6_000_000n, account(100 + lists))
    chain.mine([late])
    await readAll(await world.begin())
    expect(types(world, late.txid)).toEqual(['transfer.observed'])
  })

  it('looks anew through what it fetched in a round that failed, for addresses that came meanwhile', async () => {
    const { world, follower, chain } = await watching()
    chain.mine([payment()])
    const paid = payment(6_000_000n, account(2))
    const { number } = chain.mine([paid])
    chain.mineMany(18)
    const { around } = world
    world.around = async (type, send) => {
      if (type === 'chain-watcher.transfer.see') throw new Unanswered('nobody answers')
      return around(type, send)
    }
    await expect(follower.step()).rejects.toThrow(Unanswered)
    world.around = around
    await world.watch('two', [account(2)])
    await readAll(follower)
    const confirmed = world.told().findLast(({ type }) => type === 'chain.addresses_confirmed')
    expect(confirmed?.data['fromBlock']).toBeLessThanOrEqual(number)
    expect(types(world, paid.txid)).toEqual(['transfer.observed', 'transfer.solid'])
  })

  it('refuses a list with an address whose checksum is wrong', async () => {
    const { world, follower } = await watching()
    const wrong = `${encodeAddress(account(3)).slice(0, -1)}${encodeAddress(account(3)).endsWith('2') ? '3' : '2'}`
    await world.send(chainCommands.watch.type, { chain: 'sandbox', list: 'bad', addresses: [wrong] })
    await follower.listen()
    expect(world.told().at(-1)?.data).toMatchObject({ lists: [], refused: ['bad'] })
  })

  it('reads every block after a downtime, also those in which an address of the old days is paid', async () => {
    const { world, follower, chain } = await watching()
    await follower.checkpoint(true)
    const txs = [payment(1n), payment(2n), payment(3n)]
    for (const tx of txs) {
      chain.mineMany(300)
      chain.mine([tx])
    }
    chain.mineMany(30)
    await readAll(await world.begin())
    for (const { txid } of txs) expect(types(world, txid)).toEqual(['transfer.observed', 'transfer.solid'])
  })

  it('takes back what a fork undoes, and knows the same transfer in another block', async () => {
    const { world, follower, chain } = await watching()
    const [kept, lost] = [payment(), payment(7n)]
    chain.mine([kept, lost])
    chain.mineMany(2)
    await readAll(follower)
    chain.reorganise(3, (_, n) => (n === 2 ? [kept] : []))
    await readAll(follower)
    const events = world.transfers().get(`${kept.txid}-log-0`) ?? []
    expect(events.map(({ type }) => type)).toEqual(['transfer.observed', 'transfer.orphaned', 'transfer.observed'])
    expect(events[0]?.data.block.hash).not.toBe(events[2]?.data.block.hash)
    expect(types(world, lost.txid)).toEqual(['transfer.observed', 'transfer.orphaned'])
    chain.mineMany(20)
    await readAll(follower)
    expect(types(world, kept.txid).at(-1)).toBe('transfer.solid')
    expect(types(world, lost.txid).at(-1)).toBe('transfer.orphaned')
  })

  it('sees a block again that comes back after another had its place', async () => {
    const { world, follower, chain } = await watching()
    const tx = payment()
    chain.mine([tx])
    const first = [...chain.blocks]
    await readAll(follower)
    chain.reorganise(1, () => [])
    await readAll(follower)
    expect(types(world, tx.txid).at(-1)).toBe('transfer.orphaned')
    chain.restore(first)
    chain.mineMany(2)
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.orphaned', 'transfer.observed'])
  })

  it('finds after a restart what a fork undid while it was down', async () => {
    const { world, follower, chain } = await watching()
    const tx = payment()
    chain.mine([tx])
    await readAll(follower)
    // The checkpoint lies behind the observation in the log, and must lead back to it.
    chain.mineMany(2)
    await readAll(follower)
    await follower.checkpoint(true)
    chain.reorganise(3, () => [])
    chain.mineMany(100)
    await readAll(await world.begin())
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.orphaned'])
  })

  it('ends when another session began, and its checkpoint is refused', async () => {
    const { world, follower, chain } = await watching()
    await world.begin()
    chain.mineMany(50)
    await expect(readAll(follower)).rejects.toBeInstanceOf(SessionOver)
  })

  it('goes on from where an operator rewound it, and credits nothing twice', async () => {
    const { world, follower, chain } = await watching()
    const tx = payment()
    chain.mine([tx])
    chain.mineMany(60)
    await readAll(follower)
    await follower.checkpoint(true)
    const { number, hash, atMs } = chain.blocks[30]!
    await world.send(chainCommands.rewind.type, { chain: 'sandbox', to: { number, hash, atMs }, reason: 'spec' })
    chain.mineMany(30)
    await expect(readAll(follower)).rejects.toBeInstanceOf(SessionOver)
    const next = await world.begin()
    expect(next.status.cursor).toBe(30)
    await readAll(next)
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.solid'])
  })
})

describe('a follower and its nodes', () => {
  it('goes on with another node when one fails, and never takes an absent block for an empty one', async () => {
    const { world, follower, chain } = await watching()
    world.nodes[0]!.trouble = () => { throw new NodeFault('unavailable', 'down') }
    const tx = payment()
    chain.mine([tx])
    chain.mineMany(18)
    await readAll(follower)
    expect(types(world, tx.txid).at(-1)).toBe('transfer.solid')
  })

  it('takes an older head for no news', async () => {
    const { world, follower, chain } = await watching(new World(new FakeChain(), 1))
    const before = follower.status
    world.nodes[0]!.lag = 10
    expect(await follower.step()).toBe(false)
    expect(follower.status.scanned).toBe(before.scanned)
    world.nodes[0]!.lag = 0
    chain.mine()
    await readAll(follower)
    expect(follower.status.scanned).toBe(chain.head)
  })

  it('credits nothing while two nodes differ on a solid block, and goes on when they agree', async () => {
    const liar = new FakeChain()
    liar.mineMany(40)
    const world = new World()
    world.chain.mineMany(40)
    const node = new FakeNode('liar', liar)
    const follower = await world.begin({ nodes: world.pool([world.nodes[0]!, node]) })
    await world.watch('one', [ours])
    await follower.listen()
    const tx = payment()
    world.chain.mine([tx])
    world.chain.mineMany(30)
    liar.reorganise(1, () => [])
    liar.mineMany(27)
    await expect(readAll(follower)).rejects.toBeInstanceOf(ChainDistrusted)
    await expect(readAll(follower)).rejects.toThrow('nodes_disagree')
    expect(types(world, tx.txid)).toEqual(['transfer.observed'])
    node.frozen = world.chain.blocks
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.solid'])
  })

  /** A node that makes another amount of whatever moved. */
  const dearer = (block: ChainBlock): ChainBlock => ({
    ...block,
    transactions: block.transactions.map((tx) => ({ ...tx, logs: tx.logs.map((log) => ({ ...log, data: '77'.padStart(64, '0') })) })),
  })

  it.each([['that is asked', 0], ['beside it', 1]] as const)(
    'credits nothing on the word of the node %s when another says something else', async (_, liar) => {
      const { world, follower, chain } = await watching()
      world.nodes[liar]!.twist = dearer
      const tx = payment()
      chain.mine([tx])
      chain.mineMany(20)
      await expect(readAll(follower)).rejects.toThrow('receipts_disagree')
      expect(types(world, tx.txid)).not.toContain('transfer.solid')
      world.nodes[liar]!.twist = (block) => block
      await readAll(follower)
      expect(world.transfers().get(`${tx.txid}-log-0`)?.at(-1)).toMatchObject({
        type: 'transfer.solid', data: { amountMicro: 5_000_000n },
      })
    })

  it('notices a node that leaves out what others show', async () => {
    const { world, follower, chain } = await watching()
    world.nodes[0]!.twist = (block) => ({ ...block, transactions: [] })
    for (let n = 0; n < 16; n += 1) chain.mine([payment()])
    chain.mineMany(18)
    await expect(readAll(follower)).rejects.toThrow('receipts_disagree')
  })

  it('credits what is solid, whatever was read at the head of the same block', async () => {
    const { world, follower, chain } = await watching(new World(new FakeChain(), 1))
    world.nodes[0]!.twist = (block, viewpoint) => (viewpoint === 'head' ? dearer(block) : block)
    const tx = payment()
    chain.mine([tx])
    await readAll(follower)
    expect(world.transfers().get(`${tx.txid}-log-0`)?.[0]?.data.amountMicro).toBe(0x77n)
    chain.mineMany(18)
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.orphaned', 'transfer.observed', 'transfer.solid'])
    expect(world.transfers().get(`${tx.txid}-log-0`)?.at(-1)?.data.amountMicro).toBe(5_000_000n)
    expect(follower.status.onOneWord).toBe(1)
  })

  it('waits for a second node that is a step behind, and reads the head meanwhile', async () => {
    const { world, follower, chain } = await watching()
    const tx = payment()
    chain.mine([tx])
    chain.mineMany(18)
    world.nodes[1]!.lag = 2
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed'])
    expect(follower.status.scanned).toBe(chain.head)
    world.nodes[1]!.lag = 0
    await readAll(follower)
    expect(types(world, tx.txid)).toEqual(['transfer.observed', 'transfer.solid'])
    expect(follower.status.onOneWord).toBe(0)
  })

  it('stops at a solid block that does not follow the one before', async () => {
    const { world, follower, chain } = await watching(new World(new FakeChain(), 1))
    await follower.checkpoint(true)
    const other = new FakeChain()
    other.mineMany(30)
    other.reorganise(12, () => [])
    other.mineMany(100)
    world.nodes[0]!.frozen = other.blocks
    chain.mineMany(100)
    await expect(readAll(follower)).rejects.toThrow('solid_conflict')
  })
})
