import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Frontier, leafBytes, type SealedEvent } from '@stablegate/proof'
import { sha256 } from '@stablegate/proof/node'
import { emptyTree, grow, type TileGrowth } from './tree.ts'

const event = (position: number): SealedEvent => ({
  id: `id-${position}`, log: 'order', position, stream: 'order.thing-1', revision: position, type: 'thing.done', version: 1,
  data: '{}', metadata: '{}',
})

it('in whatever pieces a log is read, the same tree and the same tiles come of it', () => {
  const positions = Array.from({ length: 700 }, (_, at) => 3 * at + 1)
  const events = positions.map(event)
  const whole = new Frontier(sha256)
  for (const one of events) whole.append(leafBytes(one))
  const tilesOf = (growths: readonly TileGrowth[]): Map<string, string> => {
    const tiles = new Map<string, string>()
    for (const { level, index, from, hashes, positions: at } of growths) {
      const before = tiles.get(`${level}/${index}`) ?? ''
      expect(before.length).toBe(from * 64)
      expect(at).toHaveLength(level === 0 ? hashes.length : 0)
      tiles.set(`${level}/${index}`, before + Buffer.concat(hashes).toString('hex'))
    }
    return tiles
  }
  const atOnce = grow(sha256, emptyTree('order', 'one'), events)
  expect(atOnce.root).toEqual(whole.root())
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }), (pieces) => {
    let tree = emptyTree('order', 'one')
    const growths: TileGrowth[] = []
    for (const piece of [...pieces, events.length]) {
      const growth = grow(sha256, tree, events.slice(tree.size, tree.size + piece))
      growths.push(...growth.tiles)
      tree = growth.tree
    }
    expect(tree).toEqual(atOnce.tree)
    expect(tilesOf(growths)).toEqual(tilesOf(atOnce.tiles))
  }), { numRuns: 20 })
})

it('refuses events that do not follow', () => {
  const { tree } = grow(sha256, emptyTree('order', 'one'), [event(5)])
  expect(() => grow(sha256, tree, [event(5)])).toThrow(RangeError)
})
