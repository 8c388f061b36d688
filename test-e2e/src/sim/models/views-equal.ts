import { isDeepStrictEqual } from 'node:util'
import {
  type AnyView,
  decode,
  foldRows,
  type MemoryConsumerStore,
  type RecordedEvent,
  type Service,
  type StoredEvent,
  viewsOf,
} from '@stablegate/kernel'
import type { World } from '../engine/world.ts'

const recorded = (stored: StoredEvent, view: AnyView): RecordedEvent | undefined => {
  const spec = view.events.find(({ type }) => type === stored.type)
  if (!spec) return undefined
  const { id, type, version, log, position, stream, revision } = stored
  return {
    id,
    type,
    version,
    log,
    position,
    stream,
    revision,
    data: spec.parse(decode(stored.data)),
    metadata: decode(stored.metadata),
  } as RecordedEvent
}

/** Names the first view whose rows differ from a fold of its whole log from nothing. */
export const differingView = (world: World): string | undefined => {
  for (const service of world.options.services) {
    const consumers = world.consumers.get(service.name)
    if (!consumers) continue
    for (const view of viewsOf(service)) {
      const difference = differenceOf(world, service, view, consumers)
      if (difference) return `${service.name}.${view.name}: ${difference}`
    }
  }
  return undefined
}

const differenceOf = (
  world: World,
  service: Service,
  view: AnyView,
  consumers: MemoryConsumerStore,
): string | undefined => {
  const log = world.store.readLogNow(view.log ?? service.name, 0, Number.MAX_SAFE_INTEGER)
  const events = log.map((stored) => recorded(stored, view)).filter((event) => event !== undefined)
  const { upserts } = foldRows(view, new Map(), events)
  const rows = consumers.rows(view)
  if (rows.size !== upserts.size) return `${rows.size} rows instead of ${upserts.size}`
  for (const [key, row] of upserts)
    if (!isDeepStrictEqual(rows.get(key), row)) return `row ${key} differs`
  return undefined
}
