import type { SealedEvent } from '../leaf.ts'

export const bundleForm = 'stablegate-bundle/1'

/** A balance that the bundle says follows from its events: posted, in millionths. */
export type Claim = { readonly ledger: string; readonly account: string; readonly postedMicro: string }

/** The first line: what is to be proven, and under which checkpoints. */
export type Header = {
  readonly bundle: typeof bundleForm
  /** Whom or what it is about, in words. */
  readonly subject: string
  /** The log whose events come whole, from the first to the last of its checkpoint; none for a few. */
  readonly whole: string | null
  readonly checkpoints: readonly { readonly log: string; readonly text: string }[]
  readonly claims: readonly Claim[]
}

/** An event of the whole log, with the leaf that was sealed for it: it names what differs. */
export type WholeLine = { readonly event: SealedEvent; readonly leaf: string }

/** A single event and its path to the root of its log's checkpoint. */
export type ProvenLine = {
  readonly event: SealedEvent
  readonly proof: { readonly index: number; readonly path: readonly string[] }
}

/** The last line: without it the bundle was cut short. */
export type EndLine = { readonly end: { readonly events: number } }

export type BundleLine = WholeLine | ProvenLine | EndLine

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEvent = (value: unknown): value is SealedEvent =>
  isRecord(value)
  && ['id', 'log', 'stream', 'type', 'data', 'metadata'].every((name) => typeof value[name] === 'string')
  && ['position', 'revision', 'version'].every((name) => Number.isSafeInteger(value[name]))

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const json = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const isCheckpoint = (value: unknown): boolean =>
  isRecord(value) && typeof value['log'] === 'string' && typeof value['text'] === 'string'

const isClaim = (value: unknown): boolean =>
  isRecord(value) && typeof value['ledger'] === 'string' && typeof value['account'] === 'string'
  && typeof value['postedMicro'] === 'string' && /^-?\d{1,60}$/.test(value['postedMicro'])

/** Reads the first line; undefined for anything else. */
export const parseHeader = (line: string): Header | undefined => {
  const value = json(line)
  if (!isRecord(value) || value['bundle'] !== bundleForm) return undefined
  const { subject, whole, checkpoints, claims } = value
  const isHeader = typeof subject === 'string' && (whole === null || typeof whole === 'string')
    && Array.isArray(checkpoints) && checkpoints.every(isCheckpoint)
    && Array.isArray(claims) && claims.every(isClaim)
  return isHeader ? value as unknown as Header : undefined
}

/** Reads a line after the first; undefined for anything else. */
export const parseLine = (line: string): BundleLine | undefined => {
  const value = json(line)
  if (!isRecord(value)) return undefined
  const { event, leaf, proof, end } = value
  if (isRecord(end)) return Number.isSafeInteger(end['events']) ? value as EndLine : undefined
  if (!isEvent(event)) return undefined
  if (typeof leaf === 'string') return { event, leaf }
  if (!isRecord(proof) || !isTexts(proof['path'])) return undefined
  return Number.isSafeInteger(proof['index']) ? value as unknown as ProvenLine : undefined
}
