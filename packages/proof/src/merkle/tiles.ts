import { nodeHash, hashBytes, type Sha256 } from './hash.ts'
import { rootOfWhole } from './frontier.ts'
import { consistencyRanges, inclusionRanges, wholeNodesOf, type Range, type WholeNode } from './ranges.ts'

/** How many levels of the tree lie in one tile, and how many hashes its lowest level has at most. */
export const tileLevels = 8
export const tileWidth = 2 ** tileLevels

/**
 * A tile holds up to 256 hashes of whole subtrees that stand beside each other at a level that is a
 * multiple of eight (as in C2SP `tlog-tiles`); what lies between is hashed again when it is asked for.
 */
export type TileId = { readonly level: number; readonly index: number }

export const tileKey = ({ level, index }: TileId): string => `${level}/${index}`

/** The tile a node is computed from. */
export const tileOf = ({ level, index }: WholeNode): TileId => {
  const within = level % tileLevels
  return { level: (level - within) / tileLevels, index: Math.floor(index / 2 ** (tileLevels - within)) }
}

const hashAt = (tile: Uint8Array, at: number): Uint8Array => {
  const hash = tile.subarray(at * hashBytes, (at + 1) * hashBytes)
  if (hash.length !== hashBytes) throw new RangeError('a tile does not reach as far as its tree')
  return hash
}

/** The hash of a node out of its tile. Throws RangeError where the tile does not hold it whole. */
export const nodeInTile = (sha256: Sha256, tile: Uint8Array, node: WholeNode): Uint8Array => {
  const within = node.level % tileLevels
  const width = 2 ** within
  const first = (node.index % 2 ** (tileLevels - within)) * width
  let row = Array.from({ length: width }, (_, at) => hashAt(tile, first + at))
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, at) =>
      nodeHash(sha256, row[2 * at] as Uint8Array, row[2 * at + 1] as Uint8Array))
  }
  return row[0] as Uint8Array
}

/** Tiles that are at hand, by `tileKey`. */
export type Tiles = ReadonlyMap<string, Uint8Array>

/** Which tiles the roots of these ranges need. */
export const tilesOf = (ranges: readonly Range[]): readonly TileId[] => {
  const needed = new Map(ranges.flatMap(wholeNodesOf).map(tileOf).map((tile) => [tileKey(tile), tile]))
  return [...needed.values()]
}

const nodeFrom = (sha256: Sha256, tiles: Tiles, node: WholeNode): Uint8Array => {
  const tile = tiles.get(tileKey(tileOf(node)))
  if (tile === undefined) throw new RangeError(`tile ${tileKey(tileOf(node))} is not at hand`)
  return nodeInTile(sha256, tile, node)
}

/** The root over a range, for example one that `inclusionRanges` named or a whole tree. */
export const rootOfRange = (sha256: Sha256, tiles: Tiles, range: Range): Uint8Array =>
  rootOfWhole(sha256, wholeNodesOf(range).map((node) => nodeFrom(sha256, tiles, node)))

export const inclusionProof = (
  sha256: Sha256, tiles: Tiles, index: number, size: number,
): readonly Uint8Array[] =>
  inclusionRanges(index, size).map((range) => rootOfRange(sha256, tiles, range))

export const consistencyProof = (
  sha256: Sha256, tiles: Tiles, older: number, size: number,
): readonly Uint8Array[] =>
  consistencyRanges(older, size).map((range) => rootOfRange(sha256, tiles, range))
