import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Lru } from './lru.ts'

it('holds what a list of the last used ones holds', () => {
  const uses = fc.array(fc.record({
    use: fc.constantFrom('get', 'set', 'delete'), key: fc.integer({ min: 0, max: 9 }),
  }), { maxLength: 200 })
  fc.assert(fc.property(uses, (all) => {
    const lru = new Lru<number, number>(4)
    let list: number[] = []
    for (const { use, key } of all) {
      const had = list.includes(key)
      if (use === 'get') expect(lru.get(key)).toBe(had ? key : undefined)
      if (use === 'set') lru.set(key, key)
      if (use === 'delete') lru.delete(key)
      const rest = list.filter((other) => other !== key)
      list = use === 'set' || (use === 'get' && had) ? [...rest, key].slice(-4) : rest
    }
    for (const key of list) expect(lru.get(key)).toBe(key)
    for (let key = 0; key < 10; key += 1) expect(lru.get(key) !== undefined).toBe(list.includes(key))
  }))
})
