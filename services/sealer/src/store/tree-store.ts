import {
  consistencyProof, consistencyRanges, hashBytes, rootOfRange, tileKey, tilesOf, type Range, type Tiles,
} from '@stablegate/proof'
import { sha256 } from '@stablegate/proof/node'
import type { Pool, PoolClient } from 'pg'
import type { SealedLeaf } from '../domain/contradiction.ts'
import { emptyTree, type Growth, type Tree } from '../domain/tree.ts'
import type { CheckpointRow, TileRow, TreeRow } from './rows.ts'

/** A checkpoint as it was signed, kept before it is shown to anybody. */
export type Signed = {
  readonly size: number
  readonly position: number
  readonly root: Uint8Array
  readonly note: string
  readonly cosignatures: string
  readonly atMs: number
}

export type KeptTree = { readonly tree: Tree; readonly fault: string | undefined }

const piecesOf = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: bytes.length / hashBytes }, (_, at) =>
    new Uint8Array(bytes.subarray(at * hashBytes, (at + 1) * hashBytes)))

const treeOf = (row: TreeRow): Tree => ({
  log: row.log, incarnation: row.incarnation, size: Number(row.size), position: Number(row.position),
  frontier: piecesOf(row.frontier), lastLeaf: new Uint8Array(row.last_leaf),
})

const signedOf = (row: CheckpointRow): Signed => ({
  size: Number(row.size), position: Number(row.position), root: new Uint8Array(row.root), note: row.note,
  cosignatures: row.cosignatures, atMs: Number(row.at_ms),
})

/** Another replica has gone on meanwhile: what was computed here is of a tree that is no more. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
}

/**
 * Trees, tiles and checkpoints in the sealer's own tables. Every change first takes the row of its
 * tree and compares the size it was computed from: the fence between two replicas.
 */
export class TreeStore {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async tree(log: string, incarnation: string): Promise<KeptTree> {
    const { rows: [row] } = await this.#pool.query<TreeRow>(
      'select * from trees where log = $1 and incarnation = $2', [log, incarnation])
    if (row === undefined) return { tree: emptyTree(log, incarnation), fault: undefined }
    return { tree: treeOf(row), fault: row.fault ?? undefined }
  }

  /** Keeps a tree that has grown from `before`. Throws `Fenced`. */
  async keep(before: Tree, { tree, tiles }: Growth, nowMs: number): Promise<void> {
    const { log, incarnation } = tree
    await this.#fenced(before, nowMs, async (client) => {
      for (const { level, index, from, hashes, positions } of tiles) {
        const first = level === 0 && from === 0 ? positions[0] : null
        const { rowCount } = await client.query(
          `insert into tiles as t (log, incarnation, level, index, hashes, positions, first_position)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (log, incarnation, level, index) do update
             set hashes = t.hashes || excluded.hashes, positions = t.positions || excluded.positions
             where octet_length(t.hashes) = $8`,
          [log, incarnation, level, index, Buffer.concat(hashes), positions, first, from * hashBytes])
        if (rowCount !== 1) throw new Fenced(`tile ${level}/${index} of ${log} is not what was grown from`)
      }
      await client.query(
        `update trees set size = $3, position = $4, frontier = $5, last_leaf = $6
         where log = $1 and incarnation = $2`,
        [log, incarnation, tree.size, tree.position, Buffer.concat(tree.frontier), Buffer.from(tree.lastLeaf)])
    })
  }

  /**
   * Keeps what was signed of a tree, if the tree is still that one and nothing was signed of it or of
   * a larger one: of each size there is one checkpoint, and sizes only rise. Throws `Fenced`.
   */
  async keepSigned(tree: Tree, root: Uint8Array, note: string, nowMs: number): Promise<void> {
    const { log, incarnation, size, position } = tree
    await this.#fenced(tree, nowMs, async (client) => {
      await client.query(
        `insert into checkpoints (log, incarnation, size, position, root, note, at_ms)
         select $1::text, $2::text, $3::bigint, $4::bigint, $5::bytea, $6::text, $7::bigint where not exists (
           select from checkpoints where log = $1 and incarnation = $2 and size >= $3::bigint)`,
        [log, incarnation, size, position, Buffer.from(root), note, nowMs])
    })
  }

  async lastSigned(log: string, incarnation: string): Promise<Signed | undefined> {
    const { rows: [row] } = await this.#pool.query<CheckpointRow>(
      'select * from checkpoints where log = $1 and incarnation = $2 order by size desc limit 1', [log, incarnation])
    return row && signedOf(row)
  }

  /** Signed, but not known to have left the database, in the order of their sizes. */
  async unpublished(log: string, incarnation: string): Promise<readonly Signed[]> {
    const { rows } = await this.#pool.query<CheckpointRow>(
      `select * from checkpoints where log = $1 and incarnation = $2 and not published
       order by size limit 100`, [log, incarnation])
    return rows.map(signedOf)
  }

  async markPublished({ log, incarnation }: Tree, size: number): Promise<void> {
    await this.#pool.query(
      'update checkpoints set published = true where log = $1 and incarnation = $2 and size <= $3 and not published',
      [log, incarnation, size])
  }

  async setFault(tree: Tree, fault: string | undefined, nowMs: number): Promise<void> {
    await this.#ensureRow(this.#pool, tree, nowMs)
    await this.#pool.query('update trees set fault = $3 where log = $1 and incarnation = $2',
      [tree.log, tree.incarnation, fault ?? null])
  }

  async noteKey(published: string, nowMs: number): Promise<void> {
    await this.#pool.query('insert into keys values ($1, $2) on conflict do nothing', [published, nowMs])
  }

  /** The root over the first leaves of a tree, from its tiles. */
  async rootAt(tree: Tree, size: number): Promise<Uint8Array> {
    const range = { begin: 0, end: size }
    return rootOfRange(sha256, await this.#tiles(tree, [range]), range)
  }


  /** How far a witness knows the log, as far as we know. */
  async witnessedSize(witness: string, { log, incarnation }: Tree): Promise<number> {
    const { rows: [row] } = await this.#pool.query<{ size: bigint }>(
      'select size from witnessed where witness = $1 and log = $2 and incarnation = $3', [witness, log, incarnation])
    return Number(row?.size ?? 0)
  }

  /** Lines of a witness under a checkpoint, once; an empty text only notes how far it knows the log. */
  async keepCosigned(witness: string, { log, incarnation }: Tree, size: number, lines: string): Promise<void> {
    await this.#pool.query(
      `insert into witnessed values ($1, $2, $3, $4)
       on conflict (witness, log, incarnation) do update set size = excluded.size`, [witness, log, incarnation, size])
    await this.#pool.query(
      `update checkpoints set cosignatures = cosignatures || $4
       where log = $1 and incarnation = $2 and size = $3 and strpos(cosignatures, $4) = 0`, [log, incarnation, size, lines])
  }

  /** What shows that a tree of `older` leaves became the one of `size`. */
  async consistency(tree: Tree, older: number, size: number): Promise<readonly Uint8Array[]> {
    const tiles = await this.#tiles(tree, consistencyRanges(older, size))
    return consistencyProof(sha256, tiles, older, size)
  }

  /** Leaves of a tile of level 0, in order. */
  async leaves({ log, incarnation }: Tree, index: number): Promise<readonly SealedLeaf[]> {
    const { rows: [row] } = await this.#pool.query<TileRow>(
      'select * from tiles where log = $1 and incarnation = $2 and level = 0 and index = $3', [log, incarnation, index])
    if (row === undefined) return []
    const hashes = piecesOf(row.hashes)
    return row.positions.map((position, at) => ({ position: Number(position), hash: hashes[at] ?? new Uint8Array() }))
  }

  /** The tile of level 0 in which the event at a position is sealed. */
  async tileOf({ log, incarnation }: Tree, position: number): Promise<number> {
    const { rows: [row] } = await this.#pool.query<{ index: bigint }>(
      `select index from tiles where log = $1 and incarnation = $2 and level = 0 and first_position <= $3
       order by first_position desc limit 1`, [log, incarnation, position])
    return Number(row?.index ?? 0)
  }

  async #tiles({ log, incarnation }: Tree, ranges: readonly Range[]): Promise<Tiles> {
    const tiles = new Map<string, Uint8Array>()
    for (const { level, index } of tilesOf(ranges)) {
      const { rows: [row] } = await this.#pool.query<{ hashes: Buffer }>(
        'select hashes from tiles where log = $1 and incarnation = $2 and level = $3 and index = $4',
        [log, incarnation, level, index])
      if (row) tiles.set(tileKey({ level, index }), row.hashes)
    }
    return tiles
  }

  async #ensureRow(client: Pick<PoolClient, 'query'>, { log, incarnation }: Tree, nowMs: number): Promise<void> {
    await client.query(
      `insert into trees (log, incarnation, size, position, frontier, last_leaf, began_at_ms)
       values ($1, $2, 0, 0, '', '', $3) on conflict do nothing`, [log, incarnation, nowMs])
  }

  async #fenced(expected: Tree, nowMs: number, work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      await this.#ensureRow(client, expected, nowMs)
      const { rows: [row] } = await client.query<{ size: bigint }>(
        'select size from trees where log = $1 and incarnation = $2 for update', [expected.log, expected.incarnation])
      if (Number(row?.size) !== expected.size) throw new Fenced(`${expected.log} was sealed on elsewhere`)
      await work(client)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }
}
