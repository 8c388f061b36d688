import { binaryEvent } from '@kurrent/kurrentdb-client'
import type { AllStreamRecordedEvent, EventData, RecordedEvent } from '@kurrent/kurrentdb-client'
import { assertThat } from '../assert.ts'
import type { NewEvent, StoredEvent } from '../event-store.ts'

/**
 * How an event stands in KurrentDB: its data as a binary event, so that the server never parses and
 * re-writes it; its metadata as one string in a record of strings, the only form a multi-stream
 * append takes.
 */
type Properties = { readonly metadata: string; readonly version: string }

export const toKurrent = (event: NewEvent): EventData => binaryEvent({
  id: event.id,
  type: event.type,
  data: Buffer.from(event.data),
  metadata: { metadata: event.metadata, version: String(event.version) } satisfies Properties,
})

export const safe = (value: bigint): number => {
  assertThat(value <= BigInt(Number.MAX_SAFE_INTEGER), `${value} is beyond the safe integers`)
  return Number(value)
}

/**
 * The place of the record itself, not of its commit: records of one append share the latter. One
 * leader writes one append after another, so places increase in commit order.
 */
export const positionOf = (event: RecordedEvent | AllStreamRecordedEvent): number => {
  assertThat(event.position !== undefined, 'KurrentDB gave an event without a position')
  return safe(event.position.prepare)
}

const propertiesOf = (event: RecordedEvent): Properties => {
  const properties = event.metadata as Partial<Properties> | undefined
  assertThat(
    typeof properties?.metadata === 'string' && typeof properties.version === 'string',
    `event ${event.id} of ${event.streamId} was not written by this adapter`,
  )
  return { metadata: properties.metadata, version: properties.version }
}

export const fromKurrent = (event: RecordedEvent): StoredEvent => {
  const { metadata, version } = propertiesOf(event)
  const dot = event.streamId.indexOf('.')
  assertThat(dot > 0, `stream "${event.streamId}" belongs to no log`)
  return {
    id: event.id,
    stream: event.streamId,
    revision: safe(event.revision),
    log: event.streamId.slice(0, dot),
    position: positionOf(event),
    type: event.type,
    version: Number(version),
    data: Buffer.from(event.data as Uint8Array).toString('utf8'),
    metadata,
  }
}
