import type { ChainParameters } from '../state/parameters.ts'
import type { Store } from '../state/store.ts'

/** Where and when a transaction runs: the state it changes and the block it would stand in. */
export type Context = {
  readonly store: Store
  readonly parameters: ChainParameters
  readonly blockNumber: number
  /** Time of the block that is being made. */
  readonly blockAtMs: number
  readonly slotMs: number
  /** Time of the head before it; expiry is measured against this one. */
  readonly headAtMs: number
  /** The id of a block of the current branch, for reference blocks. */
  readonly blockIdAt: (number: number) => string | undefined
  readonly witness: string
}
