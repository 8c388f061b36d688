import { emptyRoot, leafHash, nodeHash, type Sha256 } from './hash.ts'
import { wholeNodesOf, type WholeNode } from './ranges.ts'

/** Told of each subtree that became whole, leaves first. */
export type OnWhole = (node: WholeNode, hash: Uint8Array) => void

/**
 * The right edge of a growing tree: of every whole subtree that no other contains the hash, from the
 * left. It is all that appending and the root need; the rest of the tree may lie elsewhere.
 */
export class Frontier {
  readonly #sha256: Sha256
  /** By level; undefined where the size has no such power of two. */
  readonly #hashes: (Uint8Array | undefined)[] = []
  #size = 0

  constructor(sha256: Sha256) {
    this.#sha256 = sha256
  }

  /** The frontier of a tree of `size`, from the hashes of its whole subtrees as `hashes` gave them. */
  static of(sha256: Sha256, size: number, hashes: readonly Uint8Array[]): Frontier {
    const frontier = new Frontier(sha256)
    const levels = wholeNodesOf({ begin: 0, end: size }).map(({ level }) => level)
    if (levels.length !== hashes.length) {
      throw new RangeError(`a tree of ${size} has a frontier of ${levels.length}, not ${hashes.length}`)
    }
    for (const [at, level] of levels.entries()) frontier.#hashes[level] = hashes[at]
    frontier.#size = size
    return frontier
  }

  get size(): number {
    return this.#size
  }

  /** Hashes of the whole subtrees, the largest and leftmost first. */
  get hashes(): readonly Uint8Array[] {
    return this.#hashes.filter((hash) => hash !== undefined).toReversed()
  }

  /** Appends a leaf's bytes; gives its hash. */
  append(leaf: Uint8Array, onWhole?: OnWhole): Uint8Array {
    const hash = leafHash(this.#sha256, leaf)
    this.appendHash(hash, onWhole)
    return hash
  }

  appendHash(leaf: Uint8Array, onWhole?: OnWhole): void {
    let hash = leaf
    let [level, index] = [0, this.#size]
    onWhole?.({ level, index }, hash)
    for (let left = this.#hashes[level]; left !== undefined; left = this.#hashes[level]) {
      hash = nodeHash(this.#sha256, left, hash)
      this.#hashes[level] = undefined
      level += 1
      index = (index - 1) / 2
      onWhole?.({ level, index }, hash)
    }
    this.#hashes[level] = hash
    this.#size += 1
  }

  root(): Uint8Array {
    return rootOfWhole(this.#sha256, this.hashes)
  }
}

/** The root over whole subtrees that follow each other, from the left, each larger than the next. */
export const rootOfWhole = (sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array => {
  const last = hashes.at(-1)
  if (last === undefined) return emptyRoot(sha256)
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(sha256, left, right), last)
}
