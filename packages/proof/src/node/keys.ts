import {
  createPrivateKey, createPublicKey, randomBytes, sign, verify, type KeyObject,
} from 'node:crypto'
import { base64, concat, fromBase64, utf8 } from '../bytes.ts'
import { signedBy } from '../checkpoint/checkpoint.ts'
import {
  keyIdOf, keyText, noteKeyType, witnessKeyType, type Note, type NoteKey, type NoteSignature,
} from '../checkpoint/note.ts'
import { sha256 } from './hash.ts'

/** DER before the 32 bytes of an Ed25519 key (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicHead = Buffer.from('302a300506032b6570032100', 'hex')
const seedBytes = 32

/** Whoever holds it signs; `key` is what it publishes. */
export type NoteSigner = { readonly key: NoteKey; readonly sign: (text: string) => NoteSignature }

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' })

const publicOf = (secret: KeyObject): Uint8Array => {
  const der = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  return new Uint8Array(der.subarray(publicHead.length))
}

/** A signer of notes under a name, from the 32 bytes of an Ed25519 seed. */
export const signerOfSeed = (name: string, seed: Uint8Array): NoteSigner => {
  const secret = privateKeyOf(seed)
  const publicKey = publicOf(secret)
  const keyId = keyIdOf(sha256, name, noteKeyType, publicKey)
  return {
    key: { name, keyId, type: noteKeyType, publicKey },
    sign: (text) => ({ name, keyId, signature: new Uint8Array(sign(null, utf8(text), secret)) }),
  }
}

export type Witness = {
  readonly key: NoteKey
  readonly sign: (text: string, atSeconds: number) => NoteSignature
}

/** A witness: it signs a time with the text (C2SP `tlog-cosignature`). */
export const witnessOfSeed = (name: string, seed: Uint8Array): Witness => {
  const secret = privateKeyOf(seed)
  const publicKey = publicOf(secret)
  const keyId = keyIdOf(sha256, name, witnessKeyType, publicKey)
  return {
    key: { name, keyId, type: witnessKeyType, publicKey },
    sign: (text, atSeconds) => {
      const time = new Uint8Array(8)
      new DataView(time.buffer).setBigUint64(0, BigInt(atSeconds))
      const signed = sign(null, utf8(`cosignature/v1\ntime ${atSeconds}\n${text}`), secret)
      return { name, keyId, signature: concat(time, new Uint8Array(signed)) }
    },
  }
}

/** The seed as it is kept in a file: `PRIVATE+KEY+<name>+<key id>+<base64>`. */
const secretText = (name: string, seed: Uint8Array): string => {
  const { key } = signerOfSeed(name, seed)
  return `PRIVATE+KEY+${name}+${key.keyId}+${base64(concat(Uint8Array.of(noteKeyType), seed))}`
}

/** A new key: the text to be kept and the text to be published. */
export const newSecret = (
  name: string,
): { readonly secret: string; readonly published: string } => {
  const seed = new Uint8Array(randomBytes(seedBytes))
  return { secret: secretText(name, seed), published: keyText(signerOfSeed(name, seed).key) }
}

/** Reads a kept key. Throws where it is anything else; never tells what stood there. */
export const signerOf = (text: string): NoteSigner => {
  const form = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/
  const [, name, keyId, encoded = ''] = form.exec(text.trim()) ?? []
  const bytes = fromBase64(encoded)
  if (name === undefined || bytes?.length !== 1 + seedBytes || bytes[0] !== noteKeyType) {
    throw new Error('a signing key is PRIVATE+KEY+<name>+<key id>+<base64 of 1 and 32 bytes>')
  }
  const signer = signerOfSeed(name, bytes.subarray(1))
  if (signer.key.keyId !== keyId) {
    throw new Error('the id of the signing key is not that of its name and bytes')
  }
  return signer
}

/** Whether one of the note's lines is a right signature by this key. */
export const isSignedBy = (note: Note, key: NoteKey): boolean => {
  const publicKey = createPublicKey({
    key: Buffer.concat([publicHead, key.publicKey]), format: 'der', type: 'spki',
  })
  return note.signatures.some((line) => {
    const signed = signedBy(note, key, line)
    return signed !== undefined && verify(null, signed.message, publicKey, signed.signature)
  })
}
