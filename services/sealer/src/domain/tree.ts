import {
  Frontier, leafBytes, tileLevels, tileWidth, type SealedEvent, type Sha256, type WholeNode,
} from '@stablegate/proof'

/** The tree of a log in one of its incarnations, as far as it is sealed. */
export type Tree = {
  readonly log: string
  readonly incarnation: string
  readonly size: number
  /** Of the last event that is sealed; 0 where none is. */
  readonly position: number
  readonly frontier: readonly Uint8Array[]
  /** The hash of the last event: what a log that was cut and grew again cannot show. */
  readonly lastLeaf: Uint8Array
}

export const emptyTree = (log: string, incarnation: string): Tree =>
  ({ log, incarnation, size: 0, position: 0, frontier: [], lastLeaf: new Uint8Array() })

/** What is added to the end of a tile. Positions are those of leaves, in tiles of level 0. */
export type TileGrowth = {
  readonly level: number
  readonly index: number
  /** How many hashes the tile has already. */
  readonly from: number
  readonly hashes: readonly Uint8Array[]
  readonly positions: readonly number[]
}

export type Growth = { readonly tree: Tree; readonly tiles: readonly TileGrowth[]; readonly root: Uint8Array }

type Open = { from: number; readonly hashes: Uint8Array[]; readonly positions: number[] }

/** The tree with these events at its end, and what that adds to its tiles. */
export const grow = (sha256: Sha256, tree: Tree, events: readonly SealedEvent[]): Growth => {
  const frontier = Frontier.of(sha256, tree.size, tree.frontier)
  const open = new Map<string, Open>()
  let { position, lastLeaf } = tree
  const keep = ({ level, index }: WholeNode, hash: Uint8Array): void => {
    if (level % tileLevels !== 0) return
    const key = `${level / tileLevels}/${Math.floor(index / tileWidth)}`
    const tile = open.get(key) ?? { from: index % tileWidth, hashes: [], positions: [] }
    open.set(key, tile)
    tile.hashes.push(hash)
    if (level === 0) tile.positions.push(position)
  }
  for (const event of events) {
    if (event.position <= position) throw new RangeError('events of a log come in the order of their positions')
    position = event.position
    lastLeaf = frontier.append(leafBytes(event), keep)
  }
  const tiles = [...open].map(([key, growth]): TileGrowth => {
    const [level = 0, index = 0] = key.split('/').map(Number)
    return { level, index, ...growth }
  })
  return {
    tree: { ...tree, size: frontier.size, position, frontier: frontier.hashes, lastLeaf },
    tiles, root: frontier.root(),
  }
}
