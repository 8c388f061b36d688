import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex } from '../bytes.ts'
import { sha256 } from '../node/hash.ts'
import { Frontier } from './frontier.ts'
import { emptyRoot, leafHash, nodeHash } from './hash.ts'
import { splitOf, type WholeNode } from './ranges.ts'
import { consistencyProof, inclusionProof, rootOfRange, tileKey, tileLevels, tileWidth } from './tiles.ts'
import { isConsistent, rootOfInclusion } from './verify.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const hexes = (path: readonly Uint8Array[]): readonly string[] => path.map(hex)

/** The definition of RFC 6962, 2.1, word for word. */
const rootOf = (leaves: readonly Uint8Array[]): Uint8Array => {
  const [only] = leaves
  if (only === undefined) return emptyRoot(sha256)
  if (leaves.length === 1) return leafHash(sha256, only)
  const split = splitOf(leaves.length)
  return nodeHash(sha256, rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

/** A tree grown leaf by leaf, with its tiles as a store keeps them. */
const grown = (leaves: readonly Uint8Array[]) => {
  const frontier = new Frontier(sha256)
  const rows = new Map<string, Uint8Array>()
  const roots = [hex(frontier.root())]
  const keep = ({ level, index }: WholeNode, hash: Uint8Array): void => {
    if (level % tileLevels !== 0) return
    const key = tileKey({ level: level / tileLevels, index: Math.floor(index / tileWidth) })
    rows.set(key, Uint8Array.from([...rows.get(key) ?? [], ...hash]))
  }
  for (const leaf of leaves) {
    frontier.append(leaf, keep)
    roots.push(hex(frontier.root()))
  }
  return { frontier, tiles: rows, roots }
}

/** The eight leaves that implementations of Certificate Transparency are tried with. */
const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(bytes)
const knownRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

describe('the known vectors of Certificate Transparency', () => {
  const { tiles, roots } = grown(known)

  it('roots', () => expect(roots).toEqual(knownRoots))

  it('inclusion', () => {
    expect(hexes(inclusionProof(sha256, tiles, 0, 1))).toEqual([])
    expect(hexes(inclusionProof(sha256, tiles, 0, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(hexes(inclusionProof(sha256, tiles, 5, 8))).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(hexes(inclusionProof(sha256, tiles, 2, 3))).toEqual([
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ])
    expect(hexes(inclusionProof(sha256, tiles, 1, 5))).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })

  it('consistency', () => {
    expect(hexes(consistencyProof(sha256, tiles, 1, 1))).toEqual([])
    expect(hexes(consistencyProof(sha256, tiles, 1, 8))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
    expect(hexes(consistencyProof(sha256, tiles, 6, 8))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(hexes(consistencyProof(sha256, tiles, 2, 5))).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ])
  })
})

const leavesOf = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, at) => new TextEncoder().encode(`leaf ${at}`))

const flipped = (hash: Uint8Array, bit: number): Uint8Array =>
  Uint8Array.from(hash, (byte, at) => at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)

const sizes = 70

describe('trees of every size', () => {
  const leaves = leavesOf(sizes)
  const { tiles, roots } = grown(leaves)

  it('grow to what the recursive definition says', () => {
    for (let size = 0; size <= sizes; size += 1) expect(roots[size]).toBe(hex(rootOf(leaves.slice(0, size))))
  })

  it('prove every leaf at every size, and no leaf in another place', () => {
    for (let size = 1; size <= sizes; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const path = inclusionProof(sha256, tiles, index, size)
        const leaf = leafHash(sha256, leaves[index]!)
        expect(hex(rootOfInclusion(sha256, leaf, index, size, path)!)).toBe(roots[size])
        const elsewhere = rootOfInclusion(sha256, leaf, (index + 1) % size, size, path)
        if (size > 1) expect(elsewhere && hex(elsewhere)).not.toBe(roots[size])
      }
    }
  })

  it('prove each older size in each newer one', () => {
    for (let newer = 0; newer <= sizes; newer += 1) {
      for (let older = 0; older <= newer; older += 1) {
        const proof = consistencyProof(sha256, tiles, older, newer)
        const tree = (size: number) => ({ size, root: bytes(roots[size]!) })
        expect(isConsistent(sha256, tree(older), tree(newer), proof), `${older} in ${newer}`).toBe(true)
        const fork = { size: older, root: flipped(bytes(roots[older]!), 3) }
        if (older > 0) expect(isConsistent(sha256, fork, tree(newer), proof)).toBe(false)
      }
    }
  })

  it('refuse sizes that cannot be', () => {
    expect(() => inclusionProof(sha256, tiles, 3, 3)).toThrow(RangeError)
    expect(() => consistencyProof(sha256, tiles, 4, 3)).toThrow(RangeError)
    expect(rootOfInclusion(sha256, bytes(roots[1]!), -1, 3, [])).toBeUndefined()
    expect(rootOfInclusion(sha256, bytes(roots[1]!), 0.5, 3, [])).toBeUndefined()
  })
})

describe('any tree, over borders of tiles', () => {
  const leaves = leavesOf(3 * tileWidth + 40)
  const { tiles, roots } = grown(leaves)
  const sizeAndIndex = fc.integer({ min: 1, max: leaves.length }).chain((size) =>
    fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })))

  it('a proof holds, and fails with any bit of it changed', () => {
    fc.assert(fc.property(sizeAndIndex, fc.nat(), fc.integer({ min: 0, max: 255 }), ([size, index], step, bit) => {
      const path = inclusionProof(sha256, tiles, index, size)
      const leaf = leafHash(sha256, leaves[index]!)
      expect(hex(rootOfInclusion(sha256, leaf, index, size, path)!)).toBe(roots[size])
      expect(hex(rootOfInclusion(sha256, flipped(leaf, bit), index, size, path)!)).not.toBe(roots[size])
      if (path.length === 0) return
      const wrong = path.map((hash, at) => at === step % path.length ? flipped(hash, bit) : hash)
      expect(hex(rootOfInclusion(sha256, leaf, index, size, wrong)!)).not.toBe(roots[size])
      expect(rootOfInclusion(sha256, leaf, index, size, path.slice(1))).toBeUndefined()
    }), { numRuns: 200 })
  })

  it('one size is proven in another, and with any bit changed it is not', () => {
    fc.assert(fc.property(sizeAndIndex, fc.nat(), fc.integer({ min: 0, max: 255 }), ([size, older], step, bit) => {
      const tree = (of: number) => ({ size: of, root: bytes(roots[of]!) })
      const proof = consistencyProof(sha256, tiles, older, size)
      expect(isConsistent(sha256, tree(older), tree(size), proof)).toBe(true)
      expect(isConsistent(sha256, tree(older), tree(size), [...proof, proof[0] ?? bytes(roots[1]!)])).toBe(false)
      if (proof.length === 0) return
      const wrong = proof.map((hash, at) => at === step % proof.length ? flipped(hash, bit) : hash)
      expect(isConsistent(sha256, tree(older), tree(size), wrong)).toBe(false)
      expect(isConsistent(sha256, tree(older), tree(size), proof.slice(1))).toBe(false)
    }), { numRuns: 200 })
  })

  it('its frontier goes on where it was left', () => {
    fc.assert(fc.property(sizeAndIndex, ([size, older]) => {
      const before = grown(leaves.slice(0, older)).frontier
      const again = Frontier.of(sha256, older, before.hashes)
      for (const leaf of leaves.slice(older, size)) again.append(leaf)
      expect(hex(again.root())).toBe(roots[size])
      expect(hex(rootOfRange(sha256, tiles, { begin: 0, end: size }))).toBe(roots[size])
    }), { numRuns: 30 })
    expect(() => Frontier.of(sha256, 3, [bytes(roots[1]!)])).toThrow(RangeError)
  })
})
