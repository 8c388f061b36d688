import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Lru } from './lru.ts'

it('holds at least the half that was used last, at most its limit, and nothing that was deleted', () => {
  const uses = fc.array(fc.record({
    use: fc.constantFrom('get', 'set', 'delete'), key: fc.integer({ min: 0, max: 9 }),
  }), { maxLength: 200 })
  fc.assert(fc.property(uses, (all) => {
    const lru = new Lru<number, { readonly key: number }>(8)
    // Keys in the order of their last use, also those that were deleted: those far down may be forgotten.
    let used: number[] = []
    const there = new Set<number>()
    const isSure = (key: number): boolean => there.has(key) && used.slice(-4).includes(key)
    for (const { use, key } of all) {
      const rest = used.filter((other) => other !== key)
      if (use === 'get') {
        const got = lru.get(key)
        if (isSure(key)) expect(got).toEqual({ key })
        if (!there.has(key)) expect(got).toBeUndefined()
        if (got !== undefined) used = [...rest, key]
      } else if (use === 'set') {
        lru.set(key, { key })
        there.add(key)
        used = [...rest, key]
      } else {
        lru.delete(key)
        there.delete(key)
      }
    }
    // The newest first: asking for one is a use of it.
    const held = [...used].reverse().filter((key) => lru.get(key) !== undefined)
    expect(held.length).toBeLessThanOrEqual(8)
    for (const key of used.slice(-4)) expect(held.includes(key)).toBe(there.has(key))
  }), { numRuns: 1_000 })
})

it('lets go of what it has deleted and forgotten, however few it holds', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const lru = new Lru<number, { readonly filler: number[] }>(100)
  const gone: WeakRef<object>[] = []
  for (let key = 0; key < 4_000; key += 1) {
    const value = { filler: [key] }
    lru.set(key, value)
    lru.get(key)
    if (key % 2 === 0) lru.delete(key)
    if (key < 3_000) gone.push(new WeakRef(value))
  }
  return new Promise((resolve) => setImmediate(resolve)).then(() => {
    collect()
    expect(gone.filter((ref) => ref.deref() !== undefined)).toHaveLength(0)
  })
})
