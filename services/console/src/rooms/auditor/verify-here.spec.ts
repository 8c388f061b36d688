import { createHash } from 'node:crypto'
import { base64, checkpointText, Frontier, keyText, leafBytes, noteText, type SealedEvent } from '@stablegate/proof'
import { signerOfSeed } from '@stablegate/proof/node'
import { expect, it } from 'vitest'
import { grewFrom, keysIn, signatureOf, standsIn } from './verify-here.ts'

const signer = signerOfSeed('seal.example', new Uint8Array(32).fill(1))
const keys = keysIn(keyText(signer.key))!
const event = (position: number): SealedEvent => ({
  id: `e${position}`, log: 'order', position, stream: 'order.a-1', revision: position, type: 'a.b', version: 1, data: '{}', metadata: '{}',
})
const hash = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
const tree = (count: number): { readonly note: string; readonly leaves: readonly string[] } => {
  const frontier = new Frontier(hash)
  const leaves = Array.from({ length: count }, (_, at) => base64(frontier.append(leafBytes(event(at + 1)))))
  const text = checkpointText({ origin: 'seal.example/order/one', size: count, root: frontier.root() })
  return { note: noteText({ text, signatures: [signer.sign(text)] }), leaves }
}

it('a browser verifies signatures by the key it was given, and by no other', async () => {
  const { note } = tree(2)
  expect(await signatureOf(note, keys)).toBe('right')
  expect(await signatureOf(note.replace('\n2\n', '\n3\n'), keys)).toBe('wrong')
  expect(await signatureOf(note, keysIn(keyText(signerOfSeed('seal.example', new Uint8Array(32)).key))!)).toBe('wrong')
  expect(keysIn('nonsense')).toBeUndefined()
  expect(keysIn('')).toEqual([])
})

it('and that an event stands in a tree, and that a tree grew', () => {
  const [one, two] = [tree(1), tree(2)]
  expect(standsIn(two.note, event(2), 1, [two.leaves[0]!])).toBe(true)
  expect(standsIn(two.note, { ...event(2), data: '{"a":1}' }, 1, [two.leaves[0]!])).toBe(false)
  expect(grewFrom(one.note, two.note, [two.leaves[1]!])).toBe(true)
  expect(grewFrom(one.note, two.note, [two.leaves[0]!])).toBe(false)
})
