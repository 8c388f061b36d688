import { describe, expect, it } from 'vitest'
import { isSignedBy, newSecret, sha256, signerOf, signerOfSeed, witnessOfSeed } from '../node/index.ts'
import { checkpointText, logOfOrigin, originOf, parseCheckpoint, parseSignedCheckpoint } from './checkpoint.ts'
import { keyText, noteText, parseKey, parseNote } from './note.ts'

const seed = new Uint8Array(32).fill(7)
const signer = signerOfSeed('seal.example', seed)
const origin = originOf('seal.example', 'chain-watcher', '0b1f')
const text = checkpointText({ origin, size: 12, root: new Uint8Array(32).fill(1) })
const signed = noteText({ text, signatures: [signer.sign(text)] })

describe('a signed note', () => {
  it('of the Go module database is read, and its key verifies it', () => {
    // The example of golang.org/x/mod/sumdb/note.
    const key = parseKey(sha256, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
    const note = parseNote('If you think cryptography is the answer to your problem,\n'
      + 'then you don\'t know what your problem is.\n\n'
      + '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n')
    expect(key).toBeDefined()
    expect(isSignedBy(note!, key!)).toBe(true)
    expect(isSignedBy({ ...note!, text: `${note!.text} ` }, key!)).toBe(false)
  })

  it('with a line that is no signature is none', () => {
    expect(parseNote(`${signed}hello\n`)).toBeUndefined()
    expect(parseNote(text)).toBeUndefined()
    expect(parseNote(signed.slice(0, -1))).toBeUndefined()
  })
})

describe('a checkpoint', () => {
  it('is three lines and comes back as it was', () => {
    expect(text).toBe('seal.example/chain-watcher/0b1f\n12\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n')
    expect(noteText(parseSignedCheckpoint(signed)!.note)).toBe(signed)
    expect(parseSignedCheckpoint(signed)).toMatchObject({ origin, size: 12 })
    expect(logOfOrigin(origin)).toBe('chain-watcher')
  })

  it.each([
    ['a size with a zero before it', 'o\n012\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n'],
    ['a size below zero', 'o\n-1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n'],
    ['a root that is too short', 'o\n1\nAQEB\n'],
    ['a root in another spelling', 'o\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQF=\n'],
    ['no origin', '\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n'],
  ])('is not one with %s', (_, wrong) => expect(parseCheckpoint(wrong)).toBeUndefined())

  it('is signed by its key, under its name, and by no other', () => {
    const { note } = parseSignedCheckpoint(signed)!
    expect(isSignedBy(note, signer.key)).toBe(true)
    expect(isSignedBy(note, signerOfSeed('seal.example', new Uint8Array(32).fill(8)).key)).toBe(false)
    expect(isSignedBy(note, signerOfSeed('other.example', seed).key)).toBe(false)
    expect(isSignedBy({ ...note, text: text.replace('12', '13') }, signer.key)).toBe(false)
  })

  it('is cosigned by a witness over its time', () => {
    const witness = witnessOfSeed('witness.example', seed)
    const line = witness.sign(text, 1_760_000_000)
    const note = parseNote(noteText({ text, signatures: [signer.sign(text), line] }))!
    expect(isSignedBy(note, parseKey(sha256, keyText(witness.key))!)).toBe(true)
    const later = Uint8Array.from(line.signature)
    later[7]! += 1
    expect(isSignedBy({ text, signatures: [{ ...line, signature: later }] }, witness.key)).toBe(false)
  })
})

describe('a key', () => {
  it('is kept as a text and published as another', () => {
    const { secret, published } = newSecret('seal.example')
    expect(keyText(signerOf(secret).key)).toBe(published)
    expect(keyText(parseKey(sha256, published)!)).toBe(published)
    expect(parseKey(sha256, published.replace('seal', 'real'))).toBeUndefined()
    expect(() => signerOf(secret.replace('seal', 'real'))).toThrow(/id of the signing key/)
    expect(() => signerOf('x')).toThrow(/PRIVATE\+KEY/)
  })
})
