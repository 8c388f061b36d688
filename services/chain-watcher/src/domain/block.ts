/**
 * A block as every chain adapter gives it, checked and normalised: addresses are 20 bytes in lower
 * case hex, without a network's prefix.
 */
export type ChainBlock = {
  readonly number: number
  readonly hash: string
  readonly parent: string
  readonly atMs: number
  readonly transactions: readonly ChainTransaction[]
}

export type ChainTransaction = {
  readonly txid: string
  /** Who made it, and by which kind of contract of the network. */
  readonly owner: string
  readonly kind: string
  /** Run to its end. One that failed is in its block all the same, and moved nothing. */
  readonly succeeded: boolean
  readonly feeSun: number
  /** None where it failed. Their places are the ordinals of the logs in the transaction. */
  readonly logs: readonly ChainLog[]
  /** What it moved of the chain's own assets; none where it failed. */
  readonly moves: readonly ChainMove[]
}

export type ChainLog = {
  readonly contract: string
  /** Words of 32 bytes in hex; the first names the event. */
  readonly topics: readonly string[]
  readonly data: string
}

/** A transfer of TRX or of a TRC-10 asset, by the transaction itself or inside of it. */
export type ChainMove = {
  readonly part: string
  readonly asset: string
  readonly from: string
  readonly to: string
  readonly amountUnits: bigint
}
