/** Rows as Postgres gives them: int8 as bigint, bytea as Buffer. */
export type TreeRow = {
  readonly log: string
  readonly incarnation: string
  readonly size: bigint | number
  readonly position: bigint | number
  readonly frontier: Buffer
  readonly last_leaf: Buffer
  readonly fault: string | null
  readonly began_at_ms: bigint | number
}

export type TileRow = {
  readonly log: string
  readonly incarnation: string
  readonly level: number
  readonly index: bigint | number
  readonly hashes: Buffer
  readonly positions: readonly (bigint | number | string)[]
  readonly first_position: bigint | number | null
}

export type CheckpointRow = {
  readonly log: string
  readonly incarnation: string
  readonly size: bigint | number
  readonly position: bigint | number
  readonly root: Buffer
  readonly note: string
  readonly cosignatures: string
  readonly at_ms: bigint | number
  readonly published: boolean
}

export type KeyRow = { readonly published: string; readonly first_used_at_ms: bigint | number }

export type SealerTables = {
  readonly trees: TreeRow
  readonly tiles: TileRow
  readonly checkpoints: CheckpointRow
  readonly keys: KeyRow
}
