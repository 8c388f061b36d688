import { describe, expect, it } from 'vitest'
import { Together } from './together.ts'

/** A call that ends when told to, and a clock whose sleep does. */
const stage = (options: { readonly maxItems?: number; readonly keyOf?: (item: string) => string } = {}) => {
  const calls: { readonly items: readonly string[]; readonly end: (error?: Error) => Promise<void> }[] = []
  let wake: () => void = () => undefined
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
  const together = new Together<string, string>({
    maxItems: 3, restMs: 5, ...options,
    clock: { now: () => 0, sleep: () => new Promise((resolve) => { wake = resolve }) },
    call: (items) => new Promise((resolve, reject) => {
      const end = async (error?: Error): Promise<void> => {
        if (error) reject(error)
        else resolve(items.map((item) => item.toUpperCase()))
        await turn()
      }
      calls.push({ items, end })
    }),
  })
  return { together, calls, turn, rest: async () => { wake(); await turn() } }
}

describe('calls made together', () => {
  it('are those of one turn, then those that came while one was under way and a moment after', async () => {
    const { together, calls, turn, rest } = stage({ maxItems: 10 })
    const first = [together.add('a'), together.add('b')]
    await turn()
    const later = [together.add('c')]
    await turn()
    expect(calls.map(({ items }) => items)).toEqual([['a', 'b']])
    await calls[0]!.end()
    expect(await Promise.all(first)).toEqual(['A', 'B'])
    later.push(together.add('d'))
    await turn()
    expect(calls).toHaveLength(1)
    await rest()
    expect(calls[1]!.items).toEqual(['c', 'd'])
    await calls[1]!.end()
    expect(await Promise.all(later)).toEqual(['C', 'D'])
    await rest()
    await together.idle()
  })

  it('are no more than fit, and never two of one key, which keep their order', async () => {
    const { together, calls, turn, rest } = stage({ keyOf: (item) => item.charAt(0) })
    const all = ['a1', 'a2', 'b1', 'a3', 'c1', 'd1'].map((item) => together.add(item))
    await turn()
    for (let call = 0; call < 3; call += 1) {
      await calls[call]!.end()
      await rest()
    }
    expect(calls.map(({ items }) => items)).toEqual([['a1', 'b1', 'c1'], ['a2', 'd1'], ['a3']])
    expect(await Promise.all(all)).toEqual(['A1', 'A2', 'B1', 'A3', 'C1', 'D1'])
  })

  it('fail together, and the next ones go on', async () => {
    const { together, calls, turn, rest } = stage()
    const failing = [together.add('a'), together.add('b')].map((one) => one.catch((error: Error) => error.message))
    await turn()
    await calls[0]!.end(new Error('gone'))
    expect(await Promise.all(failing)).toEqual(['gone', 'gone'])
    const next = together.add('c')
    await rest()
    await calls[1]!.end()
    expect(await next).toBe('C')
  })
})
