import { describe, expect, it } from 'vitest'
import { digestLimit, ShardedMap, TransferIds } from './transfer-ids.ts'

describe('a map in shards', () => {
  it('is a map, however keys spread', () => {
    const map = new ShardedMap<number>()
    const keys = Array.from({ length: 3_000 }, (_, n) => `escrow/pay_${n}/${n % 7}`)
    for (const [n, key] of keys.entries()) map.set(key, n)
    expect(map.size).toBe(keys.length)
    expect([...map.values()].toSorted((a, b) => a - b)).toEqual(keys.map((_, n) => n))
    for (const [n, key] of keys.entries()) expect(map.get(key)).toBe(n)
    expect(map.get('escrow/pay_x/1')).toBeUndefined()
    map.set(keys[6]!, -2)
    expect([map.get(keys[6]!), map.size]).toEqual([-2, keys.length])
    map.delete(keys[6]!)
    map.delete('escrow/pay_x/1')
    expect([map.get(keys[6]!), map.size]).toEqual([undefined, keys.length - 1])
    expect(new Map(map.entries())).toEqual(new Map(keys.flatMap((key, n) => n === 6 ? [] : [[key, n]])))
  })

  it('spreads the ids that there are over all shards, none of them much larger than another', () => {
    const map = new ShardedMap<number>()
    const kinds = ['escrow', 'post', 'void', 'release'] as const
    const count = 16_000
    for (let n = 0; n < count; n += 1) map.set(`${kinds[n % 4]}:pay_${((n * 2_654_435_761) >>> 0).toString(16)}:${1 + (n % 3)}`, n)
    // Values come shard by shard, and within one as they were put: a smaller one begins the next.
    const sizes = [...map.values()].reduce<number[]>((shards, n, index, all) => {
      if (index === 0 || n < (all[index - 1] ?? 0)) shards.push(0)
      shards[shards.length - 1] = (shards.at(-1) ?? 0) + 1
      return shards
    }, [])
    expect(sizes).toHaveLength(64)
    expect(Math.max(...sizes)).toBeLessThan((4 * count) / 64)
  })

  it('takes keys of any length', () => {
    const map = new ShardedMap<string>()
    for (const key of ['', 'a', 'ab', 'abc', '承兑商']) map.set(key, key)
    for (const key of ['', 'a', 'ab', 'abc', '承兑商']) expect(map.get(key)).toBe(key)
  })
})

describe('transfer ids', () => {
  it('keep digest and state, to the ends of their range', () => {
    const ids = new TransferIds()
    for (const digest of [0, 1, 12_345, digestLimit - 1]) {
      for (const state of ['spent', 'pending'] as const) {
        const id = `${state}-${digest}`
        expect([ids.has(id), ids.digestOf(id), ids.stateOf(id)]).toEqual([false, undefined, undefined])
        ids.spend(id, digest, state)
        expect([ids.has(id), ids.digestOf(id), ids.stateOf(id)]).toEqual([true, digest, state])
      }
    }
    expect(ids.size).toBe(8)
    for (const digest of [-1, digestLimit]) expect(() => ids.spend('x', digest, 'spent')).toThrow(/out of range/)
  })

  it('end once, when they are pending', () => {
    const ids = new TransferIds()
    for (const state of ['posted', 'voided'] as const) {
      ids.spend(state, 7, 'pending')
      // Asked before, so that a kept answer would be an old one.
      expect(ids.stateOf(state)).toBe('pending')
      ids.end(state, state)
      expect([ids.stateOf(state), ids.digestOf(state)]).toEqual([state, 7])
      for (const again of ['posted', 'voided'] as const) expect(() => ids.end(state, again)).toThrow(/only a pending/)
    }
    ids.spend('at once', 7, 'spent')
    expect(() => ids.end('at once', 'posted')).toThrow(/only a pending/)
    expect(() => ids.end('never', 'posted')).toThrow(/only a pending/)
  })

  it('are spent once', () => {
    const ids = new TransferIds()
    expect(ids.digestOf('a')).toBeUndefined()
    ids.spend('a', 1, 'spent')
    expect(() => ids.spend('a', 1, 'spent')).toThrow(/spent twice/)
    expect(ids.digestOf('a')).toBe(1)
  })
})
