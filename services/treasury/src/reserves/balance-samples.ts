import type { ReadonlyKysely } from 'kysely/readonly'
import type { Fault, ReservesTables } from './compare.ts'
import type { SolidBalances } from './node-reader.ts'

/** Addresses looked at in one round. */
const samplesARound = 20

type Reading = { readonly block: number; readonly actualMicro: bigint; readonly seenAtMs: number }

export type Sampled = { readonly block: number; readonly equal: number; readonly fault?: Fault }

export type BalanceSamplesOptions = {
  readonly db: ReadonlyKysely<ReservesTables>
  readonly chain: string
  readonly node: SolidBalances
  readonly now: () => number
  /** A difference is believed when it stands so long and the watcher has read the block. */
  readonly graceMs: number
}

/**
 * `balanceOf` has no past: a balance counts for a block only when the solid block was the same
 * before and after. Round by round all addresses that hold something are gone through.
 */
export class BalanceSamples {
  readonly #options: BalanceSamplesOptions
  readonly #doubted = new Map<string, Reading>()
  #last = ''

  constructor(options: BalanceSamplesOptions) {
    this.#options = options
  }

  async round(signal: AbortSignal): Promise<Sampled> {
    const { db, chain, node } = this.#options
    const rows = await db.selectFrom('holdings').selectAll().where('chain', '=', chain)
      .where('balance_micro', '!=', 0n).where('id', '>', this.#last).orderBy('id').limit(samplesARound).execute()
    this.#last = rows.length < samplesARound ? '' : rows.at(-1)?.id ?? ''
    let equal = 0
    let block = await node.solidNumber(signal)
    for (const id of new Set([...rows.map((row) => row.id), ...this.#doubted.keys()])) {
      const reading = await this.#read(id, signal)
      if (reading === undefined) continue
      block = reading.block
      if (await this.#fits(id, reading)) equal += 1
    }
    const fault = await this.#fault()
    return { block, equal, ...(fault === undefined ? {} : { fault }) }
  }

  async #read(id: string, signal: AbortSignal): Promise<Reading | undefined> {
    const { node, now } = this.#options
    const block = await node.solidNumber(signal)
    const actualMicro = await node.balanceMicro(id.slice(id.indexOf(':') + 1), signal)
    return await node.solidNumber(signal) === block ? { block, actualMicro, seenAtMs: now() } : undefined
  }

  async #fits(id: string, reading: Reading): Promise<boolean> {
    const row = await this.#holding(id)
    // Changed after that block: the reading says nothing of what is known now.
    if (row.block_number > reading.block) return false
    if (row.balance_micro === reading.actualMicro) {
      this.#doubted.delete(id)
      return true
    }
    const known = this.#doubted.get(id)
    this.#doubted.set(id, known?.actualMicro === reading.actualMicro ? { ...reading, seenAtMs: known.seenAtMs } : reading)
    return false
  }

  async #fault(): Promise<Fault | undefined> {
    const { db, chain, now, graceMs } = this.#options
    if (this.#doubted.size === 0) return undefined
    const progress = await db.selectFrom('progress').selectAll().where('id', '=', chain).executeTakeFirst()
    for (const [id, { block, actualMicro, seenAtMs }] of this.#doubted) {
      const row = await this.#holding(id)
      const settled = (progress?.block_number ?? 0) >= block && row.block_number <= block && now() - seenAtMs > graceMs
      if (settled) return { cause: id, differenceMicro: actualMicro - row.balance_micro }
    }
    return undefined
  }

  async #holding(id: string): Promise<{ readonly balance_micro: bigint; readonly block_number: number }> {
    const row = await this.#options.db.selectFrom('holdings').selectAll().where('id', '=', id).executeTakeFirst()
    return row ?? { balance_micro: 0n, block_number: 0 }
  }
}
