/** Leaves `begin` (counted from 0) up to but without `end`. */
export type Range = { readonly begin: number; readonly end: number }

/** A whole subtree of 2^level leaves, the `index`-th of its level: it never changes any more. */
export type WholeNode = { readonly level: number; readonly index: number }

/** The greatest power of two below `size`: where RFC 6962 parts a tree of more than one leaf. */
export const splitOf = (size: number): number => {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** The whole subtrees a range is made of, from the left: a range must begin where a subtree may. */
export const wholeNodesOf = ({ begin, end }: Range): readonly WholeNode[] => {
  const nodes: WholeNode[] = []
  for (let at = begin; at < end;) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

const assertSizes = (smaller: number, larger: number): void => {
  const areSizes = Number.isSafeInteger(smaller) && Number.isSafeInteger(larger)
  if (!areSizes || smaller < 0 || smaller > larger) {
    throw new RangeError(`there is no proof of ${smaller} in a tree of ${larger}`)
  }
}

/**
 * The ranges whose roots are the audit path of a leaf (RFC 6962, 2.1.1), from the leaf upward.
 * Throws RangeError where the tree has no such leaf.
 */
export const inclusionRanges = (index: number, size: number): readonly Range[] => {
  assertSizes(index + 1, size)
  const path: Range[] = []
  let [begin, end] = [0, size]
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin)
    if (index < middle) {
      path.push({ begin: middle, end })
      end = middle
    } else {
      path.push({ begin, end: middle })
      begin = middle
    }
  }
  return path.toReversed()
}

/**
 * The ranges whose roots prove that the first `older` leaves of a tree of `size` are a tree that was
 * there before (RFC 6962, 2.1.2). Nothing is needed where either is empty or both are the same.
 */
export const consistencyRanges = (older: number, size: number): readonly Range[] => {
  assertSizes(older, size)
  if (older === 0 || older === size) return []
  const path: Range[] = []
  let [begin, end] = [0, size]
  // Whether the old tree's own root is what we stand on: its holder knows it already.
  let isOldRoot = true
  while (older !== end) {
    const middle = begin + splitOf(end - begin)
    if (older <= middle) {
      path.push({ begin: middle, end })
      end = middle
    } else {
      path.push({ begin, end: middle })
      begin = middle
      isOldRoot = false
    }
  }
  if (!isOldRoot) path.push({ begin, end })
  return path.toReversed()
}
