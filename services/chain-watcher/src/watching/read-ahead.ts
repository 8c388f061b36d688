import type { NodePool } from '../chain/node-pool.ts'
import type { ChainBlock } from '../domain/block.ts'
import { findingsIn, type Findings, type Watched } from '../domain/matching.ts'
import { isLookedAtTwice, secondLook, type SecondWord } from './second-look.ts'

/** A solid block, what is in it for us, and what a second node says of it where that was asked already. */
export type ReadBlock = {
  readonly block: ChainBlock
  readonly findings: Findings
  readonly second?: Promise<SecondWord>
}

export type ReadAheadOptions = {
  readonly nodes: NodePool
  readonly watched: Watched
  /** So many blocks are on their way while one is looked at. */
  readonly ahead: number
}

/**
 * Solid blocks of a round, fetched before their turn: while catching up nothing waits for a node's
 * answer but the first block, neither for the block itself nor for the word of a second node.
 */
export class ReadAhead {
  readonly #options: ReadAheadOptions
  readonly #coming = new Map<number, Promise<ReadBlock>>()

  constructor(options: ReadAheadOptions) {
    this.#options = options
  }

  /** The block of this number; those after it are sent for, up to the last and but for known ones. */
  async take(
    number: number, last: number, isKnown: (number: number) => boolean, signal?: AbortSignal,
  ): Promise<ReadBlock> {
    for (let next = number; next <= Math.min(last, number + this.#options.ahead); next += 1) {
      if ((next > number && isKnown(next)) || this.#coming.has(next)) continue
      const coming = this.#read(next, signal)
      // Looked at in its turn; until then its failure is nobody's.
      coming.catch(() => undefined)
      this.#coming.set(next, coming)
    }
    try {
      return await (this.#coming.get(number) ?? this.#read(number, signal))
    } catch (error) {
      this.#coming.clear()
      throw error
    } finally {
      this.#coming.delete(number)
    }
  }

  /** At the end of each round: what was fetched was looked through for the addresses of that moment. */
  clear(): void {
    this.#coming.clear()
  }

  async #read(number: number, signal?: AbortSignal): Promise<ReadBlock> {
    const { nodes, watched } = this.#options
    const block = await nodes.block(number, 'solid', signal)
    const findings = findingsIn(block, watched)
    if (!isLookedAtTwice(number, findings)) return { block, findings }
    const second = secondLook(block, findings, nodes, watched, signal)
    second.catch(() => undefined)
    return { block, findings, second }
  }
}
