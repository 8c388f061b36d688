import type { StoredEvent } from '../event-store.ts'
import type { AnyView, RecordedEvent } from '../service.ts'
import { decodeEvent, indexSpecs } from './event-codec.ts'
import type { SinkFactory } from './event-sink.ts'
import { viewConsumer } from './fold.ts'

/** Folds the events of a log into a view's rows, in batches, each exactly once. */
export const viewSink = (service: string, view: AnyView): SinkFactory => {
  const specs = indexSpecs(view.events)
  return {
    name: viewConsumer(view),
    log: view.log ?? service,
    from: 'start',
    open: async ({ cursor }) => ({
      async take(events: readonly StoredEvent[], position: number): Promise<void> {
        const listed: RecordedEvent[] = []
        for (const event of events) {
          const spec = specs.get(event.type)
          if (spec !== undefined) listed.push(decodeEvent(spec, event))
        }
        if (listed.length === 0) cursor.reached(position)
        else await cursor.fold(view, listed, position)
      },
      drain: async () => undefined,
    }),
  }
}
