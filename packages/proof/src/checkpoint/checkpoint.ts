import { base64, concat, fromBase64, utf8 } from '../bytes.ts'
import { hashBytes } from '../merkle/hash.ts'
import {
  noteKeyType, parseNote, witnessKeyType, type Note, type NoteKey, type NoteSignature,
} from './note.ts'

/**
 * What a log said of itself at a size (C2SP `tlog-checkpoint`). There is no time in it: whoever
 * signs the same tree twice has then said the same, byte for byte.
 */
export type Checkpoint = {
  /** Which tree this is: whose, of which log, in which incarnation of it. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** `<prefix>/<log>/<incarnation>`: a log restored from a backup is another tree. */
export const originOf = (prefix: string, log: string, incarnation: string): string =>
  `${prefix}/${log}/${incarnation}`

/** The log that an origin names, undefined where it is none of ours. */
export const logOfOrigin = (origin: string): string | undefined =>
  /^\S+\/([a-z][a-z-]*)\/[^\s/]+$/.exec(origin)?.[1]

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${base64(root)}\n`

/** Reads the text of a note; undefined where it is no checkpoint. Lines after the third are let be. */
export const parseCheckpoint = (text: string): Checkpoint | undefined => {
  const [origin = '', sizeText = '', rootText = ''] = text.split('\n')
  const root = fromBase64(rootText)
  const isSize = /^(0|[1-9]\d{0,15})$/.test(sizeText) && Number.isSafeInteger(Number(sizeText))
  if (origin === '' || !isSize || root?.length !== hashBytes) return undefined
  return { origin, size: Number(sizeText), root }
}

/** A signed checkpoint and its parts. */
export type SignedCheckpoint = Checkpoint & { readonly note: Note }

export const parseSignedCheckpoint = (text: string): SignedCheckpoint | undefined => {
  const note = parseNote(text)
  const checkpoint = note && parseCheckpoint(note.text)
  return note && checkpoint && { ...checkpoint, note }
}

const timeBytes = 8

/** When a witness says that it signed, in seconds since 1970. */
const witnessTime = ({ signature }: NoteSignature): bigint | undefined =>
  signature.length <= timeBytes ? undefined
    : new DataView(signature.buffer, signature.byteOffset, timeBytes).getBigUint64(0)

/**
 * What a key of this type signs of a note, and the bare signature (C2SP `signed-note` and
 * `tlog-cosignature`); undefined where the line cannot be of such a key.
 */
export const signedBy = (
  note: Note, key: NoteKey, line: NoteSignature,
): { readonly message: Uint8Array; readonly signature: Uint8Array } | undefined => {
  if (line.name !== key.name || line.keyId !== key.keyId) return undefined
  if (key.type === noteKeyType) return { message: utf8(note.text), signature: line.signature }
  const time = key.type === witnessKeyType ? witnessTime(line) : undefined
  if (time === undefined) return undefined
  return {
    message: concat(utf8(`cosignature/v1\ntime ${time}\n`), utf8(note.text)),
    signature: line.signature.subarray(timeBytes),
  }
}
