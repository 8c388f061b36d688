import { randomUUID } from 'node:crypto'
import type { Append, EventStore, ExpectedRevision, NewEvent, StoredEvent } from '@stablegate/kernel'

/** Names of its own for every test: specs of one file share a database. */
export const freshLog = (): string => `l${randomUUID().slice(0, 13)}`

export const anEvent = (data: unknown = {}, id: string = randomUUID()): NewEvent => ({
  id,
  type: 'spec.happened',
  version: 1,
  data: typeof data === 'string' ? data : JSON.stringify(data),
  metadata: '{"atMs":1,"actor":"spec"}',
})

/** An append of one stream, with so many new events. */
export const anAppend = (
  log: string, stream: string, expected: ExpectedRevision, events: number | readonly NewEvent[] = 1,
): Append => ({
  log,
  streams: [{
    stream: `${log}.${stream}`,
    expected,
    events: typeof events === 'number' ? Array.from({ length: events }, () => anEvent()) : events,
  }],
})

/** Reads a log to its end in small pages. */
export const readWholeLog = async (store: EventStore, log: string): Promise<StoredEvent[]> => {
  const all: StoredEvent[] = []
  for (;;) {
    const page = await store.readLog(log, all.at(-1)?.position ?? 0, 500)
    if (page.length === 0) return all
    all.push(...page)
  }
}
