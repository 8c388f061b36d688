import type { Suspect } from '@stablegate/contracts'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { Fault, ReservesTables } from './compare.ts'
import type { Balances, Reading, Word } from './agreeing-nodes.ts'

/** Addresses looked at in one round. */
const samplesARound = 20

type Agreed = Extract<Reading, { kind: 'agreed' }>
type Doubt = Agreed & { readonly seenAtMs: number }

/** An address of which two nodes say different things at one solid block. */
export type Dispute = { readonly address: string; readonly block: number; readonly words: readonly Word[] }

export type Sampled = {
  /** None when the nodes could not be read. */
  readonly block?: number
  readonly equal: number
  readonly fault?: Fault
  readonly disputes: readonly Dispute[]
}

export type BalanceSamplesOptions = {
  readonly db: ReadonlyKysely<ReservesTables>
  readonly chain: string
  readonly nodes: Balances
  readonly now: () => number
  /** A difference is believed when it stands so long and the watcher has read the block. */
  readonly graceMs: number
}

/**
 * Round by round all addresses that hold something are gone through, and of those that do not fit,
 * or of which the nodes disagree, each again in every round until it does.
 */
export class BalanceSamples {
  readonly #options: BalanceSamplesOptions
  readonly #doubted = new Map<string, Doubt>()
  readonly #disputed = new Map<string, Dispute>()
  #last = ''

  constructor(options: BalanceSamplesOptions) {
    this.#options = options
  }

  forget(): void {
    this.#doubted.clear()
    this.#disputed.clear()
    this.#last = ''
  }

  /** Differences that were seen by an earlier process, or by another: their time runs on. */
  recall(suspects: readonly Suspect[]): void {
    for (const { cause, sinceMs, balance } of suspects) {
      if (balance === undefined) continue
      const known = this.#doubted.get(cause)
      const isOlder = known === undefined || (known.actualMicro === balance.actualMicro && sinceMs < known.seenAtMs)
      if (isOlder) this.#doubted.set(cause, { kind: 'agreed', ...balance, seenAtMs: sinceMs })
    }
  }

  /** What does not fit now, and since when. */
  suspects(): readonly Suspect[] {
    return [...this.#doubted].map(([cause, { block, actualMicro, seenAtMs }]) =>
      ({ cause, sinceMs: seenAtMs, balance: { block, actualMicro } }))
  }

  async round(signal: AbortSignal): Promise<Sampled> {
    const { db, chain, nodes } = this.#options
    const rows = await db.selectFrom('holdings').selectAll().where('chain', '=', chain)
      .where('balance_micro', '!=', 0n).where('id', '>', this.#last).orderBy('id').limit(samplesARound).execute()
    // Before they are read: an address that no node answers for does not hold up those behind it.
    this.#last = rows.length < samplesARound ? '' : rows.at(-1)?.id ?? ''
    let equal = 0
    let block = await nodes.solidNumber(signal)
    for (const id of new Set([...rows.map((row) => row.id), ...this.#doubted.keys(), ...this.#disputed.keys()])) {
      const reading = await nodes.read(addressIn(id), signal)
      if (reading === undefined) continue
      block = reading.block
      if (this.#isAgreed(id, reading) && await this.#fits(id, reading)) equal += 1
    }
    return { block, equal, ...await this.#found() }
  }

  /** What earlier rounds found and none has taken back, where this one could not be read. */
  async standing(): Promise<Sampled> {
    return { equal: 0, ...await this.#found() }
  }

  async #found(): Promise<Pick<Sampled, 'fault' | 'disputes'>> {
    const fault = await this.#fault()
    return { disputes: [...this.#disputed.values()], ...(fault === undefined ? {} : { fault }) }
  }

  #isAgreed(id: string, reading: Reading): reading is Agreed {
    if (reading.kind === 'agreed') {
      this.#disputed.delete(id)
      return true
    }
    this.#disputed.set(id, { address: addressIn(id), block: reading.block, words: reading.words })
    return false
  }

  async #fits(id: string, reading: Agreed): Promise<boolean> {
    const row = await this.#holding(id)
    // Changed after that block: the reading says nothing of what is known now.
    if (row.block_number > reading.block) return false
    if (row.balance_micro === reading.actualMicro) {
      this.#doubted.delete(id)
      return true
    }
    const known = this.#doubted.get(id)
    const seenAtMs = known?.actualMicro === reading.actualMicro ? known.seenAtMs : this.#options.now()
    this.#doubted.set(id, { ...reading, seenAtMs })
    return false
  }

  async #fault(): Promise<Fault | undefined> {
    const { db, chain, now, graceMs } = this.#options
    if (this.#doubted.size === 0) return undefined
    const progress = await db.selectFrom('progress').selectAll().where('id', '=', chain).executeTakeFirst()
    for (const [id, { block, actualMicro, seenAtMs }] of this.#doubted) {
      if (this.#disputed.has(id)) continue
      const row = await this.#holding(id)
      const settled = (progress?.block_number ?? 0) >= block && row.block_number <= block && now() - seenAtMs > graceMs
      const differenceMicro = actualMicro - row.balance_micro
      if (settled && differenceMicro !== 0n) return { cause: id, differenceMicro }
    }
    return undefined
  }

  async #holding(id: string): Promise<{ readonly balance_micro: bigint; readonly block_number: number }> {
    const row = await this.#options.db.selectFrom('holdings').selectAll().where('id', '=', id).executeTakeFirst()
    return row ?? { balance_micro: 0n, block_number: 0 }
  }
}

const addressIn = (id: string): string => id.slice(id.indexOf(':') + 1)
