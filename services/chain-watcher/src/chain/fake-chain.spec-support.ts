import { hash } from 'node:crypto'
import type { BlockRef } from '@stablegate/contracts'
import type { ChainBlock, ChainTransaction } from '../domain/block.ts'
import { transferEvent } from '../domain/token-events.ts'
import { blockHashOf } from '../tron/header.ts'
import { NodeFault, type ChainNode, type ChainViewpoint } from './node.ts'

/** A seeded source of chance (mulberry32): a failing run is repeated by its seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const slotMs = 3_000
const genesisMs = 1_700_000_000_000
const noRoot = '0'.repeat(64)

export const word = (value: bigint | string): string =>
  (typeof value === 'bigint' ? value.toString(16) : value).padStart(64, '0')

let transactions = 0
export const freshTxid = (): string => {
  transactions += 1
  return hash('sha256', `transaction ${transactions}`)
}

/** A call of a contract that logs transfers. */
export const tokenCall = (
  contract: string,
  transfers: readonly { readonly from: string; readonly to: string; readonly amount: bigint }[],
  of: Partial<ChainTransaction> = {},
): ChainTransaction => ({
  txid: freshTxid(), owner: 'ee'.repeat(20), kind: 'TriggerSmart', succeeded: true, feeSun: 0, moves: [],
  logs: transfers.map(({ from, to, amount }) => ({
    contract, topics: [transferEvent, word(from), word(to)], data: word(amount),
  })),
  ...of,
})

/** The header that a block has on the wire: its hash is computed as the network does. */
export const rawHeaderOf = (block: Omit<ChainBlock, 'hash'>, witness: string): Readonly<Record<string, unknown>> => ({
  number: block.number, timestamp: block.atMs, parentHash: block.parent, version: 30,
  txTrieRoot: block.transactions.length === 0 ? noRoot : hash('sha256', block.transactions.map(({ txid }) => txid).join()),
  witness_address: witness,
})

/** A network in arrays: mines, forks above what is solid, and never undoes what is. */
export class FakeChain {
  readonly blocks: ChainBlock[] = []
  readonly witnesses = new Map<string, string>()
  readonly solidLag: number
  #solid = 0
  #fork = 0

  constructor(solidLag = 18) {
    this.solidLag = solidLag
    this.mine()
  }

  get head(): number { return this.blocks.length - 1 }
  get solid(): number { return this.#solid }

  mine(transactions: readonly ChainTransaction[] = []): ChainBlock {
    const number = this.blocks.length
    const body = {
      number, parent: this.blocks.at(-1)?.hash ?? noRoot, atMs: genesisMs + number * slotMs, transactions,
    }
    const witness = `41${hash('sha256', `witness ${this.#fork}`).slice(0, 40)}`
    const block = { ...body, hash: blockHashOf(rawHeaderOf(body, witness)) }
    this.witnesses.set(block.hash, witness)
    this.blocks.push(block)
    this.#solid = Math.max(this.#solid, this.head - this.solidLag)
    return block
  }

  mineMany(count: number): void {
    for (let n = 0; n < count; n += 1) this.mine()
  }

  /**
   * The last blocks lose against others: as many and one more. `again` says what becomes of what
   * was in them, block by block.
   */
  reorganise(depth: number, again: (orphaned: readonly ChainTransaction[], block: number) => readonly ChainTransaction[]): void {
    const removed = Math.min(depth, this.head - this.#solid)
    const orphaned = this.blocks.splice(this.blocks.length - removed, removed).flatMap((block) => block.transactions)
    this.#fork += 1
    for (let n = 0; n <= removed; n += 1) this.mine(again(orphaned, n))
  }

  /** Takes back an earlier branch, as when the fork that won loses after all. */
  restore(blocks: readonly ChainBlock[]): void {
    this.blocks.length = 0
    this.blocks.push(...blocks)
    this.#solid = Math.max(this.#solid, this.head - this.solidLag)
  }
}

const refOf = ({ number, hash: id, atMs }: ChainBlock): BlockRef => ({ number, hash: id, atMs })

/** A node of the fake chain, with the troubles of real ones. */
export class FakeNode implements ChainNode {
  readonly name: string
  readonly chain: FakeChain
  /** So many blocks behind the network. */
  lag = 0
  /** Stays where it was: a fork, or a machine that hangs. */
  frozen: readonly ChainBlock[] | undefined
  /** Asked before each call; throws what the node would. */
  trouble: () => void = () => undefined
  /** What it makes of a block: the hash stays, for it does not bind what transactions logged. */
  twist: (block: ChainBlock, viewpoint: ChainViewpoint) => ChainBlock = (block) => block
  calls = 0

  constructor(name: string, chain: FakeChain) {
    this.name = name
    this.chain = chain
  }

  async tip(viewpoint: ChainViewpoint): Promise<BlockRef> {
    this.#call()
    const block = this.#blocks()[this.#height(viewpoint)]
    if (block === undefined) throw new NodeFault('absent', 'no block yet')
    return refOf(block)
  }

  async ref(number: number, viewpoint: ChainViewpoint): Promise<BlockRef> {
    return refOf(await this.block(number, viewpoint))
  }

  async block(number: number, viewpoint: ChainViewpoint): Promise<ChainBlock> {
    this.#call()
    const block = number <= this.#height(viewpoint) ? this.#blocks()[number] : undefined
    if (block === undefined) throw new NodeFault('absent', `no block ${number}`)
    return { ...this.twist(block, viewpoint) }
  }

  #call(): void {
    this.calls += 1
    this.trouble()
  }

  #blocks(): readonly ChainBlock[] {
    return this.frozen ?? this.chain.blocks
  }

  #height(viewpoint: ChainViewpoint): number {
    const head = Math.max(0, this.#blocks().length - 1 - this.lag)
    return viewpoint === 'head' ? head : Math.max(0, Math.min(this.chain.solid, head - this.chain.solidLag))
  }
}
