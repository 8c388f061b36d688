import type { Random } from '../engine/random.ts'

export type Block = { readonly number: number; readonly hash: string; readonly atMs: number }

/** Signed bytes that the network was handed. */
export type Transaction = {
  readonly txid: string
  readonly dispatch: string
  readonly expiresAtMs: number
}

/** What is in a block: done, or failed on chain and moved nothing. */
export type Included = Transaction & { readonly succeeds: boolean }
/** A transaction is in no block whose parent is past its expiration, so the parent's time matters. */
export type Filled = { readonly block: Block; readonly parentAtMs: number; readonly transactions: readonly Included[] }

/** So many blocks stand on one that is solid. */
const solidLag = 2

/**
 * The network as far as it carries what we sign: it loses what it is handed, keeps it for later, puts
 * it into blocks that a fork takes away, and into none whose parent is past its expiration.
 */
export class OutgoingChain {
  readonly #random: Random
  readonly #pool = new Map<string, Transaction>()
  readonly #included = new Set<string>()
  readonly #open: Filled[] = []
  #headAtMs = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** Handed out; now and then that is lost, whatever the node answered. */
  broadcast(transaction: Transaction): void {
    if (this.#included.has(transaction.txid) || this.#random.chance(0.25)) return
    this.#pool.set(transaction.txid, transaction)
  }

  /** One block more; the one that became solid by it. */
  grow(block: Block): Filled | undefined {
    while (this.#open.length > 0 && this.#random.chance(0.15)) this.#fork()
    const parentAtMs = this.#headAtMs
    this.#headAtMs = block.atMs
    const taken = [...this.#pool.values()].filter(({ expiresAtMs }) => expiresAtMs > parentAtMs && this.#random.chance(0.6))
    for (const { txid } of taken) {
      this.#pool.delete(txid)
      this.#included.add(txid)
    }
    const transactions = taken.map((one) => ({ ...one, succeeds: !this.#random.chance(0.05) }))
    this.#open.push({ block, parentAtMs, transactions })
    return this.#open.length > solidLag ? this.#open.shift() : undefined
  }

  /** A solid block was none: what it held may be lost, or come again while it can. */
  revoke(transaction: Transaction): void {
    this.#included.delete(transaction.txid)
    if (this.#random.chance(0.5)) this.#pool.set(transaction.txid, transaction)
  }

  /** Found once more in the block that took the place of the broken one. */
  replaced({ txid }: Transaction): void {
    this.#included.add(txid)
    this.#pool.delete(txid)
  }

  #fork(): void {
    for (const one of this.#open.pop()?.transactions ?? []) {
      this.#included.delete(one.txid)
      if (this.#random.chance(0.8)) this.#pool.set(one.txid, one)
    }
  }
}
