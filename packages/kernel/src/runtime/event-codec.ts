import { BrokenInvariant, assertThat } from '../assert.ts'
import { decode } from '../codec.ts'
import type { Metadata, StoredEvent } from '../event-store.ts'
import { PlacedEvent } from '../made-event.ts'
import type { MessageSpec, RecordedEvent } from '../service.ts'

/** A newer program wrote this: who reads it must wait for an upgrade, and must not skip it. */
export class UnknownVersion extends Error {
  override readonly name = 'UnknownVersion'
}

export type SpecIndex = ReadonlyMap<string, MessageSpec>

/** Specs by type; throws when one type is listed with two versions. */
export const indexSpecs = (specs: readonly MessageSpec[]): SpecIndex => {
  const index = new Map<string, MessageSpec>()
  for (const spec of specs) {
    const other = index.get(spec.type)
    const same = other === undefined || other.version === spec.version
    assertThat(same, `"${spec.type}" is listed with versions ${other?.version} and ${spec.version}`)
    index.set(spec.type, spec)
  }
  return index
}

const placeOf = (event: StoredEvent): string =>
  `${event.type} v${event.version} at ${event.log}:${event.position}`

const reasonOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/**
 * The data of a stored event in the version its spec knows. Throws `UnknownVersion` on one without
 * a way to it, `BrokenInvariant` on data that is not of the type.
 */
export const decodeData = (spec: MessageSpec, event: StoredEvent): unknown => {
  if (event.version > spec.version) {
    throw new UnknownVersion(`${placeOf(event)}: only known up to v${spec.version}`)
  }
  try {
    if (event.version === spec.version && spec.fromJson) {
      const json: unknown = JSON.parse(event.data)
      if (spec.fromJson(json)) return json
    }
    let data = decode(event.data)
    for (let version = event.version; version < spec.version; version += 1) {
      const upcast = spec.upcast?.[version]
      if (upcast === undefined) {
        throw new UnknownVersion(`${placeOf(event)}: no upcast from v${version}`)
      }
      data = upcast(data as never)
    }
    return spec.parse(data)
  } catch (error) {
    if (error instanceof UnknownVersion) throw error
    throw new BrokenInvariant(`${placeOf(event)}: ${reasonOf(error)}`, { cause: error })
  }
}

export const decodeMetadata = (event: StoredEvent): Metadata => {
  try {
    return JSON.parse(event.metadata) as Metadata
  } catch (error) {
    throw new BrokenInvariant(`metadata of ${placeOf(event)}: ${reasonOf(error)}`, { cause: error })
  }
}

/**
 * What was decoded stands on the event it came from: the views, reactions and processes of one
 * program are handed the same event and share what is in it, which none of them may change. A
 * `WeakMap` of them would hold back each collection of garbage, and stop everything as it grows.
 */
const decoded = Symbol('decoded')
type Decoded = {
  [decoded]?: { readonly of: StoredEvent; readonly spec: MessageSpec; readonly event: RecordedEvent }
}

/** A stored event as views, reactions and processes see it. Throws like `decodeData`. */
export const decodeEvent = (spec: MessageSpec, event: StoredEvent): RecordedEvent => {
  const made = PlacedEvent.recordedOf(event, spec)
  if (made !== undefined) return made
  const known = (event as Decoded)[decoded]
  // A copy by spread bears what was decoded of another.
  if (known?.spec === spec && known.of === event) return known.event
  const recorded = {
    type: event.type,
    data: decodeData(spec, event),
    id: event.id,
    log: event.log,
    position: event.position,
    stream: event.stream,
    revision: event.revision,
    version: spec.version,
    metadata: decodeMetadata(event),
  }
  if (Object.isExtensible(event)) (event as Decoded)[decoded] = { of: event, spec, event: recorded }
  return recorded
}
