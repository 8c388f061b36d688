import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hex } from './bytes.ts'
import { leafBytes, type SealedEvent } from './leaf.ts'
import { leafHash } from './merkle/hash.ts'
import { sha256 } from './node/hash.ts'

const event: SealedEvent = {
  id: '0190a3c2-0000-7000-8000-000000000001', log: 'ledger', position: 7, stream: 'ledger.book-usdt-sandbox', revision: 6,
  type: 'transfers.accepted', version: 1, data: '{"amountMicro":"5"}', metadata: '{"atMs":1}',
}

it('is the same for ever: proofs of years ago rest on it', () => {
  expect(hex(leafHash(sha256, leafBytes(event)))).toBe('5876d83419c93532a4f89f07970dec8b165b85674a63d9dbc50eced0ad5a07a4')
  // Characters of one byte and of several are encoded in two ways, which must not show.
  const wide = { ...event, data: '{"name":"王小明 é 🙂"}' }
  expect(hex(leafHash(sha256, leafBytes(wide)))).toBe('d322ea9910c240fec049949b065a455b3ba37315213afa9545fc4a46fdeefb26')
})

it('differs with every field, and where the border between two fields lies', () => {
  const other = (change: Partial<SealedEvent>): string => hex(leafBytes({ ...event, ...change }))
  const all = [
    hex(leafBytes(event)), other({ id: 'x' }), other({ log: 'order' }), other({ position: 8 }), other({ stream: 'x' }),
    other({ revision: 7 }), other({ type: 'x' }), other({ version: 2 }), other({ data: '{"amountMicro": "5"}' }),
    other({ metadata: '{"atMs":2}' }), other({ data: '{"amountMicro":"5"}{', metadata: '"atMs":1}' }),
    other({ position: 76, revision: 6 }), other({ position: 7, revision: 66 }),
  ]
  expect(new Set(all).size).toBe(all.length)
})

it('two events have the same bytes only when they are the same', () => {
  const any = fc.record({
    id: fc.string(), log: fc.string(), position: fc.nat(), stream: fc.string(), revision: fc.nat(), type: fc.string(),
    version: fc.nat(), data: fc.string({ unit: 'grapheme' }), metadata: fc.string(),
  })
  fc.assert(fc.property(any, any, (one, other) => {
    expect(hex(leafBytes(one)) === hex(leafBytes(other))).toBe(JSON.stringify(one) === JSON.stringify(other))
    expect(hex(leafBytes({ ...one }))).toBe(hex(leafBytes(one)))
  }))
})
