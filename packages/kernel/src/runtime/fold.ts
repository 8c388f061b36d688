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
const asBroken = <T>(view: AnyView, event: RecordedEvent, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    const where = `view ${view.name} at ${event.log}:${event.position}`
    const why = error instanceof Error ? error.message : String(error)
    throw new BrokenInvariant(`${where}: ${why}`, { cause: error })
  }
}

/** The keys of all rows that a batch may touch: load these, then call `foldRows`. */
export const keysToLoad = (view: AnyView, events: readonly RecordedEvent[]): readonly string[] => {
  const keys = new Set<string>()
  for (const event of events) {
    for (const key of asBroken(view, event, () => view.keys(event))) keys.add(key)
  }
  return [...keys]
}

/**
 * Folds a batch of events, in order, over the rows loaded for it. Pure: `rows` is not changed.
 * Throws `BrokenInvariant` on whatever the view throws and on a row that is not of its key.
 */
export const foldRows = <R extends Row>(
  view: View<R>, rows: ReadonlyMap<string, R>, events: readonly RecordedEvent[],
): FoldedRows<R> => {
  const upserts = new Map<string, R>()
  const deletes = new Set<string>()
  for (const event of events) {
    asBroken(view as AnyView, event, () => {
      for (const key of view.keys(event)) {
        const before = upserts.get(key) ?? (deletes.has(key) ? undefined : rows.get(key))
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
    })
  }
  return { upserts, deletes }
}
