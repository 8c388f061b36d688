import type { ChainTransfer } from '@stablegate/contracts'
import { FakeChain, seeded, tokenCall } from '../chain/fake-chain.spec-support.ts'
import { NodeFault } from '../chain/node.ts'
import type { ChainBlock, ChainTransaction } from '../domain/block.ts'
import { ChainDistrusted, SessionOver, Unanswered } from './errors.ts'
import type { Follower } from './follower.ts'
import { account, otherToken, token, World } from './world.spec-support.ts'

export type Outcome = {
  readonly blocks: number
  readonly deposits: number
  readonly forks: number
  readonly restarts: number
  readonly faults: number
  /** What is wrong, in words; empty when all is right. */
  readonly wrong: readonly string[]
}

export { seeded }

/** Whose addresses are watched: the watcher's own test takes made-up ones, others may give theirs. */
export type Accounts = {
  /** Has the nth address watched, from 1 on. */
  readonly watch: (n: number) => Promise<void>
  /** Its account of 20 bytes in hex. */
  readonly at: (n: number) => string
  /** The first so many are shown, and may be paid to. */
  readonly shown: () => number
}

const stranger = 'dd'.repeat(20)
class Died extends Error {
  override readonly name = 'Died'
}

/** A whole life of a watcher on a random chain: everything that can happen, by one seed. */
export class RandomChain {
  readonly world = new World(new FakeChain(), 2)
  readonly #chance: () => number
  readonly #blocks: number
  #follower: Follower | undefined
  #ghost: Follower | undefined
  #watched = 0
  readonly #counts = { deposits: 0, forks: 0, restarts: 0, faults: 0, mined: 0 }
  #dieAt = Number.POSITIVE_INFINITY
  #dieAfterEffect = false
  #healed = false

  readonly #accounts: Accounts

  constructor(seed: number, blocks: number, accounts?: Accounts) {
    this.#accounts = accounts ?? {
      watch: (n) => this.world.watch(`list-${n}`, [account(n)]), at: account, shown: () => this.#confirmed(),
    }
    this.#chance = seeded(seed)
    this.#blocks = blocks
    for (const node of this.world.nodes) {
      node.trouble = () => this.#trouble()
      node.twist = (block, viewpoint) => (viewpoint === 'head' ? this.#misread(block) : block)
    }
    this.world.around = async (_, send) => {
      this.#dieAt -= 1
      if (this.#dieAt >= 0) return send()
      this.#dieAt = Number.POSITIVE_INFINITY
      if (this.#dieAfterEffect) await send()
      throw new Died()
    }
  }

  async run(): Promise<Outcome> {
    const { world } = this
    world.chain.mineMany(30)
    while (this.#counts.mined < this.#blocks) {
      await this.#happen()
      this.#stumble()
      await this.#turn()
    }
    this.#healed = true
    for (const node of world.nodes) {
      node.lag = 0
      node.frozen = undefined
    }
    world.chain.mineMany(40)
    for (let rounds = 0; rounds < 2_000; rounds += 1) {
      await world.clock.sleep(60_000)
      if ((await this.#turn()) === 'idle') break
    }
    return { blocks: world.chain.head, ...this.#counts, wrong: this.#wrong() }
  }

  #happens(probability: number): boolean {
    return this.#chance() < probability
  }

  #upTo(most: number): number {
    return Math.floor(this.#chance() * (most + 1))
  }

  async #happen(): Promise<void> {
    const { chain } = this.world
    if (this.#happens(0.1)) {
      this.#watched += 1
      await this.#accounts.watch(this.#watched)
    }
    if (this.#happens(0.04)) return this.#fork()
    const blocks = this.#happens(0.01) ? 50 + this.#upTo(100) : 1 + this.#upTo(2)
    for (let n = 0; n < blocks; n += 1) chain.mine(this.#transactions())
    this.#counts.mined += blocks
  }

  #fork(): void {
    this.#counts.forks += 1
    const depth = 1 + this.#upTo(this.#happens(0.2) ? 16 : 2)
    const before = [...this.world.chain.blocks]
    this.world.chain.reorganise(depth, (orphaned, n) => (n === 0 ? orphaned.flatMap((tx) => this.#again(tx)) : []))
    this.#counts.mined += 1
    // Sometimes a node stays on the fork that lost, for a while.
    if (this.#happens(0.3)) this.#node().frozen = before
  }

  /** The same transaction on another fork: as before, changed, failed or not at all. */
  #again(tx: ChainTransaction): readonly ChainTransaction[] {
    const fate = this.#chance()
    if (fate < 0.6) return [tx]
    if (fate < 0.75) return []
    if (fate < 0.85) return [{ ...tx, succeeded: false, logs: [] }]
    return [{ ...tx, logs: tx.logs.map((log) => ({ ...log, data: '77'.padStart(64, '0') })) }]
  }

  #transactions(): readonly ChainTransaction[] {
    const confirmed = this.#accounts.shown()
    return Array.from({ length: this.#upTo(3) }, () => {
      const ours = this.#accounts.at(1 + this.#upTo(Math.max(0, confirmed - 1)))
      const amount = BigInt(1 + this.#upTo(1_000_000))
      const kind = this.#chance()
      if (confirmed === 0 || kind < 0.4) return tokenCall(token, [{ from: stranger, to: 'ab'.repeat(20), amount }])
      this.#counts.deposits += 1
      if (kind < 0.7) return tokenCall(token, [{ from: stranger, to: ours, amount }])
      if (kind < 0.8) {
        return tokenCall(token, [
          { from: stranger, to: ours, amount }, { from: stranger, to: ours, amount }, { from: ours, to: stranger, amount },
        ])
      }
      if (kind < 0.87) return tokenCall(token, [{ from: stranger, to: ours, amount }], { succeeded: false })
      if (kind < 0.94) return tokenCall(otherToken, [{ from: stranger, to: ours, amount }])
      return tokenCall(token, [{ from: stranger, to: ours, amount: 0n }])
    })
  }

  /** Nobody pays to an address before it was confirmed: that is when it is shown. */
  #confirmed(): number {
    const last = this.world.store.readLogNow('chain-watcher', this.#seenPosition, 100_000)
    for (const { type, data, position } of last) {
      this.#seenPosition = position
      if (type !== 'chain.addresses_confirmed') continue
      this.#confirmedLists += (JSON.parse(data) as { lists: string[] }).lists.length
    }
    return Math.min(this.#confirmedLists, this.#watched)
  }

  #seenPosition = 0
  #confirmedLists = 0

  #stumble(): void {
    if (this.#happens(0.03)) this.#node().lag = this.#upTo(30)
    if (this.#happens(0.1)) this.#node().lag = 0
    if (this.#happens(0.1)) this.#node().frozen = undefined
    if (this.#happens(0.02)) {
      this.#dieAt = this.#upTo(6)
      this.#dieAfterEffect = this.#happens(0.5)
    }
  }

  #node() {
    const node = this.world.nodes[this.#upTo(this.world.nodes.length - 1)]
    if (node === undefined) throw new Error('there is a node')
    return node
  }

  #trouble(): void {
    if (this.#healed || !this.#happens(0.03)) return
    this.#counts.faults += 1
    throw new NodeFault((['unavailable', 'limited', 'absent', 'malformed'] as const)[this.#upTo(3)] ?? 'absent', 'fault')
  }

  /** Receipts of another fork: the hash does not bind them. What is solid is the network's word. */
  #misread(block: ChainBlock): ChainBlock {
    if (this.#healed || !this.#happens(0.02)) return block
    this.#counts.faults += 1
    const changed = (tx: ChainTransaction): ChainTransaction =>
      ({ ...tx, logs: tx.logs.map((log) => ({ ...log, data: '99'.padStart(64, '0') })) })
    return { ...block, transactions: block.transactions.map(changed) }
  }

  async #turn(): Promise<'idle' | 'busy' | 'failed'> {
    await this.world.clock.sleep(500)
    // A watcher that was replaced and does not know it yet goes on reading and telling.
    if (this.#ghost !== undefined) {
      await this.#ghost.step().catch(() => undefined)
      if (this.#healed || this.#happens(0.2)) this.#ghost = undefined
    }
    try {
      this.#follower ??= await this.world.begin()
      return (await this.#follower.step()) ? 'busy' : 'idle'
    } catch (error) {
      const expected = [NodeFault, Died, SessionOver, Unanswered, ChainDistrusted].some((kind) => error instanceof kind)
      if (!expected) throw error
      if (error instanceof Died || error instanceof SessionOver) {
        this.#counts.restarts += 1
        this.#ghost = this.#follower
        this.#follower = undefined
      }
      return 'failed'
    }
  }

  #wrong(): readonly string[] {
    const { chain } = this.world
    const wrong: string[] = []
    const due = new Map<string, bigint>()
    const solid = chain.blocks.slice(0, chain.solid + 1)
    for (const block of solid) for (const [key, amount] of this.#owed(block)) due.set(key, amount)
    const told = this.world.transfers()
    for (const [key, events] of told) {
      const words = events.map(({ type }) => type.replace('transfer.', '')).join(' ')
      if (!/^(observed orphaned )*(observed( solid| orphaned)?)$/.test(words)) wrong.push(`${key}: ${words}`)
      const credited = events.filter(({ type }) => type === 'transfer.solid')
      const amount = (credited[0]?.data as ChainTransfer | undefined)?.amountMicro
      if (amount !== due.get(key)) wrong.push(`${key}: credited ${amount}, on chain ${due.get(key)}`)
      const last = events.at(-1)
      const stands = chain.blocks.some(({ hash }) => hash === last?.data.block.hash)
      if (last?.type === 'transfer.observed' && !stands) wrong.push(`${key}: observed in a block that is gone`)
    }
    for (const key of due.keys()) if (!told.has(key)) wrong.push(`${key}: on chain, never told`)
    return wrong
  }

  #owed(block: ChainBlock): readonly (readonly [string, bigint])[] {
    const ours = new Set(Array.from({ length: this.#watched }, (_, n) => this.#accounts.at(n + 1)))
    return block.transactions.filter(({ succeeded }) => succeeded).flatMap(({ txid, logs }) =>
      logs.flatMap((log, ordinal) => {
        const sides = log.topics.slice(1).map((topic) => topic.slice(24))
        const amount = BigInt(`0x${log.data}`)
        const counts = log.contract === token && amount > 0n && sides.some((side) => ours.has(side))
        return counts ? [[`${txid}-log-${ordinal}`, amount] as const] : []
      }))
  }
}

