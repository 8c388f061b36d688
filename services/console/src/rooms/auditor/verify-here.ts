import { sha256 as digest } from '@noble/hashes/sha2.js'
import {
  equalBytes, fromBase64, isConsistent, leafBytes, leafHash, parseKey, parseSignedCheckpoint, rootOfInclusion, signedBy,
  type Note, type NoteKey, type SealedEvent, type Sha256,
} from '@stablegate/proof'

const sha256: Sha256 = (bytes) => digest(bytes)

/** Keys in a text, one a line or with spaces between; undefined where one of them is none. */
export const keysIn = (text: string): readonly NoteKey[] | undefined => {
  const keys = text.split(/\s+/).filter((one) => one !== '').map((one) => parseKey(sha256, one))
  return keys.every((key) => key !== undefined) ? keys : undefined
}

const isSigned = async (note: Note, key: NoteKey): Promise<boolean> => {
  const publicKey = await crypto.subtle.importKey('raw', new Uint8Array(key.publicKey), 'Ed25519', false, ['verify'])
  for (const line of note.signatures) {
    const signed = signedBy(note, key, line)
    if (signed === undefined) continue
    const [signature, message] = [new Uint8Array(signed.signature), new Uint8Array(signed.message)]
    if (await crypto.subtle.verify('Ed25519', publicKey, signature, message)) return true
  }
  return false
}

/** Whether one of the keys has signed; `unable` where this browser knows no Ed25519. */
export const signatureOf = async (text: string, keys: readonly NoteKey[]): Promise<'right' | 'wrong' | 'unable'> => {
  const checkpoint = parseSignedCheckpoint(text)
  if (checkpoint === undefined) return 'wrong'
  try {
    for (const key of keys) if (await isSigned(checkpoint.note, key)) return 'right'
    return 'wrong'
  } catch {
    return 'unable'
  }
}

/** Whether the newer checkpoint begins with everything the older one covered. */
export const grewFrom = (older: string, newer: string, path: readonly string[]): boolean => {
  const [before, after] = [parseSignedCheckpoint(older), parseSignedCheckpoint(newer)]
  const steps = path.map(fromBase64)
  if (before === undefined || after === undefined || !steps.every((step) => step !== undefined)) return false
  return isConsistent(sha256, before, after, steps)
}

/** Whether an event stands in the tree of a checkpoint. */
export const standsIn = (checkpoint: string, event: SealedEvent, index: number, path: readonly string[]): boolean => {
  const signed = parseSignedCheckpoint(checkpoint)
  const steps = path.map(fromBase64)
  if (signed === undefined || !steps.every((step) => step !== undefined)) return false
  const root = rootOfInclusion(sha256, leafHash(sha256, leafBytes(event)), index, signed.size, steps)
  return root !== undefined && equalBytes(root, signed.root)
}

/** The origin and size that a note names, for keeping it apart from others. */
export const namesOf = (text: string): { readonly origin: string; readonly size: number } | undefined => parseSignedCheckpoint(text)
