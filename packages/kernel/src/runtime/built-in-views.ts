import { assertThat } from '../assert.ts'
import type {
  AnyAggregate, AnyView, MessageSpec, RecordedEvent, Service, View,
} from '../service.ts'
import type { DueClock } from './ports.ts'

/** One open clock of one stream; `id` is `<stream>|<kind>`. */
export type ClockRow = {
  readonly id: string
  readonly stream: string
  readonly aggregate: string
  readonly key: string
  readonly kind: string
  readonly clock_id: string
  readonly due_at_ms: number
}

export type OutageRow = { readonly id: string; readonly from_ms: number; readonly to_ms: number }

export const dueClockOf = (row: ClockRow): DueClock => ({
  stream: row.stream,
  aggregate: row.aggregate,
  key: row.key,
  kind: row.kind,
  clockId: row.clock_id,
  dueAtMs: row.due_at_ms,
})

/** The stream's aggregate and key out of `<service>.<aggregate>-<key>`. */
export const partsOfStream = (
  stream: string,
): { readonly service: string; readonly aggregate: string; readonly key: string } => {
  const dot = stream.indexOf('.')
  const dash = stream.indexOf('-', dot)
  assertThat(dot > 0 && dash > dot, `"${stream}" is not <service>.<aggregate>-<key>`)
  return {
    service: stream.slice(0, dot),
    aggregate: stream.slice(dot + 1, dash),
    key: stream.slice(dash + 1),
  }
}

const eventsOf = (aggregates: readonly AnyAggregate[]): readonly MessageSpec[] => {
  const specs = new Map<string, MessageSpec>()
  for (const aggregate of aggregates) {
    for (const spec of aggregate.events) specs.set(spec.type, spec)
  }
  return [...specs.values()]
}

const clocksView = (service: Service): View<ClockRow> | undefined => {
  const aggregates = service.aggregates.filter((aggregate) => aggregate.clocks !== undefined)
  if (aggregates.length === 0) return undefined
  const byName = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]))
  const changesOf = (event: RecordedEvent) =>
    byName.get(partsOfStream(event.stream).aggregate)?.clocks?.(event) ?? []
  return {
    name: 'clocks',
    version: 1,
    events: eventsOf(aggregates),
    columns: {
      stream: 'text', aggregate: 'text', key: 'text', kind: 'text',
      clock_id: 'text', due_at_ms: 'bigint',
    },
    indexes: [['due_at_ms']],
    keys: (event) => changesOf(event).map((change) => `${event.stream}|${change.kind}`),
    apply: (row, event, key) => {
      // The last change of a kind counts: one event may end a clock and start it anew.
      const change = changesOf(event).findLast(({ kind }) => `${event.stream}|${kind}` === key)
      if (change === undefined) return row
      if ('off' in change) return undefined
      const { aggregate, key: streamKey } = partsOfStream(event.stream)
      return {
        id: key, stream: event.stream, aggregate, key: streamKey, kind: change.kind,
        clock_id: change.clockId, due_at_ms: change.dueAtMs,
      }
    },
  }
}

const outagesView = (service: Service): View<OutageRow> | undefined => {
  const aggregates = service.aggregates.filter((aggregate) => aggregate.outage !== undefined)
  if (aggregates.length === 0) return undefined
  const byName = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate]))
  const outageOf = (event: RecordedEvent) =>
    byName.get(partsOfStream(event.stream).aggregate)?.outage?.(event)
  return {
    name: 'outages',
    version: 1,
    events: eventsOf(aggregates),
    columns: { from_ms: 'bigint', to_ms: 'bigint' },
    keys: (event) => {
      const outage = outageOf(event)
      return outage === undefined ? [] : [outage.id]
    },
    apply: (row, event) => {
      const outage = outageOf(event)
      if (outage === undefined) return row
      return { id: outage.id, from_ms: outage.fromMs, to_ms: outage.toMs }
    },
  }
}

/**
 * The views the kernel adds to a service: `clocks` where an aggregate has clocks, `outages` where
 * one records them. A store creates their tables and keeps them like any other view's.
 */
export const builtInViews = (service: Service): readonly AnyView[] => {
  const views = [clocksView(service), outagesView(service)].filter((view) => view !== undefined)
  for (const { name } of views) {
    const taken = service.views.some((view) => view.name === name)
    assertThat(!taken, `the view name "${name}" of ${service.name} is the kernel's own`)
  }
  return views as readonly AnyView[]
}

/** All views of a service, the kernel's own last. */
export const viewsOf = (service: Service): readonly AnyView[] =>
  [...service.views, ...builtInViews(service)]
