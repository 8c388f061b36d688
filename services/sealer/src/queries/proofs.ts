import {
  base64, consistencyProof, consistencyRanges, hashBytes, inclusionProof, inclusionRanges, tileKey, tilesOf, tileWidth,
  type Range, type Tiles,
} from '@stablegate/proof'
import { sha256 } from '@stablegate/proof/node'
import type { Query } from '@stablegate/kernel'
import { z } from 'zod'
import type { Db } from './newest.ts'

const tree = { log: z.string(), incarnation: z.string() }
const size = z.int().min(1)
type TreeName = { readonly log: string; readonly incarnation: string }

const tilesFrom = async (db: Db, { log, incarnation }: TreeName, ranges: readonly Range[]): Promise<Tiles> => {
  const found = new Map<string, Uint8Array>()
  for (const { level, index } of tilesOf(ranges)) {
    const row = await db.selectFrom('tiles').select('hashes').where('log', '=', log).where('incarnation', '=', incarnation)
      .where('level', '=', level).where('index', '=', index).executeTakeFirst()
    if (row) found.set(tileKey({ level, index }), row.hashes)
  }
  return found
}

/** Where in its tree the event at a position stands. */
const indexOf = async (db: Db, { log, incarnation }: TreeName, position: number): Promise<number | undefined> => {
  const tile = await db.selectFrom('tiles').select(['index', 'positions'])
    .where('log', '=', log).where('incarnation', '=', incarnation).where('level', '=', 0)
    .where('first_position', '<=', position).orderBy('first_position', 'desc').limit(1).executeTakeFirst()
  const at = tile?.positions.findIndex((one) => Number(one) === position) ?? -1
  return tile === undefined || at < 0 ? undefined : Number(tile.index) * tileWidth + at
}

const inclusionInput = z.strictObject({ ...tree, size, positions: z.array(z.int().min(1)).min(1).max(200) })

/** Paths of events to the root of a checkpoint's size; none for one that the tree of that size lacks. */
export const inclusionQuery: Query<Db> = {
  name: 'inclusion',
  parse: (value) => inclusionInput.parse(value),
  answer: async (db, asked: z.output<typeof inclusionInput>) => {
    const proofs = []
    for (const position of asked.positions) {
      const index = await indexOf(db, asked, position)
      if (index === undefined || index >= asked.size) continue
      const tiles = await tilesFrom(db, asked, inclusionRanges(index, asked.size))
      proofs.push({ position, index, path: inclusionProof(sha256, tiles, index, asked.size).map(base64) })
    }
    return proofs
  },
}

const consistencyInput = z.strictObject({ ...tree, older: size, size }).refine(({ older, size: newer }) => older <= newer)

/** The path that shows that the older size became the newer by additions alone. */
export const consistencyQuery: Query<Db> = {
  name: 'consistency',
  parse: (value) => consistencyInput.parse(value),
  answer: async (db, asked: z.output<typeof consistencyInput>) => {
    const tiles = await tilesFrom(db, asked, consistencyRanges(asked.older, asked.size))
    return consistencyProof(sha256, tiles, asked.older, asked.size).map(base64)
  },
}

const maxTiles = 16
const leavesInput = z.strictObject({ ...tree, from: z.int().min(0), tiles: z.int().min(1).max(maxTiles).default(maxTiles) })

/** Sealed leaves in order, tile by tile, each with the position of its event. */
export const leavesQuery: Query<Db> = {
  name: 'leaves',
  parse: (value) => leavesInput.parse(value),
  answer: async (db, { log, incarnation, from, tiles }: z.output<typeof leavesInput>) => {
    const rows = await db.selectFrom('tiles').select(['hashes', 'positions'])
      .where('log', '=', log).where('incarnation', '=', incarnation).where('level', '=', 0)
      .where('index', '>=', from).where('index', '<', from + tiles).orderBy('index').execute()
    return rows.flatMap(({ hashes, positions }) => positions.map((position, at) => ({
      position: Number(position), hash: base64(hashes.subarray(at * hashBytes, (at + 1) * hashBytes)),
    })))
  },
}
