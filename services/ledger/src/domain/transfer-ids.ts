import { assertThat } from '@stablegate/kernel'
import { IdTable } from './id-table.ts'

/** A power of two; each shard is a `Map`, which V8 ends at 16.7 million entries. */
const shardCount = 64

/**
 * A map by text that may grow to a thousand million entries. Each shard doubles by itself: one map
 * of a million stops everything for tens of milliseconds when it does.
 */
export class ShardedMap<Value> {
  readonly #shards: readonly Map<string, Value>[] = Array.from(
    { length: shardCount },
    () => new Map<string, Value>(),
  )

  get(key: string): Value | undefined {
    return this.#shardOf(key).get(key)
  }

  set(key: string, value: Value): void {
    this.#shardOf(key).set(key, value)
  }

  delete(key: string): void {
    this.#shardOf(key).delete(key)
  }

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.size, 0)
  }

  *values(): Generator<Value> {
    for (const shard of this.#shards) yield* shard.values()
  }

  *entries(): Generator<[string, Value]> {
    for (const shard of this.#shards) yield* shard
  }

  /** Ids of one kind begin alike, so the ends of the key spread it. */
  #shardOf(key: string): Map<string, Value> {
    const end = key.length
    const mix =
      key.charCodeAt(end - 1) * 31 + key.charCodeAt(end - 3) * 7 + key.charCodeAt(end >> 1)
    return this.#shards[mix & (shardCount - 1)] as Map<string, Value>
  }
}

/** What became of an id: spent for good, or a pending transfer and its end. */
export const idStates = ['spent', 'pending', 'posted', 'voided'] as const
export type IdState = (typeof idStates)[number]

/** Digests have 51 bits, so that one exact number holds a digest and two bits of state. */
export const digestLimit = 2 ** 51

/**
 * Every id ever used, each with the digest of the set that used it: one number an id, since there
 * are as many as transfers were ever asked for.
 */
export class TransferIds {
  readonly #words = new IdTable()

  has(id: string): boolean {
    return this.#words.has(id)
  }

  /** The digest of the set that spent the id, undefined for an unused one. */
  digestOf(id: string): number | undefined {
    const word = this.#words.get(id)
    return word === undefined ? undefined : Math.floor(word / 4)
  }

  stateOf(id: string): IdState | undefined {
    const word = this.#words.get(id)
    return word === undefined ? undefined : idStates[word % 4]
  }

  spend(id: string, digest: number, state: 'spent' | 'pending'): void {
    assertThat(digest >= 0 && digest < digestLimit, 'a digest is out of range')
    assertThat(
      this.#words.add(id, digest * 4 + (state === 'pending' ? 1 : 0)),
      'a transfer id is spent twice',
    )
  }

  end(id: string, state: 'posted' | 'voided'): void {
    const word = this.#words.get(id)
    assertThat(word !== undefined && word % 4 === 1, 'only a pending transfer can end')
    this.#words.set(id, word - 1 + (state === 'posted' ? 2 : 3))
  }

  get size(): number {
    return this.#words.size
  }
}
