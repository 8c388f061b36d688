import type { Block } from '../chain/block.ts'
import type { Chain } from '../chain/chain.ts'
import type { Store } from '../state/store.ts'

/** How far behind, or on which dead branch, a node stands. */
export type Standing = {
  readonly lagBlocks: number
  /** Newest blocks whose transaction infos are not there yet. */
  readonly lateInfoBlocks: number
  /** The branch a partitioned node saw last, from its first block above the solid one. */
  readonly frozen?: readonly Block[]
}

export const upToDate: Standing = { lagBlocks: 0, lateInfoBlocks: 0 }

/** What one request sees of the chain: up to the head, or up to the solid block. */
export class View {
  readonly chain: Chain
  readonly isSolidity: boolean
  readonly headNumber: number
  /** The newest block that this view shows. */
  readonly limit: number
  readonly #frozen: ReadonlyMap<number, Block>
  readonly #standing: Standing

  constructor(chain: Chain, isSolidity: boolean, standing: Standing) {
    this.chain = chain
    this.isSolidity = isSolidity
    this.#standing = standing
    this.#frozen = new Map((standing.frozen ?? []).map((block) => [block.number, block]))
    const newest = standing.frozen?.at(-1)?.number ?? chain.headNumber
    this.headNumber = Math.max(0, newest - standing.lagBlocks)
    const solid = standing.frozen === undefined
      ? chain.solidAt(this.headNumber)
      : Math.min((standing.frozen[0]?.number ?? 1) - 1, this.headNumber)
    this.limit = isSolidity ? solid : this.headNumber
  }

  blockAt(number: number): Block | undefined {
    if (number < 0 || number > this.limit) return undefined
    if (this.#standing.frozen === undefined) return this.chain.blockAt(number)
    const first = this.#standing.frozen[0]?.number ?? 0
    return number < first ? this.chain.blockAt(number) : this.#frozen.get(number)
  }

  get newest(): Block {
    const block = this.blockAt(this.limit) ?? this.chain.blockAt(0)
    if (block === undefined) throw new Error('a chain has a first block')
    return block
  }

  blockOfId(id: string): Block | undefined {
    const number = Number.parseInt(id.slice(0, 16), 16)
    const block = this.blockAt(number)
    return block?.id === id ? block : undefined
  }

  hasInfos(number: number): boolean {
    return number <= this.headNumber - this.#standing.lateInfoBlocks
  }

  placeOf(transactionId: string): { readonly block: Block; readonly index: number } | undefined {
    for (const block of this.#frozen.values()) {
      const index = block.entries.findIndex(({ transaction }) => transaction.id === transactionId)
      if (index >= 0 && block.number <= this.limit) return { block, index }
    }
    const place = this.chain.placeOf(transactionId)
    const block = place === undefined ? undefined : this.blockAt(place.number)
    if (place === undefined || block?.entries[place.index]?.transaction.id !== transactionId) return undefined
    return { block, index: place.index }
  }

  /** The state behind this view. The full node's includes what is pending, as a real one's does. */
  store(): Store {
    const isHead = !this.isSolidity && this.#standing.lagBlocks === 0
    return isHead ? this.chain.store : this.chain.stateAt(this.limit)
  }

  /** Runs something that writes on the state and takes it all back. */
  async trying<T>(run: (store: Store) => Promise<T>): Promise<T> {
    const store = this.store()
    const mark = store.mark()
    try {
      return await run(store)
    } finally {
      store.rollback(mark)
    }
  }
}
