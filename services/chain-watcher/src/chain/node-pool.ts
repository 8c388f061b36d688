import type { BlockRef } from '@stablegate/contracts'
import type { Clock } from '@stablegate/kernel'
import type { ChainBlock } from '../domain/block.ts'
import { NodeFault, type ChainNode, type ChainViewpoint } from './node.ts'
import { TokenBucket } from './token-bucket.ts'

export type NodePoolOptions = {
  readonly nodes: readonly ChainNode[]
  readonly callsPerSecond: number
  /** Nodes that are not asked for blocks are looked at so often. */
  readonly standbyPollMs: number
  /** A node so far behind another gives up its place. */
  readonly lagBlocks: number
  readonly clock: Clock
}

export type Tips = { readonly head: BlockRef; readonly solid: BlockRef }

export type NodeStatus = {
  readonly name: string
  readonly asked: boolean
  readonly resting: boolean
  readonly head: number | null
  readonly solid: number | null
  readonly faults: number
  readonly lastFault: string | null
}

/** Calls of a block: itself and its receipts. */
const callsABlock = 2
const firstRestMs = 1_000
const longestRestMs = 60_000
/** Solid blocks whose hashes are kept, of each node and of those that were read. */
const keptSolids = 2_048

class Member {
  readonly node: ChainNode
  readonly bucket: TokenBucket
  head: BlockRef | undefined
  solid: BlockRef | undefined
  readonly solids = new Map<number, string>()
  polledAtMs = Number.NEGATIVE_INFINITY
  restUntilMs = 0
  faultsInARow = 0
  faults = 0
  lastFault: string | undefined

  constructor(node: ChainNode, bucket: TokenBucket) {
    this.node = node
    this.bucket = bucket
  }
}

type Chosen = { readonly member: Member; readonly tips: Tips }

const heightOf = (member: Member | undefined): number => member?.head?.number ?? -1

const keep = (solids: Map<number, string>, { number, hash }: BlockRef): void => {
  solids.set(number, hash)
  for (const oldest of solids.keys()) {
    if (solids.size <= keptSolids) return
    solids.delete(oldest)
  }
}

/**
 * Several nodes of one chain. One is asked while it answers and keeps up, so that the view does not
 * jump between forks; the others are looked at now and then, take its place when it fails, and
 * contradict it when it says something else of a solid block.
 */
export class NodePool {
  readonly #options: NodePoolOptions
  readonly #members: readonly Member[]
  /** Solid blocks that were read and believed. */
  readonly #read = new Map<number, string>()
  readonly #givers = new WeakMap<ChainBlock, Member>()
  #asked = 0

  constructor(options: NodePoolOptions) {
    this.#options = options
    this.#members = options.nodes.map((node) =>
      new Member(node, new TokenBucket(options.callsPerSecond, options.clock)))
  }

  /** Head and last solid block of the node that is asked. Throws `NodeFault` when none answers. */
  async tips(signal?: AbortSignal): Promise<Tips> {
    const asked = this.#members[this.#asked]
    const due = this.#usable().filter((member) => member === asked || this.#isDue(member))
    await Promise.all(due.map((member) => this.#poll(member, signal)))
    if (asked === undefined || !this.#isUsable(asked)) {
      // The place is empty: every other one is looked at, due or not.
      const others = this.#usable().filter((member) => !due.includes(member))
      await Promise.all(others.map((member) => this.#poll(member, signal)))
    }
    const chosen = this.#choose()
    await Promise.all(due.map((member) => this.#compare(member, chosen, signal)))
    return chosen.tips
  }

  /** The block from the first node that has it. Throws the last `NodeFault` when none has. */
  async block(number: number, viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<ChainBlock> {
    let last = new NodeFault('unavailable', 'every node rests')
    for (const member of this.#inOrder()) {
      try {
        return await this.#blockOf(member, number, viewpoint, signal)
      } catch (error) {
        last = this.#fault(member, error)
      }
    }
    throw last
  }

  /**
   * The same solid block from another node than the one that gave it; undefined when no other is fit to
   * be asked. Throws `NodeFault` of kind `absent` when one is that does not have it yet.
   */
  async again(block: ChainBlock, signal?: AbortSignal): Promise<ChainBlock | undefined> {
    const giver = this.#givers.get(block)
    let notYet: NodeFault | undefined
    for (const member of this.#usable().filter((one) => one !== giver)) {
      try {
        return await this.#blockOf(member, block.number, 'solid', signal)
      } catch (error) {
        const fault = this.#fault(member, error)
        if (fault.kind !== 'absent') continue
        // What it is known to have may be old news: a node that stands still must not hold all up.
        await this.#poll(member, signal)
        if (this.#isUsable(member) && !this.#fallsBehind(member)) notYet = fault
      }
    }
    if (notYet !== undefined) throw notYet
    return undefined
  }

  /** The node that says something else of this solid block; undefined when nobody does. */
  contradictionOf({ number, hash }: BlockRef): string | undefined {
    const other = this.#usable().find(({ solids }) => (solids.get(number) ?? hash) !== hash)
    return other?.node.name
  }

  /** A node that says something else of a solid block than was read, or than the one that is asked. */
  contradiction(): string | undefined {
    const asked = this.#members[this.#asked]?.solids
    const knownAt = (number: number): string | undefined => this.#read.get(number) ?? asked?.get(number)
    const other = this.#usable().find(({ solids }) =>
      [...solids].some(([number, hash]) => (knownAt(number) ?? hash) !== hash))
    return other?.node.name
  }

  believe(ref: BlockRef): void {
    keep(this.#read, ref)
  }

  /** What was believed is to be read again. */
  forget(): void {
    this.#read.clear()
  }

  /** Puts the node that is asked aside: what it says does not fit what was read before. */
  distrust(reason: string): void {
    const member = this.#members[this.#asked]
    if (member === undefined || this.#usable().length < 2) return
    this.#fault(member, new NodeFault('malformed', reason))
  }

  status(): readonly NodeStatus[] {
    return this.#members.map((member, index) => ({
      name: member.node.name,
      asked: index === this.#asked,
      resting: !this.#isUsable(member),
      head: member.head?.number ?? null,
      solid: member.solid?.number ?? null,
      faults: member.faults,
      lastFault: member.lastFault ?? null,
    }))
  }

  async #blockOf(
    member: Member, number: number, viewpoint: ChainViewpoint, signal: AbortSignal | undefined,
  ): Promise<ChainBlock> {
    await member.bucket.take(callsABlock, signal)
    const block = await member.node.block(number, viewpoint, signal)
    member.faultsInARow = 0
    this.#givers.set(block, member)
    return block
  }

  async #poll(member: Member, signal: AbortSignal | undefined): Promise<void> {
    try {
      await member.bucket.take(callsABlock, signal)
      const [head, solid] = await Promise.all([
        member.node.tip('head', signal), member.node.tip('solid', signal),
      ])
      member.polledAtMs = this.#options.clock.now()
      // Behind one name there may be several machines, of which one is late: that is no news.
      if (member.solid === undefined || solid.number >= member.solid.number) member.solid = solid
      member.head = head.number >= solid.number ? head : solid
      keep(member.solids, solid)
      member.faultsInARow = 0
    } catch (error) {
      this.#fault(member, error)
    }
  }

  #choose(): Chosen {
    const answering = this.#usable().filter(({ head, solid }) => head !== undefined && solid !== undefined)
    const [best] = answering.toSorted((one, other) => heightOf(other) - heightOf(one))
    const asked = this.#members[this.#asked]
    const keeps = asked !== undefined && answering.includes(asked) && !this.#fallsBehind(asked, best)
    const chosen = keeps ? asked : best
    if (chosen?.head === undefined || chosen.solid === undefined) {
      throw new NodeFault('unavailable', 'no node answers')
    }
    this.#asked = this.#members.indexOf(chosen)
    return { member: chosen, tips: { head: chosen.head, solid: chosen.solid } }
  }

  /**
   * Asks both for the highest block that both call solid. Where they agree there, they agree on all
   * before it.
   */
  async #compare(other: Member, { member, tips }: Chosen, signal: AbortSignal | undefined): Promise<void> {
    if (other === member || other.solid === undefined || !this.#isUsable(other)) return
    const number = Math.min(other.solid.number, tips.solid.number)
    try {
      const [here, there] = [await this.#solidHash(member, number, signal), await this.#solidHash(other, number, signal)]
      if (here === there) other.solids.clear()
      other.solids.set(number, there)
    } catch (error) {
      // A node that cannot tell contradicts nobody; what ails it shows in its next poll.
      if (!(error instanceof NodeFault)) throw error
    }
  }

  async #solidHash(member: Member, number: number, signal: AbortSignal | undefined): Promise<string> {
    if (member.solid?.number === number) return member.solid.hash
    await member.bucket.take(1, signal)
    const { hash } = await member.node.ref(number, 'solid', signal)
    member.solids.set(number, hash)
    return hash
  }

  #fault(member: Member, error: unknown): NodeFault {
    if (!(error instanceof NodeFault)) throw error
    member.faults += 1
    member.lastFault = `${error.kind}: ${error.message}`.slice(0, 200)
    // It may not have the block yet: that is asked again soon, and no reason to rest.
    if (error.kind === 'absent') return error
    const restMs = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(member.faultsInARow, 10))
    member.faultsInARow += 1
    member.restUntilMs = this.#options.clock.now() + restMs
    return error
  }

  #fallsBehind(member: Member, other = this.#members[this.#asked]): boolean {
    return heightOf(other) - heightOf(member) > this.#options.lagBlocks
  }

  #inOrder(): readonly Member[] {
    const asked = this.#members[this.#asked]
    return this.#usable().toSorted((one, other) => Number(other === asked) - Number(one === asked))
  }

  #usable(): readonly Member[] {
    return this.#members.filter((member) => this.#isUsable(member))
  }

  #isUsable(member: Member): boolean {
    return member.restUntilMs <= this.#options.clock.now()
  }

  #isDue(member: Member): boolean {
    return member.polledAtMs + this.#options.standbyPollMs <= this.#options.clock.now()
  }
}
