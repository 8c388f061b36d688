import { equalBytes } from '../bytes.ts'
import { nodeHash, type Sha256 } from './hash.ts'
import { splitOf } from './ranges.ts'

/**
 * The root that a leaf's hash at `index` and its audit path lead to (RFC 9162, 2.1.3.2), undefined
 * where a tree of `size` has no such leaf or the path has another length.
 */
export const rootOfInclusion = (
  sha256: Sha256, leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[],
): Uint8Array | undefined => {
  const areSizes = Number.isSafeInteger(index) && Number.isSafeInteger(size)
  if (!areSizes || index < 0 || index >= size) return undefined
  // From the root down: on which side of the leaf each step of the path lies.
  const isLeft: boolean[] = []
  let [begin, end] = [0, size]
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin)
    const leafIsRight = index >= middle
    isLeft.push(leafIsRight)
    if (leafIsRight) begin = middle
    else end = middle
  }
  if (isLeft.length !== path.length) return undefined
  return path.reduce(
    (hash, beside, step) => isLeft[isLeft.length - 1 - step] === true
      ? nodeHash(sha256, beside, hash)
      : nodeHash(sha256, hash, beside),
    leaf)
}

export type Tree = { readonly size: number; readonly root: Uint8Array }

/**
 * Whether the proof shows that the larger tree begins with all leaves of the older one, unchanged
 * (RFC 9162, 2.1.4.2). An empty tree is the beginning of each.
 */
export const isConsistent = (
  sha256: Sha256, older: Tree, newer: Tree, proof: readonly Uint8Array[],
): boolean => {
  if (older.size > newer.size || older.size < 0) return false
  if (older.size === newer.size) return proof.length === 0 && equalBytes(older.root, newer.root)
  if (older.size === 0) return proof.length === 0
  // The root of a whole subtree is known to its holder and left out of the proof.
  const isWhole = older.size === 1 || 2 * splitOf(older.size) === older.size
  const path = isWhole ? [older.root, ...proof] : proof
  const [first, ...steps] = path
  if (first === undefined) return false
  let [at, last] = [older.size - 1, newer.size - 1]
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  let [oldRoot, newRoot] = [first, first]
  for (const step of steps) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      oldRoot = nodeHash(sha256, step, oldRoot)
      newRoot = nodeHash(sha256, step, newRoot)
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
    } else newRoot = nodeHash(sha256, newRoot, step)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && equalBytes(oldRoot, older.root) && equalBytes(newRoot, newer.root)
}
