import { base64, concat, fromBase64, hex, utf8 } from '../bytes.ts'
import type { Sha256 } from '../merkle/hash.ts'

/** One line under a note: who signed, with which of its keys, and the signature. */
export type NoteSignature = {
  readonly name: string
  /** The first four bytes of the key's hash, in hex. */
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A signed note (C2SP `signed-note`): `text` ends with a newline and is what was signed. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** A key that verifies, as its owner publishes it: `<name>+<key id>+<base64 of type and key>`. */
export type NoteKey = {
  readonly name: string
  readonly keyId: string
  /** 1: Ed25519 over the text. 4: Ed25519 over a time and the text, as witnesses sign. */
  readonly type: number
  readonly publicKey: Uint8Array
}

export const noteKeyType = 1
export const witnessKeyType = 4
const idBytes = 4
const publicKeyBytes = 32

/** C2SP `signed-note`: the id of a key binds its name, its type and its bytes. */
export const keyIdOf = (
  sha256: Sha256, name: string, type: number, publicKey: Uint8Array,
): string =>
  hex(sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, idBytes))

export const keyText = ({ name, keyId, type, publicKey }: NoteKey): string =>
  `${name}+${keyId}+${base64(concat(Uint8Array.of(type), publicKey))}`

/** Reads a published key; undefined where it is none, or its id is not that of name and bytes. */
export const parseKey = (sha256: Sha256, text: string): NoteKey | undefined => {
  const [, name, keyId, encoded = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? []
  const bytes = fromBase64(encoded)
  const isWhole = bytes?.length === 1 + publicKeyBytes
  if (name === undefined || keyId === undefined || !isWhole) return undefined
  const [type = 0, publicKey] = [bytes[0], bytes.subarray(1)]
  if (type !== noteKeyType && type !== witnessKeyType) return undefined
  const isItsId = keyIdOf(sha256, name, type, publicKey) === keyId
  return isItsId ? { name, keyId, type, publicKey } : undefined
}

export const signatureLine = ({ name, keyId, signature }: NoteSignature): string => {
  const id = Uint8Array.from({ length: idBytes }, (_, at) =>
    Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16))
  return `— ${name} ${base64(concat(id, signature))}\n`
}

const signatureOf = (line: string): NoteSignature | undefined => {
  const [, name, encoded = ''] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? []
  const bytes = fromBase64(encoded)
  if (name === undefined || bytes === undefined || bytes.length <= idBytes) return undefined
  return { name, keyId: hex(bytes.subarray(0, idBytes)), signature: bytes.subarray(idBytes) }
}

export const noteText = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(signatureLine).join('')}`

/** Lines that are signatures; undefined where one of them is not. */
export const parseSignatures = (text: string): readonly NoteSignature[] | undefined => {
  if (!text.endsWith('\n')) return undefined
  const signatures = text.slice(0, -1).split('\n').map(signatureOf)
  return signatures.every((one) => one !== undefined) ? signatures : undefined
}

/** Reads a signed note; undefined for any text that is not one. Nothing is verified yet. */
export const parseNote = (text: string): Note | undefined => {
  const at = text.lastIndexOf('\n\n')
  const signatures = at < 0 ? undefined : parseSignatures(text.slice(at + 2))
  return signatures && { text: text.slice(0, at + 1), signatures }
}
