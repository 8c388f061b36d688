import type { StoredEvent } from '../event-store.ts'
import type { AnyView, RecordedEvent } from '../service.ts'
import { decodeEvent, indexSpecs } from './event-codec.ts'
import type { SinkFactory } from './event-sink.ts'
import { touchesRows, viewConsumer } from './fold.ts'

/** A fold of so many events shows that many come; one of a whole page, that the view catches up. */
const busyFoldEvents = 16
const pageFoldEvents = 1_000

const restAfter = (events: number, foldRestMs: number): number => {
  if (events >= pageFoldEvents) return 0
  return events >= busyFoldEvents ? 3 * foldRestMs : foldRestMs
}

/** Folds the events of a log into a view's rows, in batches, each exactly once. */
export const viewSink = (service: string, view: AnyView, foldRestMs: number): SinkFactory => {
  const specs = indexSpecs(view.events)
  return {
    name: viewConsumer(view),
    log: view.log ?? service,
    from: 'start',
    open: async ({ cursor, rest }) => ({
      async take(events: readonly StoredEvent[], position: number): Promise<void> {
        const listed: RecordedEvent[] = []
        for (const event of events) {
          const spec = specs.get(event.type)
          if (spec !== undefined) listed.push(decodeEvent(spec, event))
        }
        // What touches no row moves the cursor a little later, together with what follows.
        if (!touchesRows(view, listed)) {
          cursor.reached(position)
          return
        }
        await cursor.fold(view, listed, position)
        // What several events do to one row is written once: larger batches are less work.
        const restMs = restAfter(listed.length, foldRestMs)
        if (restMs > 0) await rest(restMs)
      },
      drain: async () => undefined,
    }),
  }
}
