import { BrokenInvariant, assertThat } from '../assert.ts'
import type { AnyView, RecordedEvent, View } from '../service.ts'

type Row = { readonly id: string }

/** What folding a batch changed: rows to write whole, and keys whose rows are gone. Disjoint. */
export type FoldedRows<R extends Row> = {
  readonly upserts: ReadonlyMap<string, R>
  readonly deletes: ReadonlySet<string>
}

/** The name under which a view keeps its cursor in a `ConsumerStore`. */
export const viewConsumer = (view: AnyView): string => `view:${viewTable(view)}`

/** The view's table: version n+1 fills a table of its own beside n. */
export const viewTable = (view: AnyView): string => `${view.name}_v${view.version}`

// A view is pure, so whatever it throws is a bug in it or in its events, never the store's fault.
const broken = (view: AnyView, event: RecordedEvent | undefined, error: unknown): BrokenInvariant => {
  const where = `view ${view.name} at ${event?.log}:${event?.position}`
  const why = error instanceof Error ? error.message : String(error)
  return new BrokenInvariant(`${where}: ${why}`, { cause: error })
}

/** The keys of each event, in the order of the events. Throws `BrokenInvariant`. */
export const keysOfEach = (
  view: AnyView, events: readonly RecordedEvent[],
): readonly (readonly string[])[] => {
  let current: RecordedEvent | undefined
  try {
    return events.map((event) => {
      current = event
      return view.keys(event)
    })
  } catch (error) {
    throw broken(view, current, error)
  }
}

/** Whether a batch touches any row at all. Throws `BrokenInvariant`. */
export const touchesRows = (view: AnyView, events: readonly RecordedEvent[]): boolean =>
  events.some((event) => keysOfEach(view, [event])[0]?.length !== 0)

/** The keys of all rows that a batch may touch: load these, then call `foldRows`. */
export const keysToLoad = (
  view: AnyView, events: readonly RecordedEvent[], keys = keysOfEach(view, events),
): readonly string[] => [...new Set(keys.flat())]

/** The rows of a view that makes those of an event at once. */
function* rowsOfAll<R extends Row>(
  view: View<R>, rowsOf: (event: RecordedEvent) => readonly R[], events: readonly RecordedEvent[],
  stepEvents: number,
): Generator<void, ReadonlyMap<string, R>> {
  const made = new Map<string, R>()
  let current: RecordedEvent | undefined
  try {
    assertThat(view.appendOnly === true, `rows of ${view.name} change`)
    for (let index = 0; index < events.length; index += 1) {
      if (index > 0 && index % stepEvents === 0) yield
      const event = events[index] as RecordedEvent
      current = event
      for (const row of rowsOf(event)) {
        const before = made.size
        assertThat(made.set(row.id, row).size > before, `two events make the row "${row.id}"`)
      }
    }
  } catch (error) {
    throw broken(view as AnyView, current, error)
  }
  return made
}

type Keys = readonly (readonly string[])[]

const keysFor = <R extends Row>(view: View<R>, events: readonly RecordedEvent[]): Keys =>
  view.rows === undefined ? keysOfEach(view as AnyView, events) : []

/**
 * As `foldRows`, with a pause behind every so many events: a long fold is work of milliseconds, and
 * others of this process may have a turn. What it gives at its end is the same.
 */
export function* foldSteps<R extends Row>(
  view: View<R>, rows: ReadonlyMap<string, R>, events: readonly RecordedEvent[], stepEvents: number,
  keys = keysFor(view, events),
): Generator<void, FoldedRows<R>> {
  if (view.rows !== undefined) {
    return { upserts: yield* rowsOfAll(view, view.rows, events, stepEvents), deletes: new Set() }
  }
  const upserts = new Map<string, R>()
  const deletes = new Set<string>()
  let current: RecordedEvent | undefined
  try {
    for (let index = 0; index < events.length; index += 1) {
      if (index > 0 && index % stepEvents === 0) yield
      const event = events[index] as RecordedEvent
      current = event
      for (const key of keys[index] ?? []) {
        const before = upserts.get(key) ?? (deletes.has(key) ? undefined : rows.get(key))
        assertThat(view.appendOnly !== true || before === undefined, `two events make the row "${key}"`)
        const after = view.apply(before, event, key)
        if (after === undefined) {
          upserts.delete(key)
          if (rows.has(key)) deletes.add(key)
        } else if (after !== before) {
          assertThat(after.id === key, `row "${after.id}" was made for key "${key}"`)
          deletes.delete(key)
          upserts.set(key, after)
        }
      }
    }
  } catch (error) {
    throw broken(view as AnyView, current, error)
  }
  return { upserts, deletes }
}

/**
 * Folds a batch of events, in order, over the rows loaded for it. Pure: `rows` is not changed.
 * Throws `BrokenInvariant` on whatever the view throws and on a row that is not of its key. Give
 * `keys` where `keysOfEach` was asked before.
 */
export const foldRows = <R extends Row>(
  view: View<R>, rows: ReadonlyMap<string, R>, events: readonly RecordedEvent[],
  keys = keysFor(view, events),
): FoldedRows<R> => {
  const steps = foldSteps(view, rows, events, Infinity, keys)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
