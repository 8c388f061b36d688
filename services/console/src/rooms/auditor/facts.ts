/** What the events of a stream have said so far: the last value of each of their fields. */
export type Said = Readonly<Record<string, unknown>>

/** Where an event keeps what is not about its subject. */
const apart: ReadonlySet<string> = new Set(['atMs', 'clocks'])

/**
 * Folds the texts of events, oldest first. This is no decider's state: it knows no rules, and so it
 * can be said of any stream, also of one whose service does not run any more.
 */
export const saidBy = (events: readonly { readonly type: string; readonly data: string }[]): Said => {
  const said: Record<string, unknown> = {}
  for (const { type, data } of events) {
    said['last event'] = type
    for (const [name, value] of Object.entries(JSON.parse(data) as Record<string, unknown>)) {
      if (!apart.has(name)) said[name] = value
    }
  }
  return said
}
